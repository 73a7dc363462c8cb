using Microsoft.Extensions.Logging;
using Postrider.Accounts;
using Postrider.Channels;
using Postrider.Storage;

namespace Postrider.Dispatching;

/// <summary>The duties that one node at a time does: takes over from gone nodes, expires, gives up, cleans up.</summary>
public sealed partial class Sweeper(
    IDispatchStore jobs, INodeStore nodes, AccountDirectory accounts, Drivers drivers, Ledger ledger, WakeSignal wake, EngineOptions options, TimeProvider time, ILogger<Sweeper> logger)
{
    private const int AtOnce = 500;
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _slowPause = TimeSpan.FromMinutes(1);
    private long? _slowAt;

    /// <summary>Sweeps until told to stop, or until something breaks.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await RunOnceAsync(cancellationToken);
            await Task.Delay(_pause, time, cancellationToken);
        }
    }

    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        await TakeOverAsync(cancellationToken);
        await nodes.ExpireJobsAsync(AtOnce, cancellationToken);
        if (_slowAt is { } last && time.GetElapsedTime(last) < _slowPause)
        {
            return;
        }

        _slowAt = time.GetTimestamp();
        await nodes.ForgetGoneNodesAsync(cancellationToken);
        await nodes.FailLongHeldAsync(options.LongestReconnect, AtOnce, cancellationToken);
        await nodes.ChangeAnswerGenerationAsync(cancellationToken);
        await nodes.DropUnusedContentAsync(cancellationToken);
    }

    private async Task TakeOverAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var orphans = await jobs.FindOrphansAsync(AtOnce, cancellationToken);
            if (orphans.Count == 0)
            {
                return;
            }

            LogOrphans(orphans.Count);
            var closings = new List<Closing>();
            foreach (var (job, nodeId, leaseEnd) in orphans)
            {
                var account = await accounts.FindAsync(job.Job.Workspace, job.AccountId, cancellationToken);
                var kind = account is null ? null : drivers.Find(account.Account.Kind)?.Kind;
                closings.Add(ClosingRule.Orphan(job, nodeId, leaseEnd, kind));
            }

            await Task.WhenAll(closings.Select(ledger.CloseAsync));
            wake.Set();
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "{Count} attempts of a gone node are settled")]
    private partial void LogOrphans(int count);
}
