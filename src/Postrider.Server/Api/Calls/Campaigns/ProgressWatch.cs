namespace Postrider.Server.Api.Calls.Campaigns;

/// <summary>What the looks at one campaign found last. Viewers take what is there when they are ready for it, so a slow one misses steps and keeps nobody waiting.</summary>
internal sealed class ProgressWatch(TimeProvider time)
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _hasLooked;
    private Progress? _latest;
    private Exception? _fault;

    /// <summary>Guarded by the hub.</summary>
    public int Viewers { get; set; }

    public void Tell(Progress? progress)
    {
        lock (_lock)
        {
            var isNews = !_hasLooked || progress?.Id != _latest?.Id;
            (_hasLooked, _latest, _fault) = (true, progress, null);
            if (isNews)
            {
                Wake();
            }
        }
    }

    /// <summary>What was seen before stays; who has seen nothing yet is told.</summary>
    public void Fail(Exception fault)
    {
        lock (_lock)
        {
            _fault = fault;
            if (!_hasLooked)
            {
                Wake();
            }
        }
    }

    /// <summary>Ends when there is something else than what is known; or after the longest wait, with what there still is. Null: there is no such campaign, or no longer.</summary>
    /// <exception cref="AggregateException">Nothing could be seen yet.</exception>
    public async Task<Progress?> NextAsync(string? known, TimeSpan longest, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var wait = Task.Delay(longest, time, over.Token);
        try
        {
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Task changed;
                lock (_lock)
                {
                    if (_hasLooked ? _latest?.Id != known || _latest is null || wait.IsCompletedSuccessfully : _fault is not null)
                    {
                        return _hasLooked ? _latest : throw new AggregateException(_fault!);
                    }

                    changed = _changed.Task;
                }

                await (await Task.WhenAny(changed, wait));
                if (wait.IsCompleted && !_hasLooked)
                {
                    throw new AggregateException(new TimeoutException("The store did not answer."));
                }
            }
        }
        finally
        {
            await over.CancelAsync();
        }
    }

    private void Wake()
    {
        _changed.SetResult();
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
