using System.Text.RegularExpressions;

namespace Postrider.Tests.House;

/// <summary>Splits names into words, and reads from CONTEXT.md which words are not said.</summary>
internal static partial class Words
{
    /// <summary>The words in code type in the last column of the tables.</summary>
    public static IReadOnlySet<string> ReadBarred(string context)
    {
        var barred = new HashSet<string>();
        foreach (var line in context.Split('\n').Where(line => line.StartsWith('|')))
        {
            var cells = line.Trim().Trim('|').Split('|');
            barred.UnionWith(CodeWord().Matches(cells[^1]).Select(match => match.Groups[1].Value));
        }

        return barred;
    }

    /// <summary>The words of a name in PascalCase, camelCase, snake_case or with dots, in lower case and in the singular.</summary>
    public static IEnumerable<string> Of(string name) => Part().Matches(name).Select(match => Singular(match.Value.ToLowerInvariant()));

    private static string Singular(string word) =>
        word.EndsWith("ies", StringComparison.Ordinal) ? $"{word[..^3]}y"
        : word.EndsWith('s') && !word.EndsWith("ss", StringComparison.Ordinal) ? word[..^1]
        : word;

    [GeneratedRegex("`([a-z]+)`")]
    private static partial Regex CodeWord();

    [GeneratedRegex("[A-Z]+(?![a-z])|[A-Z]?[a-z]+")]
    private static partial Regex Part();
}
