using Microsoft.Extensions.Logging;
using Postrider.Accounts;
using Postrider.Attempts;
using Postrider.Storage;

namespace Postrider.Channels.Unipile;

/// <summary>What a LinkedIn account may do in a day and a week. The account's own limits go before these; WhatsApp has none here.</summary>
internal sealed partial class UnipileBudget(IActionBudget budget, TimeProvider time, ILogger<UnipileBudget> logger)
{
    // Where there never is room a limit may be raised meanwhile.
    private static readonly TimeSpan _longestWait = TimeSpan.FromHours(24);

    /// <summary>Null: taken, or the action has no limits. Else the job is held until there is room.</summary>
    public async Task<Outcome?> TakeAsync(DriverJob job, string action, CancellationToken cancellationToken)
    {
        var account = job.Account.Account;
        if (BudgetLimits.Of(UnipileKind.Value, account, action) is not { } limits
            || await budget.TakeAsync(job.Job, account.AccountId, action, limits, cancellationToken) is not { } later)
        {
            return null;
        }

        return new Outcome.Deferred(
            $"The account has no room left for another {action}{(later == DateTimeOffset.MaxValue ? "; its limit is 0" : "")}.", later == DateTimeOffset.MaxValue ? _longestWait : later - time.GetUtcNow())
        {
            IsHeld = true,
        };
    }

    /// <summary>Counts what had to be done whatever the limits say.</summary>
    public Task CountAsync(DriverJob job, string action, CancellationToken cancellationToken) =>
        budget.TakeAsync(job.Job, job.Account.Account.AccountId, action, BudgetLimits.None, cancellationToken);

    /// <summary>It was not done after all.</summary>
    public Task ReturnAsync(DriverJob job, string action) =>
        UnipileKind.Value.Budgets.ContainsKey(action) ? QuietlyAsync(job, () => budget.ReturnAsync(job.Account.Account.Workspace, job.Account.Account.AccountId, action, CancellationToken.None)) : Task.CompletedTask;

    /// <summary>LinkedIn has warned: the action rests.</summary>
    public Task PauseAsync(DriverJob job, string action) =>
        UnipileKind.Value.Budgets.ContainsKey(action) ? QuietlyAsync(job, () => budget.PauseAsync(job.Account.Account.Workspace, job.Account.Account.AccountId, action, UnipileFault.Rest, CancellationToken.None)) : Task.CompletedTask;

    /// <summary>What the far side answered stands, whatever becomes of the note about it.</summary>
    public async Task QuietlyAsync(DriverJob job, Func<Task> note)
    {
        try
        {
            await note();
        }
        catch (Exception exception)
        {
            LogNotNoted(job.Job.JobId, exception.Message);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "What job {JobId} came to could not be noted beside it: {Detail}")]
    private partial void LogNotNoted(Guid jobId, string detail);
}
