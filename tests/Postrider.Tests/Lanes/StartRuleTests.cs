using Postrider.Jobs;
using Postrider.Lanes;
using Xunit;

namespace Postrider.Tests.Lanes;

public sealed class StartRuleTests
{
    private static readonly DateTimeOffset _now = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan _horizon = TimeSpan.FromMilliseconds(25);
    private readonly Dictionary<string, int> _room = new() { ["a"] = 10, ["b"] = 10 };
    private int _permits = 100;
    private long _position;

    [Fact]
    public void The_first_accepted_starts_and_the_next_waits_its_own_gap()
    {
        var (first, second) = (Head("a", 60), Head("a", 90));
        var decision = Decide([first, second], last: -60);

        Assert.Equal([(first, _now)], decision.Starts);
        Assert.Equal(_now.AddSeconds(90), decision.ReadyAt);
        Assert.Equal((_now, TimeSpan.FromSeconds(90)), (decision.LastStartAt, decision.HeadGap));
        Assert.False(decision.Blocked);
    }

    [Fact]
    public void Nobody_passes_one_that_waits_for_its_gap()
    {
        var decision = Decide([Head("a", 60), Head("b", 0)], last: -59);
        Assert.Empty(decision.Starts);
        Assert.Equal(_now.AddSeconds(1), decision.ReadyAt);
    }

    [Fact]
    public void The_first_start_of_a_lane_waits_for_no_gap() => Assert.Single(Decide([Head("a", 3600)], last: null).Starts);

    [Fact]
    public void Gapless_jobs_start_together_in_order()
    {
        LaneHead[] heads = [Head("a", 0), Head("b", 0), Head("a", 0)];
        var decision = Decide(heads);
        Assert.Equal(heads, decision.Starts.Select(start => start.Head));
        Assert.Null(decision.HeadGap);
        Assert.Equal(DateTimeOffset.MaxValue, decision.ReadyAt);
        Assert.Equal((8, 9, 97), (_room["a"], _room["b"], _permits));
    }

    [Fact]
    public void A_claim_a_moment_early_records_the_due_time_as_start()
    {
        var due = _now.AddMilliseconds(20);
        var decision = Decide([Head("a", 0) with { DueAt = due }, Head("b", 0)]);
        Assert.Equal([due, due], decision.Starts.Select(start => start.StartAt));
    }

    [Fact]
    public void A_gap_that_ends_within_the_horizon_is_recorded_to_its_end()
    {
        var decision = Decide([Head("a", 60)], last: -59.98);
        Assert.Equal(_now.AddSeconds(-59.98).AddSeconds(60), Assert.Single(decision.Starts).StartAt);
    }

    [Fact]
    public void One_whose_account_is_busy_steps_aside_and_stays_the_first()
    {
        _room["a"] = 0;
        var (busy, other) = (Head("a", 7), Head("b", 0));
        var decision = Decide([busy, other]);
        Assert.Equal([other], decision.Starts.Select(start => start.Head));
        Assert.True(decision.Blocked);
        Assert.Equal(busy.Gap, decision.HeadGap);
    }

    [Fact]
    public void One_whose_account_is_busy_keeps_nobody_waiting_for_its_gap()
    {
        _room["a"] = 0;
        var other = Head("b", 0);
        Assert.Equal([other], Decide([Head("a", 60), other], last: -1).Starts.Select(start => start.Head));
    }

    [Fact]
    public void In_a_strict_lane_those_unread_may_stand_behind_another_line_s_head()
    {
        _room["a"] = 1;
        var decision = Decide([Head("a", 0), Head("b", 0)], strict: true, more: ["a"]);
        Assert.Single(decision.Starts);
        Assert.Equal(_now, decision.ReadyAt);
    }

    [Fact]
    public void In_a_strict_lane_one_whose_account_is_busy_blocks_those_behind()
    {
        _room["a"] = 0;
        var decision = Decide([Head("a", 0), Head("b", 0)], strict: true);
        Assert.Empty(decision.Starts);
        Assert.True(decision.Blocked);
    }

