using Microsoft.Extensions.Logging;
using Postrider.Accounts;
using Postrider.Dispatching;
using Postrider.Storage;

namespace Postrider.Channels;

/// <summary>Attends to accounts, each on one node of the cluster: whoever holds an account's lock attends to it, and whoever loses the session of the locks leaves off all of them.</summary>
internal sealed partial class AccountListener(
    IEnumerable<IAccountAttendant> attendants, IAccountStore accounts, AccountDirectory directory, IAccountHoldings holdings, TimeProvider time, ILogger<AccountListener> logger) : IListener
{
    // Short of the 15 seconds after which the store gives up a session that says nothing.
    private static readonly TimeSpan _round = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan _longestConfirmation = TimeSpan.FromSeconds(8);
    private const int RoundsPerTry = 5;

    private readonly Dictionary<string, IAccountAttendant> _attendants = attendants.SelectMany(attendant => attendant.Kinds.Select(kind => (kind, attendant))).ToDictionary(pair => pair.kind, pair => pair.attendant);
    private readonly Dictionary<Place, Attendance> _attended = [];
    private long _version = -1;
    private List<Place> _wanted = [];

    public Duty? Duty => null;

    private readonly record struct Place(WorkspaceId Workspace, string AccountId);

    private sealed record Attendance(DateTimeOffset UpdatedAt, CancellationTokenSource Stop, Task Work);

    public async Task ListenAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await using var holding = await holdings.OpenAsync(cancellationToken);
                _version = -1;
                try
                {
                    await HoldAsync(holding, cancellationToken);
                }
                finally
                {
                    // Before the session ends, and with it the locks: from then on other nodes attend to the same accounts.
                    await StopAllAsync();
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                // The node stops.
            }
            catch (Exception exception)
            {
                LogBroken(exception.Message);
            }

            await Task.Delay(_round, time, cancellationToken).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    private async Task HoldAsync(IAccountHolding holding, CancellationToken cancellationToken)
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
                    _wanted = [.. (await accounts.ListUsableAsync([.. _attendants.Keys], both.Token)).Select(place => new Place(place.Workspace, place.AccountId))];
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

    /// <summary>Leaves off what is no longer wanted, or was changed.</summary>
    private async Task DropAsync(IAccountHolding holding, CancellationToken cancellationToken)
    {
        var wanted = _wanted.ToHashSet();
        foreach (var (place, attendance) in _attended.ToArray())
        {
            var account = wanted.Contains(place) ? await accounts.FindAsync(place.Workspace, place.AccountId, cancellationToken) : null;
            if (account is null || account.UpdatedAt != attendance.UpdatedAt || attendance.Work.IsCompleted)
            {
                await StopAsync(place, attendance);
                await holding.GiveUpAsync(place.Workspace, place.AccountId, cancellationToken);
            }
        }
    }

    private async Task TakeAsync(IAccountHolding holding, CancellationToken stopping, CancellationToken cancellationToken)
    {
        directory.Forget();
        foreach (var place in _wanted.Where(place => !_attended.ContainsKey(place)))
        {
            if (await holding.TryTakeAsync(place.Workspace, place.AccountId, cancellationToken))
            {
                if (await directory.FindAsync(place.Workspace, place.AccountId, cancellationToken) is { } account)
                {
                    var stop = CancellationTokenSource.CreateLinkedTokenSource(stopping);
                    _attended[place] = new Attendance(account.Account.UpdatedAt, stop, Task.Run(() => _attendants[account.Account.Kind].AttendAsync(account, stop.Token), CancellationToken.None));
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
        foreach (var (place, attendance) in _attended.ToArray())
        {
            await StopAsync(place, attendance);
        }
    }

    private async Task StopAsync(Place place, Attendance attendance)
    {
        _attended.Remove(place);
        await attendance.Stop.CancelAsync();
        await attendance.Work;
        attendance.Stop.Dispose();
    }

    [LoggerMessage(1, LogLevel.Warning, "Attending to accounts broke off and is taken up again: {Detail}")]
    private partial void LogBroken(string detail);
}
