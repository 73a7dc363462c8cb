using System.Buffers.Text;
using System.Security.Cryptography;

namespace Postrider.Access;

/// <summary>The text of a key: shown once, never kept.</summary>
public static class KeyText
{
    public const string Prefix = "sk-postrider-";

    /// <summary>Longer texts are nobody's key, and not worth hashing.</summary>
    public const int MaxLength = 512;

    public static string Generate() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>What a list shows, so that people can tell their keys apart: the last four characters, and nothing of a short text.</summary>
    public static string Hint(string text) => text.Length >= 16 ? "…" + text[^4..] : "…";

    /// <summary>Any text that an HTTP header carries unchanged may be a key that its owner chose; says what is wrong with others.</summary>
    public static string? Fault(string text)
    {
        if (text.Length is 0 or > MaxLength)
        {
            return $"it must have 1 to {MaxLength} characters";
        }

        return text.AsSpan().ContainsAnyExceptInRange('!', '~') ? "it may hold printable ASCII characters without spaces only" : null;
    }

    /// <summary>A key to keep, made from its text.</summary>
    public static NewKey ToKeep(string text, string name, ScopeSet scopes, DateTimeOffset? expiresAt, TimeProvider clock) =>
        new(Guid.CreateVersion7(clock.GetUtcNow()), name, KeyHash.Of(text), Hint(text), scopes, expiresAt);
}
