using Postrider.Lanes;
using Xunit;

namespace Postrider.Tests.Lanes;

/// <summary>Looks on while a <see cref="LaneModel"/> lives and compares it with naive rules of its own.</summary>
internal sealed class LaneWatch(LaneModel lane)
{
    // Those that took their slot from the tail; what steps aside for its send_at takes none.
    private readonly HashSet<ModelJob> _slotted = [];

    public void Accept(ModelAccount account, TimeSpan gap, TimeSpan jitter, DateTimeOffset? sendAt)
    {
        var before = Counted().Where(_slotted.Contains).Select(job => job.SlotAt).DefaultIfEmpty(DateTimeOffset.MinValue).Max();
        var job = lane.Accept(account, gap, jitter, sendAt);
        Assert.True(job.SlotAt >= lane.Now, "a slot lies in the past");
        Assert.True(sendAt is null || job.SlotAt >= sendAt, "a slot lies before send_at");
        if (job.Counted)
        {
            _slotted.Add(job);
            Assert.True(job.SlotAt - before >= gap, "two slots are nearer than the later one's gap");
        }
    }

    public void AcceptsWhereAWalkEnds(ModelAccount account, TimeSpan gap, TimeSpan jitter)
    {
        var line = Counted().OrderBy(job => job.Position).ToList();
        var before = lane.Tail;
        var slot = lane.Accept(account, gap, jitter).SlotAt - jitter;
        var byTail = Later(lane.Now, before.TailAt + gap);
        var byWalk = Later(lane.Now, Walk(line) + gap);
        var overdue = lane.Now - LaneTail.Grace;
        if (line.Count == 0 || line[0].SlotAt >= overdue)
        {
            Assert.Equal(byTail, slot);
        }
        else if (before.ReadyAt >= overdue && before.TailAt - (before.WaitingGap - before.HeadGap) >= overdue)
        {
            // The one state that the lane's few numbers cannot tell apart: jitter left a hole behind a first job that waits for its gap alone.
            Assert.InRange(slot, byTail, byWalk);
        }
        else
        {
            Assert.Equal(byWalk, slot);
        }
    }

    public void Claim(int permits, int most)
    {
        var last = lane.Tail.LastStartAt;
        var passed = 0L;

        // A line whose hold has just ended is let go by this claim and read from the next one on, which follows at once.
        var unread = lane.Accounts.Where(account => account.LineIsHeld).ToHashSet();
        var starts = lane.Claim(permits, most);
        foreach (var (job, startAt) in starts)
        {
            Assert.True(last is null || startAt - last >= job.Gap, "a gap is cut short");
            Assert.True(startAt >= job.DueAt, "a job starts before it is due");
            Assert.True(startAt >= lane.Now && startAt <= lane.Now + LaneModel.Horizon, "a start is recorded away from the claim");
            Assert.True(job.Position > passed, "a claim starts jobs out of order");
            Assert.False(job.Suppressed || job.Ended || job.Account.IsHeldAt(lane.Now), "a job starts that must not");
            (last, passed) = (startAt, job.Position);
        }

        Assert.Equal(starts.Count, starts.Select(start => start.Job).Distinct().Count());
        Assert.True(starts.Count <= permits, "a node starts more than it can take");
        Assert.True(lane.MaxInFlight is null || lane.InFlight <= lane.MaxInFlight, "more are in flight than the lane's limit");
        Assert.All(lane.Accounts, account => Assert.True(account.InFlight <= account.Most));
        Assert.DoesNotContain(lane.Waiting, job => job.Position < passed && !unread.Contains(job.Account) && MightHaveStarted(job));
    }

    /// <summary>The lane is looked at no later than something can start in it if nothing else happens.</summary>
    public void IsNotParked()
    {
        var moments = lane.Waiting.Select(job => Later(DueAt(job), lane.Now)).ToList();
        moments.AddRange(lane.Waiting.Select(job => Later(lane.Tail.LastStartAt + job.Gap ?? lane.Now, lane.Now)));
        foreach (var at in moments.Where(CanStartAt).Order())
        {
            Assert.True(lane.Tail.ReadyAt <= at, $"something can start at {at:O}, the lane is ready at {lane.Tail.ReadyAt:O}");
            return;
        }
    }

    private bool CanStartAt(DateTimeOffset at)
    {
        if (lane.InFlight >= lane.MaxInFlight)
        {
            return false;
        }

        var due = lane.Waiting.Where(job => !job.Suppressed && DueAt(job) <= at && (lane.Strict || job.Account.HasRoom)).OrderBy(job => job.Position).FirstOrDefault();
        var first = lane.Strict ? lane.Waiting.Where(job => !job.Suppressed && (job.InLine || job.DueAt <= at) && DueAt(job) < DateTimeOffset.MaxValue).MinBy(job => job.Position) : due;
        return first is not null && first == due && first.Account.HasRoom && (lane.Tail.LastStartAt is not { } last || last + first.Gap <= at);
    }

    private static DateTimeOffset DueAt(ModelJob job) => Later(job.DueAt, job.Account.HeldUntil);

    private bool MightHaveStarted(ModelJob job) =>
        !job.Suppressed && !job.Account.IsHeldAt(lane.Now) && (lane.Strict ? job.InLine : job.DueAt <= lane.Now && job.Account.HasRoom);

    private IEnumerable<ModelJob> Counted() => lane.Waiting.Where(job => job.Counted && !job.Account.LineIsHeld);

    private DateTimeOffset? Walk(List<ModelJob> line)
    {
        var last = lane.Tail.LastStartAt;
        foreach (var job in line)
        {
            last = Later(Later(job.SlotAt, lane.Now), last + job.Gap);
        }

        return last;
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset? other) => other > one ? other.Value : one;
}
