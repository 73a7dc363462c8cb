namespace Postrider.Lanes;

/// <summary>
/// What a lane remembers so that the next slot can be given without reading the line.
/// <paramref name="WaitingGap"/> sums the gaps of the jobs that hold a slot, <paramref name="HeadGap"/> is that of the first.
/// </summary>
public readonly record struct LaneTail(DateTimeOffset? TailAt, DateTimeOffset? LastStartAt, TimeSpan WaitingGap, TimeSpan HeadGap, DateTimeOffset ReadyAt)
{
    /// <summary>Shorter distances than this are not kept by the store; slots of gapless lanes rise by it, so that order by slot is order of acceptance.</summary>
    public static TimeSpan Tick { get; } = TimeSpan.FromMicroseconds(1);

    /// <summary>A job that is this little late is starting, not overdue: claims and commits take their moment.</summary>
    public static TimeSpan Grace { get; } = TimeSpan.FromSeconds(1);

    /// <summary>The slot that a job accepted now gets: no earlier than now, its own gap after the tail, jitter on top.</summary>
    public DateTimeOffset NextSlot(DateTimeOffset now, TimeSpan gap, TimeSpan jitter)
    {
        var slot = now;
        if (Tail(now) is { } tail)
        {
            slot = Later(now, tail + (gap > Tick ? gap : Tick));
        }

        return slot + jitter;
    }

    /// <summary>The latest slot given or, when jobs are overdue, the earliest moment at which the last of them can start.</summary>
    public DateTimeOffset? Tail(DateTimeOffset now)
    {
        if (WaitingGap == TimeSpan.Zero || !IsOverdue(now))
        {
            return TailAt;
        }

        // The first can start now or its gap after the last start, each further one its own gap later.
        var first = now - HeadGap;
        var lastCanStart = (LastStartAt is { } start && start > first ? start : first) + WaitingGap;
        return TailAt is { } tail ? Later(tail, lastCanStart) : lastCanStart;
    }

    /// <summary>
    /// Whether the first in line stands there well past its slot: it could have started before now, or its slot, which lies no later
    /// than the gaps behind it before the tail, has passed while it waits for its gap.
    /// </summary>
    private bool IsOverdue(DateTimeOffset now) => ReadyAt < now - Grace || TailAt - (WaitingGap - HeadGap) < now - Grace;

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
