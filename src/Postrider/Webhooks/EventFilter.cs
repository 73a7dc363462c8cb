using Postrider.Events;

namespace Postrider.Webhooks;

/// <summary>Which kinds of events an endpoint wants: kinds by their names, and with <c>.*</c> all that begin alike.</summary>
public sealed class EventFilter(IReadOnlyList<string> words)
{
    public const string Everything = "*";

    public IReadOnlyList<string> Words => words;

    public bool Takes(string kind) => words.Any(word => Takes(word, kind));

    /// <summary>Whether a word stands for a kind that there is.</summary>
    public static bool IsKnown(string word) => EventKind.All.Any(kind => Takes(word, kind));

    private static bool Takes(string word, string kind) =>
        word == Everything || word == kind || (word.EndsWith(".*", StringComparison.Ordinal) && kind.StartsWith(word[..^1], StringComparison.Ordinal));
}
