using Postrider.Sip.Calling;

namespace Postrider.Channels.Voice;

/// <summary>One agent per trunk for all its calls. It is opened with the first, opened anew when the account was changed or the wire broke, and closed when nothing has used it for a while.</summary>
internal sealed class SipAgents(NetworkPolicy network, TimeProvider time) : IAsyncDisposable
{
    public static readonly TimeSpan Idle = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<(WorkspaceId Workspace, string AccountId), Shared> _open = [];
    private bool _isOver;

    /// <summary>How many are open, for whoever proves that none is left.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _open.Count;
            }
        }
    }

    /// <summary>The agent, for as long as what comes back is not disposed of.</summary>
    /// <exception cref="SipException">The trunk is not reached.</exception>
    public async Task<Use> TakeAsync(DriverAccount account, CancellationToken cancellationToken)
    {
        var shared = Enter(account);
        try
        {
            return new Use(this, shared, await shared.Opening.WaitAsync(cancellationToken));
        }
        catch
        {
            Leave(shared);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Shared[] all;
        lock (_gate)
        {
            _isOver = true;
            all = [.. _open.Values];
            _open.Clear();
        }

        foreach (var shared in all)
        {
            await CloseAsync(shared);
        }
    }

    private Shared Enter(DriverAccount account)
    {
        var place = (account.Account.Workspace, account.Account.AccountId);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isOver, this);
            if (_open.TryGetValue(place, out var known) && known.UpdatedAt == account.Account.UpdatedAt && known.MayBeUsed)
            {
                known.Users++;
                return known;
            }

            // Not one caller's affair: whoever else waits for it must get it although this one is gone.
            var opening = Task.Run(() => SipAgent.OpenAsync(SipAccount.Trunk(account, network), time, CancellationToken.None));
            var shared = new Shared(place, account.Account.UpdatedAt, opening) { Users = 1 };
            _open[place] = shared;
            if (known is { Users: 0 })
            {
                _ = CloseAsync(known);
            }

            return shared;
        }
    }

    private void Leave(Shared shared)
    {
        lock (_gate)
        {
            if (--shared.Users > 0)
            {
                return;
            }

            if (_open.GetValueOrDefault(shared.Place) == shared && shared.MayBeUsed)
            {
                shared.IdleTimer ??= time.CreateTimer(_ => CloseIdle(shared), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                shared.IdleTimer.Change(Idle, Timeout.InfiniteTimeSpan);
                return;
            }

            Remove(shared);
        }

        _ = CloseAsync(shared);
    }

    private void CloseIdle(Shared shared)
    {
        lock (_gate)
        {
            if (shared.Users > 0 || _open.GetValueOrDefault(shared.Place) != shared)
            {
                return;
            }

            Remove(shared);
        }

        _ = CloseAsync(shared);
    }

    private void Remove(Shared shared)
    {
        if (_open.GetValueOrDefault(shared.Place) == shared)
        {
            _open.Remove(shared.Place);
        }
    }

    /// <summary>Never throws: nobody waits for it.</summary>
    private static async Task CloseAsync(Shared shared)
    {
        try
        {
            if (shared.IdleTimer is { } timer)
            {
                await timer.DisposeAsync();
            }

            await (await shared.Opening).DisposeAsync();
        }
        catch (Exception exception) when (exception is SipException or IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // It had not come about, or is gone.
        }
    }

    /// <summary>An agent in use.</summary>
    public sealed class Use : IAsyncDisposable
    {
        private readonly SipAgents _agents;
        private readonly Shared _shared;
        private bool _isOver;

        internal Use(SipAgents agents, Shared shared, SipAgent agent) => (_agents, _shared, Agent) = (agents, shared, agent);

        public SipAgent Agent { get; }

        public ValueTask DisposeAsync()
        {
            if (!_isOver)
            {
                _isOver = true;
                _agents.Leave(_shared);
            }

            return ValueTask.CompletedTask;
        }
    }

    internal sealed class Shared((WorkspaceId Workspace, string AccountId) place, DateTimeOffset updatedAt, Task<SipAgent> opening)
    {
        public (WorkspaceId Workspace, string AccountId) Place => place;

        public DateTimeOffset UpdatedAt => updatedAt;

        public Task<SipAgent> Opening => opening;

        public int Users { get; set; }

        public ITimer? IdleTimer { get; set; }

        public bool MayBeUsed => !opening.IsCompleted || (opening.IsCompletedSuccessfully && opening.Result.IsUsable);
    }
}
