using Postrider.Accounts;
using Postrider.Jobs;
using Postrider.Lanes;
using Xunit;

namespace Postrider.Tests.Lanes;

/// <summary>Accounts whose own starts keep a gap, beside the lane's.</summary>
public sealed class StartPaceTests
{
    private static readonly DateTimeOffset _now = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan _horizon = TimeSpan.FromMilliseconds(25);
    private long _position;

    [Fact]
    public void Second_call_of_an_account_waits_and_those_of_others_pass()
    {
        LaneHead[] heads = [Head("a"), Head("a"), Head("b")];
        var pace = new StartPace(TimeSpan.FromSeconds(1), null);
        var decision = Decide(heads, pace);
        Assert.Equal([(heads[0], _now), (heads[2], _now)], decision.Starts);
        Assert.Equal((_now.AddSeconds(1), false, _now), (decision.ReadyAt, decision.Blocked, pace.LastStartAt));
    }

    [Fact]
    public void Starts_within_the_horizon_are_recorded_a_gap_apart()
    {
        LaneHead[] heads = [Head("a"), Head("a"), Head("a"), Head("a")];
        var decision = Decide(heads, new StartPace(TimeSpan.FromMilliseconds(10), _now.AddMilliseconds(-5)));
        Assert.Equal([_now.AddMilliseconds(5), _now.AddMilliseconds(15), _now.AddMilliseconds(25)], decision.Starts.Select(start => start.StartAt));
        Assert.Equal(_now.AddMilliseconds(35), decision.ReadyAt);
    }

    [Fact]
    public void Strict_lane_lets_nobody_pass_one_that_waits_for_its_account()
    {
        var decision = Decide([Head("a"), Head("b")], new StartPace(TimeSpan.FromSeconds(1), _now), strict: true);
        Assert.Empty(decision.Starts);
        Assert.Equal(_now.AddSeconds(1), decision.ReadyAt);
    }

    [Fact]
    public void One_who_may_never_start_waits_for_no_pace() =>
        Assert.Single(Decide([Head("a") with { Fault = JobFault.Suppressed }], new StartPace(TimeSpan.FromSeconds(1), _now)).Refusals);

    [Fact]
    public void Gap_of_the_lane_holds_beside_the_accounts()
    {
        var decision = StartRule.Decide(
            new StartLane(false, 0, null, _now.AddMilliseconds(-980)), [Head("a") with { Gap = TimeSpan.FromSeconds(1) }], null, new HashSet<string>(), new Dictionary<string, int> { ["a"] = 1 }, ref _permits, _now, _horizon,
            new Dictionary<string, StartPace> { ["a"] = new(TimeSpan.FromMilliseconds(10), _now) });
        Assert.Equal(_now.AddMilliseconds(20), Assert.Single(decision.Starts).StartAt);
    }

    private int _permits = 100;

    private StartDecision Decide(LaneHead[] heads, StartPace pace, bool strict = false) => StartRule.Decide(
        new StartLane(strict, 0, null, null), heads, null, new HashSet<string>(), new Dictionary<string, int> { ["a"] = 10, ["b"] = 10 }, ref _permits, _now, _horizon, new Dictionary<string, StartPace> { ["a"] = pace });

    private LaneHead Head(string account) => new() { Job = new JobRef(new WorkspaceId(1), Guid.NewGuid()), AccountId = account, Position = ++_position, Gap = TimeSpan.Zero, DueAt = _now };
}
