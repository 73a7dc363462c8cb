using Postrider.Dispatching;
using Postrider.Storage;

namespace Postrider.Channels.Sandbox;

/// <summary>Takes in the replies and bounces of the sandbox's far side.</summary>
public sealed class SandboxListener(ISandboxFarSide farSide, TimeProvider time) : IListener
{
    private const int AtOnce = 200;
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);

    public Duty? Duty => Postrider.Dispatching.Duty.ListenToSandbox;

    public async Task ListenAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await farSide.TakeInboundAsync(AtOnce, cancellationToken) < AtOnce)
            {
                await Task.Delay(_pause, time, cancellationToken);
            }
        }
    }
}
