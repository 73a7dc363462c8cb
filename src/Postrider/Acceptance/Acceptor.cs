using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Postrider.Storage;

namespace Postrider.Acceptance;

/// <summary>
/// The one acceptance path. Requests that arrive while a transaction is in flight share the next one; a bad one among them
/// makes the batch run again one by one, so that it alone is told.
/// </summary>
public sealed partial class Acceptor(IAcceptanceStore store, ILogger<Acceptor> logger) : IAsyncDisposable
{
    /// <summary>Beyond this only latency grows.</summary>
    private const int LargestBatch = 256;

    private const int MostInFlight = 2;

    // A second transaction beside the first keeps both the store and this process busy; below this it would only take the first one's company away.
    private const int WorthAnother = 64;

    private readonly Lock _lock = new();
    private readonly Queue<Pending> _waiting = [];
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _inFlight;
    private bool _closed;

    // The first request with a key is the only one on its way to the store; its repeats wait here for its answer.
    private readonly ConcurrentDictionary<(WorkspaceId Workspace, Guid KeyHash), Task<RequestResult>> _underWay = new();

    public async Task<RequestResult> AcceptAsync(Request request, CancellationToken cancellationToken)
    {
        if (request.Key is not { } key)
        {
            return await HandInAsync(request);
        }

        while (true)
        {
            var first = new TaskCompletionSource<RequestResult>(TaskCreationOptions.RunContinuationsAsynchronously);
            var underWay = _underWay.GetOrAdd((request.Workspace, key.KeyHash), first.Task);
            if (underWay != first.Task)
            {
                // Whatever the first came to, the store now knows whether an answer was kept.
                await underWay.WaitAsync(cancellationToken);
                try
                {
                    if (await store.FindAnswerAsync(request.Workspace, key, cancellationToken) is { } kept)
                    {
                        return kept;
                    }
                }
                catch (Exception exception) when (store.IsStoreDown(exception))
                {
                    LogStoreDown(exception.Message);
                    return new RequestResult.StoreDown();
                }

                continue;
            }

            RequestResult? result = null;
            try
            {
                result = await HandInAsync(request);
                return result;
            }
            finally
            {
                _underWay.TryRemove((request.Workspace, key.KeyHash), out _);
                first.SetResult(result ?? new RequestResult.StoreDown());
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            _closed = true;
            if (_inFlight == 0)
            {
                _over.TrySetResult();
            }
        }

        await _over.Task;
    }

    private Task<RequestResult> HandInAsync(Request request)
    {
        var pending = new Pending(request);
        List<Pending> batch;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            _waiting.Enqueue(pending);
            if (_inFlight >= MostInFlight || !IsWorthwhile(_inFlight))
            {
                return pending.Result.Task;
            }

            _inFlight++;
            batch = TakeBatch();
        }

        Task.Run(() => WriteAsync(batch));
        return pending.Result.Task;
    }

    private async Task WriteAsync(List<Pending> batch)
    {
        while (true)
        {
            await StoreAsync(batch);
            lock (_lock)
            {
                if (!IsWorthwhile(_inFlight - 1))
                {
                    _inFlight--;
                    if (_closed && _inFlight == 0)
                    {
                        _over.TrySetResult();
                    }

                    return;
                }

                batch = TakeBatch();
            }
        }
    }

    private bool IsWorthwhile(int others) => _waiting.Count >= (others == 0 ? 1 : WorthAnother);

    private List<Pending> TakeBatch()
    {
        var batch = new List<Pending>(Math.Min(_waiting.Count, LargestBatch));
        for (var jobs = 0; jobs < LargestBatch && _waiting.TryDequeue(out var pending);)
        {
            batch.Add(pending);
            jobs += pending.Request.Jobs.Count;
        }

        return batch;
    }

    private async Task StoreAsync(List<Pending> batch)
    {
        try
        {
            var results = await store.AcceptAsync([.. batch.Select(pending => pending.Request)], CancellationToken.None);
            for (var i = 0; i < batch.Count; i++)
            {
                batch[i].Result.SetResult(results[i]);
            }
        }
        catch (Exception exception) when (store.IsStoreDown(exception))
        {
            LogStoreDown(exception.Message);
            batch.ForEach(pending => pending.Result.TrySetResult(new RequestResult.StoreDown()));
        }
        catch (Exception exception) when (batch.Count > 1)
        {
            LogOneByOne(batch.Count, exception.Message);
            foreach (var pending in batch.ToArray())
            {
                await StoreAsync([pending]);
            }
        }
        catch (Exception exception)
        {
            await StoreAloneAsync(batch[0], exception);
        }
    }

    /// <summary>A request that lost a race (deadlock, the same key on another node) deserves a second look before it is told.</summary>
    private async Task StoreAloneAsync(Pending pending, Exception first)
    {
        try
        {
            pending.Result.SetResult((await store.AcceptAsync([pending.Request], CancellationToken.None))[0]);
        }
        catch (Exception exception)
        {
            LogUnstorable(first.Message, exception.Message);
            pending.Result.SetResult(store.IsStoreDown(exception) ? new RequestResult.StoreDown() : new RequestResult.Unstorable(exception.Message));
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The store is down; requests are answered with task_unavailable: {Detail}")]
    private partial void LogStoreDown(string detail);

    [LoggerMessage(2, LogLevel.Information, "A batch of {Count} requests runs again one by one: {Detail}")]
    private partial void LogOneByOne(int count, string detail);

    [LoggerMessage(3, LogLevel.Error, "A request could not be stored: {First}; again: {Second}")]
    private partial void LogUnstorable(string first, string second);

    private sealed record Pending(Request Request)
    {
        public TaskCompletionSource<RequestResult> Result { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
