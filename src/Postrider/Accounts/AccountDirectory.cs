using System.Collections.Concurrent;
using Postrider.Channels;
using Postrider.Storage;

namespace Postrider.Accounts;

/// <summary>
/// Accounts as this node remembers them. One look at a number in the store, at most every half second and only when somebody
/// asks, tells whether what is remembered still holds; an idle node asks nothing.
/// </summary>
public sealed class AccountDirectory(IAccountStore store, AccountSecrets secrets, TimeProvider time) : IDisposable
{
    private const int MostRemembered = 50_000;
    private static readonly TimeSpan _trust = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<(WorkspaceId Workspace, string AccountId), DriverAccount?> _known = new();
    private readonly SemaphoreSlim _looking = new(1, 1);
    private long _lookedAt = long.MinValue;
    private long _version = -1;

    public async ValueTask<DriverAccount?> FindAsync(WorkspaceId workspace, string accountId, CancellationToken cancellationToken)
    {
        await RefreshAsync(cancellationToken);
        if (_known.TryGetValue((workspace, accountId), out var known))
        {
            return known;
        }

        var account = await store.FindAsync(workspace, accountId, cancellationToken);
        if (account is null)
        {
            // Not remembered: strangers could fill the memory with ids that do not exist.
            return null;
        }

        if (_known.Count >= MostRemembered)
        {
            _known.Clear();
        }

        return _known[(workspace, accountId)] = new DriverAccount(account, secrets.Open(account));
    }

    /// <summary>Makes this node see its own change at once.</summary>
    public void Forget() => Volatile.Write(ref _lookedAt, long.MinValue);

    public void Dispose() => _looking.Dispose();

    private async ValueTask RefreshAsync(CancellationToken cancellationToken)
    {
        if (IsFresh())
        {
            return;
        }

        await _looking.WaitAsync(cancellationToken);
        try
        {
            if (IsFresh())
            {
                return;
            }

            var asked = time.GetTimestamp();
            var version = await store.ReadVersionAsync(cancellationToken);
            if (version != _version)
            {
                _known.Clear();
                _version = version;
            }

            Volatile.Write(ref _lookedAt, asked);
        }
        finally
        {
            _looking.Release();
        }
    }

    private bool IsFresh()
    {
        var looked = Volatile.Read(ref _lookedAt);
        return looked != long.MinValue && time.GetElapsedTime(looked) < _trust;
    }
}
