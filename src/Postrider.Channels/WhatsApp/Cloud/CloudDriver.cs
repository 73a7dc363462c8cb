using Postrider.Accounts;
using Postrider.Attempts;
using Postrider.Channels.FarSide;
using Postrider.Contacts;
using Postrider.Jobs;
using Postrider.Storage;

namespace Postrider.Channels.WhatsApp.Cloud;

/// <summary>Sends WhatsApp messages through Meta's Cloud API.</summary>
internal sealed class CloudDriver(IInboxStore inbox, IProfileStore profiles, IJobStore jobs, ISuppressionStore suppressions, IContentStore contents, NetworkPolicy network, TimeProvider time) : IDriver, IDisposable
{
    // What is written in its last minute may arrive after it.
    private static readonly TimeSpan _window = CloudKind.Value.ReplyWindow!.Value - TimeSpan.FromMinutes(1);

    private readonly CloudApi _api = new(network, time);
    private readonly MessageMark _marks = new(profiles, jobs);
    private readonly CloudPeople _people = new(profiles);

    public AccountKind Kind => CloudKind.Value;

    public Task<ProbeResult> ProbeAsync(DriverAccount account, CancellationToken cancellationToken) => AskAsync(account, true, cancellationToken);

    public Task<ProbeResult> LookAsync(DriverAccount account, CancellationToken cancellationToken) => AskAsync(account, false, cancellationToken);

    public async Task<Outcome> PerformAsync(DriverJob job, CancellationToken cancellationToken)
    {
        var (cloud, objection) = CloudAccount.Of(job.Account);
        if (cloud is null)
        {
            return FarFault.Held(objection!, AccountStatus.Error);
        }

        if (job.Action != JobAction.Dispatch)
        {
            return new Outcome.Refused("This account sends WhatsApp messages and nothing else.");
        }

        var template = cloud.Template is { } set && !await MayWriteAnythingAsync(job, cancellationToken) ? set : null;
        var draft = CloudDraft.Of(job.Body.Content, template);
        if (draft is CloudDraft.Impossible no)
        {
            return new Outcome.Refused(no.Detail, no.Code);
        }

        string? mediaId = null;
        if (draft is CloudDraft.Media media)
        {
            (mediaId, var fault) = await UploadAsync(job, cloud, media, cancellationToken);
            if (fault is not null)
            {
                return fault;
            }
        }

        var message = CloudMessage.Of(draft, RecipientAddress.Bare(job.Address), mediaId, MessageMark.Of(job.Job.JobId, job.Attempt));
        if (!job.MayCommit())
        {
            return new Outcome.Unreachable("This node no longer owns the attempt.");
        }

        // Once it has left it is not cut off: what it came to must be known.
        return await ReadAsync(job, await _api.SendAsync(cloud, message, CancellationToken.None));
    }

    /// <summary>There is no history to look at: only what Meta told since then proves that the message is there, and nothing proves that it is not.</summary>
    public async Task<Finding> SettleAsync(DriverJob job, CancellationToken cancellationToken) => await _marks.FindAsync(job, cancellationToken) switch
    {
        (_, { } fault) => new Finding.Refused($"Meta took it, and could not deliver it: {fault.Words}", fault.Code),
        ({ } messageId, null) => new Finding.Present(Delivered(messageId)),
        null => new Finding.CannotTell("Meta keeps no history that could be looked at, and has told nothing of this message."),
    };

    public void Dispose() => _api.Dispose();

    private static Delivery Delivered(string messageId) => new("message", messageId) { IsSaid = true };

    private async Task<ProbeResult> AskAsync(DriverAccount account, bool subscribes, CancellationToken cancellationToken)
    {
        var (cloud, objection) = CloudAccount.Of(account);
        if (cloud is null)
        {
            return new ProbeResult(AccountStatus.Error, objection);
        }

        var answer = await _api.FindNumberAsync(cloud, cancellationToken);
        if (!answer.IsGood)
        {
            return CloudOutcome.OfProbe(answer);
        }

        var number = FarJson.Read(answer.Body);
        if (number.Text("id") != cloud.PhoneNumberId)
        {
            return new ProbeResult(AccountStatus.Error, $"{cloud.Base.Host} does not answer as the Cloud API does.");
        }

        var shown = number.Text("display_phone_number");
        return new ProbeResult(AccountStatus.Ok, null, shown is null ? null : PhoneNumber.Normalize(shown) ?? shown, subscribes ? await ReceivingReasonAsync(cloud, cancellationToken) : account.Account.ReceivingReason);
    }

    private async Task<string?> ReceivingReasonAsync(CloudAccount account, CancellationToken cancellationToken)
    {
        if (account.BusinessAccountId is not { } business)
        {
            return null;
        }

        var answer = await _api.SubscribeAsync(account, business, cancellationToken);
        return answer.IsGood ? null : $"The app could not be subscribed to what comes in: {CloudOutcome.OfProbe(answer).Reason}";
    }

    private async Task<bool> MayWriteAnythingAsync(DriverJob job, CancellationToken cancellationToken) =>
        await inbox.FindLastInboundAsync(job.Job.Workspace, job.Account.Account.AccountId, job.Address, cancellationToken) is { } last && job.StartedAt - last < _window;

    private async Task<(string? Id, Outcome? Fault)> UploadAsync(DriverJob job, CloudAccount account, CloudDraft.Media media, CancellationToken cancellationToken)
    {
        if (await contents.ReadAsync(job.Job.Workspace, Convert.FromHexString(media.File.Sha256), cancellationToken) is not { } file)
        {
            return (null, new Outcome.Refused($"{media.File.Filename} is not stored any more."));
        }

        var answer = await _api.UploadAsync(account, media.Type, file, cancellationToken);
        return answer.IsGood && FarJson.Read(answer.Body).Text("id") is { } id ? (id, null)
            : answer.IsGood ? (null, new Outcome.Unreachable("Meta took the file and gave it no id."))
            : (null, CloudOutcome.Of(answer, isHandOver: false));
    }

    private async Task<Outcome> ReadAsync(DriverJob job, FarSideAnswer answer)
    {
        if (!answer.IsGood)
        {
            var outcome = CloudOutcome.Of(answer, isHandOver: true);
            if (CloudError.Read(answer.Body) is { Fault.OptsOut: true } error)
            {
                await TryAsync(() => suppressions.AddAsync(job.Job.Workspace, job.Address, OptOutWords.Reason, $"Told by Meta: {error.Words}", CancellationToken.None));
            }

            return outcome;
        }

        var root = FarJson.Read(answer.Body);
        if (root.Objects("messages").FirstOrDefault().Text("id") is not { } messageId)
        {
            return new Outcome.Unknown($"Meta answered {answer.Status} without the message's id: {answer.Beginning}");
        }

        var writesFrom = root.Objects("contacts").FirstOrDefault().Text("wa_id");
        await TryAsync(() => _people.KeepAsync(job.Job.Workspace, job.Account.Account.AccountId, job.Address, writesFrom, CancellationToken.None));
        return new Outcome.Accepted(Delivered(messageId));
    }

    /// <summary>What the message came to is known by now, whatever becomes of this.</summary>
    private static async Task TryAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception)
        {
            // Meta tells it again with the next message.
        }
    }
}
