using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Postrider.Storage;

namespace Postrider.Dispatching;

/// <summary>Claims lanes as they become due and lets each job run. It sleeps until the earliest due lane or a wake-up.</summary>
public sealed partial class Dispatcher(
    IDispatchStore store, AttemptRunner runner, Ledger ledger, NodeLease lease, ClockGuard clock, WakeSignal wake, EngineOptions options, EngineInstruments instruments, TimeProvider time, ILogger<Dispatcher> logger)
{
    private const int ForgottenAtOnce = 500;

    private readonly ConcurrentDictionary<Task, Guid> _running = new();
    private long _stockTaken;

    /// <summary>Claims until told to stop; what runs then goes on.</summary>
    public async Task RunAsync(CancellationToken cancelClaims, CancellationToken cancelAttempts)
    {
        _stockTaken = time.GetTimestamp();
        while (!cancelClaims.IsCancellationRequested)
        {
            var pause = options.LongestSleep;
            try
            {
                if (lease.IsHeld)
                {
                    await TakeStockAsync();
                    pause = await ClaimAsync(cancelAttempts);
                }
            }
            catch (Exception exception)
            {
                LogClaimFailed(exception.Message);
                pause = TimeSpan.FromMilliseconds(250);
            }

            if (pause > TimeSpan.Zero)
            {
                await SleepAsync(pause, cancelClaims);
            }
        }
    }

    /// <summary>Ends when nothing runs any more, or with the token.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        while (!_running.IsEmpty && !cancellationToken.IsCancellationRequested)
        {
            await Task.WhenAny(Task.WhenAll(_running.Keys), Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken));
        }
    }

    /// <summary>
    /// Gives back what the store has running here and nobody here knows of: the answer to its claim was lost after the commit.
    /// Between claims, so that no job on its way here is taken for one.
    /// </summary>
    private async Task TakeStockAsync()
    {
        if (time.GetElapsedTime(_stockTaken) < options.LongestSleep)
        {
            return;
        }

        _stockTaken = time.GetTimestamp();
        var nodeId = lease.NodeId;
        var forgotten = await store.FindForgottenAsync(nodeId, [.. _running.Values], ForgottenAtOnce, CancellationToken.None);
        if (forgotten.Count > 0)
        {
            LogForgotten(forgotten.Count);
            await Task.WhenAll(forgotten.Select(job => ledger.CloseAsync(ClosingRule.GiveBack(job, nodeId))));
        }
    }

    /// <summary>One claim; returns how long nothing is due.</summary>
    private async Task<TimeSpan> ClaimAsync(CancellationToken cancelAttempts)
    {
        var permits = options.MaxRunning - _running.Count;
        if (permits < options.MaxRunning / 4)
        {
            // A claim costs much the same for one job as for hundreds: a nearly full node waits for its jobs to end.
            return options.LongestSleep;
        }

        var nodeId = lease.NodeId;
        var steady = true;
        var asked = time.GetTimestamp();
        var claim = await store.ClaimAsync(nodeId, permits, options.Horizon, now => steady = clock.IsSteady(now, asked), CancellationToken.None);
        var claimedAt = time.GetTimestamp();
        if (!steady)
        {
            clock.OnLanesDelayed();
            instruments.OnClockStep();
            LogClockStep();
        }

        Start(claim, nodeId, claimedAt, cancelAttempts);
        if (claim.NextReady is not { } next)
        {
            return options.LongestSleep;
        }

        var pause = next - claim.Now - options.Horizon - time.GetElapsedTime(claimedAt);
        return claim.Jobs.Count > 0 && pause <= TimeSpan.Zero && next <= claim.Now ? TimeSpan.Zero
            : pause < options.ClaimQuantum ? options.ClaimQuantum
            : pause < options.LongestSleep ? pause : options.LongestSleep;
    }

    private void Start(Claim claim, Guid nodeId, long claimedAt, CancellationToken cancelAttempts)
    {
        instruments.OnClaim(claim.Jobs.Count);
        foreach (var job in claim.Jobs)
        {
            var run = Task.Run(() => runner.RunAsync(job, nodeId, claimedAt, claim.Now, cancelAttempts), CancellationToken.None);
            _running[run] = job.Job.JobId;
            run.ContinueWith(Ended, TaskScheduler.Default);
        }
    }

    private void Ended(Task run)
    {
        _running.TryRemove(run, out _);
        instruments.OnEnded();
        if (run.Exception is { } fault)
        {
            LogRunFailed(fault.GetBaseException());
        }

        // Room on a full node, or in an account that was at its limit: look again.
        wake.Set();
    }

    private async Task SleepAsync(TimeSpan pause, CancellationToken cancellationToken)
    {
        try
        {
            if (await wake.WaitAsync(pause, cancellationToken) && pause > options.ClaimQuantum)
            {
                // Many ends and arrivals within a moment share one claim.
                await Task.Delay(TimeSpan.FromMilliseconds(1), time, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // Told to stop: the loop's condition sees it.
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "A claim failed and is tried again: {Detail}")]
    private partial void LogClaimFailed(string detail);

    [LoggerMessage(2, LogLevel.Warning, "The database's clock stepped; every lane waits one whole gap")]
    private partial void LogClockStep();

    [LoggerMessage(4, LogLevel.Warning, "{Count} jobs go back: they were claimed for this node, but the answer was lost")]
    private partial void LogForgotten(int count);

    [LoggerMessage(3, LogLevel.Error, "An attempt ended without an outcome")]
    private partial void LogRunFailed(Exception exception);
}
