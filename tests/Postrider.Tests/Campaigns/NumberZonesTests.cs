using Postrider.Campaigns;
using Postrider.Contacts;
using Xunit;

namespace Postrider.Tests.Campaigns;

public sealed class NumberZonesTests
{
    private static readonly (string Prefix, string Zones)[] _all = [.. CountryZones.All, .. RegionZones.All, .. AreaCodeZones.All];

    [Theory]
    [InlineData("+4930123456", "Europe/Berlin")]
    [InlineData("+447700900123", "Europe/London")]
    [InlineData("+919812345678", "Asia/Kolkata")]
    [InlineData("+9779812345678", "Asia/Kathmandu")]
    [InlineData("+541155550100", "America/Argentina/Buenos_Aires")]
    [InlineData("+12125550100", "America/New_York")]
    [InlineData("+13125550100", "America/Chicago")]
    [InlineData("+13035550100", "America/Denver")]
    [InlineData("+16025550100", "America/Phoenix")]
    [InlineData("+14155550100", "America/Los_Angeles")]
    [InlineData("+18085550100", "Pacific/Honolulu")]
    [InlineData("+17875550100", "America/Puerto_Rico")]
    [InlineData("+16715550100", "Pacific/Guam")]
    [InlineData("+18765550100", "America/Jamaica")]
    [InlineData("+14165550100", "America/Toronto")]
    [InlineData("+16045550100", "America/Vancouver")]
    [InlineData("+74955550100", "Europe/Moscow")]
    [InlineData("+74015550100", "Europe/Kaliningrad")]
    [InlineData("+73835550100", "Asia/Novosibirsk")]
    [InlineData("+77015550100", "Asia/Almaty")]
    [InlineData("+61255501000", "Australia/Lord_Howe,Australia/Sydney")]
    [InlineData("+61292000000", "Australia/Sydney")]
    [InlineData("+61730000000", "Australia/Brisbane")]
    [InlineData("+61889000000", "Australia/Darwin")]
    [InlineData("+61893000000", "Australia/Perth")]
    [InlineData("+61891620000", "Indian/Cocos")]
    [InlineData("+5511912345678", "America/Sao_Paulo")]
    [InlineData("+5592912345678", "America/Manaus")]
    [InlineData("+525555550100", "America/Mexico_City")]
    [InlineData("+526645550100", "America/Tijuana")]
    [InlineData("+529985550100", "America/Cancun")]
    [InlineData("+62215550100", "Asia/Jakarta")]
    [InlineData("+34912345678", "Europe/Madrid")]
    [InlineData("+34922345678", "Atlantic/Canary")]
    [InlineData("+351212345678", "Europe/Lisbon")]
    [InlineData("+351296345678", "Atlantic/Azores")]
    [InlineData("+903921234567", "Asia/Famagusta")]
    public void A_prefix_that_lies_in_one_zone_names_it(string number, string zone) => Assert.Equal(zone, NumberZones.Of(number));

    [Theory]
    [InlineData("+18505550100", "America/Chicago,America/New_York")]
    [InlineData("+19065550100", "America/Chicago,America/New_York")]
    [InlineData("+14235550100", "America/Chicago,America/New_York")]
    [InlineData("+12705550100", "America/Chicago,America/New_York")]
    [InlineData("+18125550100", "America/Chicago,America/New_York")]
    [InlineData("+12195550100", "America/Chicago,America/New_York")]
    [InlineData("+12085550100", "America/Denver,America/Los_Angeles")]
    [InlineData("+16055550100", "America/Chicago,America/Denver")]
    [InlineData("+19285550100", "America/Denver,America/Phoenix")]
    [InlineData("+19075550100", "America/Adak,America/Anchorage")]
    [InlineData("+13065550100", "America/Edmonton,America/Regina")]
    [InlineData("+34612345678", "Atlantic/Canary,Europe/Madrid")]
    [InlineData("+351912345678", "Atlantic/Azores,Europe/Lisbon")]
    [InlineData("+628123456789", "Asia/Jakarta,Asia/Jayapura,Asia/Makassar")]
    [InlineData("+5581912345678", "America/Fortaleza,America/Noronha")]
    [InlineData("+61412345678", "Australia/Adelaide,Australia/Brisbane,Australia/Darwin,Australia/Eucla,Australia/Lord_Howe,Australia/Perth,Australia/Sydney")]
    public void A_prefix_that_crosses_a_line_or_says_nothing_names_every_zone(string number, string zones) => Assert.Equal(zones, NumberZones.Of(number));

