using Postrider.Accounts;
using Xunit;

namespace Postrider.Tests.Accounts;

public sealed class ActionLimitsTests
{
    private static readonly DateOnly _day = new(2026, 1, 5);
    private static readonly DateTimeOffset _noon = new(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_fixed_limit_is_the_same_every_day_and_what_has_none_is_not_limited()
    {
        var limits = Fixed(7);
        Assert.All(Enumerable.Range(0, 100), day => Assert.Equal(7, limits.LimitOn(ActionLimits.Message, 1, _day.AddDays(day))));
        Assert.Null(limits.LimitOn(ActionLimits.Invitation, 1, _day));
    }

    [Fact]
    public void A_range_is_drawn_once_a_day_and_reaches_both_of_its_ends()
    {
        var limits = new ActionLimits(true, new Dictionary<string, int> { [ActionLimits.Message] = 3 }, new Dictionary<string, int> { [ActionLimits.Message] = 6 });
        var drawn = Enumerable.Range(0, 400).Select(day => limits.LimitOn(ActionLimits.Message, 1, _day.AddDays(day))!.Value).ToArray();
        Assert.Equal([3, 4, 5, 6], drawn.Distinct().Order());
        Assert.Equal(drawn, Enumerable.Range(0, 400).Select(day => limits.LimitOn(ActionLimits.Message, 1, _day.AddDays(day))!.Value));
        Assert.All(drawn.GroupBy(limit => limit), days => Assert.InRange(days.Count(), 50, 150));
        Assert.NotEqual(drawn, Enumerable.Range(0, 400).Select(day => limits.LimitOn(ActionLimits.Message, 2, _day.AddDays(day))!.Value));
    }

    [Fact]
    public void The_widest_range_does_not_overflow()
    {
        var limits = new ActionLimits(true, new Dictionary<string, int>(), new Dictionary<string, int> { [ActionLimits.Message] = int.MaxValue });
        Assert.All(Enumerable.Range(0, 100), day => Assert.InRange(limits.LimitOn(ActionLimits.Message, 1, _day.AddDays(day))!.Value, 0, int.MaxValue));
    }

    [Fact]
    public void Voice_messages_count_as_messages_and_never_less_than_nothing_is_left()
    {
        var use = new Dictionary<string, int> { ["direct_message"] = 4, ["voice"] = 2, ["invitation"] = 9 };
        Assert.Equal(1, ActionLimits.Left(Account(Fixed(7)), use, "voice", _day));
        Assert.Equal(0, ActionLimits.Left(Account(Fixed(5)), use, "direct_message", _day));
        Assert.Null(ActionLimits.Left(Account(Fixed(5)), use, "invitation", _day));
        Assert.Null(ActionLimits.Left(Account(null), use, "direct_message", _day));
    }

    [Fact]
    public void A_day_is_spent_when_any_of_its_limits_is()
    {
        var use = new AccountUse(new AccountLoad(0, _day, 5), new Dictionary<string, int> { ["direct_message"] = 5 });
        Assert.False(use.IsSpent(Account(null), _noon));
        Assert.False(use.IsSpent(Account(Fixed(6)), _noon));
        Assert.True(use.IsSpent(Account(Fixed(5)), _noon));
        Assert.False(AccountUse.None.IsSpent(Account(Fixed(0)), _noon));
        Assert.True(use.IsSpent(Account(null) with { DailyLimit = 5 }, _noon));
        Assert.False(use.IsSpent(Account(null) with { DailyLimit = 5 }, _noon.AddDays(1)));
    }

    private static ActionLimits Fixed(int most) => new(false, new Dictionary<string, int>(), new Dictionary<string, int> { [ActionLimits.Message] = most });

    private static Account Account(ActionLimits? limits) => new()
    {
        Workspace = new WorkspaceId(1),
        AccountId = "a",
        Number = 1,
        Kind = "scripted",
        Channel = "linkedin",
        Name = "A",
        Settings = [],
        ActionLimits = limits,
        CreatedAt = _noon,
    };
}
