using System.Text;

namespace Postrider.Sip.Messages;

/// <summary>Parameters behind semicolons (or commas, in a challenge): names without case, values without their quotes.</summary>
internal sealed class ParameterList
{
    private const int Most = 64;
    private readonly List<(string Name, string? Value)> _all = [];

    /// <summary>The value; empty for a parameter without one, null for none.</summary>
    public string? this[string name]
    {
        get
        {
            foreach (var found in _all)
            {
                if (found.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                {
                    return found.Value ?? "";
                }
            }

            return null;
        }
    }

    /// <summary>Reads what is readable; beyond a bound the rest is left out.</summary>
    public static ParameterList Parse(ReadOnlySpan<char> text, char between = ';')
    {
        var parsed = new ParameterList();
        while (!text.IsEmpty && parsed._all.Count < Most)
        {
            var end = End(text, between);
            parsed.Take(text[..end]);
            text = end < text.Length ? text[(end + 1)..] : default;
        }

        return parsed;
    }

    /// <summary>A quoted string's content, or the trimmed text where it is not quoted.</summary>
    public static string Unquote(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        if (text.Length < 2 || text[0] != '"' || text[^1] != '"')
        {
            return text.ToString();
        }

        text = text[1..^1];
        if (!text.Contains('\\'))
        {
            return text.ToString();
        }

        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            i += text[i] == '\\' && i + 1 < text.Length ? 1 : 0;
            plain.Append(text[i]);
        }

        return plain.ToString();
    }

    /// <summary>Where the first of these stands that no quotes enclose; the text's length: nowhere.</summary>
    public static int End(ReadOnlySpan<char> text, char between)
    {
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            if (quoted && text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == '"')
            {
                quoted = !quoted;
            }
            else if (text[i] == between && !quoted)
            {
                return i;
            }
        }

        return text.Length;
    }

    private void Take(ReadOnlySpan<char> part)
    {
        var equals = part.IndexOf('=');
        var name = (equals < 0 ? part : part[..equals]).Trim();
        if (!name.IsEmpty)
        {
            _all.Add((name.ToString(), equals < 0 ? null : Unquote(part[(equals + 1)..])));
        }
    }
}
