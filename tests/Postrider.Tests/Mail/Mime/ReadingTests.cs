using Postrider.Mail.Mime;
using Xunit;

namespace Postrider.Tests.Mail.Mime;

/// <summary>Mails as they come: the corpus, and what is told of it.</summary>
public sealed class ReadingTests
{
    [Fact]
    public async Task A_plain_mail_is_read()
    {
        var mail = await Mails.ReadCorpusAsync("plain");
        Assert.Equal("plain-1@example.org", mail.MessageId);
        Assert.Equal([new MailAddress("ada@example.org", "Ada Example")], mail.From);
        Assert.Equal([new MailAddress("bob@example.com", "Bob"), new MailAddress("carol@example.com", "Carol, the Third")], mail.To);
        Assert.Equal("Lunch on Thursday", mail.Subject);
        Assert.Equal(new DateTimeOffset(2026, 1, 5, 8, 0, 0, TimeSpan.Zero), mail.Date);
        Assert.Equal("Shall we say noon?\n\nAda", mail.Text);
        Assert.Equal("from mx.example.org (mx.example.org [192.0.2.1]) by mail.example.com with ESMTPS id 4Zq1; Mon, 5 Jan 2026 09:00:01 +0100", mail.Headers["received"]);
        Assert.Equal((null, AutoReplyKind.None, null, false), (mail.Html, mail.Auto, mail.Report, mail.Truncated));
    }

    [Fact]
    public async Task Text_and_html_are_told_apart()
    {
        var mail = await Mails.ReadCorpusAsync("alternative");
        Assert.Equal("Jürgen Müller", mail.From[0].Name);
        Assert.Equal("Grüße aus Köln", mail.Subject);
        Assert.Equal("Schöne Grüße aus Köln, und eine lange Zeile, die hier weitergeht.", mail.Text);
        Assert.Equal("<p>Schöne <b>Grüße</b> aus Köln</p>", mail.Html);
        Assert.Equal("first@example.com", mail.InReplyTo);
        Assert.Equal(["zeroth@example.com", "first@example.com"], mail.References);
        Assert.Empty(mail.Files);
    }

    [Fact]
    public async Task Files_are_listed_and_a_mail_within_is_one_of_them()
    {
        var mail = await Mails.ReadCorpusAsync("attachments");
        Assert.Equal("<p>Café <img src=\"cid:dot@example.org\"></p>", mail.Html);
        Assert.Null(mail.Text);
        Assert.Equal(
            [
                new MailFile("image.png", "image/png", 8, "dot@example.org", "1.2", true),
                new MailFile("Angebot für Bob.pdf", "application/pdf", 9, null, "2", false),
            ],
            mail.Files.Take(2));
        Assert.Equal(("message.eml", "message/rfc822", "3"), (mail.Files[2].Name, mail.Files[2].ContentType, mail.Files[2].PartNumber));
        Assert.Equal("files-1@example.org", mail.MessageId);
    }

    [Theory]
    [InlineData("bare-lf", "one", "lines end with LF")]
    [InlineData("bare-cr", "one\ntwo", "lines end with CR")]
    [InlineData("cr-cr-lf", "one\n\ntwo", "doubled")]
    [InlineData("latin1-as-utf8", "Schöne Grüße", "Grüße")]
    [InlineData("no-end", "the text", "cut off")]
    [InlineData("no-boundary", "still read", "none said")]
    [InlineData("same-boundary", "inner", "twice the same")]
    [InlineData("japanese", "こんにちは", "こんにちは")]
    [InlineData("quoted-junk", "=ZZ stays, ä is one, ä too, soft end, trailing space\nand a lone = and the end", "junk")]
    [InlineData("odd-headers", "Body", "broken =?utf-8?X?no?= ää end")]
    public async Task What_is_odd_is_read_all_the_same(string name, string text, string subject)
    {
        var mail = await Mails.ReadCorpusAsync(name);
        Assert.Equal((text, subject), (mail.Text, mail.Subject));
    }

    [Fact]
    public async Task Files_of_odd_mails_are_found()
    {
        Assert.Equal(new MailFile("x.bin", "application/octet-stream", 3, null, "2", false), Assert.Single((await Mails.ReadCorpusAsync("bare-lf")).Files));
        Assert.Equal(("p.gif", 9L), Assert.Single((await Mails.ReadCorpusAsync("no-end")).Files) is var cut ? (cut.Name, cut.Size) : default);
        Assert.Equal(("a.csv", 3L, "2"), Assert.Single((await Mails.ReadCorpusAsync("same-boundary")).Files) is var csv ? (csv.Name, csv.Size, csv.PartNumber) : default);
    }

    [Fact]
    public async Task Odd_headers_are_made_out()
    {
        var mail = await Mails.ReadCorpusAsync("odd-headers");
        Assert.Equal([new MailAddress("john@example.org", "Doe, John")], mail.From);
        Assert.Equal([new MailAddress("ann@example.org"), new MailAddress("ben@example.org", "Ben"), new MailAddress("routed@example.org")], mail.To);
        Assert.Equal([new MailAddress("eve@example.org"), new MailAddress("frank@example.org")], mail.Cc);
        Assert.Empty(mail.ReplyTo);
        Assert.Equal(new DateTimeOffset(2026, 1, 5, 9, 0, 0, TimeSpan.FromHours(-5)), mail.Date);
        Assert.Equal("a b", mail.Headers["X-Folded"]);
    }

