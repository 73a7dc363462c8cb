namespace Postrider.Contacts;

/// <summary>Phone numbers as E.164 has them. People's spaces, dashes, dots, slashes and brackets are taken out, and 00 in front is +.</summary>
public static class PhoneNumber
{
    private const int Shortest = 7;
    private const int Longest = 15;

    /// <summary>Null when the text is no number that could be called from anywhere.</summary>
    public static string? Normalize(string text)
    {
        // "+49 (0)30 …": the zero in brackets is only dialled at home.
        text = text.Replace("(0)", "", StringComparison.Ordinal);
        Span<char> digits = stackalloc char[Longest + 2];
        var (length, plus) = (0, false);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '+' && length == 0 && !plus)
            {
                plus = true;
            }
            else if (char.IsAsciiDigit(c))
            {
                if (length == digits.Length)
                {
                    return null;
                }

                digits[length++] = c;
            }
            else if (c is not (' ' or '\u00a0' or '-' or '\u2010' or '\u2011' or '\u2013' or '.' or '/' or '(' or ')' or '[' or ']'))
            {
                return null;
            }
        }

        var number = digits[..length];
        if (!plus)
        {
            if (!number.StartsWith("00"))
            {
                return null;
            }

            number = number[2..];
        }

        return number.Length is >= Shortest and <= Longest && number[0] != '0' ? $"+{number}" : null;
    }
}
