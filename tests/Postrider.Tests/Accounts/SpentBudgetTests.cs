using Postrider.Accounts;
using Xunit;

namespace Postrider.Tests.Accounts;

public sealed class SpentBudgetTests
{
    private static readonly DateTimeOffset _now = new(2026, 3, 10, 23, 30, 0, TimeSpan.Zero);

    [Fact]
    public void A_budget_has_room_until_its_day_is_used_up_and_again_when_the_next_begins()
    {
        Assert.Null(Of((0, 4)).RoomAt(_now, 5, null));
        Assert.Equal(At(11), Of((0, 5)).RoomAt(_now, 5, null));
        Assert.Null(Of((-1, 5)).RoomAt(_now, 5, null));
        Assert.Null(Of((0, 5000)).RoomAt(_now, null, null));
    }

    [Fact]
    public void A_week_is_seven_days_with_today_and_room_comes_when_the_first_taken_leaves_it()
    {
        Assert.Null(Of((-7, 9), (0, 1)).RoomAt(_now, 5, 10));
        Assert.Equal(At(11), Of((-6, 9), (0, 1)).RoomAt(_now, 5, 10));
        Assert.Equal(At(15), Of((-2, 10)).RoomAt(_now, 50, 10));
        Assert.Equal(At(17), Of((0, 10)).RoomAt(_now, 50, 10));
    }

    [Fact]
    public void Day_and_week_must_both_have_room() => Assert.Equal(At(12), Of((-5, 5), (0, 5)).RoomAt(_now, 5, 10));

    [Fact]
    public void Nothing_at_all_has_no_moment()
    {
        Assert.Equal(DateTimeOffset.MaxValue, Of().RoomAt(_now, 0, null));
        Assert.Equal(DateTimeOffset.MaxValue, Of().RoomAt(_now, 5, 0));
    }

    [Fact]
    public void The_day_is_that_of_the_account_s_zone()
    {
        var berlin = Of((0, 5)) with { TimeZone = "Europe/Berlin" };
        Assert.Equal(new DateOnly(2026, 3, 11), berlin.Day(_now));
        Assert.Null(berlin.RoomAt(_now, 5, null));
        Assert.Equal(new DateTimeOffset(2026, 3, 11, 23, 0, 0, TimeSpan.Zero), (Of((1, 5)) with { TimeZone = "Europe/Berlin" }).RoomAt(_now, 5, null));
    }

    private static DateTimeOffset At(int day) => new(2026, 3, day, 0, 0, 0, TimeSpan.Zero);

    private static SpentBudget Of(params (int Day, int Taken)[] days) => new(days.ToDictionary(day => new DateOnly(2026, 3, 10).AddDays(day.Day), day => day.Taken), "UTC");
}
