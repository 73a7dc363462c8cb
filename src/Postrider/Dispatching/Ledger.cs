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

    // Nobody waits for an end as for an answer: a moment's patience makes one transaction of many.
    private static readonly TimeSpan _linger = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan _longestPause = TimeSpan.FromSeconds(2);

    private readonly Channel<(Closing Closing, TaskCompletionSource<bool> Written)> _arrivals =
        System.Threading.Channels.Channel.CreateUnbounded<(Closing, TaskCompletionSource<bool>)>(new UnboundedChannelOptions { SingleReader = true });

    private readonly IDispatchStore _store;
    private readonly TimeProvider _time;
    private readonly ILogger<Ledger> _logger;
    private readonly Task _writer;
    private readonly CancellationTokenSource _giveUp = new();

    public Ledger(IDispatchStore store, TimeProvider time, ILogger<Ledger> logger)
    {
        _store = store;
        _time = time;
        _logger = logger;
        _writer = Task.Run(WriteAsync);
    }

    /// <summary>True once it is written; false when the job was no longer this closer's.</summary>
    public Task<bool> CloseAsync(Closing closing)
    {
        var written = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        return _arrivals.Writer.TryWrite((closing, written)) ? written.Task : Task.FromResult(false);
    }

    /// <summary>Writes what is left, for as long as <paramref name="patience"/> lasts.</summary>
    public async Task StopAsync(TimeSpan patience)
    {
        _arrivals.Writer.TryComplete();
        _giveUp.CancelAfter(patience);
        await _writer;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(TimeSpan.Zero);
        _giveUp.Dispose();
    }

    private async Task WriteAsync()
    {
        var batch = new List<(Closing Closing, TaskCompletionSource<bool> Written)>(LargestBatch);
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
    }

    private void Fill(List<(Closing Closing, TaskCompletionSource<bool> Written)> batch)
    {
        while (batch.Count < LargestBatch && _arrivals.Reader.TryRead(out var arrival))
        {
            batch.Add(arrival);
        }
    }

    private async Task WriteAsync(List<(Closing Closing, TaskCompletionSource<bool> Written)> batch)
    {
        var pause = TimeSpan.FromMilliseconds(20);
        for (var tries = 1; !_giveUp.IsCancellationRequested; tries++)
        {
            try
            {
                var written = await _store.CloseAsync([.. batch.Select(arrival => arrival.Closing)], CancellationToken.None);
                for (var i = 0; i < batch.Count; i++)
                {
                    batch[i].Written.SetResult(written[i]);
                }

                return;
            }
            catch (Exception exception)
            {
                LogNotWritten(batch.Count, tries, exception.Message);
                if (tries == 3 && batch.Count > 1)
                {
                    // One bad row must not keep the others from being written.
                    foreach (var arrival in batch)
                    {
                        await WriteAsync([arrival]);
                    }

                    return;
                }
            }

            await Task.Delay(pause, _time, _giveUp.Token).ContinueWith(_ => { }, TaskScheduler.Default);
            pause = pause * 2 < _longestPause ? pause * 2 : _longestPause;
        }

        batch.ForEach(arrival => arrival.Written.TrySetResult(false));
    }

    [LoggerMessage(1, LogLevel.Warning, "{Count} closings could not be written (try {Tries}): {Detail}")]
    private partial void LogNotWritten(int count, int tries, string detail);
}
