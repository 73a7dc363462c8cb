using Microsoft.Extensions.Logging;
using Postrider.Storage;

namespace Postrider.Dispatching;

/// <summary>Does work that one node at a time may do: waits for the duty, works while it is held, begins anew when something breaks.</summary>
public sealed partial class DutyHolder(INodeStore nodes, TimeProvider time, ILogger<DutyHolder> logger)
{
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _confirmation = TimeSpan.FromSeconds(3);

    public async Task RunAsync(Duty duty, Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await using var held = await nodes.TryTakeDutyAsync(duty, cancellationToken);
                if (held is not null)
                {
                    await WorkAsync(held, work, cancellationToken);
                }
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                // The duty's session may be what broke, so it is taken anew.
                LogBroken(duty, exception.Message);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await Task.Delay(_pause, time, cancellationToken).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    /// <summary>Works and confirms; whichever ends first ends the other.</summary>
    private async Task WorkAsync(IHeldDuty held, Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var working = work(over.Token);
        var confirming = ConfirmAsync(held, over.Token);
        var first = await Task.WhenAny(working, confirming);
        await over.CancelAsync();
        await Task.WhenAll(working, confirming).ContinueWith(_ => { }, TaskScheduler.Default);
        await first;
    }

    private async Task ConfirmAsync(IHeldDuty held, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(_confirmation, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            await held.ConfirmAsync(cancellationToken);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Duty {Duty} broke off and is taken up again: {Detail}")]
    private partial void LogBroken(Duty duty, string detail);
}
