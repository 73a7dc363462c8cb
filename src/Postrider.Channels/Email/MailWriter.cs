using Postrider.Mail.Mime;
using Postrider.Mail.Smtp;
using Postrider.Storage;
using Postrider.Suppression;

namespace Postrider.Channels.Email;

/// <summary>From a job to the bytes of its mail.</summary>
internal sealed class MailWriter(IContentStore contents, UnsubscribeLinks links, TimeProvider time)
{
    public async Task<SmtpMail> WriteAsync(DriverJob job, Mailbox box, string messageId, CancellationToken cancellationToken)
    {
        var content = job.Body.Content;
        var recipient = job.Body.Recipient.Address ?? throw new ArgumentException("The recipient has no address.");
        var unsubscribe = content.Unsubscribe == true ? links.For(job.Job) : null;
        var mail = new OutgoingMail
        {
            From = box.From,
            To = [new MailAddress(recipient, job.Body.Recipient.Name)],
            Cc = [.. (content.Cc ?? []).Select(address => new MailAddress(address, null))],
            InReplyTo = content.InReplyTo,
            References = content.References ?? [],
            MessageId = messageId,
            Date = time.GetUtcNow(),
            Subject = content.Subject,
            Text = unsubscribe is null ? content.Text : Footer.Text(content, unsubscribe),
            Html = unsubscribe is null ? content.Html : Footer.Html(content, unsubscribe),
            Files = await ReadFilesAsync(job, cancellationToken),
            Headers = unsubscribe is null ? [] : Headers(unsubscribe, box),
        };
        MailAddress[] also = [.. mail.Cc, .. (content.Bcc ?? []).Select(address => new MailAddress(address, null))];
        return new SmtpMail(mail.From.ToWire(), mail.To[0].ToWire(), MailComposer.Compose(mail))
        {
            Also = [.. also.Select(address => address.ToWire())],
            International = MailComposer.NeedsSmtpUtf8(mail) || also.Any(MailComposer.NeedsSmtpUtf8),
        };
    }

    /// <summary>RFC 2369 and RFC 8058. The mailto is left out where nobody reads the mailbox.</summary>
    private static KeyValuePair<string, string>[] Headers(UnsubscribeLink link, Mailbox box) =>
    [
        new("List-Unsubscribe", box.Imap is null ? $"<{link.Address}>" : $"<{link.Address}>, <mailto:{box.From.Address}?subject={link.Subject}>"),
        new("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
    ];

    private async Task<IReadOnlyList<OutgoingFile>> ReadFilesAsync(DriverJob job, CancellationToken cancellationToken)
    {
        var files = new List<OutgoingFile>();
        foreach (var attachment in job.Body.Content.Attachments ?? [])
        {
            var data = await contents.ReadAsync(job.Job.Workspace, Convert.FromHexString(attachment.Sha256), cancellationToken)
                ?? (attachment.Size == 0 ? [] : throw new InvalidDataException($"The attachment {attachment.Filename} is no longer stored."));
            files.Add(new OutgoingFile(attachment.Filename, attachment.ContentType, data, attachment.ContentId));
        }

        return files;
    }
}