    [Fact]
    public void In_a_strict_lane_one_in_its_back_off_blocks_those_behind()
    {
        var due = _now.AddMinutes(2);
        var decision = Decide([Head("a", 0) with { DueAt = due }, Head("b", 0)], strict: true);
        Assert.Empty(decision.Starts);
        Assert.Equal(due, decision.ReadyAt);
    }

    [Fact]
    public void No_more_start_than_the_lane_may_have_in_flight()
    {
        var decision = Decide([Head("a", 0), Head("a", 0), Head("a", 0)], inFlight: 1, limit: 3);
        Assert.Equal(2, decision.Starts.Count);
        Assert.True(decision.Blocked);
        Assert.Equal(TimeSpan.Zero, decision.HeadGap);
    }

    [Fact]
    public void No_more_start_than_the_node_can_take_and_the_lane_stays_ready()
    {
        _permits = 1;
        var decision = Decide([Head("a", 0), Head("a", 0)]);
        Assert.Single(decision.Starts);
        Assert.Equal((_now, 0), (decision.ReadyAt, _permits));
    }

    [Fact]
    public void Suppressed_and_expired_jobs_are_refused_and_take_no_gap()
    {
        var (suppressed, expired, good) = (Head("a", 60) with { Fault = JobFault.Suppressed }, Head("a", 60) with { ExpiresAt = _now }, Head("a", 60));
        var decision = Decide([suppressed, expired, good], last: -60);
        Assert.Equal([(suppressed, JobFault.Suppressed), (expired, JobFault.PastExpiry)], decision.Refusals);
        Assert.Equal([good], decision.Starts.Select(start => start.Head));
    }

    [Fact]
    public void A_line_that_may_go_on_makes_the_lane_ready_at_once()
    {
        Assert.Equal(_now, Decide([Head("a", 0)], more: ["a"]).ReadyAt);
        Assert.Equal(_now, Decide([Head("a", 0) with { Fault = JobFault.Suppressed }], more: ["a"]).ReadyAt);
    }

    [Fact]
    public void Nobody_passes_those_who_stand_unread_behind_a_line_s_last_head()
    {
        var decision = Decide([Head("a", 0), Head("a", 0), Head("b", 0)], more: ["a"]);
        Assert.Equal(["a", "a"], decision.Starts.Select(start => start.Head.AccountId));
        Assert.Equal(_now, decision.ReadyAt);
    }

    [Fact]
    public void A_busy_account_does_not_keep_another_line_s_unread_jobs_waiting()
    {
        _room["a"] = 0;
        var decision = Decide([Head("a", 0), Head("b", 0) with { Fault = JobFault.Suppressed }], more: ["b"]);
        Assert.True(decision.Blocked);
        Assert.Equal(_now, decision.ReadyAt);
    }

    [Fact]
    public void A_line_without_room_for_its_unread_jobs_lets_others_pass()
    {
        _room["a"] = 1;
        var decision = Decide([Head("a", 0), Head("b", 0)], more: ["a"]);
        Assert.Equal(2, decision.Starts.Count);
        Assert.True(decision.Blocked);
        Assert.Equal(DateTimeOffset.MaxValue, decision.ReadyAt);
    }

    [Fact]
    public void The_lane_is_ready_when_the_next_job_becomes_due()
    {
        var next = _now.AddMinutes(5);
        Assert.Equal(next, Decide([Head("a", 0)], nextDue: next).ReadyAt);
        Assert.Equal(_now.AddSeconds(60), Decide([Head("a", 60)], last: 0, nextDue: next).ReadyAt);
    }

    private StartDecision Decide(
        LaneHead[] heads, double? last = null, bool strict = false, int inFlight = 0, int? limit = null, DateTimeOffset? nextDue = null, string[]? more = null)
    {
        DateTimeOffset? lastStart = last is { } seconds ? _now.AddSeconds(seconds) : null;
        return StartRule.Decide(new StartLane(strict, inFlight, limit, lastStart), heads, nextDue, (more ?? []).ToHashSet(), _room, ref _permits, _now, _horizon);
    }

    private LaneHead Head(string account, double gap) => new()
    {
        Job = new JobRef(new WorkspaceId(1), Guid.NewGuid()),
        AccountId = account,
        Position = ++_position,
        Gap = TimeSpan.FromSeconds(gap),
        DueAt = _now.AddMinutes(-1),
    };
}
