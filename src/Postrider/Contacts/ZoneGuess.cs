using System.Collections.Frozen;

namespace Postrider.Contacts;

/// <summary>
/// The time zone of a contact by what is known of where they are. Only what leaves no doubt is answered: a country with one zone, a state that lies in one,
/// a phone number of a country with one zone. A guess that is an hour off would call people at night.
/// </summary>
public static class ZoneGuess
{
    // Names and ISO codes of the country; its phone prefix; the zone.
    private static readonly (string Names, string Prefix, string Zone)[] _countries =
    [
        ("germany|deutschland|de", "49", "Europe/Berlin"), ("austria|österreich|at", "43", "Europe/Vienna"), ("switzerland|schweiz|suisse|ch", "41", "Europe/Zurich"),
        ("france|fr", "33", "Europe/Paris"), ("italy|italia|it", "39", "Europe/Rome"), ("netherlands|the netherlands|nl", "31", "Europe/Amsterdam"),
        ("belgium|be", "32", "Europe/Brussels"), ("luxembourg|lu", "352", "Europe/Luxembourg"), ("poland|polska|pl", "48", "Europe/Warsaw"),
        ("czech republic|czechia|cz", "420", "Europe/Prague"), ("slovakia|sk", "421", "Europe/Bratislava"), ("hungary|hu", "36", "Europe/Budapest"),
        ("romania|ro", "40", "Europe/Bucharest"), ("bulgaria|bg", "359", "Europe/Sofia"), ("greece|gr", "30", "Europe/Athens"), ("ukraine|ua", "380", "Europe/Kyiv"),
        ("united kingdom|great britain|england|scotland|wales|uk|gb", "44", "Europe/London"), ("ireland|ie", "353", "Europe/Dublin"),
        ("denmark|dk", "45", "Europe/Copenhagen"), ("sweden|se", "46", "Europe/Stockholm"), ("norway|no", "47", "Europe/Oslo"), ("finland|fi", "358", "Europe/Helsinki"),
        ("estonia|ee", "372", "Europe/Tallinn"), ("latvia|lv", "371", "Europe/Riga"), ("lithuania|lt", "370", "Europe/Vilnius"),
        ("croatia|hr", "385", "Europe/Zagreb"), ("slovenia|si", "386", "Europe/Ljubljana"), ("serbia|rs", "381", "Europe/Belgrade"),
        ("turkey|türkiye|tr", "90", "Europe/Istanbul"), ("israel|il", "972", "Asia/Jerusalem"), ("united arab emirates|uae|ae", "971", "Asia/Dubai"),
        ("saudi arabia|sa", "966", "Asia/Riyadh"), ("india|in", "91", "Asia/Kolkata"), ("pakistan|pk", "92", "Asia/Karachi"), ("china|cn", "86", "Asia/Shanghai"),
        ("hong kong|hk", "852", "Asia/Hong_Kong"), ("taiwan|tw", "886", "Asia/Taipei"), ("japan|jp", "81", "Asia/Tokyo"), ("south korea|korea|kr", "82", "Asia/Seoul"),
        ("singapore|sg", "65", "Asia/Singapore"), ("malaysia|my", "60", "Asia/Kuala_Lumpur"), ("thailand|th", "66", "Asia/Bangkok"),
        ("vietnam|viet nam|vn", "84", "Asia/Ho_Chi_Minh"), ("philippines|ph", "63", "Asia/Manila"), ("south africa|za", "27", "Africa/Johannesburg"),
        ("nigeria|ng", "234", "Africa/Lagos"), ("kenya|ke", "254", "Africa/Nairobi"), ("egypt|eg", "20", "Africa/Cairo"), ("morocco|ma", "212", "Africa/Casablanca"),
        ("argentina|ar", "54", "America/Argentina/Buenos_Aires"), ("colombia|co", "57", "America/Bogota"), ("peru|pe", "51", "America/Lima"),
    ];

