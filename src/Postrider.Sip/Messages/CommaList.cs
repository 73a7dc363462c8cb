namespace Postrider.Sip.Messages;

/// <summary>Values in one line, parted by commas outside quotes and angle brackets.</summary>
internal static class CommaList
{
    public static IEnumerable<string> Split(string line)
    {
        var start = 0;
        var quoted = false;
        var bracketed = false;
        for (var i = 0; i <= line.Length; i++)
        {
            var c = i < line.Length ? line[i] : ',';
            if (quoted && i < line.Length)
            {
                i += c == '\\' ? 1 : 0;
                quoted = c != '"';
            }
            else if (c == '"')
            {
                quoted = true;
            }
            else if (c is '<' or '>')
            {
                bracketed = c == '<';
            }
            else if (c == ',' && (!bracketed || i >= line.Length))
            {
                var value = line[start..i].Trim();
                start = i + 1;
                if (value.Length > 0)
                {
                    yield return value;
                }
            }
        }

        // An escape at the very end steps over the closing comma.
        if (start < line.Length && line[start..].Trim() is { Length: > 0 } rest)
        {
            yield return rest;
        }
    }
}
