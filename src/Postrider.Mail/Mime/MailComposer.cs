using System.Globalization;
using Postrider.Mail.Mime.Composing;

namespace Postrider.Mail.Mime;

/// <summary>
/// Makes the bytes of a mail. The same mail always gives the same bytes, and nothing in a mail can end the header or a part before its time.
/// </summary>
public static class MailComposer
{
    /// <exception cref="ArgumentException">An address, an id or the name of a header cannot be written, or the files are larger than a mail can be.</exception>
    public static byte[] Compose(OutgoingMail mail)
    {
        using var buffer = new MailBuffer((mail.Text?.Length ?? 0) + (mail.Html?.Length ?? 0) + 2048);
        WriteHead(new HeaderWriter(buffer), mail);
        new BodyWriter(buffer, mail).Write();
        return buffer.ToMail();
    }

    /// <summary>Whether an address needs a server that has SMTPUTF8: one with an international local part.</summary>
    public static bool NeedsSmtpUtf8(MailAddress address) => WireAddress.NeedsUtf8(address.Address);

    public static bool NeedsSmtpUtf8(OutgoingMail mail) =>
        NeedsSmtpUtf8(mail.From) || (mail.ReplyTo is { } replyTo && NeedsSmtpUtf8(replyTo)) || mail.To.Concat(mail.Cc).Any(NeedsSmtpUtf8);

    private static void WriteHead(HeaderWriter header, OutgoingMail mail)
    {
        WriteDate(header, mail.Date);
        header.Addresses("From"u8, [mail.From]);
        header.Addresses("To"u8, mail.To);
        if (mail.Cc.Count > 0)
        {
            header.Addresses("Cc"u8, mail.Cc);
        }

        if (mail.ReplyTo is not null)
        {
            header.Addresses("Reply-To"u8, [mail.ReplyTo]);
        }

        if (mail.Subject is not null)
        {
            header.Begin("Subject"u8);
            header.Text(mail.Subject, mayStayRaw: false);
            header.End();
        }

        header.Ids("Message-ID"u8, [mail.MessageId]);
        if (mail.InReplyTo is not null)
        {
            header.Ids("In-Reply-To"u8, [mail.InReplyTo]);
        }

        if (mail.References.Count > 0)
        {
            header.Ids("References"u8, mail.References);
        }

        foreach (var (name, value) in mail.Headers)
        {
            header.Further(name, value);
        }

        header.Raw("MIME-Version: 1.0\r\n"u8);
    }

    private static void WriteDate(HeaderWriter header, DateTimeOffset date)
    {
        Span<byte> text = stackalloc byte[40];
        date.TryFormat(text, out var length, "ddd, dd MMM yyyy HH:mm:ss zzz", CultureInfo.InvariantCulture);
        header.Begin("Date"u8);
        header.Raw(" "u8);
        header.Raw(text[..(length - 3)]);
        header.Raw(text[(length - 2)..length]);
        header.End();
    }
}
