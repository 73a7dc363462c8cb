using Microsoft.Extensions.Logging;
using Postrider.Accounts;
using Postrider.Channels;
using Postrider.Storage;

namespace Postrider.Dispatching;

/// <summary>
/// Takes over from nodes whose lease has ended. Every worker does: it is safe to race, and a lock for it could be held by the
/// very node that is frozen.
/// </summary>
public sealed partial class Heir(
    IDispatchStore jobs, AccountDirectory accounts, Drivers drivers, Ledger ledger, WakeSignal wake, TimeProvider time, ILogger<Heir> logger)
{
    private const int AtOnce = 500;
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await RunOnceAsync(cancellationToken);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                LogFailed(exception.Message);
            }

            await Task.Delay(_pause, time, cancellationToken).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    /// <summary>Hands every attempt of a gone node to the settler; its lanes go on at once.</summary>
    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        while (await jobs.FindOrphansAsync(AtOnce, cancellationToken) is { Count: > 0 } orphans)
        {
            LogOrphans(orphans.Count);
            var closings = new List<Closing>(orphans.Count);
            foreach (var (job, nodeId, leaseEnd) in orphans)
            {
                var account = await accounts.FindAsync(job.Job.Workspace, job.AccountId, cancellationToken);
                var kind = account is null ? null : drivers.Find(account.Account.Kind)?.Kind;
                closings.Add(ClosingRule.Orphan(job, nodeId, leaseEnd, kind));
            }

            await Task.WhenAll(closings.Select(ledger.CloseAsync)).WaitAsync(cancellationToken);
            wake.Set();
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "{Count} attempts of a gone node are settled")]
    private partial void LogOrphans(int count);

    [LoggerMessage(2, LogLevel.Warning, "Gone nodes could not be looked for: {Detail}")]
    private partial void LogFailed(string detail);
}
