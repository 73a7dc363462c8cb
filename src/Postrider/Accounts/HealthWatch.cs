using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Postrider.Channels;
using Postrider.Dispatching;
using Postrider.Storage;

namespace Postrider.Accounts;

/// <summary>
/// Probes accounts now and then, on one node: what broke unseen is told before a job meets it, and what is well again
/// goes on by itself.
/// </summary>
public sealed partial class HealthWatch(IAccountStore store, AccountDirectory directory, Drivers drivers, TimeProvider time, ILogger<HealthWatch> logger) : IListener
{
    private const int AtOnce = 4;
    private static readonly TimeSpan _round = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan _whileWell = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan _whileBroken = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<(WorkspaceId Workspace, string AccountId), Watch> _watched = new();

    public Duty? Duty => Postrider.Dispatching.Duty.WatchAccounts;

    /// <param name="At">When it was last probed, by this node's own clock.</param>
    /// <param name="Doubt">What a well account came to then. One look may have met a moment's trouble: only the second in a row is believed.</param>
    private sealed record Watch(long At, AccountStatus? Doubt);

    public async Task ListenAsync(CancellationToken cancellationToken)
    {
        _watched.Clear();
        while (true)
        {
            await RunOnceAsync(cancellationToken);
            await Task.Delay(_round, time, cancellationToken);
        }
    }

    /// <summary>Probes whoever it is time for.</summary>
    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        string[] KindsOf(Watching watching) => [.. drivers.Kinds.Where(kind => kind.Watching == watching).Select(kind => kind.Name)];
        var all = await store.ListWatchedAsync(KindsOf(Watching.Always), KindsOf(Watching.WhileBroken), cancellationToken);
        foreach (var gone in _watched.Keys.Except(all.Select(account => (account.Workspace, account.AccountId))).ToArray())
        {
            _watched.TryRemove(gone, out _);
        }

        var now = time.GetTimestamp();
        var due = all.Where(account => IsDue(_watched.GetOrAdd((account.Workspace, account.AccountId), new Watch(now, null)), account.Status, now)).ToArray();
        await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (account, either) =>
        {
            var place = (account.Workspace, account.AccountId);
            AccountStatus? doubt = null;
            try
            {
                doubt = await ProbeAsync(place, _watched[place].Doubt, either);
            }
            catch (Exception exception) when (!either.IsCancellationRequested)
            {
                // One account, such as one whose secrets cannot be opened, must not keep the others from being looked at.
                LogNotProbed(place.AccountId, exception.Message);
            }

            _watched[place] = new Watch(time.GetTimestamp(), doubt);
        });
    }

    /// <summary>Whoever is new here was probed when it was connected, or by the node before this one.</summary>
    private bool IsDue(Watch watch, AccountStatus status, long now) =>
        watch.Doubt is not null || time.GetElapsedTime(watch.At, now) >= (status == AccountStatus.Ok ? _whileWell : _whileBroken);

    /// <summary>Returns the doubt that is left.</summary>
    private async Task<AccountStatus?> ProbeAsync((WorkspaceId Workspace, string AccountId) place, AccountStatus? doubt, CancellationToken cancellationToken)
    {
        if (await directory.FindAsync(place.Workspace, place.AccountId, cancellationToken) is not { Account: var account } known || drivers.Find(account.Kind) is not { } driver)
        {
            return null;
        }

        var result = await AskAsync(driver, known, cancellationToken);
        if (account.Status == AccountStatus.Ok && result.Status != AccountStatus.Ok && doubt is null)
        {
            return result.Status;
        }

        var changed = account.Probed(result);
        if (result.Status != account.Status && await store.ReplaceAsync(changed, cancellationToken))
        {
            directory.Forget();
            LogChanged(place.AccountId, changed.Status.Name(), changed.StatusReason);
        }

        return null;
    }

    private async Task<ProbeResult> AskAsync(IDriver driver, DriverAccount account, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(_patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return await driver.LookAsync(account, either.Token);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return new ProbeResult(AccountStatus.Error, exception is OperationCanceledException ? $"The account's server did not answer within {_patience.TotalSeconds:0} seconds." : exception.Message);
        }
    }

    [LoggerMessage(2, LogLevel.Warning, "Account {AccountId} could not be probed and is left as it is: {Detail}")]
    private partial void LogNotProbed(string accountId, string detail);

    [LoggerMessage(1, LogLevel.Information, "A probe found account {AccountId} in status {Status}: {Reason}")]
    private partial void LogChanged(string accountId, string status, string? reason);
}
