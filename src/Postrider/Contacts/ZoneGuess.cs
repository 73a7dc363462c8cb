using System.Collections.Frozen;
using Postrider.Campaigns;

namespace Postrider.Contacts;

/// <summary>
/// The time zone of a contact by what is known of where they are. Only what leaves no doubt is answered: a country with one zone, a state that lies in one,
/// a phone number of a country with one zone. A guess that is an hour off would call people at night.
/// </summary>
public static class ZoneGuess
{
    // Names and ISO codes of the country; the zone.
    private static readonly (string Names, string Zone)[] _countries =
    [
        ("germany|deutschland|de", "Europe/Berlin"), ("austria|österreich|at", "Europe/Vienna"), ("switzerland|schweiz|suisse|ch", "Europe/Zurich"),
        ("france|fr", "Europe/Paris"), ("italy|italia|it", "Europe/Rome"), ("netherlands|the netherlands|nl", "Europe/Amsterdam"),
        ("belgium|be", "Europe/Brussels"), ("luxembourg|lu", "Europe/Luxembourg"), ("poland|polska|pl", "Europe/Warsaw"),
        ("czech republic|czechia|cz", "Europe/Prague"), ("slovakia|sk", "Europe/Bratislava"), ("hungary|hu", "Europe/Budapest"),
        ("romania|ro", "Europe/Bucharest"), ("bulgaria|bg", "Europe/Sofia"), ("greece|gr", "Europe/Athens"), ("ukraine|ua", "Europe/Kyiv"),
        ("united kingdom|great britain|england|scotland|wales|uk|gb", "Europe/London"), ("ireland|ie", "Europe/Dublin"),
        ("denmark|dk", "Europe/Copenhagen"), ("sweden|se", "Europe/Stockholm"), ("norway|no", "Europe/Oslo"), ("finland|fi", "Europe/Helsinki"),
        ("estonia|ee", "Europe/Tallinn"), ("latvia|lv", "Europe/Riga"), ("lithuania|lt", "Europe/Vilnius"),
        ("croatia|hr", "Europe/Zagreb"), ("slovenia|si", "Europe/Ljubljana"), ("serbia|rs", "Europe/Belgrade"),
        ("turkey|türkiye|tr", "Europe/Istanbul"), ("israel|il", "Asia/Jerusalem"), ("united arab emirates|uae|ae", "Asia/Dubai"),
        ("saudi arabia|sa", "Asia/Riyadh"), ("india|in", "Asia/Kolkata"), ("pakistan|pk", "Asia/Karachi"), ("china|cn", "Asia/Shanghai"),
        ("hong kong|hk", "Asia/Hong_Kong"), ("taiwan|tw", "Asia/Taipei"), ("japan|jp", "Asia/Tokyo"), ("south korea|korea|kr", "Asia/Seoul"),
        ("singapore|sg", "Asia/Singapore"), ("malaysia|my", "Asia/Kuala_Lumpur"), ("thailand|th", "Asia/Bangkok"),
        ("vietnam|viet nam|vn", "Asia/Ho_Chi_Minh"), ("philippines|ph", "Asia/Manila"), ("south africa|za", "Africa/Johannesburg"),
        ("nigeria|ng", "Africa/Lagos"), ("kenya|ke", "Africa/Nairobi"), ("egypt|eg", "Africa/Cairo"), ("morocco|ma", "Africa/Casablanca"),
        ("argentina|ar", "America/Argentina/Buenos_Aires"), ("colombia|co", "America/Bogota"), ("peru|pe", "America/Lima"),
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
    private static readonly FrozenDictionary<string, string> _codes = _several.SelectMany(country => country.Names.Split('|').Select(name => (name, country.Country))).ToFrozenDictionary(found => found.name, found => found.Country);
    private static readonly FrozenDictionary<(string Country, string Place), string> _byState = Places(_states);
    private static readonly FrozenDictionary<(string Country, string Place), string> _byCity = Places(_cities);

    /// <summary>Null where it cannot be told, or where this machine does not know the zone.</summary>
    public static string? Of(Contact contact)
    {
        var found = contact[ContactField.Country] is { } country ? Of(Key(country), contact[ContactField.State], contact[ContactField.City])
            : contact[ContactField.Phone] is { } phone ? NumberZones.OfWholeCountry(phone) : null;
        return found is not null && TimeZoneInfo.TryFindSystemTimeZoneById(found, out _) ? found : null;
    }

    private static string? Of(string country, string? state, string? city) =>
        _byCountry.GetValueOrDefault(country)
        ?? (_codes.TryGetValue(country, out var code)
            ? (state is null ? null : _byState.GetValueOrDefault((code, Key(state)))) ?? (city is null ? null : _byCity.GetValueOrDefault((code, Key(city))))
            : null);

    private static FrozenDictionary<(string Country, string Place), string> Places((string Country, string Names, string Zone)[] places) =>
        places.SelectMany(place => place.Names.Split('|').Select(name => ((place.Country, name), place.Zone))).ToFrozenDictionary(place => place.Item1, place => place.Zone);

    private static string Key(string text) => text.Trim().ToLowerInvariant();
}
