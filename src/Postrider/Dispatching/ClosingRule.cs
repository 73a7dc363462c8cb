using Postrider.Attempts;
using Postrider.Calls;
using Postrider.Campaigns;
using Postrider.Channels;
using Postrider.Jobs;

namespace Postrider.Dispatching;

/// <summary>What an outcome, or a finding, means for the job. Pure: docs/states.md in code.</summary>
public static class ClosingRule
{
    private const int LongestDetail = 2000;

    // A clock that is a little off must not make a limit be asked for over and over.
    private static readonly TimeSpan _leastHold = TimeSpan.FromSeconds(1);

    /// <param name="draw">A number in [0, 1) that spreads the back-off.</param>
    /// <param name="retries">Of a campaign's call: what is dialed again.</param>
    public static Closing Of(ClaimedJob claimed, Guid nodeId, Outcome outcome, AccountKind? kind, DateTimeOffset now, double draw, CallRetries? retries = null)
    {
        var (word, detail) = Words(outcome);
        var call = claimed.Action == JobAction.Call ? CallWord(outcome) : null;
        return new Closing
        {
            Claimed = claimed,
            NodeId = nodeId,
            Outcome = word,
            Detail = detail,
            Answer = outcome.Answer is { } answer ? answer with { Text = Clean(answer.Text) } : null,
            Trouble = outcome.Trouble is { } trouble ? trouble with { Reason = Clean(trouble.Reason) } : null,
            CallOutcome = call,
            Step = outcome switch
            {
                not Outcome.Unknown when call is not null && DialsAgain(retries, call, claimed) => new ClosingStep.Retry(now + retries!.Delay, detail ?? call),
                Outcome.Accepted accepted => new ClosingStep.Succeed(accepted.Delivery),
                Outcome.Refused refused => new ClosingStep.Fail(new JobFault(refused.Code, detail!)),
                Outcome.Unknown when kind is not { DropsRepeats: true } => new ClosingStep.Settle(now + (kind?.AbsenceCertainAfter ?? TimeSpan.Zero), detail!),
                Outcome.Deferred { IsHeld: true, Trouble: null } held when call is null => new ClosingStep.Retry(now + Wait(held.RetryAfter), detail!) { Unburnt = true },
                Outcome.Deferred deferred => Again(claimed, outcome, kind, deferred.RetryAfter, detail!, now, draw),
                _ => Again(claimed, outcome, kind, null, detail!, now, draw),
            },
        };
    }

    /// <summary>A claim that never began: as if it had not been made.</summary>
    public static Closing GiveBack(ClaimedJob claimed, Guid nodeId) => new() { Claimed = claimed, NodeId = nodeId, Step = new ClosingStep.GiveBack() };

    /// <summary>An attempt whose node is gone: nobody knows how far it came, nor, until the hand-over limit has passed, whether it comes further.</summary>
    public static Closing Orphan(ClaimedJob claimed, Guid nodeId, DateTimeOffset leaseEnd, AccountKind? kind)
    {
        const string Detail = "The node that ran this attempt is gone.";
        var over = leaseEnd + (kind?.HandOverLimit ?? TimeSpan.Zero);
        return new Closing
        {
            Claimed = claimed,
            NodeId = nodeId,
            Outcome = "unknown",
            Detail = Detail,
            Step = kind is { DropsRepeats: true } ? new ClosingStep.Retry(over, Detail) : new ClosingStep.Settle(over + (kind?.AbsenceCertainAfter ?? TimeSpan.Zero), Detail),
        };
    }

