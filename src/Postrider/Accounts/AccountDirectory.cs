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

    // Each with the version that was known before it was read: whoever reads while the version rises may have read what it was before.
    private readonly ConcurrentDictionary<(WorkspaceId Workspace, string AccountId), (long Version, DriverAccount Account)> _known = new();
    private readonly SemaphoreSlim _looking = new(1, 1);
    private readonly Lock _lock = new();
    private long _lookedAt = long.MinValue;
    private long _version = -1;
    private long _forgotten;

    public async ValueTask<DriverAccount?> FindAsync(WorkspaceId workspace, string accountId, CancellationToken cancellationToken)
    {
        await RefreshAsync(cancellationToken);
        var version = Volatile.Read(ref _version);
        if (_known.TryGetValue((workspace, accountId), out var known) && known.Version == version)
        {
            return known.Account;
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

        var opened = new DriverAccount(account, secrets.Open(account));
        _known[(workspace, accountId)] = (version, opened);
        return opened;
    }

    /// <summary>Makes this node see its own change at once.</summary>
    public void Forget()
    {
        lock (_lock)
        {
            _forgotten++;
            _lookedAt = long.MinValue;
        }
    }

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
            var forgotten = Interlocked.Read(ref _forgotten);
            var version = await store.ReadVersionAsync(cancellationToken);
            if (version != _version)
            {
                Volatile.Write(ref _version, version);
                _known.Clear();
            }

            lock (_lock)
            {
                // Whoever changed something meanwhile is not served by a look from before that.
                _lookedAt = forgotten == _forgotten ? asked : long.MinValue;
            }
        }
        finally
        {
            _looking.Release();
        }
    }

    private bool IsFresh()
    {
        lock (_lock)
        {
            return _lookedAt != long.MinValue && time.GetElapsedTime(_lookedAt) < _trust;
        }
    }
}
