using System.Globalization;

namespace Postrider.Mail.Mime.Parsing;

/// <summary>The date of a mail, in the forms of RFC 5322, those before it, and a few that programs make up.</summary>
internal static class MailDate
{
    private static readonly string[] _months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

    public static DateTimeOffset? Parse(string? text)
    {
        if (text is null || text.Length > 200)
        {
            return null;
        }

        if (DateTimeOffset.TryParseExact(text.Trim(), ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd HH:mm:ss zzz"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var iso))
        {
            return iso;
        }

        var comment = text.IndexOf('(', StringComparison.Ordinal);
        var words = (comment < 0 ? text : text[..comment]).Split([' ', ',', '\t', '.'], StringSplitOptions.RemoveEmptyEntries).SelectMany(word => word[0] == '-' ? [] : word.Split('-'));
        int? day = null, month = null, year = null;
        TimeSpan? time = null;
        foreach (var word in words)
        {
            if (time is null && word.Contains(':', StringComparison.Ordinal))
            {
                time = Time(word);
            }
            else if (word.Length >= 3 && Array.IndexOf(_months, word[..3].ToLowerInvariant()) is var found and >= 0)
            {
                month ??= found + 1;
            }
            else if (word.Length < 5 && int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                _ = day is null && word.Length < 3 ? day = number : year ??= Year(number, word.Length);
            }
        }

        return (day, month, year, time) switch
        {
            ( >= 1 and <= 31, { } m, >= 1900 and <= 9998, { } t) when day <= DateTime.DaysInMonth(year.Value, m) => new DateTimeOffset(year.Value, m, day.Value, 0, 0, 0, Offset(text)) + t,
            _ => null,
        };
    }

    private static int Year(int number, int digits) => digits switch
    {
        2 => number < 50 ? 2000 + number : 1900 + number,
        3 => 1900 + number,
        _ => number,
    };

    private static TimeSpan? Time(string word)
    {
        var parts = word.Split(':');
        Span<int> numbers = stackalloc int[3];
        if (parts.Length is < 2 or > 3)
        {
            return null;
        }

        for (var i = 0; i < parts.Length; i++)
        {
            if (parts[i].Length > 2 || !int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]))
            {
                return null;
            }
        }

        // A leap second is the last one of its minute.
        return numbers[0] < 24 && numbers[1] < 60 && numbers[2] < 61 ? new TimeSpan(numbers[0], numbers[1], Math.Min(numbers[2], 59)) : null;
    }

    /// <summary>What stands behind the time: hours and minutes, or a name; UTC where it says nothing that we know.</summary>
    private static TimeSpan Offset(string text)
    {
        var zone = text.AsSpan(text.LastIndexOf(':') + 1).TrimStart("0123456789. \t");
        var sign = zone.IndexOfAny('+', '-');
        if (sign >= 0 && zone.Length >= sign + 5 && int.TryParse(zone.Slice(sign + 1, 4), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            var minutes = (number / 100 * 60) + (number % 100);
            return minutes > 14 * 60 ? TimeSpan.Zero : TimeSpan.FromMinutes(zone[sign] == '-' ? -minutes : minutes);
        }

        return TimeSpan.FromHours(zone.Length < 3 ? 0 : zone[..3] switch { "EDT" => -4, "EST" or "CDT" => -5, "CST" or "MDT" => -6, "MST" or "PDT" => -7, "PST" => -8, "CET" => 1, "CES" or "EET" => 2, _ => 0 });
    }
}
