using System.Globalization;
using Postrider.Accounts;
using Postrider.Campaigns;
using Postrider.Tests.Lanes;
using Xunit;

namespace Postrider.Tests.Campaigns;

public sealed class CallHoursTests
{
    private const string Never = "9999-12-31T23:59:59.9999999Z";
    private static readonly DayOfWeek[] _everyDay = Enum.GetValues<DayOfWeek>();
    private static readonly DayOfWeek[] _workdays = [.. _everyDay.Where(day => day is not (DayOfWeek.Saturday or DayOfWeek.Sunday))];

    [Theory]
    [InlineData("Europe/Berlin", "2026-06-10T05:59:59Z", "2026-06-10T06:00:00Z")]
    [InlineData("Europe/Berlin", "2026-06-10T06:00:00Z", null)]
    [InlineData("Europe/Berlin", "2026-06-10T18:59:59Z", null)]
    [InlineData("Europe/Berlin", "2026-06-10T19:00:00Z", "2026-06-11T06:00:00Z")]
    [InlineData("Asia/Kolkata", "2026-06-10T02:29:59Z", "2026-06-10T02:30:00Z")]
    [InlineData("Asia/Kolkata", "2026-06-10T15:30:00Z", "2026-06-11T02:30:00Z")]
    [InlineData("Asia/Kathmandu", "2026-06-10T02:14:59Z", "2026-06-10T02:15:00Z")]
    [InlineData("Asia/Kathmandu", "2026-06-10T15:15:00Z", "2026-06-11T02:15:00Z")]
    public void A_callee_is_called_from_eight_to_nine_of_their_own_day(string zones, string now, string? opens) => Check(Default(), zones, now, opens);

    [Theory]
    [InlineData("Europe/Berlin", "2026-03-28T20:30:00Z", "2026-03-29T06:00:00Z")]
    [InlineData("Europe/Berlin", "2026-10-24T19:30:00Z", "2026-10-25T07:00:00Z")]
    [InlineData("America/New_York", "2026-03-08T03:00:00Z", "2026-03-08T12:00:00Z")]
    [InlineData("America/New_York", "2026-11-01T01:30:00Z", "2026-11-01T13:00:00Z")]
    [InlineData("Australia/Adelaide", "2026-10-03T11:30:00Z", "2026-10-03T21:30:00Z")]
    [InlineData("Australia/Adelaide", "2026-04-04T10:30:00Z", "2026-04-04T22:30:00Z")]
    [InlineData("Australia/Lord_Howe", "2026-10-03T10:30:00Z", "2026-10-03T21:00:00Z")]
    [InlineData("Australia/Lord_Howe", "2026-04-04T10:00:00Z", "2026-04-04T21:30:00Z")]
    public void A_night_in_which_the_clock_is_changed_ends_by_the_new_time(string zones, string now, string opens) => Check(Default(), zones, now, opens);

    [Theory]
    [InlineData("+18505550100", "2026-06-10T12:59:59Z", "2026-06-10T13:00:00Z")]
    [InlineData("+18505550100", "2026-06-11T00:59:59Z", null)]
    [InlineData("+18505550100", "2026-06-11T01:00:00Z", "2026-06-11T13:00:00Z")]
    [InlineData("+18005550100", "2026-06-10T17:59:00Z", "2026-06-10T18:00:00Z")]
    [InlineData("+18005550100", "2026-06-10T18:00:00Z", null)]
    [InlineData("+18005550100", "2026-06-10T23:29:59Z", null)]
    [InlineData("+18005550100", "2026-06-10T23:30:00Z", "2026-06-11T18:00:00Z")]
    [InlineData("+79161234567", "2026-06-10T06:00:00Z", null)]
    [InlineData("+79161234567", "2026-06-10T09:00:00Z", "2026-06-11T06:00:00Z")]
    public void A_number_of_several_zones_is_called_while_all_have_their_hours(string number, string now, string? opens) => Check(Default(), NumberZones.Of(number), now, opens);

    [Theory]
    [InlineData("2026-06-12T17:59:00Z", "2026-06-12T18:00:00Z")]
    [InlineData("2026-06-12T18:00:00Z", null)]
    [InlineData("2026-06-12T23:59:59Z", null)]
    [InlineData("2026-06-13T00:00:00Z", "2026-06-19T18:00:00Z")]
    public void A_window_across_midnight_belongs_to_the_day_it_began(string now, string? opens) => Check(Hours("20:00", "02:00", DayOfWeek.Friday), "Europe/Berlin", now, opens);

    [Theory]
    [InlineData("2026-03-29T01:00:00Z")]
    [InlineData("2026-10-25T00:30:00Z")]
    [InlineData("2026-10-25T01:30:00Z")]
    [InlineData("2026-12-31T23:00:00Z")]
    public void A_whole_day_has_no_night(string now) => Check(Hours("00:00", "00:00", _everyDay), "Australia/Sydney,Europe/Berlin,Pacific/Honolulu", now, null);

    [Theory]
    [InlineData("08:00", "21:00", "Europe/Berlin", "2026-06-12T19:00:00Z", "2026-06-15T06:00:00Z")]
    [InlineData("09:00", "17:00", "America/New_York,Europe/Berlin", "2026-06-12T15:00:00Z", "2026-06-15T13:00:00Z")]
    [InlineData("00:00", "00:00", "Pacific/Auckland,Pacific/Honolulu", "2026-06-12T12:00:00Z", "2026-06-15T10:00:00Z")]
    public void A_weekend_is_waited_out_in_every_zone(string from, string to, string zones, string now, string opens) => Check(Hours(from, to, _workdays), zones, now, opens);

