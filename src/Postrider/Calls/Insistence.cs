using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Postrider.Calls;

/// <summary>Writes in the background, again and again where the store is away, ever more seldom, for as long as the process lives and it is worth it.</summary>
internal sealed partial class Insistence(TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private static readonly TimeSpan _firstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _longestPause = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _over = new();
    private readonly ConcurrentDictionary<Task, byte> _running = new();

    /// <summary>Ends when it is written, or when it is not worth it any more.</summary>
    public Task WriteAsync(string what, Func<Task> write, Func<bool> isWorthIt)
    {
        var run = Task.Run(() => TryAsync(what, write, isWorthIt));
        _running[run] = 0;
        run.ContinueWith(done => _running.TryRemove(done, out _), TaskScheduler.Default);
        return run;
    }

    /// <summary>What could not be written by now is given up.</summary>
    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await Task.WhenAll(_running.Keys);
        _over.Dispose();
    }

    private async Task TryAsync(string what, Func<Task> write, Func<bool> isWorthIt)
    {
        for (var pause = _firstPause; ; pause = pause * 2 < _longestPause ? pause * 2 : _longestPause)
        {
            try
            {
                await write();
                return;
            }
            catch (Exception exception)
            {
                LogNotWritten(what, exception.Message);
            }

            await Task.Delay(pause, time, _over.Token).ContinueWith(_ => { }, TaskScheduler.Default);
            if (_over.IsCancellationRequested || !isWorthIt())
            {
                LogGivenUp(what);
                return;
            }
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "{What} could not be written and is tried again: {Detail}")]
    private partial void LogNotWritten(string what, string detail);

    [LoggerMessage(2, LogLevel.Error, "{What} was not written")]
    private partial void LogGivenUp(string what);
}
