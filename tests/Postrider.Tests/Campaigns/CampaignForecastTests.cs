using System.Globalization;
using Postrider.Accounts;
using Postrider.Campaigns;
using Postrider.Tests.Lanes;
using Xunit;

namespace Postrider.Tests.Campaigns;

public sealed class CampaignForecastTests
{
    private static readonly SendWindow _wholeDay = new(Enum.GetValues<DayOfWeek>().ToHashSet(), TimeOnly.MinValue, TimeOnly.MinValue);
    private static readonly CallHours _always = new(_wholeDay, "UTC");
    private static readonly CallHours _byDay = new(CallHours.Default, "UTC");
    private static readonly CampaignPace _oneAMinute = Pace(60, 10, null, 30);

    [Fact]
    public void Without_a_night_a_campaign_takes_its_calls_times_its_gap()
    {
        var forecast = CampaignForecast.Of(Calls(("", 400), ("Europe/Berlin", 600)), Pace(5, 10, null, 30), _always, At("2026-06-10T22:00:00Z"));
        Assert.Equal((12d, CampaignLimit.Spacing, At("2026-06-10T23:23:20Z")), (forecast.CallsPerMinute, forecast.Limit, forecast.EndsAt!.Value));
    }

    [Theory]
    [InlineData(5, 10, null, 30, 12, "spacing")]
    [InlineData(1, 2, null, 60, 2, "concurrency")]
    [InlineData(1, 10, 10.0, 60, 6, "trunk")]
    [InlineData(6, 10, 6.0, 60, 10, "spacing")]
    [InlineData(1, 10, 6.0, 60, 10, "concurrency")]
    [InlineData(2, 0, null, 10, 6, "concurrency")]
    public void The_strictest_limit_makes_the_pace(double spacing, int concurrent, double? trunkGap, double seconds, double perMinute, string limit)
    {
        var forecast = CampaignForecast.Of(Calls(("", 60)), Pace(spacing, concurrent, trunkGap, seconds), _always, At("2026-06-10T12:00:00Z"));
        Assert.Equal((perMinute, limit, At("2026-06-10T12:00:00Z").AddMinutes(60 / perMinute)), (forecast.CallsPerMinute, forecast.Limit.Name(), forecast.EndsAt!.Value));
    }

    [Fact]
    public void What_does_not_fit_in_today_is_called_tomorrow() =>
        Assert.Equal(At("2026-06-11T06:40:00Z"), End(_byDay, "2026-06-10T18:00:00Z", ("Europe/Berlin", 100)));

    [Fact]
    public void A_campaign_that_begins_at_night_waits_for_the_morning() =>
        Assert.Equal(At("2026-10-25T07:10:00Z"), End(_byDay, "2026-10-24T23:00:00Z", ("Europe/Berlin", 10)));

    [Fact]
    public void Who_may_be_called_at_the_same_time_shares_the_pace()
    {
        // Berlin alone until 15:00, both until Berlin's evening at 19:00, Los Angeles alone until 20:40, and the last of Berlin in its morning.
        Assert.Equal(At("2026-06-11T06:20:00Z"), End(_byDay, "2026-06-10T06:00:00Z", ("Europe/Berlin", 600), ("America/Los_Angeles", 300)));
        Assert.Equal(At("2026-06-10T19:00:00Z"), End(_byDay, "2026-06-10T15:00:00Z", ("Europe/Berlin", 24), ("America/Los_Angeles", 216)));
        Assert.Equal(At("2026-06-11T06:06:00Z"), End(_byDay, "2026-06-10T15:00:00Z", ("Europe/Berlin", 30), ("America/Los_Angeles", 270)));
    }

    [Fact]
    public void Numbers_of_several_zones_wait_until_all_are_open() =>
        Assert.Equal(At("2026-06-11T18:10:00Z"), End(_byDay, "2026-06-10T23:00:00Z", (NumberZones.Of("+18005550100"), 40)));

    [Fact]
    public void Nothing_left_is_done_now()
    {
        Assert.Equal(At("2026-06-10T03:00:00Z"), End(_byDay, "2026-06-10T03:00:00Z"));
        Assert.Equal(At("2026-06-10T03:00:00Z"), End(_byDay, "2026-06-10T03:00:00Z", ("Europe/Berlin", 0), ("Nowhere/Village", 0)));
    }

    [Fact]
    public void What_is_never_called_has_no_end()
    {
        var office = new CallHours(new SendWindow(_wholeDay.Days, new TimeOnly(9, 0), new TimeOnly(17, 0)), "UTC");
        Assert.Null(End(office, "2026-06-10T12:00:00Z", ("Europe/Berlin", 5), ("Europe/Berlin,Pacific/Honolulu", 1)));
        Assert.Null(End(office, "2026-06-10T12:00:00Z", ("Nowhere/Village", 1)));
        Assert.NotNull(End(_always, "2026-06-10T12:00:00Z", ("", 366 * 1440)));
        Assert.Null(End(_always, "2026-06-10T12:00:00Z", ("", (366 * 1440) + 1)));
        Assert.Null(End(_byDay, "2026-06-10T12:00:00Z", ("Europe/Berlin", long.MaxValue / 2), ("Asia/Tokyo", long.MaxValue / 2)));
    }

    [Fact]
    public void The_estimate_is_what_going_through_every_minute_comes_to() => Property.Holds(60, chance =>
    {
        string[] places = ["Europe/Berlin", "Europe/Paris", "America/New_York", "America/Chicago,America/New_York", "America/Los_Angeles", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Sydney", ""];
        var calls = Enumerable.Range(0, 1 + chance.Below(4)).Select(_ => chance.Of(places)).Distinct().ToDictionary(place => place, _ => 1L + chance.Below(1500));
        var window = new SendWindow(Enum.GetValues<DayOfWeek>().Where(day => !chance.OneIn(4)).Append(DayOfWeek.Monday).ToHashSet(), new TimeOnly(6 + chance.Below(5), 15 * chance.Below(4)), new TimeOnly(17 + chance.Below(6), 0));
        var hours = new CallHours(window, "UTC");
        var now = At("2026-06-01T00:00:00Z").AddDays(chance.Below(60)).AddMinutes(chance.Below(1440));

        var left = calls.ToDictionary(group => group.Key, group => (double)group.Value);
        var at = now;
        while (left.Values.Any(count => count > 1e-6))
        {
            var open = left.Where(group => group.Value > 1e-6 && hours.ClosedUntil(group.Key, at) is null).ToArray();
            var sum = open.Sum(group => group.Value);
            foreach (var group in open)
            {
                left[group.Key] -= group.Value * Math.Min(1, 1 / sum);
            }

            at = at.AddMinutes(1);
        }

        // A minute of which only a part was needed is counted whole above, once for each group at most.
        var end = CampaignForecast.Of(calls, _oneAMinute, hours, now).EndsAt!.Value;
        Assert.InRange(end, at.AddMinutes(-1 - calls.Count), at.AddMinutes(1));
    });

    private static DateTimeOffset? End(CallHours hours, string now, params (string Zones, long Calls)[] calls) => CampaignForecast.Of(Calls(calls), _oneAMinute, hours, At(now)).EndsAt;

    private static Dictionary<string, long> Calls(params (string Zones, long Calls)[] calls) => calls.ToDictionary(group => group.Zones, group => group.Calls);

    private static CampaignPace Pace(double spacing, int concurrent, double? trunkGap, double seconds) =>
        new(TimeSpan.FromSeconds(spacing), concurrent, trunkGap is { } gap ? TimeSpan.FromSeconds(gap) : null, TimeSpan.FromSeconds(seconds));

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
