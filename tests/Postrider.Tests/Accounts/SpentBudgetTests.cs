using Postrider.Accounts;
using Xunit;

namespace Postrider.Tests.Accounts;

public sealed class SpentBudgetTests
{
    private static readonly DateTimeOffset _now = new(2026, 3, 10, 23, 30, 0, TimeSpan.Zero);
    private static readonly DateOnly _today = new(2026, 3, 10);

    [Fact]
    public void A_budget_has_room_until_its_day_is_used_up_and_again_when_the_next_begins()
    {
        Assert.Equal(10, Free(Of((0, 4)), 5, null));
        Assert.Equal(11, Free(Of((0, 5)), 5, null));
        Assert.Equal(10, Free(Of((-1, 5)), 5, null));
        Assert.Equal(10, Free(Of((0, 5000)), null, null));
    }

    [Fact]
    public void A_week_is_seven_days_with_today_and_room_comes_when_the_first_taken_leaves_it()
    {
        Assert.Equal(10, Free(Of((-7, 9), (0, 1)), 5, 10));
        Assert.Equal(11, Free(Of((-6, 9), (0, 1)), 5, 10));
        Assert.Equal(15, Free(Of((-2, 10)), 50, 10));
        Assert.Equal(17, Free(Of((0, 10)), 50, 10));
    }

    [Fact]
    public void Day_and_week_must_both_have_room() => Assert.Equal(12, Free(Of((-5, 5), (0, 5)), 5, 10));

    [Fact]
    public void Nothing_at_all_has_no_day()
    {
        Assert.Null(Free(Of(), 0, null));
        Assert.Null(Free(Of(), 5, 0));
        Assert.False(Of().HasRoom(_today, new BudgetLimits(_ => 0, null), true));
    }

    [Fact]
    public void A_clock_that_was_set_back_gives_no_second_week()
    {
        Assert.Equal(18, Free(Of((1, 10)), 50, 10));
        Assert.False(Of((1, 10)).HasRoom(_today, new BudgetLimits(_ => 50, 10), true));
    }

    [Fact]
    public void Places_count_as_taken_for_all_but_those_who_have_them()
    {
        var budget = Of((0, 3)) with { Placed = Days((0, 2), (1, 5), (2, 4)) };
        Assert.Equal(12, Free(budget, 5, null));
        Assert.False(budget.HasRoom(_today, new BudgetLimits(_ => 5, null), false));
        Assert.True(budget.HasRoom(_today, new BudgetLimits(_ => 5, null), true));
        Assert.False((budget with { Taken = Days((0, 5)) }).HasRoom(_today, new BudgetLimits(_ => 5, null), true));
    }

    [Fact]
    public void A_new_place_takes_none_from_the_week_of_those_behind_it()
    {
        // Ten in seven days: the eleventh fits only where no seven days around it have ten.
        var budget = Of() with { Placed = Days((1, 5), (5, 5)) };
        Assert.Equal(18, Free(budget, 5, 10, from: 2));
        Assert.Equal(10, Free(Of() with { Placed = Days((7, 5)) }, 5, 5));
        Assert.Equal(23, Free(Of() with { Placed = Days((6, 5)) }, 5, 5));
    }

    [Fact]
    public void Days_may_have_limits_of_their_own()
    {
        Assert.Equal(13, Of((0, 1)).FirstFree(_today, new BudgetLimits(day => day.Day - 12, null))?.Day);
    }

    [Fact]
    public void The_day_is_that_of_the_account_s_zone()
    {
        var berlin = Of((0, 5)) with { TimeZone = "Europe/Berlin" };
        Assert.Equal(new DateOnly(2026, 3, 11), berlin.Day(_now));
        Assert.Equal(new DateTimeOffset(2026, 3, 11, 23, 0, 0, TimeSpan.Zero), berlin.Begin(new DateOnly(2026, 3, 12)));
    }

    private static int? Free(SpentBudget budget, int? perDay, int? perWeek, int from = 0) => budget.FirstFree(_today.AddDays(from), new BudgetLimits(_ => perDay, perWeek))?.Day;

    private static SpentBudget Of(params (int Day, int Taken)[] days) => new(Days(days), new Dictionary<DateOnly, int>(), "UTC");

    private static Dictionary<DateOnly, int> Days(params (int Day, int Count)[] days) => days.ToDictionary(day => _today.AddDays(day.Day), day => day.Count);
}
