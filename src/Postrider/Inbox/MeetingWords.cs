using System.Text.RegularExpressions;

namespace Postrider.Inbox;

/// <summary>Whether a message sounds as if its writer wants to meet. A rule of words, so that anybody can see why: docs/api/actions.md lists them.</summary>
public static partial class MeetingWords
{
    private const int LongestLooked = 8 * 1024;

    /// <summary>Only in what its writer wrote: whoever calls leaves the quoted part out.</summary>
    public static bool AreIn(string? text) => text is not null && Wish().IsMatch(text.Length > LongestLooked ? text[..LongestLooked] : text);

    [GeneratedRegex(
        @"\b(?:(?:book|schedule|set\s+up|arrange|plan|have|hop\s+on|jump\s+on)\s+(?:a|an|some)?\s*(?:quick\s+|short\s+)?(?:call|meeting|demo|chat|time)|let['’]s\s+(?:meet|talk|chat|connect\s+on)|happy\s+to\s+(?:meet|talk|chat)|(?:send|share)\s+(?:me\s+)?(?:a\s+|an\s+|your\s+)?(?:calendar|invite|availability)|calendly\.com|available\s+(?:for\s+a\s+(?:call|meeting|chat)|on\s+(?:mon|tues|wednes|thurs|fri)day)|what\s+times?\s+works?)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Wish();
}
