using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Postrider.Calls;
using Postrider.Channels;
using Postrider.Storage;
using Postrider.Webhooks;

namespace Postrider.Dispatching;

/// <summary>Starts and stops the parts of a node in the right order.</summary>
public sealed partial class Engine(
    NodeLease lease, Dispatcher dispatcher, Settler settler, Heir heir, Sweeper sweeper, FanOut fanOut, IEnumerable<IListener> listeners, DutyHolder duties, Ledger ledger, IWakeListener listener, WakeSignal wake, HangUpWatch hangUps, EngineOptions options, TimeProvider time, ILogger<Engine> logger)
    : IHostedService, IDisposable
{
    private static readonly TimeSpan _lastMoment = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource _claims = new();
    private readonly CancellationTokenSource _attempts = new();
    private readonly CancellationTokenSource _lease = new();
    private Task _loops = Task.CompletedTask;
    private Task _renewal = Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await lease.EnterAsync(cancellationToken);
        _renewal = lease.RunAsync(_lease.Token);
        if (options.IsWorker)
        {
            var stop = _claims.Token;
            _loops = Task.WhenAll(
                Task.Run(() => listener.ListenAsync(wake.Set, fanOut.Wake, hangUps.Look, stop), CancellationToken.None),
                Task.Run(() => dispatcher.RunAsync(stop, _attempts.Token), CancellationToken.None),
                Task.Run(() => hangUps.RunAsync(_attempts.Token), CancellationToken.None),
                Task.Run(() => settler.RunAsync(stop), CancellationToken.None),
                Task.Run(() => heir.RunAsync(stop), CancellationToken.None),
                Task.Run(() => duties.RunAsync(Duty.Sweep, sweeper.RunAsync, stop), CancellationToken.None),
                Task.Run(() => duties.RunAsync(Duty.FanOut, fanOut.RunAsync, stop), CancellationToken.None),
                Task.WhenAll(listeners.Select(inbound => Task.Run(() => inbound.Duty is { } duty ? duties.RunAsync(duty, inbound.ListenAsync, stop) : inbound.ListenAsync(stop), CancellationToken.None))));
        }

        LogStarted(lease.NodeId, options.Roles);
    }

    /// <summary>Claims nothing more, gives running jobs their time, then gives back what handed nothing over and leaves the rest to be settled.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _claims.CancelAsync();
        using (var limit = new CancellationTokenSource(options.Drain, time))
        using (var drain = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token))
        {
            await dispatcher.DrainAsync(drain.Token);
        }

        await _attempts.CancelAsync();
        await DrainLastAsync();
        await Task.WhenAny(_loops, Task.Delay(_lastMoment, time, CancellationToken.None));

        // A claim that was under way at the beginning may have brought jobs since; they must have gone back before the ledger takes nothing more.
        await DrainLastAsync();
        await ledger.StopAsync(TimeSpan.FromSeconds(5));
        await _lease.CancelAsync();
        await _renewal.ContinueWith(_ => { }, TaskScheduler.Default);
        await LeaveAsync();
    }

    public void Dispose()
    {
        _claims.Dispose();
        _attempts.Dispose();
        _lease.Dispose();
    }

    private async Task DrainLastAsync()
    {
        using var last = new CancellationTokenSource(_lastMoment, time);
        await dispatcher.DrainAsync(last.Token);
    }

    private async Task LeaveAsync()
    {
        try
        {
            await lease.LeaveAsync(CancellationToken.None);
            LogStopped(lease.NodeId);
        }
        catch (Exception exception)
        {
            LogNotLeft(lease.NodeId, exception.Message);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Node {NodeId} started as {Roles}")]
    private partial void LogStarted(Guid nodeId, string roles);

    [LoggerMessage(2, LogLevel.Information, "Node {NodeId} stopped")]
    private partial void LogStopped(Guid nodeId);

    [LoggerMessage(3, LogLevel.Warning, "Node {NodeId} could not say goodbye; its lease will run out: {Detail}")]
    private partial void LogNotLeft(Guid nodeId, string detail);
}
