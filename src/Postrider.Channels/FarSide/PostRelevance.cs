using System.Text.RegularExpressions;

namespace Postrider.Channels.FarSide;

/// <summary>Which of a profile's posts is about what somebody wants to like.</summary>
internal static partial class PostRelevance
{
    /// <summary>The place of the most relevant text by shared words, of equals the first; null: none shares any.</summary>
    public static int? Choose(string topic, IEnumerable<string> texts)
    {
        var wanted = Words().Matches(topic.ToLowerInvariant()).Select(match => match.Value).ToHashSet();
        var (best, most) = ((int?)null, 0);
        foreach (var (place, text) in texts.Index())
        {
            var shared = Words().Matches(text.ToLowerInvariant()).Count(match => wanted.Contains(match.Value));
            if (shared > most)
            {
                (best, most) = (place, shared);
            }
        }

        return best;
    }

    [GeneratedRegex("[\\p{L}\\p{N}]{4,}")]
    private static partial Regex Words();
}
