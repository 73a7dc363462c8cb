using System.Text.Json;
using Postrider.Accounts;
using Postrider.Attempts;
using Postrider.Contacts;
using Postrider.Jobs;
using Postrider.Storage;

namespace Postrider.Channels.Sandbox;

/// <summary>Delivers into the sandbox outbox, with the fates that the recipients' addresses ask for.</summary>
/// <param name="timeScale">Multiplies every delay; 0.01 makes them a hundred times shorter.</param>
public sealed class SandboxDriver(ISandboxFarSide farSide, SandboxCarrier carrier, TimeProvider time, double timeScale = 1) : IDriver
{
    private const int NoteLimit = 300;
    private const string InMail = "inmail";
    private static readonly TimeSpan _slow = TimeSpan.FromSeconds(5);

    public AccountKind Kind => SandboxKind.Value;

    public Task<ProbeResult> ProbeAsync(DriverAccount account, CancellationToken cancellationToken)
    {
        var trouble = Trouble(account.Account);
        return Task.FromResult(trouble is null ? new ProbeResult(AccountStatus.Ok, null, Identifier(account.Account)) : new ProbeResult(trouble.Status, trouble.Reason));
    }

    public async Task<Outcome> PerformAsync(DriverJob job, CancellationToken cancellationToken)
    {
        if (Trouble(job.Account.Account) is { } trouble)
        {
            return new Outcome.Unreachable(trouble.Reason) { Trouble = trouble };
        }

        if (job.Action == JobAction.Call)
        {
            await DelayAsync(job, null, cancellationToken);
            return await carrier.PerformAsync(job, cancellationToken);
        }

        var fate = SandboxFate.Of(job.Address);
        await DelayAsync(job, fate, cancellationToken);
        if ((Refusal(job, fate) ?? await InMailRefusalAsync(job, cancellationToken)) is { } refusal)
        {
            return refusal;
        }

        if (!job.MayCommit())
        {
            return new Outcome.Unreachable("This node no longer owns the attempt.");
        }

        var delivery = Deliver(job, fate);
        if (fate == SandboxFate.Never)
        {
            return new Outcome.Unknown("The answer was lost.");
        }

        if (delivery.Status != "skipped" && !await farSide.HandOverAsync(Item(job, delivery.ResolvedAction, fate), cancellationToken))
        {
            return new Outcome.Unknown("The far side has settled this attempt already.");
        }

        return fate is SandboxFate.Unknown or SandboxFate.Lost ? new Outcome.Unknown("The answer was lost.") : new Outcome.Accepted(delivery);
    }

    public async Task<Finding> SettleAsync(DriverJob job, CancellationToken cancellationToken)
    {
        if (job.Action == JobAction.Call)
        {
            return await carrier.SettleAsync(job, cancellationToken);
        }

        if (SandboxFate.Of(job.Address) == SandboxFate.Unknown)
        {
            return new Finding.CannotTell("This recipient of the sandbox cannot be looked up.");
        }

        var delivery = Deliver(job, SandboxFate.Of(job.Address));
        return await farSide.LookAsync(Item(job, delivery.ResolvedAction, null), cancellationToken) ? new Finding.Present(delivery) : new Finding.Absent();
    }

    private static Outcome? Refusal(DriverJob job, string? fate)
    {
        if (fate == SandboxFate.Refuse)
        {
            return new Outcome.Refused("550 5.1.1 The recipient does not exist.");
        }

        if (fate == SandboxFate.Defer && job.Attempt <= 2)
        {
            return new Outcome.Deferred("451 4.7.1 Try again later.");
        }

        var connected = SandboxFate.IsConnected(job.Address);
        switch (job.Action)
        {
            case JobAction.Invitation when connected:
                return new Outcome.Refused("The recipient is a connection already.", JobFault.AlreadyConnected);
            case JobAction.DirectMessage or JobAction.VoiceMessage when !connected:
                return new Outcome.Refused("The recipient is not a connection. (The sandbox connects whoever has the word 'connected' in the profile's address.)", JobFault.NotConnected);
        }

        if (job.Channel != Channel.LinkedIn || job.Action != JobAction.Dispatch || connected)
        {
            return null;
        }

        return job.Body.Content.Attachments is { Count: > 0 }
            ? new Outcome.Refused("An invitation cannot carry an attachment, and the recipient is not connected.", "invitation_attachment_not_possible")
            : job.Body.Content.Text?.Length > NoteLimit
                ? new Outcome.Refused($"An invitation's note has at most {NoteLimit} characters, and the recipient is not connected.", "invitation_note_too_long")
                : null;
    }

