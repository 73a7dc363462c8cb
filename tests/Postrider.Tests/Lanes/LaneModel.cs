using Postrider.Lanes;
using Postrider.Postgres.Storage;

namespace Postrider.Tests.Lanes;

/// <summary>
/// One lane in memory: the real rules (<see cref="LaneSlots"/>, <see cref="LaneTail"/>, <see cref="StartRule"/>) with a list in the
/// store's place. What the store does in SQL is done here the same way, so that the rules are tried on what they will be given.
/// </summary>
internal sealed class LaneModel(bool strict, int? maxInFlight, IReadOnlyList<ModelAccount> accounts)
{
    public static readonly TimeSpan Horizon = TimeSpan.FromMilliseconds(25);
    private readonly LaneKey _key = new(1, "lane");
    private long _position;
    private DateTimeOffset? _lastSlotAt;
    private bool _blocked;

    public LaneTail Tail { get; private set; } = new(null, null, TimeSpan.Zero, TimeSpan.Zero, DateTimeOffset.MaxValue);

    public DateTimeOffset Now { get; set; } = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);

    public List<ModelJob> Jobs { get; } = [];

    public int InFlight { get; private set; }

    public bool Strict => strict;

    public int? MaxInFlight => maxInFlight;

    public IReadOnlyList<ModelAccount> Accounts => accounts;

    public IEnumerable<ModelJob> Waiting => Jobs.Where(job => job.Waits);

    public ModelJob Accept(ModelAccount account, TimeSpan gap, TimeSpan jitter = default, DateTimeOffset? sendAt = null)
    {
        var slots = new LaneSlots(_key, Tail);
        var slot = slots.Give(Model.NewJob(account.Name, gap, jitter, sendAt), Now, account.LineIsHeld);
        Tail = slots.Tail;
        var job = new ModelJob
        {
            Id = Guid.CreateVersion7(Now),
            Account = account,
            Position = ++_position,
            Gap = gap,
            SlotAt = slot.At,
            DueAt = slot.At,
            InLine = slot.InLine,
            Counted = slot.Counted,
        };
        Jobs.Add(job);
        return job;
    }

    /// <summary>What the claim does when the lane is due; returns what started, and when.</summary>
    public List<(ModelJob Job, DateTimeOffset StartAt)> Claim(int permits, int most)
    {
        if (Tail.ReadyAt > Now + Horizon)
        {
            return [];
        }

        var waitingGap = Tail.WaitingGap + ReleaseAside();
        var open = accounts.Where(account => !account.LineIsHeld).ToList();
        var read = open.SelectMany(account => Waiting.Where(job => job.InLine && job.Account == account).OrderBy(job => job.Position).Take(most)).OrderBy(job => job.Position).ToList();
        var more = read.CountBy(job => job.Account.Name).Where(line => line.Value >= most && !Account(line.Key).IsHeldAt(Now)).Select(line => line.Key).ToHashSet();
        var heads = read.Where(job => job.Suppressed || !job.Account.IsHeldAt(Now)).Select(Model.Head).ToList();
        var room = accounts.ToDictionary(account => account.Name, account => account.IsHeldAt(Now) ? 0 : Math.Max(0, account.Most - account.InFlight));
        var next = Waiting.Where(job => !job.InLine).MinBy(job => job.DueAt);
        var decision = StartRule.Decide(new StartLane(strict, InFlight, maxInFlight, Tail.LastStartAt), heads, next?.DueAt, more, room, ref permits, Now, Horizon);

        var starts = decision.Starts.ConvertAll(start => (Job: Job(start.Head), start.StartAt));
        foreach (var job in starts.Select(start => start.Job).Concat(decision.Refusals.Select(refusal => Job(refusal.Head))))
        {
            waitingGap -= job.Gap;
            _lastSlotAt = _lastSlotAt > job.SlotAt ? _lastSlotAt : job.SlotAt;
        }

        decision.Refusals.ForEach(refusal => Job(refusal.Head).Ended = true);
        starts.ForEach(start => Begin(start.Job));
        _blocked = decision.Blocked;
        var changed = accounts.Where(account => account.LineIsHeld != account.IsHeldAt(Now)).ToList();
        var released = changed.Any(account => account.LineIsHeld);
        var heldUntil = accounts.Where(account => account.IsHeldAt(Now)).Select(account => account.HeldUntil).Append(DateTimeOffset.MaxValue).Min();
        Tail = Tail with
        {
            LastStartAt = decision.LastStartAt,
            WaitingGap = waitingGap > TimeSpan.Zero ? waitingGap : TimeSpan.Zero,
            HeadGap = decision.HeadGap ?? next?.Gap ?? TimeSpan.Zero,
            ReadyAt = released ? Now : decision.ReadyAt < heldUntil ? decision.ReadyAt : heldUntil,
        };
        Recount(changed);
        return starts;
    }

    public void Succeed(ModelJob job)
    {
        Leave(job, DateTimeOffset.MaxValue);
        job.Ended = true;
    }

    public void Retry(ModelJob job, DateTimeOffset dueAt)
    {
        Leave(job, dueAt);
        (job.InLine, job.Counted, job.DueAt) = (strict, false, dueAt);
    }

    public void Cancel(ModelJob job)
    {
        job.Ended = true;
        var gap = Tail.WaitingGap - (job.Counted && !job.Account.LineIsHeld ? job.Gap : TimeSpan.Zero);
        var left = Waiting.Where(other => !other.Account.LineIsHeld && other.Counted && !other.InLine).Select(other => (DateTimeOffset?)other.DueAt)
            .Concat(Waiting.Where(other => !other.Account.LineIsHeld && other.InLine).GroupBy(other => other.Account).Select(line => (DateTimeOffset?)line.MaxBy(other => other.Position)!.SlotAt))
            .Append(_lastSlotAt).Max();
        Tail = Tail with { WaitingGap = gap > TimeSpan.Zero ? gap : TimeSpan.Zero, TailAt = left };
        LookAgain();
    }

    public void Hold(ModelAccount account, DateTimeOffset until)
    {
        account.HeldUntil = until;
        LookAgain();
    }

    private void LookAgain() => Tail = Tail with { ReadyAt = Tail.ReadyAt < Now ? Tail.ReadyAt : Now };

    private ModelAccount Account(string name) => accounts.First(account => account.Name == name);

    private ModelJob Job(LaneHead head) => Jobs.First(job => job.Id == head.Job.JobId);

    private TimeSpan ReleaseAside()
    {
        var returned = TimeSpan.Zero;
        foreach (var job in Waiting.Where(job => !job.InLine && job.DueAt <= Now + Horizon).ToList())
        {
            returned += job.Counted || job.Account.LineIsHeld ? TimeSpan.Zero : job.Gap;
            (job.InLine, job.Counted) = (true, true);
        }

        return returned;
    }

    private void Begin(ModelJob job)
    {
        (job.Running, job.InLine) = (true, false);
        job.Starts++;
        job.Account.InFlight++;
        InFlight++;
    }

    private void Leave(ModelJob job, DateTimeOffset dueAt)
    {
        job.Running = false;
        job.Account.InFlight--;
        InFlight--;
        var ready = _blocked && Now < dueAt ? Now : dueAt;
        Tail = Tail with { ReadyAt = ready < Tail.ReadyAt ? ready : Tail.ReadyAt };
        _blocked = false;
    }

    private void Recount(List<ModelAccount> changed)
    {
        if (changed.Count == 0)
        {
            return;
        }

        foreach (var account in changed)
        {
            account.LineIsHeld = account.IsHeldAt(Now);
            foreach (var job in Waiting.Where(job => job.Account == account && job.InLine && !account.LineIsHeld))
            {
                job.Counted = true;
            }
        }

        var counted = Waiting.Where(job => job.Counted && !job.Account.LineIsHeld).ToList();
        Tail = Tail with
        {
            WaitingGap = TimeSpan.FromTicks(counted.Sum(job => job.Gap.Ticks)),
            TailAt = counted.Count > 0 ? counted.Max(job => job.SlotAt) : _lastSlotAt,
        };
    }
}
