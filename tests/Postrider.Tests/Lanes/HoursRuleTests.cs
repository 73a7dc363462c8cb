using Postrider.Accounts;
using Postrider.Campaigns;
using Postrider.Jobs;
using Postrider.Lanes;
using Xunit;

namespace Postrider.Tests.Lanes;

/// <summary>In a campaign's lane those whose callee's hours are over step aside, and keep nobody waiting.</summary>
public sealed class HoursRuleTests
{
    private static readonly DateTimeOffset _now = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan _horizon = TimeSpan.FromMilliseconds(25);
    private static readonly CallHours _hours = new(new SendWindow(Enum.GetValues<DayOfWeek>().ToHashSet(), new TimeOnly(8, 0), new TimeOnly(21, 0)), "UTC");

    [Fact]
    public void Whoever_may_not_be_called_steps_aside_until_the_hours_begin_and_the_next_starts()
    {
        LaneHead[] heads = [Head(1, "America/Los_Angeles"), Head(2, "Europe/Berlin"), Head(3, "Europe/Berlin")];
        var decision = Decide(heads, new StartLane(false, 0, 10, null, _hours));

        Assert.Equal([(heads[0], new DateTimeOffset(2026, 1, 5, 16, 0, 0, TimeSpan.Zero))], decision.Aside);
        Assert.Equal([(heads[1], _now)], decision.Starts);
        Assert.Equal(_now.AddSeconds(5), decision.ReadyAt);
    }

    [Fact]
    public void When_all_that_were_read_step_aside_more_are_read_at_once()
    {
        LaneHead[] heads = [Head(1, "Asia/Tokyo,America/Los_Angeles"), Head(2, "America/Los_Angeles")];
        var decision = Decide(heads, new StartLane(false, 0, 10, null, _hours), more: true);

        Assert.Equal(2, decision.Aside.Count);
        Assert.Equal(_now, decision.ReadyAt);
        Assert.Empty(decision.Starts);
    }

    [Fact]
    public void When_nobody_is_left_the_lane_wakes_when_the_first_hours_begin()
    {
        LaneHead[] heads = [Head(1, "America/Los_Angeles"), Head(2, "America/New_York")];
        Assert.Equal(new DateTimeOffset(2026, 1, 5, 13, 0, 0, TimeSpan.Zero), Decide(heads, new StartLane(false, 0, 10, null, _hours)).ReadyAt);
    }

    [Fact]
    public void Nobody_steps_aside_before_it_is_its_turn()
    {
        var decision = Decide([Head(1, "America/Los_Angeles")], new StartLane(false, 0, 10, _now.AddSeconds(-1), _hours));
        Assert.Equal((0, 0, _now.AddSeconds(4)), (decision.Aside.Count, decision.Starts.Count, decision.ReadyAt));
    }

    private static StartDecision Decide(LaneHead[] heads, StartLane lane, bool more = false)
    {
        var permits = 100;
        return StartRule.Decide(lane, heads, null, more ? new HashSet<string> { "a" } : new HashSet<string>(), new Dictionary<string, int> { ["a"] = 10 }, ref permits, _now, _horizon);
    }

    private static LaneHead Head(long position, string zones) =>
        new() { Job = new JobRef(new WorkspaceId(1), Guid.NewGuid()), AccountId = "a", Position = position, Gap = TimeSpan.FromSeconds(5), DueAt = _now.AddMinutes(-1), Zones = zones };
}