    [Fact]
    public async Task The_name_of_the_japanese_author_is_read() => Assert.Equal("山田", (await Mails.ReadCorpusAsync("japanese")).From[0].Name);

    [Theory]
    [InlineData("", "")]
    [InlineData("\r\n", "")]
    [InlineData("\r\n\r\n\r\n", "")]
    [InlineData("Subject: x", "")]
    [InlineData("Subject: x\n\nbody", "body")]
    [InlineData("no header at all", "")]
    [InlineData("Content-Type: multipart/mixed; boundary=b\n\nonly a preamble", "only a preamble")]
    [InlineData("Content-Type: multipart/mixed\n\nno part at all", "no part at all")]
    [InlineData("Content-Type: multipart/mixed; boundary=b\n\n--b\nno header\n--b--\n", "no header")]
    [InlineData("Content-Type: multipart/mixed; boundary=b\n\n--b\n\n--b\n\nsecond\n--b--\n--b\nlate", "second")]
    [InlineData("Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b\n\ntwo\n--b--", "one\ntwo")]
    [InlineData("Content-Type: text\n\nshort type", "short type")]
    [InlineData("Content-Type: text/plain; charset=\"none-such\"\n\nä", "ä")]
    [InlineData("Content-Type: TEXT/PLAIN; Charset=UTF-8; format=flowed\n\nä", "ä")]
    [InlineData("Content-Transfer-Encoding: base64\n\nw6Q", "ä")]
    [InlineData("Content-Transfer-Encoding: BASE64 (really)\n\n!w6Q=*\nw6Q=", "ää")]
    [InlineData("Content-Transfer-Encoding: 7bit\n\n\uFEFFbom", "bom")]
    [InlineData("Content-Type: text/plain; charset=utf-16\nContent-Transfer-Encoding: base64\n\naABpAA==", "hi")]
    [InlineData("Content-Type: text/html\n\n<p>x", null)]
    public async Task Every_shape_of_body_gives_what_text_there_is(string raw, string? text) => Assert.Equal(text, (await Mails.ReadAsync(raw)).Text);

    [Fact]
    public async Task Text_behind_html_does_not_stand_for_the_whole()
    {
        var mail = await Mails.ReadAsync("Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/html\n\n<p>Main</p>\n--b\nContent-Type: text/plain\n\n-- \nthe list\n--b--\n");
        Assert.Equal("Main\n-- \nthe list", mail.Text);
        Assert.Equal("<p>Main</p>", mail.Html);
    }

    [Fact]
    public async Task Html_says_its_charset_where_the_header_does_not() =>
        Assert.Equal("<meta charset=\"koi8-r\">и", (await Mails.ReadAsync([.. "Content-Type: text/html\n\n<meta charset=\"koi8-r\">"u8, 0xC9])).Html);

    [Theory]
    [InlineData("text/plain; name=a.txt", "attachment", "a.txt")]
    [InlineData("text/plain", "attachment; filename=C:\\dir\\a.txt", "a.txt")]
    [InlineData("text/plain", "attachment; filename=\"C:\\dir\\a.txt\"", "a.txt")]
    [InlineData("application/pdf", "attachment; filename=\"=?utf-8?Q?=C3=A4?=.pdf\"", "ä.pdf")]
    [InlineData("application/pdf", "attachment; filename=ä b.pdf; size=3", "ä b.pdf")]
    [InlineData("application/pdf", "attachment; filename=\"x;y.pdf\"", "x;y.pdf")]
    [InlineData("application/pdf", "attachment; filename*=iso-8859-1'de'%E4.pdf; filename=a.pdf", "ä.pdf")]
    [InlineData("application/pdf", "attachment; filename*1=b; filename*0=a; filename*2*=%2Epdf", "ab.pdf")]
    [InlineData("application/pdf", "attachment; filename=\"../../etc/passwd\"", "passwd")]
    [InlineData("application/pdf", "attachment; filename=\"..\"", "file.pdf")]
    [InlineData("application/pdf", "attachment; filename=\"open", "open")]
    [InlineData("image/png", "inline", "image.png")]
    [InlineData("text/calendar; method=REQUEST", "", "calendar.ics")]
    [InlineData("nonsense", "", "file")]
    public async Task A_file_s_name_is_found_wherever_it_was_put(string type, string disposition, string name)
    {
        var mail = await Mails.ReadAsync($"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: {type}\nContent-Disposition: {disposition}\n\nabc\n--b--\n");
        Assert.Equal((name, 3L), (Assert.Single(mail.Files).Name, mail.Files[0].Size));
    }

