using Postrider.Testing;
using Xunit;

namespace Postrider.Tests.Testing;

public sealed class ManualClockTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public void Advancing_fires_timers_in_order_at_their_own_moments()
    {
        var fired = new List<(string Name, TimeSpan At)>();
        var start = _clock.GetTimestamp();
        using var late = _clock.CreateTimer(_ => fired.Add(("late", _clock.GetElapsedTime(start))), null, TimeSpan.FromSeconds(3), Timeout.InfiniteTimeSpan);
        using var periodic = _clock.CreateTimer(_ => fired.Add(("periodic", _clock.GetElapsedTime(start))), null, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2));

        _clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal([("periodic", TimeSpan.FromSeconds(2)), ("late", TimeSpan.FromSeconds(3)), ("periodic", TimeSpan.FromSeconds(4))], fired);
        Assert.Equal(TimeSpan.FromSeconds(5), _clock.GetElapsedTime(start));
        Assert.Equal(TimeSpan.FromSeconds(1), _clock.UntilNextTimer);
    }

    [Fact]
    public async Task A_delay_ends_when_the_clock_is_turned()
    {
        var delay = Task.Delay(TimeSpan.FromMinutes(10), _clock, TestContext.Current.CancellationToken);
        _clock.Advance(TimeSpan.FromMinutes(9));
        Assert.False(delay.IsCompleted);
        _clock.Advance(TimeSpan.FromMinutes(1));
        await delay;
        Assert.Equal(0, _clock.ArmedTimers);
    }

    [Fact]
    public void A_jump_of_the_wall_clock_moves_no_timer()
    {
        using var source = new CancellationTokenSource(TimeSpan.FromSeconds(1), _clock);
        var before = _clock.GetUtcNow();
        _clock.JumpWallClock(TimeSpan.FromHours(-5));
        Assert.Equal(before.AddHours(-5), _clock.GetUtcNow());
        Assert.Equal(0, _clock.GetTimestamp());
        Assert.False(source.IsCancellationRequested);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(source.IsCancellationRequested);
    }

    [Fact]
    public async Task A_test_can_wait_until_its_subject_sleeps()
    {
        var armed = _clock.ArmedAsync(2, TestContext.Current.CancellationToken);
        using var one = _clock.CreateTimer(_ => { }, null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        Assert.False(armed.IsCompleted);
        using var two = _clock.CreateTimer(_ => { }, null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        await armed;
    }

    [Fact]
    public void A_callback_may_arm_and_dispose()
    {
        var fired = 0;
        ITimer? timer = null;
        timer = _clock.CreateTimer(_ => { fired++; timer!.Dispose(); }, null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, fired);
    }
}
