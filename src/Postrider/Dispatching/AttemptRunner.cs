using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Postrider.Accounts;
using Postrider.Attempts;
using Postrider.Calls;
using Postrider.Campaigns;
using Postrider.Channels;
using Postrider.Jobs;
using Postrider.Lanes;
using Postrider.Storage;

namespace Postrider.Dispatching;

/// <summary>Runs one claimed job through its driver and hands the outcome to the ledger.</summary>
public sealed partial class AttemptRunner(
    Drivers drivers, AccountDirectory accounts, ICampaignStore campaigns, ISuppressionStore suppressions, Ledger ledger, NodeLease lease, EngineOptions options, EngineInstruments instruments, TimeProvider time, ILogger<AttemptRunner> logger)
{
    // A driver that is past its deadline gets this long to say how far it came; then it is no longer waited for.
    private static readonly TimeSpan _lastWords = TimeSpan.FromSeconds(5);

    /// <param name="claimedAt">The node's own timestamp when the claim was made.</param>
    /// <param name="now">The database's time at the claim.</param>
    /// <param name="stopping">Ends what has not reached its commit point.</param>
    public async Task RunAsync(ClaimedJob job, Guid nodeId, long claimedAt, DateTimeOffset now, CancellationToken stopping)
    {
        try
        {
            var (rule, isKnown) = await FindRuleAsync(job, stopping);
            if (!isKnown)
            {
                await GiveBackAsync(job, nodeId);
                return;
            }

            var untilStart = job.StartedAt - now;
            var wait = untilStart - time.GetElapsedTime(claimedAt);
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, time, stopping);
            }

            if (time.GetElapsedTime(claimedAt) - untilStart > options.LatestBeginning || !lease.IsHeld || lease.NodeId != nodeId)
            {
                await GiveBackAsync(job, nodeId);
                return;
            }

            var started = time.GetTimestamp();
            instruments.OnStarted(job.Channel, now + time.GetElapsedTime(claimedAt) - (job.Attempt == 1 && job.ScheduledAt is { } slot ? slot : job.StartedAt));
            var (outcome, kind) = await PerformAsync(job, nodeId, rule, stopping);
            if (outcome is null)
            {
                await GiveBackAsync(job, nodeId);
                return;
            }

            var ended = now + time.GetElapsedTime(claimedAt);
            var closing = Close(job, nodeId, outcome, kind, ended, rule?.Retries);
            var duration = time.GetElapsedTime(started);
            var written = await ledger.CloseAsync(closing);
            Tell(job, closing, duration, written);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await GiveBackAsync(job, nodeId);
        }
    }

    /// <summary>What the job's campaign says at this moment; of jobs without one nothing. Not known: the store is away, and nothing was done yet.</summary>
    private async Task<(CampaignRule? Rule, bool IsKnown)> FindRuleAsync(ClaimedJob job, CancellationToken stopping)
    {
        if (LaneName.CampaignOf(job.Lane) is not { } campaign)
        {
            return (null, true);
        }

        try
        {
            return (await campaigns.FindRuleAsync(job.Job.Workspace, campaign, stopping), true);
        }
        catch (Exception exception)
        {
            LogNoRule(job.Job.JobId, exception.Message);
            return (null, false);
        }
    }

    /// <summary>The outcome; null when the node is stopping and nothing was handed over.</summary>
    private async Task<(Outcome? Outcome, AccountKind? Kind)> PerformAsync(ClaimedJob job, Guid nodeId, CampaignRule? rule, CancellationToken stopping)
    {
        using var activity = EngineInstruments.Activities.StartActivity("attempt", ActivityKind.Client);
        activity?.SetTag("postrider.job_id", job.Job.JobId);
        activity?.SetTag("postrider.channel", job.Channel);
        var (committed, disowned) = (false, false);
        AccountKind? kind = null;
        using var limit = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(stopping, limit.Token);
        try
        {
            if (await accounts.FindAsync(job.Job.Workspace, job.AccountId, deadline.Token) is not { } account)
            {
                return (new Outcome.Refused(JobFault.NoAccount.Message, JobFault.AccountGone), null);
            }

            if (drivers.Find(account.Account.Kind) is not { } driver)
            {
                return (new Outcome.Deferred($"This node has no driver for accounts of kind '{account.Account.Kind}'."), null);
            }

            kind = driver.Kind;
            var work = ToDriverJob(job, account, MayCommit);
            if (rule is not null)
            {
                // A campaign's plan lies with the campaign, once for all of its calls.
                work = work with { Body = work.Body with { Content = work.Body.Content with { Call = rule.Plan } } };
            }

            var longest = work.Body.Content.Call?.Longest ?? kind.Deadline;
            limit.CancelAfter(longest);

            // The claim has looked at the recipient; whoever gets a copy is seldom, and looked at here.
            if (work.Body.Content.Copies is { Count: > 0 } copies && await suppressions.FindAnyAsync(job.Job.Workspace, copies, deadline.Token) is var (address, _))
            {
                return (new Outcome.Refused($"{Contacts.RecipientAddress.Bare(address)}, who was to get a copy, was suppressed after this job was accepted.", JobFault.RecipientSuppressed), kind);
            }

            var outcome = await driver.PerformAsync(work, deadline.Token).WaitAsync(longest + _lastWords, time, CancellationToken.None);
            if (outcome.Trouble is { } trouble)
            {
                // It may have been cured while the attempt was under way: the next one must not go by what is remembered.
                outcome = outcome with { Trouble = trouble with { Seen = account.Account.UpdatedAt } };
                accounts.Forget();
            }

            if (job.Action == JobAction.Call)
            {
                outcome = committed ? Once(outcome) : outcome;
                return outcome is Outcome.Unreachable && !committed && (disowned || stopping.IsCancellationRequested) ? (null, kind) : (outcome, kind);
            }

            return outcome is Outcome.Unreachable && stopping.IsCancellationRequested && !committed ? (null, kind) : (outcome, kind);
        }
        catch (Exception exception)
        {
            if (!committed && stopping.IsCancellationRequested)
            {
                return (null, kind);
            }

            if (exception is not OperationCanceledException)
            {
                LogDriverFault(job.Job.JobId, job.Attempt, exception);
            }

            // Whether it was handed over is decided by how far it had come, not by what went wrong.
            return committed
                ? (new Outcome.Unknown($"The attempt broke off after the hand-over began: {exception.Message}"), kind)
                : (new Outcome.Unreachable($"The attempt broke off before the hand-over: {exception.Message}"), kind);
        }

        bool MayCommit()
        {
            disowned = !lease.IsHeld || lease.NodeId != nodeId;
            committed = !disowned && !deadline.IsCancellationRequested;
            return committed;
        }
    }

    /// <summary>A call that may have been dialed is not dialed again, not even once its account is cured.</summary>
    private static Outcome Once(Outcome outcome) => outcome switch
    {
        Outcome.Unreachable unreachable => new Outcome.Refused(unreachable.Detail, CallOutcome.Failed) { Trouble = outcome.Trouble },
        Outcome.Deferred deferred => new Outcome.Refused(deferred.Detail, CallOutcome.Failed) { Trouble = outcome.Trouble },
        _ => outcome,
    };

    /// <summary>An outcome that makes no sense must not leave the job unclosed: what nobody closes looks as if it had never begun.</summary>
    private Closing Close(ClaimedJob job, Guid nodeId, Outcome outcome, AccountKind? kind, DateTimeOffset ended, CallRetries? retries)
    {
        try
        {
            return ClosingRule.Of(job, nodeId, outcome, kind, ended, Random.Shared.NextDouble(), retries);
        }
        catch (Exception exception)
        {
            LogDriverFault(job.Job.JobId, job.Attempt, exception);
            return ClosingRule.Of(job, nodeId, new Outcome.Unknown($"The driver's outcome could not be read: {exception.Message}"), kind, ended, 0);
        }
    }

    internal static DriverJob ToDriverJob(ClaimedJob job, DriverAccount account, Func<bool> mayCommit) => new()
    {
        Job = job.Job,
        Attempt = job.Attempt,
        ClaimNumber = job.ClaimNumber,
        StartedAt = job.StartedAt,
        Channel = job.Channel,
        Action = job.Action,
        Address = job.Address,
        Body = JobBody.Read(job.Body),
        Account = account,
        MayCommit = mayCommit,
    };

    private async Task GiveBackAsync(ClaimedJob job, Guid nodeId)
    {
        instruments.OnGivenBack();
        await ledger.CloseAsync(ClosingRule.GiveBack(job, nodeId));
    }

    private void Tell(ClaimedJob job, Closing closing, TimeSpan duration, bool written)
    {
        instruments.OnClosed(job.Channel, closing.Outcome!, duration);
        if (!written)
        {
            instruments.OnLost();
        }

        if (logger.IsEnabled(LogLevel.Information))
        {
            var then = closing.Step switch
            {
                ClosingStep.Succeed => "succeeded",
                ClosingStep.Fail fail => $"failed ({fail.Fault.Code})",
                ClosingStep.Retry retry => $"again at {retry.DueAt:O}",
                _ => "settling",
            };
            LogAttempt(job.Job.JobId, job.Job.Workspace.Value, job.Channel, job.AccountId, job.Attempt, closing.Outcome!, written ? then : "no longer ours", (long)duration.TotalMilliseconds, closing.Detail);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Attempt job={JobId} workspace={Workspace} channel={Channel} account={AccountId} attempt={Attempt} outcome={Outcome} then={Then} ms={Milliseconds} detail={Detail}")]
    private partial void LogAttempt(Guid jobId, long workspace, string channel, string accountId, int attempt, string outcome, string then, long milliseconds, string? detail);

    [LoggerMessage(2, LogLevel.Error, "The driver threw, or made no sense, at job {JobId}, attempt {Attempt}")]
    private partial void LogDriverFault(Guid jobId, int attempt, Exception exception);

    [LoggerMessage(3, LogLevel.Warning, "Job {JobId} goes back: its campaign could not be read: {Detail}")]
    private partial void LogNoRule(Guid jobId, string detail);
}
