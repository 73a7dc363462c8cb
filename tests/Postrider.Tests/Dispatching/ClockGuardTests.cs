using Postrider.Dispatching;
using Postrider.Testing;
using Xunit;

namespace Postrider.Tests.Dispatching;

public sealed class ClockGuardTests
{
    private static readonly DateTimeOffset _database = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);
    private readonly ManualClock _clock = new();
    private readonly ClockGuard _guard;

    public ClockGuardTests()
    {
        _guard = new ClockGuard(_clock, TimeSpan.FromSeconds(1));
        Assert.True(IsSteady(0));
        _clock.Advance(TimeSpan.FromSeconds(10));
    }

    [Theory]
    [InlineData(10, true)]
    [InlineData(11, true)]
    [InlineData(9, true)]
    [InlineData(11.001, false)]
    [InlineData(8.999, false)]
    [InlineData(3610, false)]
    [InlineData(-3600, false)]
    public void A_step_against_the_node_s_own_clock_of_more_than_the_tolerance_is_seen(double seconds, bool steady) =>
        Assert.Equal(steady, IsSteady(seconds));

    [Fact]
    public void After_a_step_the_new_time_is_the_measure_once_the_lanes_wait()
    {
        Assert.False(IsSteady(3600));
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.False(IsSteady(3605));
        _guard.OnLanesDelayed();
        Assert.True(IsSteady(3605));
    }

    [Fact]
    public void Of_two_who_saw_one_step_the_second_changes_nothing()
    {
        Assert.False(IsSteady(3600));
        Assert.False(IsSteady(3600));
        _guard.OnLanesDelayed();
        _guard.OnLanesDelayed();
        Assert.True(IsSteady(3600));
    }

    [Fact]
    public void A_jump_of_the_node_s_wall_clock_is_not_a_step()
    {
        _clock.JumpWallClock(TimeSpan.FromDays(1));
        Assert.True(IsSteady(10));
    }

    [Fact]
    public void An_answer_that_was_long_under_way_is_no_step()
    {
        var asked = _clock.GetTimestamp();
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(_guard.IsSteady(_database.AddSeconds(10), asked));
        Assert.True(IsSteady(70));
    }

    private bool IsSteady(double seconds) => _guard.IsSteady(_database.AddSeconds(seconds), _clock.GetTimestamp());
}