    [Theory]
    [InlineData("a@b.c", "a@b.c", null)]
    [InlineData("<a@b.c>", "a@b.c", null)]
    [InlineData("Name <a@b.c>", "a@b.c", "Name")]
    [InlineData("a@b.c (Name (nick))", "a@b.c", "Name (nick)")]
    [InlineData("\"a\\\"b\" <a@b.c>", "a@b.c", "a\"b")]
    [InlineData("\"a@b.c\" <a@b.c>", "a@b.c", null)]
    [InlineData("\"odd one\"@b.c", "\"odd one\"@b.c", null)]
    [InlineData("Name a@b.c <>", null, null)]
    [InlineData("=?utf-8?Q?J=C3=BCrgen=2C_M?= <a@b.c>", "a@b.c", "Jürgen, M")]
    [InlineData("\"=?utf-8?Q?J=C3=BCrgen?=\" <a@b.c>", "a@b.c", "Jürgen")]
    [InlineData("Name <a@b.c", "a@b.c", "Name")]
    [InlineData("Some Name a@b.c", "a@b.c", "Some Name")]
    [InlineData("< a @ b.c >", "a@b.c", null)]
    [InlineData("<mailto:a@b.c>", "a@b.c", null)]
    [InlineData("undisclosed-recipients:;", null, null)]
    [InlineData("MAILER-DAEMON", null, null)]
    [InlineData("@", null, null)]
    [InlineData("(((((", null, null)]
    public async Task An_address_is_found_however_it_was_written(string written, string? address, string? name)
    {
        var mail = await Mails.ReadAsync($"From: {written}\n\n");
        Assert.Equal(address is null ? [] : [new MailAddress(address, name)], mail.From);
    }

    [Theory]
    [InlineData("ada@example.org", "ada@example.org")]
    [InlineData(" Ada <ada@bücher.example> ", "ada@bücher.example")]
    [InlineData("a@b.c, d@e.f", null)]
    [InlineData("nobody", null)]
    [InlineData("a b@c.d", null)]
    [InlineData("a b@c..d", null)]
    [InlineData(null, null)]
    public void One_address_is_read_where_there_is_one(string? text, string? address) => Assert.Equal(address, MailAddress.TryParse(text)?.Address);

    [Theory]
    [InlineData("Tue, 1 Jul 2025 10:52:37 +0200 (CEST)", "2025-07-01T08:52:37Z")]
    [InlineData("1 Jul 25 10:52 GMT", "2025-07-01T10:52:00Z")]
    [InlineData("Tue, 01 Jul 2025 10:52:37 -0000", "2025-07-01T10:52:37Z")]
    [InlineData("Tue Jul  1 10:52:37 2025", "2025-07-01T10:52:37Z")]
    [InlineData("2025-07-01T10:52:37Z", "2025-07-01T10:52:37Z")]
    [InlineData("Tue, 1 Jul 2025 23:59:60 PDT", "2025-07-02T06:59:59Z")]
    [InlineData("Tue, 31 Feb 2025 10:52:37 +0200", null)]
    [InlineData("1 Jul 2025 25:00 +0200", null)]
    [InlineData("1 Jul 2025 10:00 +9999", "2025-07-01T10:00:00Z")]
    [InlineData("sometime", null)]
    [InlineData("", null)]
    public async Task A_date_is_read_in_many_forms(string written, string? date) =>
        Assert.Equal(date is null ? null : DateTimeOffset.Parse(date, System.Globalization.CultureInfo.InvariantCulture), (await Mails.ReadAsync($"Date: {written}\n\n")).Date);

    [Theory]
    [InlineData("=?utf-8?Q?a?= =?utf-8?Q?b?=", "ab")]
    [InlineData("=?utf-8?Q?a?= b =?utf-8?Q?c?=", "a b c")]
    [InlineData("=?utf-8?B?w6Q?=", "ä")]
    [InlineData("=?utf-8?B?4oI=?=\r\n =?utf-8?B?rA==?=", "€")]
    [InlineData("=?utf-8?Q?=E2=82?= =?utf-8?Q?=AC?=", "€")]
    [InlineData("=?iso-8859-1?Q?=E4?= =?utf-8?Q?=C3=A4?=", "ää")]
    [InlineData("=?ISO-8859-1*de?Q?=E4_b?=", "ä b")]
    [InlineData("Re:=?utf-8?Q?x?=!", "Re:x!")]
    [InlineData("=?utf-8?Q?two words?=", "two words")]
    [InlineData("=?utf-8?Q?a=0D=0ABcc:_x=00?=", "a  Bcc: x\uFFFD")]
    [InlineData("=?utf-8?Q?open", "=?utf-8?Q?open")]
    [InlineData("=?utf-8?Z?x?=", "=?utf-8?Z?x?=")]
    [InlineData("=??Q?x?=", "=??Q?x?=")]
    [InlineData("=?utf-8?Q??=", "")]
    [InlineData("plain ä", "plain ä")]
    public async Task Encoded_words_are_decoded_and_broken_ones_left(string written, string subject) =>
        Assert.Equal(subject, (await Mails.ReadAsync($"Subject: {written}\r\n\r\n")).Subject);
}