    private async Task<Outcome?> InMailRefusalAsync(DriverJob job, CancellationToken cancellationToken)
    {
        if (job.Action != JobAction.InMail)
        {
            return null;
        }

        var account = job.Account.Account;
        if ((string?)account.Settings[SandboxKind.AccountType] is { } type and not "salesNavigator")
        {
            return new Outcome.Refused($"InMails need a Sales Navigator account; this one's account_type is {type}.", JobFault.InMailNotAvailable);
        }

        return (long?)account.Settings[SandboxKind.InMailCredits] is { } credits && await farSide.CountAsync(account.Workspace, account.AccountId, InMail, cancellationToken) >= credits
            ? new Outcome.Refused("The account has no InMail credits left.", JobFault.NoInMailCredits)
            : null;
    }

    private static Delivery Deliver(DriverJob job, string? fate)
    {
        if (job.Body.Content.Post is { } wish)
        {
            return SandboxFeed.Choose(wish, RecipientAddress.Bare(job.Address));
        }

        var resolved = job.Action switch
        {
            JobAction.InMail => InMail,
            JobAction.VoiceMessage => "voice",
            _ when job.Channel != Channel.LinkedIn => "message",
            _ => SandboxFate.IsConnected(job.Address) ? "direct_message" : "invitation",
        };

        // A dispatch that nobody answers leaves no conversation, or a load test would fill the inbox.
        return new Delivery(resolved, $"sandbox-{job.Job.JobId:N}-{job.Attempt}") { IsSaid = job.Action != JobAction.Dispatch || fate == SandboxFate.Reply };
    }

    internal static SandboxItem Item(DriverJob job, string resolvedAction, string? fate) => new()
    {
        Job = job.Job,
        Attempt = job.Attempt,
        Channel = job.Channel,
        AccountId = job.Account.Account.AccountId,
        To = job.Body.Recipient.Address ?? job.Body.Recipient.ProfileUrl ?? job.Body.Recipient.Phone ?? job.Address,
        Action = resolvedAction,
        ContentJson = JsonSerializer.Serialize(job.Body.Content, SandboxJson.Default.JobContent),
        Inbound = fate is SandboxFate.Reply or SandboxFate.Bounce ? fate : null,
    };

    private static AccountTrouble? Trouble(Account account) => (string?)account.Settings[SandboxKind.Condition] switch
    {
        "credentials" => new AccountTrouble(AccountStatus.Credentials, "The sandbox account's condition is 'credentials': reconnect it with condition 'ok'."),
        "error" => new AccountTrouble(AccountStatus.Error, "The sandbox account's condition is 'error': change it to 'ok' and probe again."),
        _ => null,
    };

    private static string? Identifier(Account account) => account.Channel switch
    {
        Channel.Email => $"{account.AccountId.Replace('_', '.')}@sandbox.example",
        Channel.LinkedIn => $"https://www.linkedin.com/in/{account.AccountId.Replace('_', '-')}/",
        _ => "+15550100100",
    };

    private async Task DelayAsync(DriverJob job, string? fate, CancellationToken cancellationToken)
    {
        var delay = TimeSpan.FromMilliseconds((double?)job.Account.Account.Settings[SandboxKind.DelayMs] ?? 0);
        if (fate == SandboxFate.Slow)
        {
            delay += _slow;
        }

        delay *= timeScale;
        if (delay > TimeSpan.Zero)
        {
            await Task.Delay(delay, time, cancellationToken);
        }
    }
}