    /// <param name="retries">Of a campaign's call: what is dialed again.</param>
    public static Closing Of(ClaimedJob claimed, Finding finding, DateTimeOffset now, double draw, CallRetries? retries = null) => new()
    {
        Claimed = claimed,
        NodeId = null,
        Found = finding switch
        {
            Finding.Present or Finding.Refused => "present",
            Finding.Absent => "absent",
            Finding.CannotTell => "cannot_tell",
            _ => null,
        },
        Step = finding switch
        {
            Finding.Present present when DialsAgain(retries, present.Delivery.Status, claimed) => new ClosingStep.Retry(now + retries!.Delay, present.Delivery.Status),
            Finding.Refused refused when DialsAgain(retries, refused.Code, claimed) => new ClosingStep.Retry(now + retries!.Delay, Clean(refused.Detail)),
            Finding.Present present => new ClosingStep.Succeed(present.Delivery),
            Finding.Refused refused => new ClosingStep.Fail(new JobFault(refused.Code, Clean(refused.Detail))),

            Finding.CannotTell or Finding.Absent when claimed.Action == JobAction.Call && DialsAgain(retries, CallOutcome.Unknown, claimed) => new ClosingStep.Retry(now + retries!.Delay, JobFault.CannotTell.Message),

            // Calls are not dialed again, whatever a look says, unless their campaign wants it.
            Finding.Absent when claimed.Action != JobAction.Call => Absent(claimed, now, draw),
            Finding.NotNow notNow when now < claimed.StartedAt + RetryPlan.Standard.Limit => new ClosingStep.Settle(now + TimeSpan.FromMinutes(2), Clean(notNow.Detail)),
            _ => new ClosingStep.Fail(JobFault.CannotTell),
        },
    };

    private static TimeSpan Wait(TimeSpan? wished) => wished is { } wait && wait > _leastHold ? wait : _leastHold;

    private static bool DialsAgain(CallRetries? retries, string outcome, ClaimedJob claimed) => retries?.Wants(outcome, claimed.Attempt) == true;

    /// <summary>What a dialed call came to; null: it was not dialed, since its account failed first.</summary>
    private static string? CallWord(Outcome outcome) => outcome switch
    {
        Outcome.Accepted accepted => accepted.Delivery.Status,
        Outcome.Refused refused => refused.Code,
        Outcome.Unknown => CallOutcome.Unknown,
        _ => outcome.Trouble is null ? CallOutcome.Failed : null,
    };

    /// <summary>The first time it starts again at once; a far side that keeps losing answers is given time.</summary>
    private static ClosingStep Absent(ClaimedJob claimed, DateTimeOffset now, double draw)
    {
        const string Note = "Certainly not delivered: the far side does not have it.";
        return claimed.Attempt == 1 ? new ClosingStep.Retry(now, Note)
            : RetryRule.Next(RetryPlan.Standard, claimed.Attempt - 1, now, claimed.FirstTriedAt, claimed.ExpiresAt, null, draw) is { } next ? new ClosingStep.Retry(next, Note)
            : new ClosingStep.Fail(new JobFault(JobFault.ActionFailed, Note));
    }

    private static ClosingStep Again(ClaimedJob claimed, Outcome outcome, AccountKind? kind, TimeSpan? retryAfter, string detail, DateTimeOffset now, double draw)
    {
        if (outcome.Trouble is not null)
        {
            // The account is what failed, not the job: it waits in line for the cure.
            return new ClosingStep.Retry(now, detail);
        }

        if (claimed.Action == JobAction.Call)
        {
            // A call is tried once.
            return new ClosingStep.Fail(new JobFault(CallOutcome.Failed, detail));
        }

        return RetryRule.Next(kind?.Retry ?? RetryPlan.Standard, claimed.Attempt, now, claimed.FirstTriedAt, claimed.ExpiresAt, retryAfter, draw) is { } next
            ? new ClosingStep.Retry(next, detail)
            : new ClosingStep.Fail(new JobFault(JobFault.ActionFailed, detail));
    }

    private static (string Word, string? Detail) Words(Outcome outcome) => outcome switch
    {
        Outcome.Accepted => ("accepted", null),
        Outcome.Refused refused => ("refused", Clean(refused.Detail)),
        Outcome.Deferred deferred => ("deferred", Clean(deferred.Detail)),
        Outcome.Unreachable unreachable => ("unreachable", Clean(unreachable.Detail)),
        Outcome.Unknown unknown => ("unknown", Clean(unknown.Detail)),
        _ => throw new ArgumentOutOfRangeException(nameof(outcome)),
    };

    /// <summary>The far side's words are a stranger's text: bounded, and without what a store or a terminal would choke on.</summary>
    private static string Clean(string text)
    {
        var kept = text.Length > LongestDetail ? text[..LongestDetail] : text;
        return string.Create(kept.Length, kept, (target, source) =>
        {
            for (var i = 0; i < source.Length; i++)
            {
                target[i] = char.IsControl(source[i]) || char.IsSurrogate(source[i]) ? ' ' : source[i];
            }
        });
    }
}
