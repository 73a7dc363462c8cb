using System.Globalization;
using Postrider.Contacts;
using Postrider.Dispatching;
using Postrider.Inbox;
using Postrider.Storage;

namespace Postrider.Channels.Sandbox;

/// <summary>Takes in the replies and bounces of the sandbox's far side, each once whatever happens in between.</summary>
public sealed class SandboxListener(ISandboxFarSide farSide, IInboxStore inbox, TimeProvider time) : IListener
{
    private const int AtOnce = 200;
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);

    public Duty? Duty => Postrider.Dispatching.Duty.ListenToSandbox;

    public async Task ListenAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var waiting = await farSide.ListInboundAsync(AtOnce, cancellationToken);
            foreach (var inbound in waiting)
            {
                await inbox.TakeInAsync(ToMessage(inbound), cancellationToken);
                await farSide.ClearInboundAsync(inbound, cancellationToken);
            }

            if (waiting.Count < AtOnce)
            {
                await Task.Delay(_pause, time, cancellationToken);
            }
        }
    }

    private InboundMessage ToMessage(SandboxInbound inbound) => new()
    {
        Workspace = inbound.Job.Workspace,
        AccountId = inbound.AccountId,
        Match = new InboundMatch(inbound.Channel, inbound.Address, inbound.Job.JobId),
        Kind = inbound.Inbound == SandboxFate.Bounce ? MessageKind.Bounce : MessageKind.Reply,
        ExternalId = string.Create(CultureInfo.InvariantCulture, $"sandbox-{inbound.Inbound}-{inbound.Job.JobId:N}-{inbound.Attempt}"),
        FromAddress = RecipientAddress.Bare(inbound.Address),
        Subject = inbound.Subject is { } subject ? $"Re: {subject}" : null,
        Text = inbound.Inbound == SandboxFate.Bounce ? "This address cannot be reached. (A bounce from the sandbox.)" : "Thanks, got it. (A reply from the sandbox.)",
        SentAt = time.GetUtcNow(),
        Bounce = inbound.Inbound == SandboxFate.Bounce ? new Bounce(true, "5.1.1", "The recipient does not exist.") : null,
    };
}
