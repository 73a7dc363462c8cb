using System.Globalization;
using System.Text.Unicode;

namespace Postrider.Server.Api;

/// <summary>
/// Finds what a JSON parser lets pass and nothing behind it can keep: bytes that are no UTF-8, and escapes that stand for NUL
/// or for half a character. It looks at escapes alone; in valid JSON a backslash stands inside a string or a name.
/// </summary>
internal static class JsonText
{
    public static string? Fault(ReadOnlySpan<byte> text)
    {
        if (!Utf8.IsValid(text))
        {
            return "it is not UTF-8";
        }

        // Nearly every body ends here: the search is vectorised.
        for (var at = text.IndexOf((byte)'\\'); at >= 0; at = Next(text, at))
        {
            var unit = Unit(text[at..]);
            if (unit == 0)
            {
                return "a string holds the character NUL";
            }

            if (unit is { } low && char.IsLowSurrogate((char)low))
            {
                return "a string holds half a surrogate pair";
            }

            if (unit is { } high && char.IsHighSurrogate((char)high))
            {
                at += 6;
                if (at >= text.Length || Unit(text[at..]) is not { } second || !char.IsLowSurrogate((char)second))
                {
                    return "a string holds half a surrogate pair";
                }
            }
        }

        return null;
    }

    // Behind the escape at this place: a backslash that is itself escaped begins nothing.
    private static int Next(ReadOnlySpan<byte> text, int at)
    {
        var from = at + 2;
        if (from >= text.Length)
        {
            return -1;
        }

        var found = text[from..].IndexOf((byte)'\\');
        return found < 0 ? -1 : from + found;
    }

    private static int? Unit(ReadOnlySpan<byte> escape) =>
        escape.Length >= 6 && escape[0] == '\\' && escape[1] == 'u' && int.TryParse(escape[2..6], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit)
            ? unit
            : null;
}
