using Postrider.Mail.Mime.Composing;

namespace Postrider.Mail.Mime.Parsing;

/// <summary>The ids in a header, without their angle brackets; only such as can be written into a header again.</summary>
internal static class MessageIds
{
    private const int Most = 200;

    /// <summary>The first of them; null: there is none.</summary>
    public static string? First(string? value) => Read(value) is [var first, ..] ? first : null;

    public static IReadOnlyList<string> Read(string? value)
    {
        var ids = new List<string>();
        var rest = value.AsSpan();
        if (!rest.Contains('<'))
        {
            foreach (var range in rest.SplitAny(' ', '\t', ','))
            {
                Add(ids, rest[range]);
            }

            return ids;
        }

        while (rest.IndexOf('<') is var start and >= 0)
        {
            rest = rest[(start + 1)..];
            var end = rest.IndexOfAny('<', '>');
            Add(ids, end < 0 ? rest : rest[..end]);
            rest = end < 0 ? default : rest[end..];
        }

        return ids;
    }

    // Broken folding puts spaces into ids.
    private static void Add(List<string> ids, ReadOnlySpan<char> raw)
    {
        var id = raw.Contains(' ') ? raw.ToString().Replace(" ", "", StringComparison.Ordinal) : raw.ToString();
        if (WireText.IsId(id) && ids.Count < Most)
        {
            ids.Add(id);
        }
    }
}