    [Fact]
    public void Zones_whose_hours_never_meet_are_never_called()
    {
        Check(Hours("09:00", "17:00", _everyDay), "Europe/Berlin,Pacific/Honolulu", "2026-06-10T12:00:00Z", Never);
        Check(Hours("09:00", "17:00"), "Europe/Berlin", "2026-06-10T12:00:00Z", Never);
        Check(Hours("00:00", "01:00", DayOfWeek.Monday), "Asia/Tokyo,Europe/Berlin", "2026-06-10T12:00:00Z", Never);
    }

    [Fact]
    public void Without_a_known_zone_the_campaign_s_own_counts()
    {
        Check(Default(), "", "2026-06-10T07:59:00Z", "2026-06-10T08:00:00Z");
        Check(Default() with { TimeZone = "Asia/Tokyo" }, "", "2026-06-10T12:00:00Z", "2026-06-10T23:00:00Z");
    }

    [Theory]
    [InlineData("Nowhere/Village")]
    [InlineData("Europe/Berlin,Nowhere/Village")]
    [InlineData(",")]
    [InlineData("../../etc/passwd")]
    public void A_zone_that_is_not_known_here_is_asked_for_again_in_an_hour(string zones) => Check(Default(), zones, "2026-06-10T12:00:00Z", "2026-06-10T13:00:00Z");

    [Fact]
    public void The_hold_is_what_a_search_through_every_minute_finds() => Property.Holds(300, chance =>
    {
        string[] places =
        [
            "UTC", "Europe/Berlin", "Europe/London", "Africa/Casablanca", "Africa/Cairo", "America/New_York", "America/Chicago", "America/St_Johns", "America/Nuuk", "America/Sao_Paulo", "America/Havana",
            "America/Santiago", "Asia/Kolkata", "Asia/Kathmandu", "Asia/Beirut", "Asia/Tokyo", "Australia/Adelaide", "Australia/Eucla", "Australia/Lord_Howe", "Pacific/Chatham", "Pacific/Honolulu", "Pacific/Kiritimati",
        ];
        var zones = Enumerable.Range(0, 1 + chance.Below(3)).Select(_ => chance.Of(places)).ToArray();
        var days = _everyDay.Where(_ => !chance.OneIn(4)).Append((DayOfWeek)chance.Below(7)).ToHashSet();
        var window = new SendWindow(days, new TimeOnly(chance.Below(24), 5 * chance.Below(12)), new TimeOnly(chance.Below(24), 5 * chance.Below(12)));

        // Near the turns of spring and autumn of one or another zone, and anywhere else.
        var day = chance.OneIn(3) ? chance.Below(365) : chance.Of([38, 65, 78, 86, 91, 93, 112, 245, 270, 276, 296, 302, 304]) - chance.Below(3);
        var now = At("2026-01-01T00:00:00Z").AddDays(day).AddSeconds(chance.Below(86_400));

        var (found, searchedTo) = Search(window, zones.Select(TimeZoneInfo.FindSystemTimeZoneById), now);
        var hold = new CallHours(window, "UTC").ClosedUntil(string.Join(',', zones), now);
        if (found is { } opens)
        {
            Assert.Equal(opens == now ? null : opens, hold);
        }
        else
        {
            Assert.True(hold >= searchedTo);
        }
    });

    /// <summary>Reads every minute off the clocks of all zones, without a thought of offsets. A window begins and ends when a clock first shows its time or a later one.</summary>
    private static (DateTimeOffset? Opens, DateTimeOffset SearchedTo) Search(SendWindow window, IEnumerable<TimeZoneInfo> zones, DateTimeOffset now)
    {
        const int Before = 3 * 1440;
        const int Minutes = 12 * 1440;
        var first = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMinute)).AddMinutes(-Before);
        var open = new int[Minutes];
        var all = zones.ToArray();
        foreach (var zone in all)
        {
            var clock = Enumerable.Range(0, Minutes).Select(minute => TimeZoneInfo.ConvertTime(first.AddMinutes(minute), zone).DateTime).ToArray();
            int When(DateTime time, int from)
            {
                var at = Array.FindIndex(clock, from, shown => shown >= time);
                return at < 0 ? Minutes : at;
            }

            var begin = 0;
            for (var day = DateOnly.FromDateTime(clock[0]).AddDays(1); day <= DateOnly.FromDateTime(clock[^1]); day = day.AddDays(1))
            {
                begin = When(day.ToDateTime(window.From), begin);
                var end = When((window.To > window.From ? day : day.AddDays(1)).ToDateTime(window.To), begin);
                for (var minute = begin; minute < end && window.Days.Contains(day.DayOfWeek); minute++)
                {
                    open[minute]++;
                }
            }
        }

        var found = Array.FindIndex(open, Before, count => count == all.Length);
        return (found < 0 ? null : found == Before ? now : first.AddMinutes(found), first.AddMinutes(Minutes));
    }

    private static void Check(CallHours hours, string zones, string now, string? opens) => Assert.Equal(opens is null ? null : At(opens), hours.ClosedUntil(zones, At(now)));

    private static CallHours Default() => new(CallHours.Default, "UTC");

    private static CallHours Hours(string from, string to, params DayOfWeek[] days) =>
        new(new SendWindow(days.ToHashSet(), TimeOnly.ParseExact(from, "HH:mm", CultureInfo.InvariantCulture), TimeOnly.ParseExact(to, "HH:mm", CultureInfo.InvariantCulture)), "UTC");

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
