using Microsoft.Extensions.Logging;
using Postrider.Storage;

namespace Postrider.Dispatching;

/// <summary>Does work that one node at a time may do: waits for the duty, works while it is held, begins anew when something breaks.</summary>
public sealed partial class DutyHolder(INodeStore nodes, TimeProvider time, ILogger<DutyHolder> logger)
{
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);

    public async Task RunAsync(Duty duty, Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await using var held = await nodes.TryTakeDutyAsync(duty, cancellationToken);
                if (held is not null)
                {
                    await work(cancellationToken);
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

    [LoggerMessage(1, LogLevel.Warning, "Duty {Duty} broke off and is taken up again: {Detail}")]
    private partial void LogBroken(Duty duty, string detail);
}
