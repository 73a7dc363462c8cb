using Postrider.Accounts;
using Postrider.Jobs;
using Postrider.Lanes;

namespace Postrider.Postgres.Storage;

/// <summary>Decides a claim from its facts: which jobs start, which are refused, what each account and lane is left with.</summary>
internal sealed class ClaimPlan
{
    // Room that another lane's job makes in a shared account is not told to this lane, so it looks by itself now and then.
    private static readonly TimeSpan _blockedLook = TimeSpan.FromSeconds(5);

    private readonly ClaimFacts _facts;
    private readonly Dictionary<(long Workspace, string AccountId), (int Room, Hold? Hold)> _rooms = [];

    public ClaimPlan(ClaimFacts facts, int permits, TimeSpan horizon)
    {
        _facts = facts;
        foreach (var load in facts.Loads)
        {
            // A line whose account is gone is never held: its jobs must come to the front to be told.
            _rooms[load.Key] = load.Value.Gone ? (int.MaxValue, null) : load.Value.Load.Room(load.Value.Account, facts.Now);
        }

        var left = _rooms.ToDictionary(room => room.Key, room => room.Value.Room);
        foreach (var lane in facts.Lanes.Values)
        {
            Decide(lane, left, ref permits, horizon);
        }

        foreach (var (key, load) in facts.Loads)
        {
            AddLoad(load, Started.GetValueOrDefault(key));
        }
    }

    public List<(LaneHead Head, DateTimeOffset StartAt)> Starts { get; } = [];

    public List<(LaneHead Head, FinishedRows.Ending Ending, JobFault Fault)> Refusals { get; } = [];

    public List<(LaneHead Head, DateTimeOffset Until)> Aside { get; } = [];

    public List<LaneWrite> Lanes { get; } = [];

    public List<LoadWrite> Loads { get; } = [];

    public List<(LaneKey Lane, string AccountId, bool Held)> LineChanges { get; } = [];

    public DateTimeOffset? NextReady { get; private set; }

    private Dictionary<(long Workspace, string AccountId), int> Started { get; } = [];

    internal sealed record LaneWrite(
        LaneKey Key, DateTimeOffset? LastStartAt, DateTimeOffset? LastSlotAt, int Started, TimeSpan WaitingGap, TimeSpan HeadGap, bool Blocked, DateTimeOffset ReadyAt, Guid? LastJobId, bool SomeHeld);

    internal sealed record LoadWrite(LockedLoad Before, int Started, DateOnly? UsedDay, int Used, Hold? Hold, DateTimeOffset? HeldSince)
    {
        public bool HoldChanged => Before.Hold != Hold?.Reason || (Before.HeldUntil ?? DateTimeOffset.MinValue) != (Hold?.Until ?? DateTimeOffset.MinValue);

        public bool Changed => Started > 0 || HoldChanged;
    }

    private void Decide(LockedLane lane, Dictionary<(long Workspace, string AccountId), int> left, ref int permits, TimeSpan horizon)
    {
        var room = new Dictionary<string, int>();
        var heldUntil = DateTimeOffset.MaxValue;
        var released = false;
        foreach (var line in lane.Lines)
        {
            var key = (lane.Key.Workspace, line.AccountId);
            room[line.AccountId] = left[key];
            var hold = _rooms[key].Hold;
            if (line.Held != (hold is not null))
            {
                LineChanges.Add((lane.Key, line.AccountId, hold is not null));
                released |= hold is null;
            }

            if (hold is not null && hold.Until < heldUntil)
            {
                heldUntil = hold.Until;
            }
        }

        var heads = lane.Heads.Where(head => _rooms[(lane.Key.Workspace, head.AccountId)].Hold is null || head.Fault is not null).ToList();
        var more = lane.Heads.CountBy(head => head.AccountId).Where(line => line.Value >= lane.Most && _rooms[(lane.Key.Workspace, line.Key)].Hold is null).Select(line => line.Key).ToHashSet();
        var paces = lane.Lines.Where(line => line.Load.Pace is not null).ToDictionary(line => line.AccountId, line => line.Load.Pace!);
        var decision = StartRule.Decide(lane.Lane, heads, lane.NextDue?.DueAt, more, room, ref permits, _facts.Now, horizon, paces);
        foreach (var (head, _) in decision.Starts)
        {
            var key = (lane.Key.Workspace, head.AccountId);
            left[key]--;
            Started[key] = Started.GetValueOrDefault(key) + 1;
        }

        Starts.AddRange(decision.Starts);
        Aside.AddRange(decision.Aside);
        Refusals.AddRange(decision.Refusals.Select(refusal => (refusal.Head, lane.Places[refusal.Head.Job.JobId].Ending, refusal.Fault)));
        Lanes.Add(After(lane, decision, released ? _facts.Now : heldUntil));
    }

    private LaneWrite After(LockedLane lane, StartDecision decision, DateTimeOffset heldUntil)
    {
        var gone = decision.Starts.Select(start => start.Head).Concat(decision.Refusals.Select(refusal => refusal.Head)).ToList();
        var waitingGap = lane.WaitingGap + lane.Returned;
        var lastSlot = lane.LastSlotAt;
        foreach (var head in gone)
        {
            waitingGap -= head.Gap;
            var slot = lane.Places[head.Job.JobId].SlotAt;
            lastSlot = lastSlot is { } last && last > slot ? last : slot;
        }

        var ready = decision.ReadyAt < heldUntil ? decision.ReadyAt : heldUntil;
        if (decision.Blocked && _facts.Now + _blockedLook < ready)
        {
            ready = _facts.Now + _blockedLook;
        }

        if (ready != DateTimeOffset.MaxValue && (NextReady is null || ready < NextReady))
        {
            NextReady = ready;
        }

        var headGap = decision.HeadGap ?? lane.NextDue?.Gap ?? TimeSpan.Zero;
        return new LaneWrite(
            lane.Key, decision.LastStartAt, lastSlot, decision.Starts.Count, waitingGap > TimeSpan.Zero ? waitingGap : TimeSpan.Zero, headGap, decision.Blocked, ready,
            decision.Starts.Count > 0 ? decision.Starts[^1].Head.Job.JobId : null,
            lane.Lines.Any(line => _rooms[(lane.Key.Workspace, line.AccountId)].Hold is not null));
    }

    private void AddLoad(LockedLoad load, int started)
    {
        var (day, used) = (load.Load.UsedDay, load.Load.Used);
        if (started > 0)
        {
            var today = AccountLoad.Day(load.Account, _facts.Now);
            used = started + (day == today ? used : 0);
            day = today;
        }

        var hold = load.Gone ? null : _rooms[(load.Workspace, load.AccountId)].Hold;
        var since = hold is null ? (DateTimeOffset?)null : load.Hold == hold.Reason ? load.HeldSince : _facts.Now;
        var write = new LoadWrite(load, started, day, used, hold, since);
        if (write.Changed)
        {
            Loads.Add(write);
        }
    }
}
