using Xunit;

namespace Postrider.Tests.Lanes;

/// <summary>Promises 3 and 4 (gaps hold, order holds) and "never parked with work", over random lives of a lane.</summary>
public sealed class LanePropertyTests
{
    private const int Scenarios = 2_500;
    private static readonly TimeSpan[] _paced = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(60)];
    private static readonly TimeSpan[] _mixed = [TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60)];

    [Fact]
    public void Whatever_happens_to_a_lane_gaps_and_order_hold_and_nothing_is_parked() => Property.Holds(Scenarios, chance =>
    {
        ModelAccount[] accounts = [.. Enumerable.Range(0, 1 + chance.Below(3)).Select(i => new ModelAccount($"a{i}", 1 + chance.Below(3)))];
        var lane = new LaneModel(chance.OneIn(4), chance.OneIn(3) ? 1 + chance.Below(3) : null, accounts);
        var gaps = chance.OneIn(3) ? [TimeSpan.Zero] : chance.OneIn(2) ? _paced : _mixed;
        var watch = new LaneWatch(lane);
        for (var step = 0; step < 40; step++)
        {
            Step(lane, watch, gaps, chance);
            watch.IsNotParked();
        }

        RunOut(lane, watch, chance);
    });

    [Fact]
    public void A_backlog_gives_the_slot_that_a_walk_along_the_line_gives() => Property.Holds(Scenarios, chance =>
    {
        var lane = new LaneModel(false, null, [new ModelAccount("a", int.MaxValue), new ModelAccount("b", int.MaxValue)]);
        var watch = new LaneWatch(lane);
        for (var step = 0; step < 40; step++)
        {
            switch (chance.Below(4))
            {
                case 0:
                case 1:
                    watch.AcceptsWhereAWalkEnds(chance.Of(lane.Accounts), chance.Of(_paced), chance.OneIn(3) ? chance.UpTo(TimeSpan.FromSeconds(20)) : TimeSpan.Zero);
                    break;
                case 2:
                    watch.Claim(1 + chance.Below(5), 2);
                    break;
                default:
                    lane.Now += chance.UpTo(TimeSpan.FromSeconds(chance.OneIn(4) ? 200 : 20));
                    break;
            }
        }
    });

    private static void Step(LaneModel lane, LaneWatch watch, TimeSpan[] gaps, Chance chance)
    {
        var running = lane.Jobs.Where(job => job.Running).ToList();
        var waiting = lane.Waiting.ToList();
        switch (chance.Below(12))
        {
            case <= 3:
                DateTimeOffset? sendAt = chance.OneIn(5) ? lane.Now + chance.UpTo(TimeSpan.FromSeconds(90)) : null;
                watch.Accept(chance.Of(lane.Accounts), chance.Of(gaps), chance.OneIn(4) ? chance.UpTo(TimeSpan.FromSeconds(5)) : TimeSpan.Zero, sendAt);
                break;
            case <= 6:
                watch.Claim(1 + chance.Below(4), 1 + chance.Below(3));
                break;
            case 7 when running.Count > 0:
                lane.Succeed(chance.Of(running));
                break;
            case 8 when running.Count > 0:
                lane.Retry(chance.Of(running), lane.Now + chance.UpTo(TimeSpan.FromSeconds(chance.OneIn(3) ? 0 : 60)));
                break;
            case 9 when waiting.Count > 0:
                lane.Cancel(chance.Of(waiting));
                break;
            case 9 when waiting.Count > 0:
                chance.Of(waiting).Suppressed = true;
                break;
            case 10 when chance.OneIn(2):
                lane.Hold(chance.Of(lane.Accounts), chance.OneIn(2) ? DateTimeOffset.MaxValue : lane.Now + chance.UpTo(TimeSpan.FromSeconds(60)));
                break;
            case 10:
                lane.Hold(chance.Of(lane.Accounts), DateTimeOffset.MinValue);
                break;
            default:
                lane.Now += chance.UpTo(TimeSpan.FromSeconds(chance.OneIn(4) ? 120 : 5));
                break;
        }
    }

    /// <summary>With every hold cured and every try a success, all that waits must have ended after as many claims as it takes.</summary>
    private static void RunOut(LaneModel lane, LaneWatch watch, Chance chance)
    {
        foreach (var account in lane.Accounts)
        {
            lane.Hold(account, DateTimeOffset.MinValue);
        }

        for (var claims = 0; claims < 1_000 && lane.Jobs.Any(job => !job.Ended); claims++)
        {
            lane.Jobs.Where(job => job.Running).ToList().ForEach(lane.Succeed);
            Assert.True(lane.Tail.ReadyAt < DateTimeOffset.MaxValue || !lane.Waiting.Any(), "the lane is parked with work");
            lane.Now = lane.Tail.ReadyAt > lane.Now && lane.Tail.ReadyAt < DateTimeOffset.MaxValue ? lane.Tail.ReadyAt : lane.Now;
            watch.Claim(1 + chance.Below(4), 1 + chance.Below(3));
        }

        Assert.All(lane.Jobs, job => Assert.True(job.Ended));
    }
}
