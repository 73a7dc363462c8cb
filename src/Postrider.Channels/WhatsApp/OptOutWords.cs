using System.Collections.Frozen;

namespace Postrider.Channels.WhatsApp;

/// <summary>Whether a whole message is a word by which people opt out: docs/channels/whatsapp-cloud.md lists them. A longer message that has such a word in it is for a person to read.</summary>
internal static class OptOutWords
{
    /// <summary>The reason of a suppression that its own address asked for.</summary>
    public const string Reason = "unsubscribe";

    private const int LongestLooked = 40;

    private static readonly FrozenSet<string> _words =
        new[] { "stop", "stop all", "stopall", "stop promotions", "unsubscribe", "opt out", "optout" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public static bool Are(string? text) =>
        text is { Length: <= LongestLooked } && _words.Contains(string.Join(' ', text.Split([' ', '\t', '\r', '\n', '-', '.', '!', '"', '\''], StringSplitOptions.RemoveEmptyEntries)));
}
