using Postrider.Contacts;
using Postrider.Inbox;
using Postrider.Mail.Mime;
using Postrider.Suppression;

namespace Postrider.Channels.Email;

/// <summary>What a mail that came in says about what we sent.</summary>
/// <param name="Jobs">The jobs that it names, the nearest first.</param>
/// <param name="Address">The normal form of the contact: who wrote, or of a report whom it is about.</param>
/// <param name="IsNone">One of our own mails, as a copy to oneself is, or a report that nothing is wrong: no answer.</param>
/// <param name="UnsubscribeCode">Of a mail that unsubscribes by its subject.</param>
internal sealed record MailFacts(string Kind, IReadOnlyList<Guid> Jobs, string? Address, bool IsNone, Bounce? Bounce, string? UnsubscribeCode)
{
    // A thread that names more of our mails than this is no human one.
    private const int MostJobs = 50;

    public static MailFacts Of(ParsedMail mail, WorkspaceId workspace, string ownAddress)
    {
        var from = mail.From is [var writer, ..] ? writer.Address : null;
        var failed = mail.Report?.Recipients.FirstOrDefault(recipient => recipient.Action == DeliveryAction.Failed);
        var named = mail.Report is { OriginalMessageId: { } original } ? [original] : Enumerable.Reverse(mail.References).Prepend(mail.InReplyTo ?? "");
        var jobs = named.Select(MailId.Read).Where(job => job?.Workspace == workspace).Select(job => job!.Value.JobId).Distinct().Take(MostJobs).ToArray();
        var isOwn = mail.Report is null && mail.MessageId is { } id && MailId.Read(id) is not null && string.Equals(from, ownAddress, StringComparison.OrdinalIgnoreCase);
        var address = mail.Report is null ? from : failed?.OriginalAddress ?? failed?.Address;
        return new MailFacts(
            KindOf(mail),
            jobs,
            address is null ? null : RecipientAddress.Mail(address),
            isOwn || mail.Report is { IsBounce: false },
            mail.Report is { IsBounce: true } report ? new Bounce(report.IsPermanent, failed?.Status, failed?.Diagnostic) : null,
            Code(mail.Subject));
    }

    private static string KindOf(ParsedMail mail) =>
        mail.Report is not null ? MessageKind.Bounce
        : mail.Auto is AutoReplyKind.None or AutoReplyKind.List ? MessageKind.Reply
        : MessageKind.AutoReply;

    private static string? Code(string? subject) =>
        subject is not null && subject.LastIndexOf($"{UnsubscribeLinks.SubjectWord}-", StringComparison.OrdinalIgnoreCase) is >= 0 and var at
            ? subject[(at + UnsubscribeLinks.SubjectWord.Length + 1)..].Trim()
            : null;
}