    // States and provinces that lie in one zone whole.
    private static readonly (string Country, string States, string Zone)[] _states =
    [
        ("us", "ny|new york|nj|new jersey|ct|connecticut|ma|massachusetts|ri|rhode island|nh|new hampshire|vt|vermont|me|maine|pa|pennsylvania|de|delaware|md|maryland|dc|district of columbia|va|virginia|wv|west virginia|nc|north carolina|sc|south carolina|ga|georgia|oh|ohio", "America/New_York"),
        ("us", "il|illinois|wi|wisconsin|mn|minnesota|ia|iowa|mo|missouri|ar|arkansas|la|louisiana|ms|mississippi|al|alabama|ok|oklahoma", "America/Chicago"),
        ("us", "co|colorado|ut|utah|wy|wyoming|mt|montana|nm|new mexico", "America/Denver"),
        ("us", "az|arizona", "America/Phoenix"),
        ("us", "ca|california|wa|washington", "America/Los_Angeles"),
        ("us", "hi|hawaii", "Pacific/Honolulu"),
        ("ca", "qc|quebec|québec", "America/Toronto"), ("ca", "mb|manitoba", "America/Winnipeg"), ("ca", "ab|alberta", "America/Edmonton"), ("ca", "ns|nova scotia", "America/Halifax"),
        ("au", "nsw|new south wales|act", "Australia/Sydney"), ("au", "vic|victoria", "Australia/Melbourne"), ("au", "qld|queensland", "Australia/Brisbane"), ("au", "wa|western australia", "Australia/Perth"),
    ];

    // Countries with several zones: their cities that nobody confuses.
    private static readonly (string Country, string Cities, string Zone)[] _cities =
    [
        ("us", "new york|new york city|boston|philadelphia|atlanta|miami", "America/New_York"), ("us", "chicago|houston|dallas|austin", "America/Chicago"),
        ("us", "denver|salt lake city", "America/Denver"), ("us", "los angeles|san francisco|san diego|san jose|seattle", "America/Los_Angeles"),
        ("ca", "toronto|ottawa|montreal|montréal", "America/Toronto"), ("ca", "vancouver", "America/Vancouver"), ("ca", "calgary|edmonton", "America/Edmonton"),
        ("au", "sydney|canberra", "Australia/Sydney"), ("au", "melbourne", "Australia/Melbourne"), ("au", "brisbane", "Australia/Brisbane"), ("au", "perth", "Australia/Perth"),
        ("es", "madrid|barcelona|valencia|seville|sevilla", "Europe/Madrid"), ("pt", "lisbon|lisboa|porto", "Europe/Lisbon"),
        ("br", "são paulo|sao paulo|rio de janeiro|brasília|brasilia", "America/Sao_Paulo"), ("mx", "mexico city|ciudad de méxico|guadalajara", "America/Mexico_City"),
    ];

    private static readonly (string Country, string Names)[] _several =
    [
        ("us", "us|usa|united states|united states of america"), ("ca", "ca|canada"), ("au", "au|australia"), ("es", "es|spain|españa"), ("pt", "pt|portugal"),
        ("br", "br|brazil|brasil"), ("mx", "mx|mexico|méxico"),
    ];

    private static readonly FrozenDictionary<string, string> _byCountry = _countries.SelectMany(country => country.Names.Split('|').Select(name => (name, country.Zone))).ToFrozenDictionary(found => found.name, found => found.Zone);
    private static readonly FrozenDictionary<string, string> _byPrefix = _countries.ToFrozenDictionary(country => country.Prefix, country => country.Zone);
    private static readonly FrozenDictionary<string, string> _codes = _several.SelectMany(country => country.Names.Split('|').Select(name => (name, country.Country))).ToFrozenDictionary(found => found.name, found => found.Country);
    private static readonly FrozenDictionary<(string Country, string Place), string> _byState = Places(_states);
    private static readonly FrozenDictionary<(string Country, string Place), string> _byCity = Places(_cities);

    /// <summary>Null where it cannot be told, or where this machine does not know the zone.</summary>
    public static string? Of(Contact contact)
    {
        var found = contact[ContactField.Country] is { } country ? Of(Key(country), contact[ContactField.State], contact[ContactField.City]) : OfPhone(contact[ContactField.Phone]);
        return found is not null && TimeZoneInfo.TryFindSystemTimeZoneById(found, out _) ? found : null;
    }

    private static string? Of(string country, string? state, string? city) =>
        _byCountry.GetValueOrDefault(country)
        ?? (_codes.TryGetValue(country, out var code)
            ? (state is null ? null : _byState.GetValueOrDefault((code, Key(state)))) ?? (city is null ? null : _byCity.GetValueOrDefault((code, Key(city))))
            : null);

    private static string? OfPhone(string? phone)
    {
        // No country's prefix begins with another's.
        for (var length = 3; length >= 1 && phone is not null; length--)
        {
            if (phone.Length > length && _byPrefix.TryGetValue(phone.Substring(1, length), out var zone))
            {
                return zone;
            }
        }

        return null;
    }

    private static FrozenDictionary<(string Country, string Place), string> Places((string Country, string Names, string Zone)[] places) =>
        places.SelectMany(place => place.Names.Split('|').Select(name => ((place.Country, name), place.Zone))).ToFrozenDictionary(place => place.Item1, place => place.Zone);

    private static string Key(string text) => text.Trim().ToLowerInvariant();
}
