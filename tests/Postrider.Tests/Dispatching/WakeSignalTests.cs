using Postrider.Dispatching;
using Postrider.Testing;
using Xunit;

namespace Postrider.Tests.Dispatching;

public sealed class WakeSignalTests
{
    private readonly ManualClock _clock = new();
    private readonly WakeSignal _signal;

    public WakeSignalTests() => _signal = new WakeSignal(_clock);

    [Fact]
    public async Task A_sleeper_is_woken_by_the_signal()
    {
        var sleep = SleepAsync();
        Assert.False(sleep.IsCompleted);
        _signal.Set();
        Assert.True(await sleep);
        Assert.Equal(0, _clock.ArmedTimers);
    }

    [Fact]
    public async Task A_sleeper_wakes_by_itself_at_the_end_of_its_time()
    {
        var sleep = SleepAsync();
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.False(await sleep);
    }

    [Fact]
    public async Task Signals_given_while_nobody_sleeps_are_kept_once()
    {
        _signal.Set();
        _signal.Set();
        Assert.True(await SleepAsync());
        var sleep = SleepAsync();
        Assert.False(sleep.IsCompleted);
        _signal.Set();
        Assert.True(await sleep);
    }

    [Fact]
    public async Task A_cancelled_sleep_ends_and_keeps_no_timer()
    {
        using var stop = new CancellationTokenSource();
        var sleep = _signal.WaitAsync(TimeSpan.FromSeconds(5), stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sleep);
        Assert.Equal(0, _clock.ArmedTimers);
    }

    private Task<bool> SleepAsync() => _signal.WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
}
