using Postrider.Mail.Mime;
using Xunit;

namespace Postrider.Tests.Mail.Mime;

public sealed class ReportTests
{
    [Fact]
    public async Task A_standard_report_says_who_why_and_which_mail()
    {
        var mail = await Mails.ReadCorpusAsync("report");
        Assert.NotNull(mail.Report);
        Assert.Equal(
            new DeliveryRecipient("nobody@example.com", "Nobody@example.com", DeliveryAction.Failed, "5.1.1", "550 5.1.1 <nobody@example.com>: no such mailbox"),
            Assert.Single(mail.Report.Recipients));
        Assert.Equal("sent-1@example.org", mail.Report.OriginalMessageId);
        Assert.Equal([new MailAddress("Nobody@example.com", "Nobody")], mail.Report.OriginalTo);
        Assert.True(mail.Report is { IsStandard: true, IsBounce: true, IsPermanent: true });
        Assert.Equal("The mail could not be delivered to one address.", mail.Text);
        Assert.Equal(AutoReplyKind.Generated, mail.Auto);
    }

    [Fact]
    public async Task What_is_delayed_or_relayed_is_no_bounce()
    {
        var report = (await Mails.ReadCorpusAsync("report-delayed")).Report;
        Assert.NotNull(report);
        Assert.Equal(["slow@example.com Delayed 4.4.1", "relayed@example.com Relayed 2.0.0"], report.Recipients.Select(recipient => $"{recipient.Address} {recipient.Action} {recipient.Status}"));
        Assert.False(report.IsBounce || report.IsPermanent);
        Assert.Equal("sent-2@example.org", report.OriginalMessageId);
    }

    [Theory]
    [InlineData("failed", "5.1.1", true, true)]
    [InlineData("Failed (gave up)", "5.0.0 (bad)", true, true)]
    [InlineData("failed", "4.4.7", true, false)]
    [InlineData("failed", "", true, false)]
    [InlineData("delayed", "5.1.1", false, false)]
    [InlineData("delivered", "2.1.5", false, false)]
    [InlineData("relayed", "5.1.1", false, false)]
    [InlineData("", "5.2.1", true, true)]
    [InlineData("", "4.2.1", false, false)]
    [InlineData("", "", false, false)]
    public async Task Only_what_failed_for_good_is_permanent(string action, string status, bool isBounce, bool isPermanent)
    {
        var mail = await Mails.ReadAsync($"Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822; a@b.c\nAction: {action}\nStatus: {status}\n--b--\n");
        Assert.Equal((isBounce, isPermanent), (mail.Report!.IsBounce, mail.Report.IsPermanent));
    }

    [Fact]
    public async Task A_status_that_is_missing_is_taken_from_what_the_server_said()
    {
        var mail = await Mails.ReadAsync("Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\nFinal-Recipient: a@b.c\nAction: failed\nDiagnostic-Code: smtp; 550-5.1.1 no such user\n--b--\n");
        Assert.Equal(("a@b.c", "5.1.1"), (mail.Report!.Recipients[0].Address, mail.Report.Recipients[0].Status));
    }

    [Theory]
    [InlineData("qmail", "gone@example.net", "5.7.1", "sent-3@example.org")]
    [InlineData("exim", "full@example.net", "5.2.2", "sent-4@example.org")]
    public async Task A_report_in_words_is_understood(string name, string address, string status, string original)
    {
        var report = (await Mails.ReadCorpusAsync(name)).Report;
        Assert.NotNull(report);
        var recipient = Assert.Single(report.Recipients);
        Assert.Equal((address, status, DeliveryAction.Failed), (recipient.Address, recipient.Status, recipient.Action));
        Assert.Equal(original, report.OriginalMessageId);
        Assert.True(report is { IsStandard: false, IsPermanent: true });
    }

