using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Postrider.Storage;

namespace Postrider.Dispatching;

/// <summary>
/// Writes down how attempts ended, many in one transaction. What cannot be written is tried again for as long as the
/// process lives: an outcome that is known must not be forgotten.
/// </summary>
public sealed partial class Ledger : IAsyncDisposable
{
    private const int LargestBatch = 512;
    private const int WorthWriting = 64;
    private const int TriesTogether = 3;

    // Nobody waits for an end as for an answer: a moment's patience makes one transaction of many.
    private static readonly TimeSpan _linger = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan _firstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan _longestPause = TimeSpan.FromSeconds(2);

    private readonly Channel<Arrival> _arrivals = System.Threading.Channels.Channel.CreateUnbounded<Arrival>(new UnboundedChannelOptions { SingleReader = true });

    // What could not be written even alone: a bad row, or any row while the store is away.
    private readonly Channel<Arrival> _aside = System.Threading.Channels.Channel.CreateUnbounded<Arrival>(new UnboundedChannelOptions { SingleReader = true });

    private readonly IDispatchStore _store;
    private readonly TimeProvider _time;
    private readonly ILogger<Ledger> _logger;
    private readonly Task _writer;
    private readonly Task _asideWriter;
    private readonly CancellationTokenSource _giveUp = new();

    public Ledger(IDispatchStore store, TimeProvider time, ILogger<Ledger> logger)
    {
        _store = store;
        _time = time;
        _logger = logger;
        _writer = Task.Run(WriteAsync);
        _asideWriter = Task.Run(WriteAsideAsync);
    }

    /// <summary>True once it is written; false when the job was no longer this closer's.</summary>
    public Task<bool> CloseAsync(Closing closing)
    {
        var written = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        return _arrivals.Writer.TryWrite(new Arrival(closing, written)) ? written.Task : Task.FromResult(false);
    }

    /// <summary>Writes what is left, for as long as <paramref name="patience"/> lasts.</summary>
    public async Task StopAsync(TimeSpan patience)
    {
        _arrivals.Writer.TryComplete();
        _giveUp.CancelAfter(patience);
        await Task.WhenAll(_writer, _asideWriter);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(TimeSpan.Zero);
        _giveUp.Dispose();
    }

    private async Task WriteAsync()
    {
        var batch = new List<Arrival>(LargestBatch);
        while (await _arrivals.Reader.WaitToReadAsync())
        {
            Fill(batch);
            if (batch.Count < WorthWriting)
            {
                await Task.Delay(_linger, TimeProvider.System);
                Fill(batch);
            }

            await WriteAsync(batch);
            batch.Clear();
        }

        _aside.Writer.TryComplete();
    }

    private void Fill(List<Arrival> batch)
    {
        while (batch.Count < LargestBatch && _arrivals.Reader.TryRead(out var arrival))
        {
            batch.Add(arrival);
        }
    }

    private async Task WriteAsync(List<Arrival> batch)
    {
        var pause = _firstPause;
        for (var tries = 1; tries <= TriesTogether; tries++)
        {
            if (await TryWriteAsync(batch, tries))
            {
                return;
            }

            if (tries < TriesTogether)
            {
                pause = await PauseAsync(pause);
            }
        }

        // One bad row must keep neither its batch nor those that come later from being written.
        foreach (var arrival in batch)
        {
            if (batch.Count == 1 || !await TryWriteAsync([arrival], 1))
            {
                _aside.Writer.TryWrite(arrival);
            }
        }
    }

    /// <summary>Writes what failed alone, one by one and again and again, beside those that arrive.</summary>
    private async Task WriteAsideAsync()
    {
        var waiting = new Queue<Arrival>();
        var pause = _firstPause;
        while (waiting.Count > 0 || await _aside.Reader.WaitToReadAsync())
        {
            while (_aside.Reader.TryRead(out var arrival))
            {
                waiting.Enqueue(arrival);
            }

            var next = waiting.Dequeue();
            if (_giveUp.IsCancellationRequested)
            {
                next.Written.TrySetResult(false);
            }
            else if (await TryWriteAsync([next], 1))
            {
                pause = _firstPause;
            }
            else
            {
                waiting.Enqueue(next);
                pause = await PauseAsync(pause);
            }
        }
    }

    private async Task<bool> TryWriteAsync(List<Arrival> batch, int tries)
    {
        if (_giveUp.IsCancellationRequested)
        {
            return false;
        }

        try
        {
            var written = await _store.CloseAsync([.. batch.Select(arrival => arrival.Closing)], CancellationToken.None);
            for (var i = 0; i < batch.Count; i++)
            {
                batch[i].Written.SetResult(written[i]);
            }

            return true;
        }
        catch (Exception exception)
        {
            LogNotWritten(batch.Count, tries, exception.Message);
            return false;
        }
    }

    /// <summary>Pauses and returns the next, longer pause.</summary>
    private async Task<TimeSpan> PauseAsync(TimeSpan pause)
    {
        await Task.Delay(pause, _time, _giveUp.Token).ContinueWith(_ => { }, TaskScheduler.Default);
        return pause * 2 < _longestPause ? pause * 2 : _longestPause;
    }

    [LoggerMessage(1, LogLevel.Warning, "{Count} closings could not be written (try {Tries}): {Detail}")]
    private partial void LogNotWritten(int count, int tries, string detail);

    private readonly record struct Arrival(Closing Closing, TaskCompletionSource<bool> Written);
}
