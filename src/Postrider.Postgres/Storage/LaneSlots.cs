using Postrider.Acceptance;
using Postrider.Lanes;

namespace Postrider.Postgres.Storage;

/// <summary>A locked lane while a batch gives slots in it.</summary>
internal sealed class LaneSlots(LaneKey key, LaneTail tail)
{
    // Slots of a gapless lane lie a tick apart, so a batch reaches a little ahead; taking those for due saves moving each into line later.
    private static readonly TimeSpan _soon = TimeSpan.FromMilliseconds(10);

    public LaneKey Key { get; } = key;

    public LaneTail Tail { get; private set; } = tail;

    public bool Changed { get; private set; }

    /// <summary>Whether the lane became due earlier than its nodes think.</summary>
    public bool Earlier { get; private set; }

    /// <summary>Gives a slot. A job that steps aside for its <c>send_at</c>, or whose account is held, leaves the tail alone.</summary>
    public Slot Give(NewJob job, DateTimeOffset now, bool held)
    {
        var slot = Tail.NextSlot(now, job.Gap, job.Jitter);
        var aside = job.SendAt is { } sendAt && sendAt > slot;
        if (aside)
        {
            slot = job.SendAt!.Value + job.Jitter;
        }

        if (job.DryRun)
        {
            return new Slot(slot, false, false);
        }

        var counted = !aside && !held;
        if (counted)
        {
            Tail = Tail with
            {
                TailAt = slot,
                HeadGap = Tail.WaitingGap == TimeSpan.Zero ? job.Gap : Tail.HeadGap,
                WaitingGap = Tail.WaitingGap + job.Gap,
            };
        }

        Changed |= counted;
        if (!held)
        {
            Ready(slot, job.Gap);
        }

        return new Slot(slot, slot <= now + _soon, counted);
    }

    private void Ready(DateTimeOffset due, TimeSpan gap)
    {
        var ready = Tail.LastStartAt is { } last && last + gap > due ? last + gap : due;
        if (ready < Tail.ReadyAt)
        {
            Tail = Tail with { ReadyAt = ready };
            Changed = Earlier = true;
        }
    }

    internal readonly record struct Slot(DateTimeOffset At, bool InLine, bool Counted);
}
