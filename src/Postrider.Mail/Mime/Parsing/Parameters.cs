using System.Globalization;
using System.Text;

namespace Postrider.Mail.Mime.Parsing;

/// <summary>A header's value with its parameters, by RFC 2045 and RFC 2231, and as they are written by those who read neither.</summary>
internal static class Parameters
{
    private const int Most = 200;

    /// <summary>The value in lower case; the parameters by name, in lower case as well.</summary>
    public static (string Value, IReadOnlyDictionary<string, string> All) Read(string text)
    {
        var value = "";
        var plain = new Dictionary<string, string>();
        var pieces = new Dictionary<string, SortedList<int, (string Text, bool IsExtended)>>();
        var (at, count) = (0, 0);
        while (at < text.Length && count <= Most)
        {
            var segment = Next(text, ref at);
            if (count++ == 0)
            {
                var end = segment.AsSpan().IndexOfAny(' ', '\t', '(');
                value = (end < 0 ? segment : segment[..end]).Trim('"').ToLowerInvariant();
                continue;
            }

            var equals = segment.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
            {
                Add(segment[..equals].Trim().ToLowerInvariant(), Unquote(segment[(equals + 1)..].Trim()), plain, pieces);
            }
        }

        foreach (var (name, sections) in pieces)
        {
            plain[name] = Join(sections.Values);
        }

        return (value, plain);
    }

    private static void Add(string name, string value, Dictionary<string, string> plain, Dictionary<string, SortedList<int, (string Text, bool IsExtended)>> pieces)
    {
        var star = name.IndexOf('*', StringComparison.Ordinal);
        if (star < 0)
        {
            plain.TryAdd(name, EncodedWords.Decode(value));
            return;
        }

        var isExtended = name[^1] == '*';
        var digits = name.AsSpan(star + 1).TrimEnd('*');
        if (star > 0 && (digits.Length == 0 || (int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out _) && digits.Length < 5)))
        {
            var number = digits.Length == 0 ? 0 : int.Parse(digits, CultureInfo.InvariantCulture);
            var sections = pieces.TryGetValue(name[..star], out var there) ? there : pieces[name[..star]] = [];
            sections.TryAdd(number, (value, isExtended));
        }
    }

    /// <summary>Up to the next semicolon that is neither quoted nor in a comment.</summary>
    private static string Next(string text, ref int at)
    {
        var (start, quoted, comments) = (at, false, 0);
        for (; at < text.Length; at++)
        {
            var character = text[at];
            if (character == '\\' && (quoted || comments > 0))
            {
                at++;
            }
            else if (character == '"' && comments == 0)
            {
                quoted = !quoted;
            }
            else if (!quoted && character is '(' or ')')
            {
                comments = Math.Max(0, comments + (character == '(' ? 1 : -1));
            }
            else if (character == ';' && !quoted && comments == 0)
            {
                break;
            }
        }

        var segment = text[start..Math.Min(at, text.Length)].Trim();
        at++;
        return segment;
    }

    // Only a quote and a backslash are taken as escaped: Windows paths are sent as they are.
    private static string Unquote(string value)
    {
        if (value.Length == 0 || value[0] != '"')
        {
            var comment = value.IndexOf(" (", StringComparison.Ordinal);
            return comment > 0 && value[^1] == ')' ? value[..comment].TrimEnd() : value;
        }

        var text = new StringBuilder(value.Length);
        for (var i = 1; i < value.Length && value[i] != '"'; i++)
        {
            i += value[i] == '\\' && i + 1 < value.Length && value[i + 1] is '"' or '\\' ? 1 : 0;
            text.Append(value[i]);
        }

        return text.ToString();
    }

    private static string Join(IList<(string Text, bool IsExtended)> sections)
    {
        var bytes = new List<byte>();
        string? charset = null;
        for (var i = 0; i < sections.Count; i++)
        {
            var text = sections[i].Text;
            if (i == 0 && sections[i].IsExtended && text.Split('\'', 3) is [var named, _, var rest])
            {
                (charset, text) = (named, rest);
            }

            var raw = Encoding.UTF8.GetBytes(text);
            for (var at = 0; at < raw.Length; at++)
            {
                var isEscape = sections[i].IsExtended && raw[at] == '%' && at + 2 < raw.Length && char.IsAsciiHexDigit((char)raw[at + 1]) && char.IsAsciiHexDigit((char)raw[at + 2]);
                bytes.Add(isEscape ? Convert.FromHexString(raw.AsSpan(at + 1, 2))[0] : raw[at]);
                at += isEscape ? 2 : 0;
            }
        }

        var joined = Charsets.Decode([.. bytes], charset);
        return sections.Any(section => section.IsExtended) ? joined : EncodedWords.Decode(joined);
    }
}
