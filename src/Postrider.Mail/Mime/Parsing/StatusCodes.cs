namespace Postrider.Mail.Mime.Parsing;

/// <summary>Finds what stands for success and failure in the words of mail servers: <c>5.1.1</c>, and <c>550</c> where there is no such.</summary>
internal static class StatusCodes
{
    /// <summary>Null: none is in it. A plain SMTP code is given as a class alone, such as <c>5.0.0</c>.</summary>
    public static string? Find(ReadOnlySpan<char> text)
    {
        string? plain = null;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is not ('2' or '4' or '5') || (i > 0 && (char.IsAsciiLetterOrDigit(text[i - 1]) || text[i - 1] == '.')))
            {
                continue;
            }

            if (EnhancedLength(text[i..]) is var length and > 0)
            {
                return text.Slice(i, length).ToString();
            }

            if (text[i] != '2' && (i == 0 || text[i - 1] != '-') && i + 2 < text.Length && text[i + 1] is >= '0' and <= '5' && char.IsAsciiDigit(text[i + 2]) && (i + 3 == text.Length || text[i + 3] is ' ' or '-' or '\n' or '\r'))
            {
                plain ??= $"{text[i]}.0.0";
            }
        }

        return plain;
    }

    private static int EnhancedLength(ReadOnlySpan<char> text)
    {
        var at = 1;
        for (var part = 0; part < 2; part++)
        {
            if (at >= text.Length || text[at++] != '.')
            {
                return 0;
            }

            var start = at;
            while (at < text.Length && at - start < 3 && char.IsAsciiDigit(text[at]))
            {
                at++;
            }

            if (at == start)
            {
                return 0;
            }
        }

        return at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || (text[at] == '.' && at + 1 < text.Length && char.IsAsciiDigit(text[at + 1]))) ? 0 : at;
    }
}
