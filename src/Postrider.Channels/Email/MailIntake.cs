using Microsoft.Extensions.Logging;
using Postrider.Inbox;
using Postrider.Mail.Imap;
using Postrider.Mail.Mime;
using Postrider.Storage;
using Postrider.Suppression;

namespace Postrider.Channels.Email;

/// <summary>Takes in one message of a mailbox, if it answers anything of ours. What does not is a person's own mail: it is neither kept nor read further.</summary>
internal sealed partial class MailIntake(IInboxStore inbox, IContentStore contents, ISuppressionStore suppressions, UnsubscribeLinks links, ILogger<MailIntake> logger)
{
    // Enough for the headers, and for most mails whole.
    private const int FirstLook = 64 * 1024;
    private const long LargestRaw = 64L * 1024 * 1024;

    public async Task TakeAsync(DriverAccount account, Mailbox box, ImapSession session, uint uid, bool backfilled, CancellationToken cancellationToken)
    {
        using var beginning = new MemoryStream();
        var fetched = await session.FetchRawAsync(uid, Into(beginning), FirstLook, cancellationToken);
        if (fetched == ImapFetched.Gone)
        {
            return;
        }

        var mail = await ParseAsync(beginning, cancellationToken);
        var facts = MailFacts.Of(mail, account.Account.Workspace, box.From.Address);
        if (facts.IsNone)
        {
            return;
        }

        if (facts.UnsubscribeCode is { } code && links.Read(code) is { } job && job.Workspace == account.Account.Workspace)
        {
            await UnsubscribeAsync(job, cancellationToken);
        }

        if (await inbox.MatchAsync(account.Account.Workspace, account.Account.AccountId, facts.Jobs, facts.Address, cancellationToken) is not { } match)
        {
            return;
        }

        if (fetched == ImapFetched.Whole)
        {
            await StoreAsync(account, match, mail, facts, beginning, backfilled, cancellationToken);
            return;
        }

        await using var whole = new FileStream(Path.GetTempFileName(), FileMode.Create, FileAccess.ReadWrite, FileShare.None, 64 * 1024, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        if (await session.FetchRawAsync(uid, Into(whole), LargestRaw, cancellationToken) != ImapFetched.Gone)
        {
            mail = await ParseAsync(whole, cancellationToken);
            await StoreAsync(account, match, mail, MailFacts.Of(mail, account.Account.Workspace, box.From.Address), whole, backfilled, cancellationToken);
        }
    }

    private static Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> Into(Stream stream) => stream.WriteAsync;

    private static Task<ParsedMail> ParseAsync(Stream raw, CancellationToken cancellationToken)
    {
        raw.Position = 0;
        return MailReader.ReadAsync(raw, MailLimits.Default, cancellationToken);
    }

    private async Task UnsubscribeAsync(Jobs.JobRef job, CancellationToken cancellationToken)
    {
        if (await inbox.FindRecipientAsync(job, cancellationToken) is { } address)
        {
            await suppressions.AddAsync(job.Workspace, address, "unsubscribe", "By mail.", cancellationToken);
        }
    }

    private async Task StoreAsync(DriverAccount account, InboundMatch match, ParsedMail mail, MailFacts facts, Stream raw, bool backfilled, CancellationToken cancellationToken)
    {
        var hash = await contents.PutAsync(account.Account.Workspace, raw, cancellationToken);
        var from = mail.From is [var writer, ..] ? writer : null;
        var taken = await inbox.TakeInAsync(
            new InboundMessage
            {
                Workspace = account.Account.Workspace,
                AccountId = account.Account.AccountId,
                Match = match,
                Kind = facts.Kind,
                ExternalId = mail.MessageId ?? Convert.ToHexStringLower(hash),
                FromAddress = from?.Address,
                FromName = from?.Name,
                Subject = mail.Subject,
                Text = mail.Text,
                Html = mail.Html,
                Files = [.. mail.Files.Select(file => new InboundFile(file.Name, file.ContentType, file.Size, file.PartNumber))],
                RawSha256 = hash,
                RawSize = raw.Length,
                SentAt = mail.Date,
                Backfilled = backfilled,
                Bounce = facts.Bounce,
            },
            cancellationToken);
        LogTaken(account.Account.AccountId, facts.Kind, match.JobId, backfilled, taken);
    }

    [LoggerMessage(1, LogLevel.Information, "Inbound account={AccountId} kind={Kind} job={JobId} backfilled={Backfilled} taken={Taken}")]
    private partial void LogTaken(string accountId, string kind, Guid? jobId, bool backfilled, bool taken);
}
