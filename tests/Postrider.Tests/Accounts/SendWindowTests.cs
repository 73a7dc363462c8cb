using Postrider.Accounts;
using Postrider.Tests.Lanes;
using Xunit;

namespace Postrider.Tests.Accounts;

public sealed class SendWindowTests
{
    private static readonly DayOfWeek[] _workdays = [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday];

    [Theory]
    [InlineData("2026-01-05T08:59:59Z", "2026-01-05T09:00:00Z")]
    [InlineData("2026-01-05T09:00:00Z", null)]
    [InlineData("2026-01-05T16:59:59Z", null)]
    [InlineData("2026-01-05T17:00:00Z", "2026-01-06T09:00:00Z")]
    [InlineData("2026-01-09T18:00:00Z", "2026-01-12T09:00:00Z")]
    [InlineData("2026-01-11T12:00:00Z", "2026-01-12T09:00:00Z")]
    public void A_day_s_window_opens_at_its_beginning_and_closes_at_its_end(string now, string? opens) => Check(Window("09:00", "17:00", _workdays), "UTC", now, opens);

    [Theory]
    [InlineData("2026-01-05T21:59:00Z", "2026-01-05T22:00:00Z")]
    [InlineData("2026-01-05T23:30:00Z", null)]
    [InlineData("2026-01-06T05:59:00Z", null)]
    [InlineData("2026-01-06T06:00:00Z", "2026-01-12T22:00:00Z")]
    public void A_window_across_midnight_belongs_to_the_day_it_began(string now, string? opens) => Check(Window("22:00", "06:00", DayOfWeek.Monday), "UTC", now, opens);

    [Fact]
    public void A_window_that_ends_where_it_begins_lasts_a_whole_day()
    {
        Check(Window("00:00", "00:00", Enum.GetValues<DayOfWeek>()), "UTC", "2026-01-05T00:00:00Z", null);
        Check(Window("12:00", "12:00", DayOfWeek.Monday), "UTC", "2026-01-06T11:59:59Z", null);
    }

    [Fact]
    public void A_window_without_days_never_opens() => Check(Window("09:00", "17:00"), "UTC", "2026-01-05T12:00:00Z", "9999-12-31T23:59:59.9999999Z");

    [Theory]
    [InlineData("Asia/Kolkata", "2026-01-05T03:29:00Z", "2026-01-05T03:30:00Z")]
    [InlineData("Asia/Kathmandu", "2026-01-05T03:14:00Z", "2026-01-05T03:15:00Z")]
    [InlineData("Australia/Lord_Howe", "2026-07-05T22:29:00Z", "2026-07-05T22:30:00Z")]
    [InlineData("Pacific/Kiritimati", "2026-01-04T18:59:00Z", "2026-01-04T19:00:00Z")]
    public void The_hours_are_those_of_the_account_s_zone(string zone, string now, string opens) => Check(Window("09:00", "17:00", _workdays), zone, now, opens);

    [Theory]
    [InlineData("2026-03-29T00:59:59Z", "2026-03-29T01:00:00Z")]
    [InlineData("2026-03-29T01:00:00Z", null)]
    [InlineData("2026-03-29T02:00:00Z", "2026-03-30T00:30:00Z")]
    public void A_beginning_that_daylight_saving_skips_is_the_first_moment_after(string now, string? opens) => Check(Window("02:30", "04:00", Enum.GetValues<DayOfWeek>()), "Europe/Berlin", now, opens);

    [Fact]
    public void A_window_that_daylight_saving_skips_whole_opens_on_its_next_day()
    {
        Check(Window("02:15", "02:45", Enum.GetValues<DayOfWeek>()), "Europe/Berlin", "2026-03-29T00:00:00Z", "2026-03-30T00:15:00Z");
        Check(Window("02:15", "02:45", DayOfWeek.Sunday), "Europe/Berlin", "2026-03-29T00:00:00Z", "2026-04-05T00:15:00Z");
        Check(Window("02:15", "02:45", DayOfWeek.Sunday), "Europe/Berlin", "2026-03-22T03:00:00Z", "2026-04-05T00:15:00Z");
    }

    [Theory]
    [InlineData("2026-10-25T00:29:00Z", "2026-10-25T00:30:00Z")]
    [InlineData("2026-10-25T00:30:00Z", null)]
    [InlineData("2026-10-25T02:59:00Z", null)]
    [InlineData("2026-10-25T03:00:00Z", "2026-10-26T01:30:00Z")]
    public void Of_a_beginning_that_comes_twice_the_earlier_counts(string now, string? opens) => Check(Window("02:30", "04:00", Enum.GetValues<DayOfWeek>()), "Europe/Berlin", now, opens);

    [Fact]
    public void A_closed_window_is_open_at_the_moment_it_names_and_not_before() => Property.Holds(2_000, chance =>
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(chance.Of(["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "America/St_Johns", "Pacific/Apia"]));
        var days = Enum.GetValues<DayOfWeek>().Where(_ => chance.OneIn(2)).Append((DayOfWeek)chance.Below(7)).ToHashSet();
        var window = new SendWindow(days, new TimeOnly(chance.Below(24), 15 * chance.Below(4)), new TimeOnly(chance.Below(24), 15 * chance.Below(4)));

        // Near the turns of March, April, September, October and November, minutes apart, and anywhere in the year.
        var now = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddDays(chance.Of([65, 86, 92, 270, 276, 297, 303]) + chance.Below(4)).AddMinutes(chance.Below(1440));
        if (window.ClosedUntil(now, zone) is not { } opens)
        {
            return;
        }

        Assert.True(opens > now);
        Assert.Null(window.ClosedUntil(opens, zone));
        var step = (opens - now) / 50;
        for (var i = 1; i < 50; i++)
        {
            Assert.Equal(opens, window.ClosedUntil(now + (step * i), zone));
        }

        Assert.Equal(opens, window.ClosedUntil(opens.AddTicks(-1), zone));
    });

    private static void Check(SendWindow window, string zone, string now, string? opens) =>
        Assert.Equal(opens is null ? null : At(opens), window.ClosedUntil(At(now), TimeZoneInfo.FindSystemTimeZoneById(zone)));

    private static SendWindow Window(string from, string to, params DayOfWeek[] days) =>
        new(days.ToHashSet(), TimeOnly.ParseExact(from, "HH:mm"), TimeOnly.ParseExact(to, "HH:mm"));

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
