using System.Collections.Frozen;
using System.Globalization;

namespace Postrider.Contacts;

/// <summary>The country codes that the ITU has given out (Recommendation E.164), those of no country (satellites, freephone) among them.</summary>
public static class CountryCode
{
    private const int Longest = 3;

    // No code begins with another, so the first that fits is the number's own.
    private static readonly string[] _ranges =
    [
        "1", "7", "20", "27", "30-34", "36", "39", "40-41", "43-49", "51-58", "60-66", "81-82", "84", "86", "90-95", "98",
        "211-213", "216", "218", "220-258", "260-269", "290-291", "297-299", "350-359", "370-378", "380-383", "385-387", "389", "420-421", "423",
        "500-509", "590-599", "670", "672-683", "685-692", "800", "808", "850", "852-853", "855-856", "870", "878", "880-883", "886", "888",
        "960-968", "970-977", "979", "992-996", "998",
    ];

    private static readonly FrozenSet<string> _given = _ranges.SelectMany(Codes).ToFrozenSet();

    /// <summary>The code that a number in E.164 begins with; null: there is no such country.</summary>
    public static string? Of(string number)
    {
        for (var length = 1; length <= Longest && number.Length > length; length++)
        {
            var code = number.Substring(1, length);
            if (_given.Contains(code))
            {
                return code;
            }
        }

        return null;
    }

    /// <summary>Whether a text is a number in E.164 as the far side dials it: a plus, 7 to 15 digits, a country code that exists.</summary>
    public static bool IsCallable(string text) =>
        text.Length is >= 8 and <= 16 && text[0] == '+' && !text.AsSpan(1).ContainsAnyExceptInRange('0', '9') && Of(text) is not null;

    private static IEnumerable<string> Codes(string range)
    {
        var ends = range.Split('-');
        var first = int.Parse(ends[0], CultureInfo.InvariantCulture);
        var last = int.Parse(ends[^1], CultureInfo.InvariantCulture);
        return Enumerable.Range(first, last - first + 1).Select(code => code.ToString(CultureInfo.InvariantCulture));
    }
}
