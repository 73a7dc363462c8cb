namespace Postrider.Server.Api.Calls.Campaigns;

/// <summary>Who watches campaigns on this node. All viewers of one share a look a second; without viewers nobody looks.</summary>
internal sealed partial class ProgressHub(ProgressLook look, TimeProvider time, ILogger<ProgressHub> logger)
{
    /// <summary>The most viewers on a node; a workspace alone has half of them.</summary>
    public const int MostViewers = 1000;

    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);
    private readonly Lock _lock = new();
    private readonly Dictionary<(WorkspaceId Workspace, Guid CampaignId), ProgressWatch> _watches = [];

    /// <summary>How many campaigns are looked at.</summary>
    public int Watched
    {
        get
        {
            lock (_lock)
            {
                return _watches.Count;
            }
        }
    }

    /// <summary>Null: there are as many viewers as there may be.</summary>
    public ProgressViewer? Enter(WorkspaceId workspace, Guid campaignId)
    {
        lock (_lock)
        {
            if (_watches.Sum(watch => watch.Value.Viewers) >= MostViewers || _watches.Sum(watch => watch.Key.Workspace == workspace ? watch.Value.Viewers : 0) >= MostViewers / 2)
            {
                return null;
            }

            var key = (workspace, campaignId);
            if (!_watches.TryGetValue(key, out var watch))
            {
                _watches[key] = watch = new ProgressWatch(time);
                _ = Task.Run(() => LookOnAsync(workspace, campaignId, watch));
            }

            watch.Viewers++;
            return new ProgressViewer(watch, () => Leave(watch));
        }
    }

    private void Leave(ProgressWatch watch)
    {
        lock (_lock)
        {
            watch.Viewers--;
        }
    }

    /// <summary>Who comes within the pause after the last one left finds the watch, so coming and going in haste makes no more looks.</summary>
    private bool IsWatched(WorkspaceId workspace, Guid campaignId, ProgressWatch watch)
    {
        lock (_lock)
        {
            return watch.Viewers > 0 || !_watches.Remove((workspace, campaignId));
        }
    }

    private async Task LookOnAsync(WorkspaceId workspace, Guid campaignId, ProgressWatch watch)
    {
        while (IsWatched(workspace, campaignId, watch))
        {
            try
            {
                watch.Tell(await look(workspace, campaignId, CancellationToken.None));
            }
#pragma warning disable CA1031 // Whatever failed, those who watch are told or see the next look.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                watch.Fail(exception);
                LogNotSeen(exception.Message);
            }

            await Task.Delay(_pause, time);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "A campaign that is watched could not be looked at: {Detail}")]
    private partial void LogNotSeen(string detail);
}

/// <summary>One who watches a campaign, until disposed.</summary>
internal sealed class ProgressViewer(ProgressWatch watch, Action leave) : IDisposable
{
    private Action? _leave = leave;

    /// <inheritdoc cref="ProgressWatch.NextAsync"/>
    public Task<Progress?> NextAsync(string? known, TimeSpan longest, CancellationToken cancellationToken) => watch.NextAsync(known, longest, cancellationToken);

    public void Dispose() => Interlocked.Exchange(ref _leave, null)?.Invoke();
}
