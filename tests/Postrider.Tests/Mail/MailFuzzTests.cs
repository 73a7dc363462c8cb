using System.Text;
using Postrider.Mail.Mime;
using Postrider.Tests.Fuzz;
using Xunit;

namespace Postrider.Tests.Mail;

public sealed class MailFuzzTests
{
    private static readonly string[] _mailWords =
    [
        "\r\n", "\r\n\r\n", "\n", "\r", "\r\r\n", "--", "--b1", "--b1--", "--outer\r\n", "Content-Type: ", "multipart/mixed; boundary=b1\r\n", "multipart/report; report-type=delivery-status; boundary=b1\r\n",
        "message/rfc822\r\n\r\n", "message/delivery-status\r\n\r\n", "Content-Transfer-Encoding: base64\r\n", "Content-Transfer-Encoding: quoted-printable\r\n", "=?utf-8?Q?", "=?", "?=", "=?utf-8?B?w6Q=?= ",
        "=?x-none?Q?=E4?=", "charset=utf-16", "charset=iso-2022-jp", "charset=hz-gb-2312", "filename*0*=utf-8''%E4", "filename*1=", ";", "\"", "(", ")", "<", ">", "@", ",", ":", "a@b.c, ", "From: ", "To: ", "Subject: ",
        "Date: ", "References: ", "<a@b>", "Final-Recipient: rfc822; a@b.c\r\n", "Status: 5.1.1\r\n", "Action: failed\r\n", "X-Failed-Recipients: ", "Hi. This is the qmail-send program", "=\r\n", "=3D", "AAAA", "====",
    ];

    private static readonly string[] _htmlWords =
    [
        "<div>", "</div>", "<p>", "<b><i>", "</b></i>", "<table><tr><td>", "</table>", "<ul><li>", "<ol><li>", "<a href=\"https://a.b/c\">", "</a>", "<script>", "</script>", "<style>", "<title>", "<!--", "-->", "<![CDATA[",
        "&amp;", "&#x", "&#0;", "&#1114112;", "&notanentity;", "&", "<", ">", "\"", "<svg><math>", "<pre>\n", "<br>", "<img alt=x>", "<textarea>", "<plaintext>", "<template>", "\u00e4", "</", "<!DOCTYPE html>", "<a b=c ",
    ];

    private static readonly string[] _htmlSeeds =
    [
        "<!DOCTYPE html><html><head><title>T</title><style>p { color: red }</style></head><body><p>Hello <b>world</b>,<br>see <a href=\"https://example.org/?a=1&amp;b=2\">this page</a>.</p></body></html>",
        "<table><tr><td>One</td><td>Two</td></tr><tr><td>Three</td></tr></table><ul><li>a<ul><li>b</li></ul></li></ul><ol><li>x<li>y</ol>",
        "<script>if (a < b) { alert('</p>') }</script><p>After&nbsp;all &euro;5 &#8212; <img src=cid:a alt=\"a picture\"><pre>keeps\n lines</pre>",
    ];

    [Fact]
    public void A_mail_of_any_bytes_is_read_within_bounds() =>
        Fuzzing.Run(Fuzzing.Corpus("Mail/Corpus", "*.eml"), ReadAndCopyAsync, _mailWords);

    [Fact]
    public void Html_of_any_characters_becomes_text_within_bounds() =>
        Fuzzing.Run(
            _htmlSeeds.Select(Encoding.UTF8.GetBytes),
            input => Assert.False(HtmlText.ToText(Encoding.UTF8.GetString(input)).Contains('\0', StringComparison.Ordinal)),
            _htmlWords);

    [Fact]
    public void The_new_part_of_any_text_is_never_empty() =>
        Fuzzing.Run(
            ["Fine.\n\nOn Mon, 5 Jan 2026, A <a@b.c> wrote:\n> x\n> y\n"u8.ToArray(), "Ja\n-----Original Message-----\nFrom: a\nSent: b\nTo: c\nSubject: d\n\nx"u8.ToArray()],
            input =>
            {
                var text = Encoding.UTF8.GetString(input);
                Assert.Equal(string.IsNullOrWhiteSpace(text), ReplyText.WithoutQuote(text).Trim().Length == 0);
            },
            ["\n", "\r\n", "> ", ">", "On ", "wrote:", "Am ", "schrieb", "-----", "Original Message", "From: ", "Sent: ", "\n\n", "________________________________\n"]);

    private static async Task ReadAndCopyAsync(byte[] input)
    {
        var mail = await MailReader.ReadAsync(new MemoryStream(input), MailLimits.Default, CancellationToken.None);
        Assert.False($"{mail.Text}{mail.Html}{mail.Subject}{string.Join("", mail.Files.Select(file => file.Name))}".Contains('\0', StringComparison.Ordinal));
        Assert.All(mail.From.Concat(mail.To), address => Assert.True(address.Address.Contains('@', StringComparison.Ordinal)));
        foreach (var file in mail.Files.Take(2))
        {
            var copy = new MemoryStream();
            Assert.True(await MailReader.CopyPartAsync(new MemoryStream(input), file.PartNumber, copy, MailLimits.Default, CancellationToken.None));
            Assert.Equal(file.Size, copy.Length);
        }
    }
}
