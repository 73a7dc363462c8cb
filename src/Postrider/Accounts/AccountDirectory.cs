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

    private readonly SemaphoreSlim _looking = new(1, 1);

    // Replaced and not emptied: what was read before a change and comes after it is put down where nobody looks any more.
    private volatile ConcurrentDictionary<(WorkspaceId Workspace, string AccountId), DriverAccount?> _known = new();
    private volatile Look? _look;
    private long _version = -1;
    private int _forgotten;

    /// <param name="At">When it was asked for.</param>
    /// <param name="Forgotten">How often changes had been told of by then; one that is told of meanwhile wants another look.</param>
    private sealed record Look(long At, int Forgotten);

    public async ValueTask<DriverAccount?> FindAsync(WorkspaceId workspace, string accountId, CancellationToken cancellationToken)
    {
        await RefreshAsync(cancellationToken);
        var known = _known;
        if (known.TryGetValue((workspace, accountId), out var remembered))
        {
            return remembered;
        }

        var account = await store.FindAsync(workspace, accountId, cancellationToken);
        if (account is null)
        {
            // Not remembered: strangers could fill the memory with ids that do not exist.
            return null;
        }

        if (known.Count >= MostRemembered)
        {
            known.Clear();
        }

        return known[(workspace, accountId)] = new DriverAccount(account, secrets.Open(account));
    }

    /// <summary>Makes this node see its own change at once.</summary>
    public void Forget() => Interlocked.Increment(ref _forgotten);

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

            var look = new Look(time.GetTimestamp(), Volatile.Read(ref _forgotten));
            var version = await store.ReadVersionAsync(cancellationToken);
            if (version != _version)
            {
                _known = new();
                _version = version;
            }

            _look = look;
        }
        finally
        {
            _looking.Release();
        }
    }

    private bool IsFresh() => _look is { } look && look.Forgotten == Volatile.Read(ref _forgotten) && time.GetElapsedTime(look.At) < _trust;
}