    [Theory]
    [InlineData("MAILER-DAEMON (Mail)", "Undelivered Mail Returned to Sender", "<x@example.net>: host said: 550 no such user", "x@example.net", "5.0.0", true)]
    [InlineData("postmaster@example.net", "Unzustellbar: Angebot", "x@example.net 550 5.1.10 RESOLVER.ADR.RecipientNotFound", "x@example.net", "5.1.10", true)]
    [InlineData("postmaster@example.net", "Undeliverable: Offer", "Your mail to x@example.net was not delivered.", "x@example.net", null, false)]
    [InlineData("MAILER-DAEMON@example.net", "Warning: message delayed 4 hours", "x@example.net: 451 4.4.1 timed out, will be retried", "x@example.net", "4.4.1", false)]
    public async Task A_bounce_by_its_author_and_subject_is_understood(string from, string subject, string text, string address, string? status, bool isPermanent)
    {
        var report = (await Mails.ReadAsync($"From: {from}\nTo: ada@example.org\nSubject: {subject}\n\n{text}\n")).Report;
        Assert.Equal((address, status, isPermanent), (report!.Recipients[0].Address, report.Recipients[0].Status, report.IsPermanent));
    }

    [Fact]
    public async Task Words_of_a_bounce_without_an_end_cost_little()
    {
        var raw = System.Text.Encoding.ASCII.GetBytes($"From: postmaster@example.net\nSubject: Undeliverable\n\n{string.Concat(Enumerable.Repeat("x-2@mx-2@", 20_000))}");
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.NotNull((await Mails.ReadAsync(raw)).Report);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 32 * 1024 * 1024);
    }

    [Theory]
    [InlineData("bob@example.com", "Undeliverable goods", "The parcel for x@example.net came back: 5.1.1")]
    [InlineData("postmaster@example.com", "Lunch", "550 people will come")]
    [InlineData("bob@example.com", "failure notice", "The 5.0.0 release failed")]
    public async Task A_mail_that_only_looks_a_little_like_a_bounce_is_none(string from, string subject, string text) =>
        Assert.Null((await Mails.ReadAsync($"From: {from}\nTo: ada@example.org\nSubject: {subject}\n\n{text}\n")).Report);

    [Theory]
    [InlineData("away", AutoReplyKind.OutOfOffice)]
    [InlineData("list", AutoReplyKind.List)]
    [InlineData("receipt", AutoReplyKind.Receipt)]
    [InlineData("plain", AutoReplyKind.None)]
    [InlineData("alternative", AutoReplyKind.None)]
    public async Task Who_wrote_a_mail_of_the_corpus_is_told(string name, AutoReplyKind kind) => Assert.Equal(kind, (await Mails.ReadCorpusAsync(name)).Auto);

    [Theory]
    [InlineData("Auto-Submitted: auto-replied (vacation)", AutoReplyKind.AutoReply)]
    [InlineData("Auto-Submitted: auto-generated", AutoReplyKind.Generated)]
    [InlineData("Auto-Submitted: no", AutoReplyKind.None)]
    [InlineData("X-Autoreply: yes", AutoReplyKind.AutoReply)]
    [InlineData("Precedence: auto_reply", AutoReplyKind.AutoReply)]
    [InlineData("Precedence: list", AutoReplyKind.List)]
    [InlineData("Precedence: bulk", AutoReplyKind.Bulk)]
    [InlineData("List-Unsubscribe: <https://e.org>", AutoReplyKind.Bulk)]
    [InlineData("X-Auto-Response-Suppress: DR, OOF, AutoReply", AutoReplyKind.Generated)]
    [InlineData("X-Auto-Response-Suppress: DR", AutoReplyKind.None)]
    [InlineData("Subject: Out of office: Offer", AutoReplyKind.OutOfOffice)]
    [InlineData("Subject: Automatic reply: Offer", AutoReplyKind.OutOfOffice)]
    [InlineData("Subject: Abwesenheitsnotiz", AutoReplyKind.OutOfOffice)]
    [InlineData("Subject: =?utf-8?Q?R=C3=A9ponse_automatique?= : Offre", AutoReplyKind.OutOfOffice)]
    [InlineData("Subject: Respuesta automática: Oferta", AutoReplyKind.OutOfOffice)]
    [InlineData("Subject: Re: Out of office", AutoReplyKind.None)]
    [InlineData("Return-Path: <>", AutoReplyKind.Generated)]
    [InlineData("Subject: Hello", AutoReplyKind.None)]
    public async Task Who_wrote_a_mail_is_told_by_its_headers(string header, AutoReplyKind kind) =>
        Assert.Equal(kind, (await Mails.ReadAsync($"From: bob@example.com\n{header}\n\nx")).Auto);
}
