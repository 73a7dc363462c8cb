using Microsoft.Extensions.Logging;
using Postrider.Accounts;
using Postrider.Campaigns;
using Postrider.Channels;
using Postrider.Lanes;
using Postrider.Storage;

namespace Postrider.Dispatching;

/// <summary>Finds out what became of attempts whose outcome is unknown. It looks at the far side and never sends.</summary>
public sealed partial class Settler(
    IDispatchStore store, ICampaignStore campaigns, Drivers drivers, AccountDirectory accounts, Ledger ledger, NodeLease lease, WakeSignal wake, TimeProvider time, ILogger<Settler> logger)
{
    private const int AtOnce = 64;
    private static readonly TimeSpan _longestSleep = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _longestLook = TimeSpan.FromSeconds(30);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var looked = 0;
            try
            {
                looked = lease.IsHeld ? await RunOnceAsync(cancellationToken) : 0;
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                LogFailed(exception.Message);
            }

            if (looked < AtOnce)
            {
                await Task.Delay(_longestSleep, time, cancellationToken).ContinueWith(_ => { }, TaskScheduler.Default);
            }
        }
    }

    /// <summary>Looks at every settling job whose time has come; returns how many.</summary>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        var asked = time.GetTimestamp();
        var (jobs, now) = await store.TakeLooksAsync(AtOnce, cancellationToken);
        await Task.WhenAll(jobs.Select(job => LookAsync(job, now, asked, cancellationToken)));
        if (jobs.Count > 0)
        {
            wake.Set();
        }

        return jobs.Count;
    }

    private async Task LookAsync(ClaimedJob job, DateTimeOffset now, long asked, CancellationToken cancellationToken)
    {
        CampaignRule? rule = null;
        if (LaneName.CampaignOf(job.Lane) is { } campaign)
        {
            rule = await campaigns.FindRuleAsync(job.Job.Workspace, campaign, cancellationToken);
        }

        var finding = await FindAsync(job, cancellationToken);
        var written = await ledger.CloseAsync(ClosingRule.Of(job, finding, now + time.GetElapsedTime(asked), Random.Shared.NextDouble(), rule?.Retries)).WaitAsync(cancellationToken);
        LogLooked(job.Job.JobId, job.Job.Workspace.Value, job.Attempt, finding.GetType().Name, written, (long)time.GetElapsedTime(asked).TotalMilliseconds);
    }

    private async Task<Finding> FindAsync(ClaimedJob job, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_longestLook, time);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            if (await accounts.FindAsync(job.Job.Workspace, job.AccountId, deadline.Token) is not { } account || drivers.Find(account.Account.Kind) is not { } driver)
            {
                return new Finding.CannotTell("The account is gone.");
            }

            return await driver.SettleAsync(AttemptRunner.ToDriverJob(job, account, static () => false), deadline.Token).WaitAsync(deadline.Token);
        }
        catch (Exception exception)
        {
            return new Finding.NotNow(exception.Message);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Look job={JobId} workspace={Workspace} attempt={Attempt} finding={Finding} written={Written} ms={Milliseconds}")]
    private partial void LogLooked(Guid jobId, long workspace, int attempt, string finding, bool written, long milliseconds);

    [LoggerMessage(2, LogLevel.Warning, "Settling jobs could not be looked at: {Detail}")]
    private partial void LogFailed(string detail);
}
