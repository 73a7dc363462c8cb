using System.Text;
using Postrider.Mail.Mime;
using Xunit;

namespace Postrider.Tests.Mail.Mime;

public sealed class ComposingTests
{
    [Fact]
    public void A_plain_mail_has_exactly_these_bytes() =>
        Assert.Equal(
            """
            Date: Mon, 05 Jan 2026 09:00:00 +0100
            From: Ada Example <ada@example.org>
            To: bob@example.com
            Subject: Hello
            Message-ID: <m1@example.org>
            MIME-Version: 1.0
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: 7bit

            Hello Bob,
            how are you?

            """.ReplaceLineEndings("\r\n"),
            Mails.Compose(Mails.Plain));

    [Fact]
    public void A_mail_with_everything_has_exactly_these_bytes() =>
        Assert.Equal(
            """
            Date: Mon, 05 Jan 2026 09:00:00 +0100
            From: Ada Example <ada@example.org>
            To: bob@example.com
            Reply-To: =?utf-8?Q?J=C3=BCrgen?= <j@xn--mller-kva.example>
            Subject: =?utf-8?B?0J/RgNC40LLQtdGC?=
            Message-ID: <m1@example.org>
            In-Reply-To: <m0@example.com>
            References: <m-1@example.com> <m0@example.com>
            List-Unsubscribe: <https://example.org/u>
            MIME-Version: 1.0
            Content-Type: multipart/mixed;
             boundary="=_d2a76552153227f701698507e1b76b"

            --=_d2a76552153227f701698507e1b76b
            Content-Type: multipart/alternative;
             boundary="=_c3547a5d7d1a4a392d1ddc3d6a0f33"

            --=_c3547a5d7d1a4a392d1ddc3d6a0f33
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: quoted-printable

            Sch=C3=B6n =3D gut
            --=_c3547a5d7d1a4a392d1ddc3d6a0f33
            Content-Type: text/html; charset=utf-8
            Content-Transfer-Encoding: 7bit

            <p>Fine</p>
            --=_c3547a5d7d1a4a392d1ddc3d6a0f33--
            --=_d2a76552153227f701698507e1b76b
            Content-Type: application/pdf
            Content-Transfer-Encoding: base64
            Content-Disposition: attachment; filename="Angebot f_r Bob.pdf";
             filename*=utf-8''Angebot%20f%C3%BCr%20Bob.pdf

            JVBERg==
            --=_d2a76552153227f701698507e1b76b--

            """.ReplaceLineEndings("\r\n"),
            Mails.Compose(Mails.Plain with
            {
                ReplyTo = new MailAddress("j@müller.example", "Jürgen"),
                Subject = "Привет",
                Text = "Schön = gut",
                Html = "<p>Fine</p>",
                InReplyTo = "m0@example.com",
                References = ["m-1@example.com", "m0@example.com"],
                Headers = [new("List-Unsubscribe", "<https://example.org/u>")],
                Files = [new OutgoingFile("Angebot für Bob.pdf", "application/pdf", "%PDF"u8.ToArray())],
            }));

