using Postrider.Sip.Media;
using Postrider.Testing;
using Xunit;

namespace Postrider.Tests.Sip.Media;

public sealed class RtpClockTests : IDisposable
{
    private readonly ManualClock _time = new();
    private readonly RtpClock _clock;

    public RtpClockTests() => _clock = RtpClock.Driven(_time);

    public void Dispose() => _clock.Dispose();

    [Fact]
    public void Everybody_beats_once_in_20_ms_and_the_beats_are_spread()
    {
        var all = Enumerable.Range(0, 40).Select(_ => new Counting()).ToList();
        all.ForEach(_clock.Add);
        for (var i = 0; i < 100; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(1));
            _clock.RunDue();
        }

        Assert.All(all, one => Assert.Equal(5, one.Beats.Count));
        Assert.All(all, one => Assert.InRange(one.Looks, 14, 15));
        Assert.All(all.GroupBy(one => one.Beats[0]), phase => Assert.Equal(2, phase.Count()));
        Assert.All(all, one => Assert.All(one.Beats.Zip(one.Beats.Skip(1)), pair => Assert.Equal(TimeSpan.FromMilliseconds(20), _time.GetElapsedTime(pair.First, pair.Second))));
    }

    [Fact]
    public void What_was_missed_for_a_moment_is_caught_up_with_and_what_for_long_is_left_out()
    {
        var one = new Counting();
        _clock.Add(one);
        _time.Advance(TimeSpan.FromMilliseconds(100));
        _clock.RunDue();
        Assert.Equal(5, one.Beats.Count);
        _time.Advance(TimeSpan.FromHours(10));
        _clock.RunDue();
        Assert.Equal(15, one.Beats.Count);
        Assert.InRange(_time.GetElapsedTime(one.Beats[^1]).TotalMilliseconds, 0, 20);
    }

    [Fact]
    public void Who_has_left_beats_no_more_and_may_leave_while_it_beats()
    {
        Counting leaving = new(), staying = new();
        leaving.Then = () => _clock.Remove(leaving);
        _clock.Add(leaving);
        _clock.Add(staying);
        _time.Advance(TimeSpan.FromMilliseconds(60));
        _clock.RunDue();
        Assert.Equal((1, 3, 1), (leaving.Beats.Count, staying.Beats.Count, _clock.Count));
        _clock.Remove(leaving);
        Assert.Equal(1, _clock.Count);
    }

    [Fact]
    public async Task A_clock_of_its_own_beats_by_itself()
    {
        using var clock = new RtpClock(TimeProvider.System);
        var one = new Counting();
        var enough = new TaskCompletionSource();
        one.Then = () =>
        {
            if (one.Beats.Count == 10)
            {
                enough.TrySetResult();
            }
        };
        var begin = TimeProvider.System.GetTimestamp();
        clock.Add(one);
        await enough.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.True(TimeProvider.System.GetElapsedTime(begin) > TimeSpan.FromMilliseconds(170));
        Assert.Throws<InvalidOperationException>(clock.RunDue);
    }

    [Fact]
    public void The_distribution_of_lateness_is_that_of_what_was_counted()
    {
        var lateness = new Lateness();
        for (var i = 1; i <= 1000; i++)
        {
            lateness.Add(i / 100.0);
        }

        lateness.Add(500);
        Assert.Equal((1001, 500), (lateness.Count, lateness.Longest));
        Assert.Equal(5.1, lateness.At(0.5), 0.1);
        Assert.Equal(9.9, lateness.At(0.98), 0.2);
    }

    private sealed class Counting : IPaced
    {
        public List<long> Beats { get; } = [];

        public Action? Then { get; set; }

        public int Looks { get; private set; }

        public void Look() => Looks++;

        public void Beat(long ideal)
        {
            Beats.Add(ideal);
            Then?.Invoke();
        }
    }
}
