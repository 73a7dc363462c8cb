using Postrider.Accounts;
using Postrider.Campaigns;
using Postrider.Jobs;

namespace Postrider.Lanes;

/// <summary>Decides which of a lane's jobs start at a claim. Pure: everything it needs is handed in.</summary>
public static class StartRule
{
    /// <param name="lane">The locked lane.</param>
    /// <param name="heads">The first due jobs of its lines that are not held, in the order of acceptance.</param>
    /// <param name="nextDue">When the next job becomes due by its slot, <c>send_at</c> or back-off.</param>
    /// <param name="more">The accounts whose line may go on behind its last one of <paramref name="heads"/>.</param>
    /// <param name="room">How many jobs an account can take now; lowered by the jobs that start.</param>
    /// <param name="permits">How many jobs this node can take now; lowered likewise.</param>
    /// <param name="paces">The accounts whose own starts keep a gap; told of those that start.</param>
    public static StartDecision Decide(
        StartLane lane, IReadOnlyList<LaneHead> heads, DateTimeOffset? nextDue, IReadOnlySet<string> more, IDictionary<string, int> room, ref int permits, DateTimeOffset now, TimeSpan horizon,
        IReadOnlyDictionary<string, StartPace>? paces = null)
    {
        var decision = new StartDecision { LastStartAt = lane.LastStartAt, ReadyAt = nextDue ?? DateTimeOffset.MaxValue };
        var inFlight = lane.InFlight;
        var lastRead = LastRead(heads, more);
        foreach (var head in heads)
        {
            if (Refusal(head, now) is { } fault)
            {
                decision.Refusals.Add((head, fault));
                if (lastRead.Contains(head) && StopsBehind(head))
                {
                    return decision;
                }

                continue;
            }

            // Busy comes before the gap: whoever steps aside keeps nobody waiting.
            if (room[head.AccountId] <= 0)
            {
                decision.Blocked = true;
                decision.HeadGap ??= head.Gap;
                if (lane.Strict)
                {
                    return decision;
                }

                continue;
            }

            var pace = paces?.GetValueOrDefault(head.AccountId);
            if (pace?.Earliest > now + horizon)
            {
                // Likewise, but its moment is known.
                decision.ReadyAt = Earlier(decision.ReadyAt, pace.Earliest);
                decision.HeadGap ??= head.Gap;
                if (lane.Strict)
                {
                    return decision;
                }

                continue;
            }

            var start = Later(Later(head.DueAt, now), pace?.Earliest ?? now);
            if (decision.LastStartAt is { } last)
            {
                start = Later(start, last + head.Gap);
            }

            if (start > now + horizon)
            {
                // The first of those that are due waits for its own gap, and nobody passes it meanwhile.
                decision.ReadyAt = Earlier(decision.ReadyAt, start);
                decision.HeadGap ??= head.Gap;
                return decision;
            }

            if (lane.Hours?.ClosedUntil(head.Zones, start) is { } opens)
            {
                // Whoever may not be called at this hour keeps nobody waiting who may.
                decision.Aside.Add((head, opens));
                decision.ReadyAt = Earlier(decision.ReadyAt, opens);
                if (lastRead.Contains(head) && StopsBehind(head))
                {
                    return decision;
                }

                continue;
            }

            if (lane.MaxInFlight is { } limit && inFlight >= limit)
            {
                decision.Blocked = true;
                decision.HeadGap ??= head.Gap;
                return decision;
            }

            if (permits == 0)
            {
                decision.ReadyAt = now;
                decision.HeadGap ??= head.Gap;
                return decision;
            }

            room[head.AccountId]--;
            permits--;
            inFlight++;
            decision.Starts.Add((head, start));
            decision.LastStartAt = start;
            pace?.Start(start);
            if (lastRead.Contains(head) && StopsBehind(head))
            {
                return decision;
            }
        }

        return decision;

        // Whoever stands unread behind a line's last head may have been accepted before the heads of other lines.
        bool StopsBehind(LaneHead head)
        {
            if (room[head.AccountId] > 0 || lane.Strict)
            {
                decision.ReadyAt = now;
                return true;
            }

            decision.Blocked = true;
            return false;
        }
    }

    /// <summary>Of each line that may go on, the last head that was read.</summary>
    private static HashSet<LaneHead> LastRead(IReadOnlyList<LaneHead> heads, IReadOnlySet<string> more)
    {
        var last = new HashSet<LaneHead>(ReferenceEqualityComparer.Instance);
        if (more.Count > 0)
        {
            last.UnionWith(heads.Where(head => more.Contains(head.AccountId)).GroupBy(head => head.AccountId).Select(line => line.Last()));
        }

        return last;
    }

    private static JobFault? Refusal(LaneHead head, DateTimeOffset now) =>
        head.Fault ?? (head.ExpiresAt <= now ? JobFault.PastExpiry : null);

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}

/// <summary>A locked lane.</summary>
/// <param name="Hours">Of a campaign's lane: when its callees may be called.</param>
public sealed record StartLane(bool Strict, int InFlight, int? MaxInFlight, DateTimeOffset? LastStartAt, CallHours? Hours = null);

/// <summary>What a claim does with one lane.</summary>
public sealed class StartDecision
{
    public List<(LaneHead Head, DateTimeOffset StartAt)> Starts { get; } = [];

    public List<(LaneHead Head, JobFault Fault)> Refusals { get; } = [];

    /// <summary>Those whose callee's hours are over, and when they begin again.</summary>
    public List<(LaneHead Head, DateTimeOffset Until)> Aside { get; } = [];

    public DateTimeOffset? LastStartAt { get; set; }

    /// <summary>The gap of the first job that stays; null when none is left in line.</summary>
    public TimeSpan? HeadGap { get; set; }

    /// <summary>Due work waits for room, so whoever makes room must look here again.</summary>
    public bool Blocked { get; set; }

    public DateTimeOffset ReadyAt { get; set; }
}