    [Theory]
    [InlineData("x")]
    [InlineData("--=_")]
    [InlineData("From here\n.\n..\nend ")]
    [InlineData("tab\tand \u0001 control")]
    [InlineData("äöü ß € 😀 \uD83D alone \uDE00")]
    [InlineData("日本語の本文、すべて幅の広い文字です。日本語の本文、すべて幅の広い文字です。")]
    public async Task A_text_comes_back_as_it_was(string text)
    {
        var raw = MailComposer.Compose(Mails.Plain with { Text = text });
        Assert.True(Ascii.IsValid(raw));
        var whole = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).TrimEnd();
        Assert.Equal(whole, (await Mails.ReadAsync(raw)).Text);
    }

    [Theory]
    [InlineData("a\nb")]
    [InlineData("a\rb")]
    [InlineData("a\r\nb")]
    public void Every_line_ends_with_cr_lf(string text) =>
        Assert.EndsWith("\r\n\r\na\r\nb\r\n", Mails.Compose(Mails.Plain with { Text = text }), StringComparison.Ordinal);

    [Fact]
    public void A_boundary_cannot_be_foreseen_into_the_content()
    {
        var mail = Mails.Plain with { Html = "<p>x</p>" };
        var boundary = Mails.Compose(mail).Split("boundary=\"")[1].Split('"')[0];
        var raw = Mails.Compose(mail with { Text = $"--{boundary}--\n--{boundary}" });
        Assert.Equal(4, raw.Split(boundary).Length - 1);
    }

    [Fact]
    public void Html_alone_gets_a_text_and_is_sent_beside_it()
    {
        var raw = Mails.Compose(Mails.Plain with { Text = null, Html = "<p>Read <a href='https://example.org/a'>this</a></p>" });
        Assert.Contains("Content-Type: multipart/alternative;", raw, StringComparison.Ordinal);
        Assert.Contains("Read this (https://example.org/a)\r\n", raw, StringComparison.Ordinal);
    }

    [Fact]
    public void An_image_of_the_html_is_beside_it_and_a_file_beside_all()
    {
        var raw = Mails.Compose(Mails.Plain with
        {
            Html = "<img src='cid:dot@example.org'>",
            Files = [new OutgoingFile("dot.png", null, new byte[] { 1 }, "dot@example.org"), new OutgoingFile("a.csv", null, new byte[] { 2 })],
        });
        Assert.Equal(
            ["multipart/mixed", "multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png", "text/csv"],
            raw.Split("Content-Type: ").Skip(1).Select(part => part.Split(';', '\r')[0]));
        Assert.Contains("Content-ID: <dot@example.org>\r\nContent-Disposition: inline; filename=\"dot.png\"", raw, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/csv", "text/csv")]
    [InlineData("text/csv; charset=utf-8", "text/csv; charset=utf-8")]
    [InlineData("text/csv; charset=\"utf-8\"", "text/csv; charset=\"utf-8\"")]
    [InlineData("no type", "application/octet-stream")]
    [InlineData("text/csv\r\nX-Evil: 1", "application/octet-stream")]
    [InlineData("text/csv; a=\"b\r\nX-Evil: 1\"", "application/octet-stream")]
    [InlineData("text/csv; a=\"b\"; c=\"d\"e\"", "application/octet-stream")]
    [InlineData("multipart/mixed; boundary=x", "application/octet-stream")]
    [InlineData("message/rfc822", "application/octet-stream")]
    [InlineData("", "application/octet-stream")]
    [InlineData(null, "text/csv")]
    public void A_content_type_that_cannot_stand_in_a_header_becomes_octet_stream(string? given, string written) =>
        Assert.Contains($"\r\nContent-Type: {written}\r\n", Mails.Compose(Mails.Plain with { Files = [new OutgoingFile("a.csv", given, new byte[] { 1 })] }), StringComparison.Ordinal);

    [Fact]
    public void A_file_of_many_megabytes_is_not_held_twice()
    {
        var mail = Mails.Plain with { Files = [new OutgoingFile("a.bin", null, new byte[25 * 1024 * 1024])] };
        var before = GC.GetAllocatedBytesForCurrentThread();
        var raw = MailComposer.Compose(mail);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, raw.Length, raw.Length + 100_000);
    }

    [Fact]
    public void Only_an_international_local_part_needs_smtputf8()
    {
        Assert.False(MailComposer.NeedsSmtpUtf8(Mails.Plain with { To = [new MailAddress("a@bücher.example", "Jürgen")] }));
        Assert.True(MailComposer.NeedsSmtpUtf8(Mails.Plain with { To = [new MailAddress("a@b.c"), new MailAddress("jürgen@example.org")] }));
        Assert.Contains("To: jürgen@xn--bcher-kva.example\r\n", Mails.Compose(Mails.Plain with { To = [new MailAddress("jürgen@Bücher.example")] }), StringComparison.Ordinal);
    }
}