    [Theory]
    [InlineData("+18005550100")]
    [InlineData("+18885550100")]
    [InlineData("+15005550100")]
    [InlineData("+16005550100")]
    [InlineData("+19005550100")]
    [InlineData("+19995550100")]
    public void A_north_american_number_of_no_place_may_be_anywhere_in_the_united_states_and_canada(string number)
    {
        var zones = NumberZones.Of(number).Split(',');
        Assert.Superset(new HashSet<string> { "America/St_Johns", "America/New_York", "America/Regina", "America/Los_Angeles", "America/Adak", "Pacific/Honolulu" }, zones.ToHashSet());
    }

    [Theory]
    [InlineData("")]
    [InlineData("+")]
    [InlineData("4930123456")]
    [InlineData("+0")]
    [InlineData("+ 49")]
    [InlineData("+80012345678")]
    [InlineData("+881612345678")]
    [InlineData("+999123456")]
    [InlineData("+\u0664\u0669")]
    public void Of_a_number_of_no_country_nothing_is_known(string number) => Assert.Equal("", NumberZones.Of(number));

    [Fact]
    public void Every_country_code_has_zones_but_those_of_no_country()
    {
        var without = Enumerable.Range(1, 999).Select(code => $"{code}").Where(code => CountryCode.Of($"+{code}00000000") == code && NumberZones.Of($"+{code}00000000").Length == 0);
        Assert.Equal(["800", "808", "870", "878", "881", "882", "883", "888", "979"], without);
        Assert.All(_all, row => Assert.NotNull(CountryCode.Of($"+{row.Prefix}00000000")));
    }

    [Fact]
    public void Every_prefix_stands_once_and_its_zones_are_known_here_and_in_order()
    {
        Assert.Equal(_all.Length, _all.DistinctBy(row => row.Prefix).Count());
        Assert.All(_all, row => Assert.True(row.Prefix.Length is > 0 and <= 7 && row.Prefix.All(char.IsAsciiDigit), row.Prefix));
        Assert.All(_all.Select(row => row.Zones).Distinct(), zones =>
        {
            var names = zones.Split(',');
            Assert.Equal(names.Distinct().Order(StringComparer.Ordinal), names);
            Assert.All(names, name => Assert.True(TimeZoneInfo.TryFindSystemTimeZoneById(name, out _), name));
        });
    }

    [Fact]
    public void A_region_is_a_part_of_its_country()
    {
        // Other than what lies under a country's code and is none of its zones.
        string[] apart = ["Asia/Almaty", "Asia/Famagusta", "Asia/Urumqi", "Australia/Melbourne", "Indian/Christmas", "Indian/Cocos"];
        var countries = CountryZones.All.ToDictionary(row => row.Prefix, row => row.Zones.Split(','));
        Assert.All(RegionZones.All, row => Assert.Subset(countries[CountryCode.Of($"+{row.Prefix}00000000")!].Concat(apart).ToHashSet(), row.Zones.Split(',').ToHashSet()));
    }

    [Fact]
    public void All_numbers_of_a_place_share_one_text() => Assert.Same(NumberZones.Of("+4930123456"), NumberZones.Of("+4989123456"));

    [Theory]
    [InlineData("+4930123456", "Europe/Berlin")]
    [InlineData("+905321234567", "Europe/Istanbul")]
    [InlineData("+903921234567", "Asia/Famagusta")]
    [InlineData("+861012345678", "Asia/Shanghai")]
    [InlineData("+869912345678", null)]
    [InlineData("+12125550100", null)]
    [InlineData("+34912345678", null)]
    [InlineData("+80012345678", null)]
    [InlineData("", null)]
    public void Only_a_country_with_one_zone_leaves_no_doubt(string number, string? zone) => Assert.Equal(zone, NumberZones.OfWholeCountry(number));
}
