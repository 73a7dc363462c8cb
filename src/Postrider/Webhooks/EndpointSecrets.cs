using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Postrider.Webhooks;

/// <summary>What signs an endpoint's posts, in the form of Standard Webhooks: the present secret and, for a day after a change, the one before.</summary>
/// <param name="Present">The secret as its holder sees it: <c>whsec_</c> and its bytes in base64.</param>
/// <param name="Old">The one before; null: there was none, or its time is over.</param>
/// <param name="OldUntil">When the old one signs no more.</param>
public sealed record EndpointSecrets(string Present, string? Old = null, DateTimeOffset? OldUntil = null)
{
    private const string Prefix = "whsec_";
    private const int Size = 32;

    public static TimeSpan Overlap { get; } = TimeSpan.FromHours(24);

    public static EndpointSecrets Make() => new(Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(Size)));

    public static EndpointSecrets From(IReadOnlyDictionary<string, string> sealedBefore) => new(
        sealedBefore["secret"],
        sealedBefore.GetValueOrDefault("old_secret"),
        sealedBefore.TryGetValue("old_until", out var until) ? DateTimeOffset.Parse(until, CultureInfo.InvariantCulture) : null);

    public IReadOnlyDictionary<string, string> ToSeal()
    {
        var all = new Dictionary<string, string> { ["secret"] = Present };
        if (Old is not null && OldUntil is { } until)
        {
            (all["old_secret"], all["old_until"]) = (Old, until.ToString("O", CultureInfo.InvariantCulture));
        }

        return all;
    }

    /// <summary>A new secret; the present one signs along for a day, and one that did so till now no longer.</summary>
    public EndpointSecrets Rotate(DateTimeOffset now) => Make() with { Old = Present, OldUntil = now + Overlap };

    /// <summary>The header's value: one signature for each secret that signs now, the present one's first.</summary>
    public string Sign(string id, DateTimeOffset now, string body)
    {
        var signed = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{now.ToUnixTimeSeconds()}.{body}"));
        return Old is not null && now < OldUntil ? $"{Sign(Present, signed)} {Sign(Old, signed)}" : Sign(Present, signed);
    }

    private static string Sign(string secret, byte[] signed) => $"v1,{Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(secret[Prefix.Length..]), signed))}";
}
