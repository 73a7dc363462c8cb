using Postrider.Access;
using Postrider.Accounts;
using Postrider.Channels;
using Postrider.Contacts;
using Postrider.Inbox;
using Postrider.Jobs;
using Postrider.Server.Api.Actions.Sends;
using Postrider.Server.Api.Dispatch;
using Postrider.Server.Security;
using Postrider.Storage;

namespace Postrider.Server.Api.Actions.Inbox;

/// <summary>Answering in a thread, on its own channel and through its own account.</summary>
internal sealed class ReplyEndpoints(
    IThreadStore threads, IContactStore contacts, IAttachmentStore attachments, ISuppressionStore suppressions, DirectIntake intake, DirectRun run)
{
    private const int MostFiles = 10;
    private const int MostCopies = 20;
    private const int MostReferences = 20;
    private const int LongestHtml = 1024 * 1024;
    private const int LongestMessage = 8000;

    public static void Map(IEndpointRouteBuilder group, ActionsGate gate)
    {
        var endpoints = ActivatorUtilities.CreateInstance<ReplyEndpoints>(group.ServiceProvider);
        group.MapPost("/inbox/threads/{id:long}/messages", gate.Require(Scopes.InboxOperate, endpoints.Reply));
    }

    private async Task Reply(HttpContext context, Caller caller)
    {
        using var body = await JsonBody.ReadAsync(context);
        if (body.IsFaulty)
        {
            await ActionsAnswer.ErrorAsync(context, body.Error);
            return;
        }

        ApiError? badKey = null;
        var key = DispatchIntake.Key(context, caller, DispatchIntake.HeaderKey(context), body.Root, ref badKey);
        if (await threads.FindAsync(caller.WorkspaceId, Call.Id(context), context.RequestAborted) is not { } thread)
        {
            await ActionsAnswer.ProblemAsync(context, InboxProblems.ThreadNotFound);
            return;
        }

        var fields = new Fields(body.Root);
        var wish = ReplyWish.Read(fields, thread.Conversation.Channel == Channel.Email);
        var draft = badKey is not null ? SendProblems.InvalidKey
            : wish.Channel is { } channel && channel != ThreadWire.ChannelOf(thread.Conversation.Channel) ? InboxProblems.ChannelMismatch
            : fields.IsFaulty ? fields.ToProblem(InboxProblems.InvalidInput.Code)
            : await DraftAsync(thread, wish, key is not null, context.RequestAborted);
        var (job, problem) = draft.Problem is { } fault
            ? await run.FindEarlierAsync(caller, key, context.RequestAborted) is var earlier && earlier != (null, null) ? earlier : (null, fault)
            : await run.RunAsync(draft.Job!, key, context.RequestAborted);
        problem ??= DirectRun.Failure(job!);
        await (problem is not null ? ActionsAnswer.ProblemAsync(context, problem) : AnswerAsync(context, thread, job!));
    }

    private static Task AnswerAsync(HttpContext context, ConversationThread thread, JobView job)
    {
        var content = JobBody.Read(job.Body).Content;
        var message = new ConversationMessage
        {
            MessageId = job.JobId,
            ConversationId = thread.Conversation.ConversationId,
            AccountId = job.AccountId,
            Inbound = false,
            Kind = MessageKind.Message,
            JobId = job.JobId,
            Subject = content.Subject,
            Text = content.Text,
            Html = content.Html,
            Cc = content.Cc,
            Bcc = content.Bcc,
            At = job.FinishedAt ?? job.AcceptedAt,
        };
        var sent = job.State == JobState.Succeeded;
        return ActionsAnswer.ObjectAsync(context, sent ? StatusCodes.Status200OK : StatusCodes.Status202Accepted, (thread, message, sent ? null : "pending"), ThreadWire.WriteMessage);
    }

    private async Task<DirectDraft> DraftAsync(ConversationThread thread, ReplyWish wish, bool isKeyed, CancellationToken cancellationToken)
    {
        var (workspace, address, channel) = (thread.Workspace, thread.Conversation.Address, thread.Conversation.Channel);
        var (account, held) = await intake.AccountAsync(workspace, channel, thread.AccountNumber, cancellationToken);
        if (account is null || held is not null)
        {
            return held!;
        }

        if (channel == Channel.LinkedIn && await intake.SpentAsync(account, JobAction.DirectMessage, cancellationToken) is { } spent)
        {
            return spent;
        }

        string[] copies = [.. wish.Cc.Concat(wish.Bcc).Select(copy => RecipientAddress.Mail(copy)!)];
        if (copies.Length > 0 && await suppressions.FindAnyAsync(workspace, copies, cancellationToken) is var (copy, reason))
        {
            return InboxProblems.RecipientSuppressed.With($"{RecipientAddress.Bare(copy)} must not be reached: {reason}.");
        }

        var files = await attachments.FindAsync(workspace, voice: false, wish.Attachments, cancellationToken);
        if (files.Count < wish.Attachments.Count)
        {
            return InboxProblems.AttachmentNotFound;
        }

        var contact = (await contacts.FindByAddressesAsync(workspace, [address], cancellationToken)).GetValueOrDefault(address);
        var messages = await threads.ListLastMessagesAsync(workspace, thread.Number, 100, cancellationToken);
        var send = channel == Channel.Email
            ? new DirectSend { Kind = ActivityKind.Email, Action = JobAction.Mail, Content = MailContent(wish, files, messages, account) }
            : new DirectSend { Kind = ActivityKind.Message, Action = JobAction.DirectMessage, Content = new JobContent { Text = wish.Message } };
        var hashes = files.Select(file => Convert.FromHexString(file.Sha256)).ToArray();
        return new DirectDraft(intake.ToJob(account, address, Recipient(thread, contact, messages), send, hashes, contact?.ContactId, isKeyed), account, null);
    }

    private static JobContent MailContent(ReplyWish wish, IReadOnlyList<JobAttachment> files, IReadOnlyList<ConversationMessage> messages, Account account)
    {
        // What came without a Message-ID is known here by a hash, which would mean nothing to anybody else.
        var known = messages.Where(message => message.ExternalId?.Contains('@', StringComparison.Ordinal) == true).ToList();
        var ids = known.Select(IdOf).Distinct().ToList();
        var answered = known.LastOrDefault(message => message.Inbound) is { } last ? IdOf(last) : ids.LastOrDefault();
        var subject = messages.LastOrDefault(message => !string.IsNullOrWhiteSpace(message.Subject))?.Subject?.Trim() ?? "";
        return new JobContent
        {
            Subject = subject.StartsWith("re:", StringComparison.OrdinalIgnoreCase) ? subject : $"Re: {subject}".TrimEnd(),
            Html = wish.ApplySignature && account.Signature is { Length: > 0 } signature ? $"{wish.Message}<br><br>{signature}" : wish.Message,
            Cc = wish.Cc.Count == 0 ? null : wish.Cc,
            Bcc = wish.Bcc.Count == 0 ? null : wish.Bcc,
            InReplyTo = answered,
            References = ids.Count == 0 ? null : Chain(ids),
            Attachments = files.Count == 0 ? null : files,
        };
    }

    // Those of our own mails are kept with their angle brackets.
    private static string IdOf(ConversationMessage message) => message.ExternalId!.Trim('<', '>');

    // The first says what the thread is, the last ones where in it this stands; more than some would only fold the header.
    private static List<string> Chain(List<string> ids) => ids.Count <= MostReferences ? ids : [ids[0], .. ids[^(MostReferences - 1)..]];

    private static JobRecipient Recipient(ConversationThread thread, Contact? contact, IReadOnlyList<ConversationMessage> messages)
    {
        if (thread.Conversation.Channel != Channel.Email)
        {
            return new JobRecipient { ProfileUrl = contact?[ContactField.LinkedInUrl] ?? $"https://www.linkedin.com/in/{RecipientAddress.Bare(thread.Conversation.Address)}", Name = contact?.FullName };
        }

        // As they write it themselves, where they wrote.
        var written = messages.LastOrDefault(message => message.Inbound && message.FromAddress is { } from && RecipientAddress.Mail(from) == thread.Conversation.Address);
        return new JobRecipient { Address = written?.FromAddress ?? RecipientAddress.Bare(thread.Conversation.Address), Name = contact?.FullName ?? written?.FromName };
    }

    /// <summary>What a reply asks for.</summary>
    private sealed record ReplyWish
    {
        public string? Channel { get; private init; }

        public string? Message { get; private init; }

        public bool ApplySignature { get; private init; }

        public IReadOnlyList<long> Attachments { get; private init; } = [];

        public IReadOnlyList<string> Cc { get; private init; } = [];

        public IReadOnlyList<string> Bcc { get; private init; } = [];

        public static ReplyWish Read(Fields fields, bool isMail)
        {
            var channel = fields.Choice("channel", "email", "linkedIn");
            var message = fields.Text("message", isMail ? LongestHtml : LongestMessage, required: true);
            return isMail
                ? new ReplyWish
                {
                    Channel = channel,
                    Message = message,
                    ApplySignature = fields.Flag("applySignature") == true,
                    Attachments = fields.Ids("attachmentIds", most: MostFiles),
                    Cc = Addresses(fields, "cc"),
                    Bcc = Addresses(fields, "bcc"),
                }
                : new ReplyWish { Channel = channel, Message = message };
        }

        private static IReadOnlyList<string> Addresses(Fields fields, string name)
        {
            var given = fields.Words(name, 254, MostCopies) ?? [];
            foreach (var bad in given.Where(address => RecipientAddress.Mail(address) is null))
            {
                fields.Fail(name, $"'{bad}' is not a mail address.");
            }

            return given;
        }
    }
}
