using System.Globalization;
using Postrider.Accounts;
using Xunit;

namespace Postrider.Tests.Accounts;

public sealed class AccountLoadTests
{
    private static readonly DateTimeOffset _now = At("2026-01-05T09:00:00Z");
    private static readonly DateOnly _today = new(2026, 1, 5);
    private static readonly Account _account = new()
    {
        Workspace = new WorkspaceId(1),
        AccountId = "a",
        Kind = "scripted",
        Channel = "email",
        Name = "A",
        Settings = [],
        CreatedAt = _now,
    };

    [Fact]
    public void An_account_without_limits_has_room_for_as_many_as_it_may_have_in_flight()
    {
        Assert.Equal((4, null), new AccountLoad(0, null, 0).Room(_account, _now));
        Assert.Equal((1, null), new AccountLoad(3, null, 0).Room(_account, _now));
        Assert.Equal((0, null), new AccountLoad(9, null, 0).Room(_account, _now));
    }

    [Fact]
    public void A_broken_or_paused_account_is_held_until_somebody_cures_it()
    {
        Assert.Equal(Hold.Paused, HoldOf(_account with { Paused = true, Status = AccountStatus.Error }));
        Assert.Equal(Hold.ReconnectRequired, HoldOf(_account with { Status = AccountStatus.Credentials }));
        Assert.Equal(Hold.AccountError, HoldOf(_account with { Status = AccountStatus.Error }));
        Assert.Equal(DateTimeOffset.MaxValue, new AccountLoad(0, null, 0).Room(_account with { Paused = true }, _now).Hold!.Until);
    }

    [Fact]
    public void The_daily_limit_leaves_room_for_the_rest_and_then_holds_until_the_next_day()
    {
        var account = _account with { DailyLimit = 10 };
        Assert.Equal((3, null), new AccountLoad(0, _today, 7).Room(account, _now));
        Assert.Equal((0, new Hold(Hold.DailyLimit, At("2026-01-06T00:00:00Z"))), new AccountLoad(0, _today, 10).Room(account, _now));
        Assert.Equal((4, null), new AccountLoad(0, _today.AddDays(-1), 10).Room(account, _now));
        Assert.Equal((0, new Hold(Hold.DailyLimit, At("2026-01-06T00:00:00Z"))), new AccountLoad(0, null, 0).Room(_account with { DailyLimit = 0 }, _now));
    }

    [Theory]
    [InlineData("Asia/Kolkata", "2026-01-05T18:29:00Z", "2026-01-05", "2026-01-05T18:30:00Z")]
    [InlineData("Asia/Kolkata", "2026-01-05T18:30:00Z", "2026-01-06", "2026-01-06T18:30:00Z")]
    [InlineData("America/New_York", "2026-01-05T04:59:00Z", "2026-01-04", "2026-01-05T05:00:00Z")]
    [InlineData("America/Santiago", "2026-09-05T12:00:00Z", "2026-09-05", "2026-09-06T04:00:00Z")]
    public void A_day_is_the_account_s_own(string zone, string now, string day, string next)
    {
        var account = _account with { DailyLimit = 1, TimeZone = zone };
        var own = DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture);
        Assert.Equal(own, AccountLoad.Day(account, At(now)));
        Assert.Equal(new Hold(Hold.DailyLimit, At(next)), new AccountLoad(0, own, 1).Room(account, At(now)).Hold);
        Assert.Null(new AccountLoad(0, own, 1).Room(account, At(next)).Hold);
    }

    [Fact]
    public void A_ramp_up_raises_the_limit_day_by_day_up_to_the_daily_limit()
    {
        var account = _account with { RampUp = new RampUp(5, 3), DailyLimit = 10, MaxConnections = 100 };
        Assert.Equal([5, 8, 10, 10], Enumerable.Range(0, 4).Select(day => new AccountLoad(0, null, 0).Room(account, _now.AddDays(day)).Room));
        Assert.Equal(11, new AccountLoad(0, null, 0).Room(account with { DailyLimit = null }, _now.AddDays(2)).Room);
    }

    [Fact]
    public void A_ramp_up_neither_overflows_nor_goes_back()
    {
        Assert.Equal(int.MaxValue, new RampUp(5, int.MaxValue).LimitOn(int.MaxValue));
        Assert.Equal(5, new RampUp(5, 3).LimitOn(-4));
    }

    [Fact]
    public void A_closed_window_goes_before_the_daily_limit_and_leaves_no_room()
    {
        var window = new SendWindow(new HashSet<DayOfWeek> { DayOfWeek.Tuesday }, new TimeOnly(9, 0), new TimeOnly(17, 0));
        var (room, hold) = new AccountLoad(0, _today, 1).Room(_account with { Window = window, DailyLimit = 1 }, _now);
        Assert.Equal((0, new Hold(Hold.WindowClosed, At("2026-01-06T09:00:00Z"))), (room, hold));
    }

    private static string? HoldOf(Account account) => AccountLoad.HoldOf(account)?.Reason;

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
