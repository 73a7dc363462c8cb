using System.Text.RegularExpressions;
using Postrider.Contacts;

namespace Postrider.Channels.Sandbox;

/// <summary>What the sandbox does to a recipient, read from the recipient's own address.</summary>
internal static partial class SandboxFate
{
    public const string Refuse = "refuse";
    public const string Defer = "defer";
    public const string Unknown = "unknown";
    public const string Lost = "lost";
    public const string Never = "never";
    public const string Slow = "slow";
    public const string Reply = "reply";
    public const string Bounce = "bounce";

    private const string PhonePrefix = "+1555010000";
    private static readonly string[] _all = [Refuse, Defer, Unknown, Lost, Never, Slow, Reply, Bounce];

    /// <summary>Null: delivered.</summary>
    public static string? Of(string address)
    {
        var bare = RecipientAddress.Bare(address);
        if (bare.StartsWith(PhonePrefix, StringComparison.Ordinal) && bare.Length == PhonePrefix.Length + 1)
        {
            // A contact identifier may look like the number without being one.
            var number = bare[^1] - '0';
            return number >= 1 && number <= _all.Length ? _all[number - 1] : null;
        }

        var words = Words().Split(bare.Split('@')[0]);
        return Array.Find(_all, fate => words.Contains(fate));
    }

    /// <summary>Whether the profile is connected to the account already: its slug says so.</summary>
    public static bool IsConnected(string address) => Words().Split(RecipientAddress.Bare(address)).Contains("connected");

    [GeneratedRegex("[^a-z]+")]
    private static partial Regex Words();
}
