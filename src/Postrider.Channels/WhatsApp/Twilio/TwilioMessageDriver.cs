using System.Text.Json.Nodes;
using Postrider.Accounts;
using Postrider.Attempts;
using Postrider.Jobs;
using Postrider.Storage;

namespace Postrider.Channels.WhatsApp.Twilio;

/// <summary>Sends WhatsApp messages through Twilio.</summary>
internal sealed class TwilioMessageDriver(IInboxStore inbox, IProfileStore profiles, IJobStore jobs, ISuppressionStore suppressions, CallbackAddresses callbacks, NetworkPolicy network, TimeProvider time) : IDriver, IDisposable
{
    private const int LongestBody = 1600;

    // What is written in its last minute may arrive after it.
    private static readonly TimeSpan _window = TwilioMessageKind.Value.ReplyWindow!.Value - TimeSpan.FromMinutes(1);

    private readonly TwilioMessageApi _api = new(network, time);
    private readonly MessageMark _marks = new(profiles, jobs);

    public AccountKind Kind => TwilioMessageKind.Value;

    public async Task<ProbeResult> ProbeAsync(DriverAccount account, CancellationToken cancellationToken)
    {
        var (twilio, objection) = TwilioMessageAccount.Of(account);
        if (twilio is null)
        {
            return new ProbeResult(AccountStatus.Error, objection);
        }

        var answer = await _api.FindAccountAsync(twilio, cancellationToken);
        if (!answer.IsGood)
        {
            return TwilioMessageOutcome.OfProbe(answer);
        }

        var found = FarJson.Read(answer.Body);
        return found.Text("sid") != twilio.Sid ? new ProbeResult(AccountStatus.Error, $"{twilio.Base.Host} does not answer as Twilio's API does.")
            : found.Text("status") is ("suspended" or "closed") and var state ? new ProbeResult(AccountStatus.Error, $"Twilio says that the account is {state}.")
            : new ProbeResult(AccountStatus.Ok, null, TwilioMessageAccount.Read(twilio.From) is { } number ? Contacts.RecipientAddress.Bare(number) : twilio.ServiceSid);
    }

    public async Task<Outcome> PerformAsync(DriverJob job, CancellationToken cancellationToken)
    {
        var (twilio, objection) = TwilioMessageAccount.Of(job.Account);
        if (twilio is null)
        {
            return FarFault.Held(objection!, AccountStatus.Error);
        }

        if (job.Action != JobAction.Dispatch)
        {
            return new Outcome.Refused("This account sends WhatsApp messages and nothing else.");
        }

        var content = job.Body.Content;
        var isTemplate = twilio.TemplateSid is not null && !await MayWriteAnythingAsync(job, cancellationToken);
        if (Objection(content, isTemplate ? twilio.TemplateTakesText : null) is { } no)
        {
            return no;
        }

        var message = Message(job, twilio, isTemplate);
        if (!job.MayCommit())
        {
            return new Outcome.Unreachable("This node no longer owns the attempt.");
        }

        // Once it has left it is not cut off: what it came to must be known.
        var answer = await _api.SendAsync(twilio, message, CancellationToken.None);
        if (answer.IsGood)
        {
            return FarJson.Read(answer.Body).Text("sid") is { } sid ? new Outcome.Accepted(Delivered(sid)) : new Outcome.Unknown($"Twilio answered {answer.Status} without the message's SID: {answer.Beginning}");
        }

        if (TwilioMessageOutcome.Fault(answer) is { OptsOut: true })
        {
            await SuppressAsync(job, TwilioMessageOutcome.Words(answer));
        }

        return TwilioMessageOutcome.Of(answer);
    }

    /// <summary>What Twilio told of the message proves it; only where it told nothing its history is read.</summary>
    public async Task<Finding> SettleAsync(DriverJob job, CancellationToken cancellationToken)
    {
        if (await _marks.FindAsync(job, cancellationToken) is var (messageId, fault))
        {
            return fault is null ? new Finding.Present(Delivered(messageId)) : new Finding.Refused($"Twilio took it, and could not deliver it: {fault.Words}", fault.Code);
        }

        var (twilio, objection) = TwilioMessageAccount.Of(job.Account);
        if (twilio is null)
        {
            return new Finding.NotNow(objection!);
        }

        var answer = await _api.ListAsync(twilio, TwilioMessageAccount.Write(job.Address), cancellationToken);
        var text = twilio.TemplateSid is null || twilio.TemplateTakesText ? job.Body.Content.Text : null;
        return answer.IsGood ? TwilioHistory.Read(answer.Body, twilio.From, text, twilio.TemplateSid is not null, job.StartedAt, Delivered) : new Finding.NotNow(TwilioMessageOutcome.OfProbe(answer).Reason!);
    }

    public void Dispose() => _api.Dispose();

    private static Delivery Delivered(string sid) => new("message", sid) { IsSaid = true };

    /// <param name="templateTakesText">Null: no template goes out.</param>
    private static Outcome.Refused? Objection(JobContent content, bool? templateTakesText) =>
        content.Attachments is { Count: > 0 } ? new Outcome.Refused("Twilio fetches files from a public address, and this server serves none to strangers: send the text alone, or use an account of the kind whatsapp_cloud.", MessageFault.AttachmentNotPossible)
        : templateTakesText == false ? null
        : string.IsNullOrWhiteSpace(content.Text) ? new Outcome.Refused("There is nothing to send.")
        : content.Text.Length > LongestBody ? new Outcome.Refused($"A message through Twilio has at most {LongestBody} characters, and this one has {content.Text.Length}.", MessageFault.MessageTooLong)
        : null;

    private List<KeyValuePair<string, string>> Message(DriverJob job, TwilioMessageAccount account, bool isTemplate)
    {
        List<KeyValuePair<string, string>> message =
        [
            new("To", TwilioMessageAccount.Write(job.Address)),
            account.From is { } from ? new("From", from) : new("MessagingServiceSid", account.ServiceSid!),
        ];
        if (!isTemplate)
        {
            message.Add(new("Body", job.Body.Content.Text!));
        }
        else
        {
            message.Add(new("ContentSid", account.TemplateSid!));
            if (account.TemplateTakesText)
            {
                message.Add(new("ContentVariables", new JsonObject { ["1"] = OneLine.Of(job.Body.Content.Text!) }.ToJsonString()));
            }
        }

        // Twilio refuses a whole message over an address that it cannot reach.
        if (Uri.TryCreate(callbacks.For(job.Account.Account), UriKind.Absolute, out var url) && network.MayTell(url) && (!url.IsLoopback || account.Base.IsLoopback))
        {
            message.Add(new("StatusCallback", TwilioMark.Add(url.OriginalString, job.Job.JobId, job.Attempt)));
        }

        return message;
    }

    private async Task<bool> MayWriteAnythingAsync(DriverJob job, CancellationToken cancellationToken) =>
        await inbox.FindLastInboundAsync(job.Job.Workspace, job.Account.Account.AccountId, job.Address, cancellationToken) is { } last && job.StartedAt - last < _window;

    private async Task SuppressAsync(DriverJob job, string words)
    {
        try
        {
            await suppressions.AddAsync(job.Job.Workspace, job.Address, OptOutWords.Reason, $"Told by Twilio: {words}", CancellationToken.None);
        }
        catch (Exception)
        {
            // What the message came to is known, whatever becomes of this; Twilio says so again at the next one.
        }
    }
}
