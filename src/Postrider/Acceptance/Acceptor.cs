using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Postrider.Storage;

namespace Postrider.Acceptance;

/// <summary>
/// The one acceptance path. Requests that arrive while a transaction is in flight share the next one; a bad one among them
/// makes the batch run again one by one, so that it alone is told.
/// </summary>
public sealed partial class Acceptor : IAsyncDisposable
{
    /// <summary>Beyond this only latency grows.</summary>
    private const int LargestBatch = 256;

    private readonly Channel<Pending> _arrivals;
    private readonly IAcceptanceStore _store;
    private readonly ILogger<Acceptor> _logger;
    private readonly Task[] _writers;

    // The first request with a key is the only one on its way to the store; its repeats wait here for its answer.
    private readonly ConcurrentDictionary<(WorkspaceId Workspace, Guid KeyHash), Task<RequestResult>> _underWay = new();

    public Acceptor(IAcceptanceStore store, ILogger<Acceptor> logger, int writers = 1)
    {
        _store = store;
        _logger = logger;
        _arrivals = System.Threading.Channels.Channel.CreateBounded<Pending>(new BoundedChannelOptions(16_384) { FullMode = BoundedChannelFullMode.Wait });
        _writers = [.. Enumerable.Range(0, writers).Select(_ => Task.Run(WriteAsync))];
    }

    public async Task<RequestResult> AcceptAsync(Request request, CancellationToken cancellationToken)
    {
        if (request.Key is not { } key)
        {
            return await HandInAsync(request, cancellationToken);
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
                    if (await _store.FindAnswerAsync(request.Workspace, key, cancellationToken) is { } kept)
                    {
                        return kept;
                    }
                }
                catch (Exception exception) when (_store.IsStoreDown(exception))
                {
                    LogStoreDown(exception.Message);
                    return new RequestResult.StoreDown();
                }

                continue;
            }

            RequestResult? result = null;
            try
            {
                result = await HandInAsync(request, CancellationToken.None);
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
        _arrivals.Writer.TryComplete();
        await Task.WhenAll(_writers);
    }

    private async Task<RequestResult> HandInAsync(Request request, CancellationToken cancellationToken)
    {
        var pending = new Pending(request);
        await _arrivals.Writer.WriteAsync(pending, cancellationToken);
        return await pending.Result.Task;
    }

    private async Task WriteAsync()
    {
        var batch = new List<Pending>(LargestBatch);
        while (await _arrivals.Reader.WaitToReadAsync())
        {
            var jobs = 0;
            while (jobs < LargestBatch && _arrivals.Reader.TryRead(out var pending))
            {
                batch.Add(pending);
                jobs += pending.Request.Jobs.Count;
            }

            if (batch.Count > 0)
            {
                await StoreAsync(batch);
                batch.Clear();
            }
        }
    }

    private async Task StoreAsync(List<Pending> batch)
    {
        try
        {
            var results = await _store.AcceptAsync([.. batch.Select(pending => pending.Request)], CancellationToken.None);
            for (var i = 0; i < batch.Count; i++)
            {
                batch[i].Result.SetResult(results[i]);
            }
        }
        catch (Exception exception) when (_store.IsStoreDown(exception))
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
            pending.Result.SetResult((await _store.AcceptAsync([pending.Request], CancellationToken.None))[0]);
        }
        catch (Exception exception)
        {
            LogUnstorable(first.Message, exception.Message);
            pending.Result.SetResult(_store.IsStoreDown(exception) ? new RequestResult.StoreDown() : new RequestResult.Unstorable(exception.Message));
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
