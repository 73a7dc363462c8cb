using Postrider.Lanes;
using Xunit;

namespace Postrider.Tests.Lanes;

public sealed class LaneTailTests
{
    private static readonly DateTimeOffset _now = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);
    private static readonly LaneTail _empty = new(null, null, TimeSpan.Zero, TimeSpan.Zero, DateTimeOffset.MaxValue);

    [Fact]
    public void The_first_job_of_a_lane_gets_now() => Assert.Equal(_now, _empty.NextSlot(_now, Seconds(60), TimeSpan.Zero));

    [Fact]
    public void The_next_job_gets_its_own_gap_after_the_tail()
    {
        var tail = Waiting(tailAt: 100, lastStart: 40, gaps: 60, headGap: 60, ready: 100);
        Assert.Equal(At(190), tail.NextSlot(At(50), Seconds(90), TimeSpan.Zero));
        Assert.Equal(At(101), tail.NextSlot(At(50), Seconds(1), TimeSpan.Zero));
    }

    [Fact]
    public void A_tail_long_past_gives_now() => Assert.Equal(At(500), (_empty with { TailAt = At(100) }).NextSlot(At(500), Seconds(60), TimeSpan.Zero));

    [Fact]
    public void Jitter_comes_on_top_and_never_takes_away()
    {
        Assert.Equal(At(7), _empty.NextSlot(_now, Seconds(60), Seconds(7)));
        Assert.Equal(At(167), (_empty with { TailAt = At(100) }).NextSlot(_now, Seconds(60), Seconds(7)));
    }

    [Fact]
    public void Slots_of_a_gapless_lane_rise_by_a_tick()
    {
        var first = _empty.NextSlot(_now, TimeSpan.Zero, TimeSpan.Zero);
        Assert.Equal(first + LaneTail.Tick, (_empty with { TailAt = first }).NextSlot(_now, TimeSpan.Zero, TimeSpan.Zero));
    }

    [Fact]
    public void With_an_overdue_job_the_tail_is_the_moment_at_which_the_last_can_start()
    {
        // Two wait since 60 and 120; nobody claimed until 300. The first can start at once, the second a gap later.
        var tail = Waiting(tailAt: 120, lastStart: 0, gaps: 120, headGap: 60, ready: 60);
        Assert.Equal(At(360), tail.Tail(At(300)));
        Assert.Equal(At(420), tail.NextSlot(At(300), Seconds(60), TimeSpan.Zero));
    }

    [Fact]
    public void With_an_overdue_job_that_waits_for_its_gap_the_tail_counts_from_the_last_start()
    {
        // Slots 60, 120 and 180 after an outage until 300, when the job before them started.
        var tail = Waiting(tailAt: 180, lastStart: 300, gaps: 180, headGap: 60, ready: 360);
        Assert.Equal(At(480), tail.Tail(At(301)));
        Assert.Equal(At(540), tail.NextSlot(At(301), Seconds(60), TimeSpan.Zero));
    }

    [Fact]
    public void With_an_overdue_first_job_and_a_tail_ahead_the_last_can_start_after_the_tail()
    {
        var tail = Waiting(tailAt: 600, lastStart: 300, gaps: 600, headGap: 60, ready: 360);
        Assert.Equal(At(900), tail.Tail(At(301)));
    }

    [Fact]
    public void A_job_that_is_not_overdue_leaves_the_tail_exact_though_the_last_start_was_late()
    {
        var tail = Waiting(tailAt: 60, lastStart: 0.02, gaps: 60, headGap: 60, ready: 60.02);
        Assert.Equal(At(60), tail.Tail(At(1)));
        Assert.Equal(At(120), tail.NextSlot(At(1), Seconds(60), TimeSpan.Zero));
    }

    private static LaneTail Waiting(double tailAt, double lastStart, double gaps, double headGap, double ready) =>
        new(At(tailAt), At(lastStart), Seconds(gaps), Seconds(headGap), At(ready));

    private static DateTimeOffset At(double seconds) => _now + Seconds(seconds);

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
