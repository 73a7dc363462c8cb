using System.Buffers;
using System.Text.RegularExpressions;
using Postrider.Contacts;

namespace Postrider.Campaigns;

/// <summary>Reads numbers as people and spreadsheets write them, and says in which zones their callees may be. For one upload: it remembers what it was asked.</summary>
/// <param name="hours">The campaign's.</param>
/// <param name="now">When numbers are read.</param>
/// <param name="zonesOf">All zones in which a number in E.164 may lie, with commas between; empty: not known.</param>
public sealed partial class CampaignNumberReader(CallHours hours, DateTimeOffset now, Func<string, string> zonesOf)
{
    private const int LongestText = 200;
    private const int MostRemembered = 10_000;

    // Marks that come along when a number is copied: direction, joiners, the byte order mark.
    private static readonly SearchValues<char> _invisible = SearchValues.Create("\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff");

    private readonly Dictionary<string, bool> _zones = [];
    private readonly Dictionary<string, bool> _meets = [];

    /// <param name="text">The number.</param>
    /// <param name="zone">The callee's zone; empty: the number tells.</param>
    public NumberReading Read(string text, string zone)
    {
        var bare = Bare(text);
        if (bare.Length == 0)
        {
            return NumberReading.Refuse(RowReason.MissingNumber, "The row has no number.");
        }

        if (bare.Length > LongestText || PhoneNumber.Normalize(bare) is not { } number || Rounded().IsMatch(bare))
        {
            return Refuse(bare);
        }

        if (!CountryCode.IsCallable(number))
        {
            return NumberReading.Refuse(RowReason.InvalidNumber, $"{number} begins with a country code that does not exist. Check the digits behind the +.");
        }

        zone = zone.Trim();
        if (zone.Length > 0 && !IsZone(zone))
        {
            return NumberReading.Refuse(RowReason.InvalidTimeZone, $"There is no time zone '{RowText.Number(zone)}'. Write an IANA name such as Europe/Berlin, or leave it empty: then the number's country tells.");
        }

        var zones = zone.Length > 0 ? zone : zonesOf(number);
        return Meets(zones)
            ? new NumberReading(number, zones, "", "")
            : NumberReading.Refuse(RowReason.NoCommonHours, $"The callee may be in any of several time zones ({RowText.Cut(zones, LongestText)}), and the campaign's hours are never open in all of them at once. Give the row a time_zone, or widen the campaign's window.");
    }

    /// <summary>Whether a cell of a first row is a number where a name should be.</summary>
    internal static bool LooksLikeNumber(string text)
    {
        var bare = Bare(text);
        return bare.Length is > 6 and <= LongestText && (PhoneNumber.Normalize(bare) is not null || National().IsMatch(bare) || Rounded().IsMatch(bare));
    }

    private static NumberReading Refuse(string bare) =>
        bare.Length <= LongestText && Rounded().IsMatch(bare) ? NumberReading.Refuse(
            RowReason.SpreadsheetNotation,
            "A spreadsheet has taken this number for an amount and rounded it. Format the column as text, check the numbers and export again.")
        : bare.Length <= LongestText && National().IsMatch(bare) ? NumberReading.Refuse(
            RowReason.NotInternational,
            "The number has no country code. Write it with + or 00 and the country code in front, such as +49 30 1234567. No country is guessed: the call could reach a stranger.")
        : NumberReading.Refuse(
            RowReason.InvalidNumber,
            "This is no phone number. Write one number to a row: a plus, the country code and the rest, 7 to 15 digits together, such as +14155550123.");

    /// <summary>Without what spreadsheets put around a number so that it stays text.</summary>
    private static string Bare(string text)
    {
        if (text.AsSpan().ContainsAny(_invisible))
        {
            text = string.Concat(text.Where(c => !_invisible.Contains(c)));
        }

        text = text.Trim();
        if (text.StartsWith("=\"", StringComparison.Ordinal) && text.Length > 2 && text[^1] == '"')
        {
            text = text[2..^1].Trim();
        }

        return text.StartsWith('\'') ? text[1..].Trim() : text;
    }

    private bool IsZone(string zone)
    {
        if (!ZoneName().IsMatch(zone))
        {
            return false;
        }

        if (_zones.TryGetValue(zone, out var known))
        {
            return known;
        }

        var isZone = TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) && found.HasIanaId;
        return _zones.Count < MostRemembered ? _zones[zone] = isZone : isZone;
    }

    private bool Meets(string zones)
    {
        if (!_meets.TryGetValue(zones, out var meets))
        {
            meets = hours.ClosedUntil(zones, now) != DateTimeOffset.MaxValue;
            if (_meets.Count < MostRemembered)
            {
                _meets[zones] = meets;
            }
        }

        return meets;
    }

    /// <summary>What a spreadsheet or a program makes of a number it takes for an amount.</summary>
    [GeneratedRegex(@"^\+?[0-9]{1,20}(?:(?:[.,][0-9]{1,20})?[eE]\+?[0-9]{1,3}|[.,]0)$")]
    private static partial Regex Rounded();

    /// <summary>Digits as people group them, from no country's outside.</summary>
    [GeneratedRegex(@"^[(\[]?(?!00)[0-9](?:[ \u00a0\-\u2010\u2011\u2013./()\[\]]*[0-9]){2,24}[)\]]?$")]
    private static partial Regex National();

    // All of them begin so; what else lies beside them on a machine does not.
    [GeneratedRegex(@"^[A-Z][A-Za-z0-9_+\-]{0,31}(?:/[A-Za-z0-9_+\-]{1,31}){0,2}$")]
    private static partial Regex ZoneName();
}
