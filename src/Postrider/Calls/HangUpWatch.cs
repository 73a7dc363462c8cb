using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Postrider.Dispatching;
using Postrider.Jobs;
using Postrider.Storage;

namespace Postrider.Calls;

/// <summary>Tells the calls of this node whose end somebody asked for, on whichever node. It looks when it hears of a wish, and every two seconds in case it did not hear; without calls it sleeps.</summary>
public sealed partial class HangUpWatch(ICallStore store, TimeProvider time, ILogger<HangUpWatch> logger)
{
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(2);
    private readonly ConcurrentDictionary<JobRef, TaskCompletionSource> _watched = new();
    private readonly WakeSignal _heard = new(time);

    /// <summary>Looks soon.</summary>
    public void Look() => _heard.Set();

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await RunOnceAsync(cancellationToken);
                await _heard.WaitAsync(_watched.IsEmpty ? Timeout.InfiniteTimeSpan : _pause, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                LogFailed(exception.Message);
                await Task.Delay(_pause, time, cancellationToken).ContinueWith(_ => { }, TaskScheduler.Default);
            }
        }
    }

    /// <summary>One look.</summary>
    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        JobRef[] calls = [.. _watched.Keys];
        if (calls.Length == 0)
        {
            return;
        }

        foreach (var call in await store.FindHangUpsAsync(calls, cancellationToken))
        {
            if (_watched.TryGetValue(call, out var asked))
            {
                asked.TrySetResult();
            }
        }
    }

    /// <summary>Ends when somebody asks for the call's end.</summary>
    internal Task Watch(JobRef call)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _watched[call] = asked;

        // Whoever sleeps because there was nothing to watch must watch now.
        _heard.Set();
        return asked.Task;
    }

    internal void Forget(JobRef call, Task asked)
    {
        if (_watched.TryGetValue(call, out var watched) && watched.Task == asked)
        {
            _watched.TryRemove(KeyValuePair.Create(call, watched));
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Wishes to end calls could not be looked for: {Detail}")]
    private partial void LogFailed(string detail);
}
