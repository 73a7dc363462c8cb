namespace Postrider.Postgres.Embedded;

public sealed partial class EmbeddedServer
{
    private static readonly TimeSpan _shortestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _longestPause = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Fast shutdown: open transactions are rolled back, what is committed stays. Takes little longer than <see cref="EmbeddedOptions.StopTimeout"/> at most.
    /// </summary>
    public async Task StopAsync()
    {
        await _stopGate.WaitAsync();
        try
        {
            if (_stopped)
            {
                return;
            }

            _stopped = true;
            await _stopping.CancelAsync();
            await _watch;
            await StopPostmasterAsync();
        }
        finally
        {
            _stopGate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _postmaster.Dispose();
        _lock.Dispose();
        _stopping.Dispose();
    }

    private async Task StopPostmasterAsync()
    {
        await _postmaster.AskToStopAsync(CancellationToken.None);
        try
        {
            await _postmaster.Ended.WaitAsync(_options.StopTimeout, _time);
        }
        catch (TimeoutException)
        {
            EmbeddedServerLog.SlowStop(_logger, _options.StopTimeout);
            await _control.AskToStopAtOnceAsync(CancellationToken.None);
        }

        // Whoever ended the shell around PostgreSQL left it running; the data folder must be free when the lock goes.
        await _control.ClearAsync(_options.StopTimeout, CancellationToken.None);
        _address.Leave();
    }

    /// <summary>Brings PostgreSQL back for as long as the server runs: a killed postmaster is an outage of a second, not of the server.</summary>
    private async Task WatchAsync()
    {
        try
        {
            while (true)
            {
                await _postmaster.Ended.WaitAsync(_stopping.Token);
                EmbeddedServerLog.EndedByItself(_logger, _postmaster.Pid);
                var postmaster = await StartAgainAsync();
                _postmaster.Dispose();
                _postmaster = postmaster;
                EmbeddedServerLog.Back(_logger, _postmaster.Pid);
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    private async Task<IPostmaster> StartAgainAsync()
    {
        for (var pause = _shortestPause; ; pause = pause * 2 < _longestPause ? pause * 2 : _longestPause)
        {
            try
            {
                return await _starter.StartAsync(_stopping.Token);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                EmbeddedServerLog.NotBack(_logger, e, pause);
                await Task.Delay(pause, _time, _stopping.Token);
            }
        }
    }
}
