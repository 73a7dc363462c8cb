using Microsoft.Extensions.Logging;
using Postrider.Accounts;
using Postrider.Dispatching;
using Postrider.Storage;

namespace Postrider.Channels.Email;

/// <summary>Listens to mailboxes, each on one node of the cluster: whoever holds a mailbox's lock reads it, and whoever loses the session of the locks stops reading them all.</summary>
internal sealed partial class MailboxListener(
    IReadOnlyList<string> kinds, IAccountStore accounts, AccountDirectory directory, IMailboxStore mailboxes, MailboxReader reader, TimeProvider time, ILogger<MailboxListener> logger) : IListener
{
    // Short of the 15 seconds after which the store gives up a session that says nothing.
    private static readonly TimeSpan _round = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan _longestConfirmation = TimeSpan.FromSeconds(8);
    private const int RoundsPerTry = 5;

    private readonly Dictionary<Place, Reading> _readings = [];
    private long _version = -1;
    private List<Place> _wanted = [];

    public Duty? Duty => null;

    private readonly record struct Place(WorkspaceId Workspace, string AccountId);

    private sealed record Reading(DateTimeOffset UpdatedAt, CancellationTokenSource Stop, Task Work);

    public async Task ListenAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await using var holding = await mailboxes.OpenHoldingAsync(cancellationToken);
                _version = -1;
                await HoldAsync(holding, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                // The node stops.
            }
            catch (Exception exception)
            {
                LogBroken(exception.Message);
            }

            await StopAllAsync();
            await Task.Delay(_round, time, cancellationToken).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    private async Task HoldAsync(IMailboxHolding holding, CancellationToken cancellationToken)
    {
        for (var round = 0; ; round++)
        {
            using (var limit = new CancellationTokenSource(_longestConfirmation, time))
            using (var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token))
            {
                await holding.ConfirmAsync(both.Token);
                var version = await accounts.ReadVersionAsync(both.Token);
                var changed = version != _version;
                if (changed)
                {
                    _wanted = [.. (await accounts.ListUsableAsync(kinds, both.Token)).Select(place => new Place(place.Workspace, place.AccountId))];
                    _version = version;
                    await DropAsync(holding, both.Token);
                }

                if (changed || round % RoundsPerTry == 0)
                {
                    await TakeAsync(holding, cancellationToken, both.Token);
                }
            }

            await Task.Delay(_round, time, cancellationToken);
        }
    }

    /// <summary>Stops reading what is no longer wanted, or was changed.</summary>
    private async Task DropAsync(IMailboxHolding holding, CancellationToken cancellationToken)
    {
        var wanted = _wanted.ToHashSet();
        foreach (var (place, reading) in _readings.ToArray())
        {
            var account = wanted.Contains(place) ? await accounts.FindAsync(place.Workspace, place.AccountId, cancellationToken) : null;
            if (account is null || account.UpdatedAt != reading.UpdatedAt || reading.Work.IsCompleted)
            {
                await StopAsync(place, reading);
                await holding.GiveUpAsync(place.Workspace, place.AccountId, cancellationToken);
            }
        }
    }

    private async Task TakeAsync(IMailboxHolding holding, CancellationToken stopping, CancellationToken cancellationToken)
    {
        directory.Forget();
        foreach (var place in _wanted.Where(place => !_readings.ContainsKey(place)))
        {
            if (await holding.TryTakeAsync(place.Workspace, place.AccountId, cancellationToken))
            {
                if (await directory.FindAsync(place.Workspace, place.AccountId, cancellationToken) is { } account)
                {
                    var stop = CancellationTokenSource.CreateLinkedTokenSource(stopping);
                    _readings[place] = new Reading(account.Account.UpdatedAt, stop, Task.Run(() => reader.RunAsync(account, stop.Token), CancellationToken.None));
                }
                else
                {
                    await holding.GiveUpAsync(place.Workspace, place.AccountId, cancellationToken);
                }
            }
        }
    }

    private async Task StopAllAsync()
    {
        foreach (var (place, reading) in _readings.ToArray())
        {
            await StopAsync(place, reading);
        }
    }

    private async Task StopAsync(Place place, Reading reading)
    {
        _readings.Remove(place);
        await reading.Stop.CancelAsync();
        await reading.Work;
        reading.Stop.Dispose();
    }

    [LoggerMessage(1, LogLevel.Warning, "Listening to mailboxes broke off and is taken up again: {Detail}")]
    private partial void LogBroken(string detail);
}
