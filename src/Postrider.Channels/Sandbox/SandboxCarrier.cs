using Postrider.Attempts;
using Postrider.Calls;
using Postrider.Contacts;
using Postrider.Storage;

namespace Postrider.Channels.Sandbox;

/// <summary>Carries calls in the sandbox: it rings for a second and is talked for five, without a sound. The number's last two digits choose how that goes.</summary>
/// <param name="timeScale">Multiplies every span; 0.01 makes them a hundred times shorter.</param>
public sealed class SandboxCarrier(ISandboxFarSide farSide, ICallLog log, CallSettlement settlement, TimeProvider time, double timeScale = 1)
{
    private static readonly TimeSpan _ring = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _talk = TimeSpan.FromSeconds(5);

    /// <summary>How a call goes: the outcome, the code and words of its signalling, whether it rings, and whether it is answered by somebody.</summary>
    private sealed record Course(string Outcome, int Code, string? Reason, bool Rings, string? Answerer = null);

    public async Task<Outcome> PerformAsync(DriverJob job, CancellationToken cancellationToken)
    {
        var plan = job.Body.Content.Call!;
        await using var entry = log.Open(job);
        if (!job.MayCommit())
        {
            return new Outcome.Unreachable("This node no longer owns the attempt.");
        }

        entry.Dialing();
        if (!await farSide.HandOverAsync(SandboxDriver.Item(job, CallEnding.Action, null), cancellationToken))
        {
            return new Outcome.Unknown("The far side has settled this attempt already.");
        }

        var course = Of(RecipientAddress.Bare(job.Address));
        if (course.Rings)
        {
            entry.Ringing();
        }

        var ring = course.Outcome == CallOutcome.NoAnswer ? TimeSpan.FromSeconds(plan.RingTimeoutSeconds) : _ring;
        if (!await GoesOnAsync(entry, ring, cancellationToken))
        {
            return await entry.EndAsync(CallOutcome.Canceled, CallEnder.Operator, 487, "Request Terminated");
        }

        return course.Code == 200
            ? await TalkAsync(job, plan, course, entry, cancellationToken)
            : await entry.EndAsync(course.Outcome, Ender(course.Outcome), course.Code, course.Reason);
    }

    public Task<Finding> SettleAsync(DriverJob job, CancellationToken cancellationToken) => settlement.LookAsync(job, cancellationToken);

    private static Course Of(string number) => number.Length < 2 ? Answered(CallOutcome.Completed) : number[^2..] switch
    {
        "01" => new Course(CallOutcome.Busy, 486, "Busy Here", false),
        "02" => new Course(CallOutcome.NoAnswer, 487, "Request Terminated", true),
        "03" => Answered(CallOutcome.Voicemail, Answerer.Machine),
        "04" => new Course(CallOutcome.Rejected, 603, "Decline", true),
        "05" => new Course(CallOutcome.InvalidNumber, 404, "Not Found", false),
        "06" => Answered(CallOutcome.Silence, Answerer.Unknown),
        "07" => new Course(CallOutcome.Failed, 503, "Service Unavailable", false),
        _ => Answered(CallOutcome.Completed),
    };

    private static Course Answered(string outcome, string answerer = Answerer.Human) => new(outcome, 200, "OK", true, answerer);

    private static string? Ender(string outcome) => outcome switch
    {
        CallOutcome.NoAnswer => CallEnder.Limit,
        CallOutcome.Busy or CallOutcome.Rejected => CallEnder.Callee,
        _ => null,
    };

    private async Task<Outcome> TalkAsync(DriverJob job, CallPlan plan, Course course, ICallEntry entry, CancellationToken cancellationToken)
    {
        entry.Answered();
        entry.AnsweredBy(course.Answerer!);
        var silence = course.Outcome == CallOutcome.Silence && plan.InitialSilenceMilliseconds > 0 ? TimeSpan.FromMilliseconds(plan.InitialSilenceMilliseconds) : _talk;
        var limit = TimeSpan.FromSeconds(plan.MaxDurationSeconds);
        var talk = silence < limit ? silence : limit;
        var lines = SandboxScript.Lines(plan, course.Answerer == Answerer.Machine);
        for (var i = 0; i < Math.Max(1, lines.Count); i++)
        {
            if (i < lines.Count)
            {
                Say(job, entry, lines[i]);
            }

            if (!await GoesOnAsync(entry, talk / Math.Max(1, lines.Count), cancellationToken))
            {
                return await entry.EndAsync(course.Outcome, CallEnder.Operator, course.Code, course.Reason);
            }
        }

        return await entry.EndAsync(course.Outcome, course.Outcome == CallOutcome.Silence || talk == limit ? CallEnder.Limit : CallEnder.Agent, course.Code, course.Reason);
    }

    private static void Say(DriverJob job, ICallEntry entry, SandboxScript.Line line)
    {
        if (line.OptsOut)
        {
            entry.OptedOut();
        }

        if (ScriptText.Fill(line.Text, job.Body.Metadata, entry.Warn) is { Length: > 0 } text)
        {
            entry.Said("agent", text);
        }
    }

    /// <summary>False: somebody wants the call's end, or the node stops.</summary>
    private async Task<bool> GoesOnAsync(ICallEntry entry, TimeSpan span, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(Task.Delay(span * timeScale, time, over.Token), entry.HangUpAsked);
        await over.CancelAsync();
        return !entry.HangUpAsked.IsCompleted && !cancellationToken.IsCancellationRequested;
    }
}
