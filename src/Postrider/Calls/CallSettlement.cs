using Postrider.Channels;
using Postrider.Storage;

namespace Postrider.Calls;

/// <summary>What became of a call whose attempt broke off: what was written down of it by then, whatever carried it. A call is never dialed again to find out.</summary>
public sealed class CallSettlement(ICallStore calls)
{
    /// <param name="ask">Asks the far side by its own name for the call; null: it cannot be asked.</param>
    public async Task<Finding> LookAsync(DriverJob job, CancellationToken cancellationToken, Func<string, Task<Finding>>? ask = null)
    {
        if ((await calls.FindAsync(job.Job.Workspace, job.Job.JobId, cancellationToken))?.Record is not { } record || record.Attempt != job.Attempt)
        {
            return CannotTell();
        }

        return record is { State: CallState.Ended, Outcome: { } outcome } ? Of(record, outcome)
            : record.FarSideId is { } id && ask is not null ? await ask(id)
            : CannotTell();
    }

    private static Finding Of(CallRecord record, string outcome) =>
        outcome == CallOutcome.Unknown ? CannotTell()
        : CallOutcome.IsSuccess(outcome) ? new Finding.Present(CallEnding.Delivery(record, outcome))
        : new Finding.Refused(CallEnding.Words(record, outcome), outcome);

    private static Finding.CannotTell CannotTell() => new("The call was begun, and its end was not written down.");
}
