using System.Text;
using Postrider.Mail.Sasl;
using Postrider.Mail.Smtp;
using Postrider.Mail.Wire;
using Postrider.Tests.Fuzz;
using Postrider.Tests.Mail.Imap;
using Xunit;

namespace Postrider.Tests.Mail.Smtp;

public sealed class SmtpFuzzTests
{
    private static readonly MailHost _host = new() { Host = "mail.test", Port = 25, Security = WireSecurity.None };

    /// <summary>What servers said to a client that greets, signs in and sends two mails; written from their manuals.</summary>
    private static readonly string[] _visits =
    [
        "220 mail.test ESMTP\r\n250-mail.test\r\n250-PIPELINING\r\n250-SIZE 26214400\r\n250-AUTH PLAIN LOGIN\r\n250-ENHANCEDSTATUSCODES\r\n250 SMTPUTF8\r\n235 2.7.0 in\r\n250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n354 go\r\n250 2.0.0 queued as 1\r\n250 2.0.0 Ok\r\n250 2.1.0 Ok\r\n550 5.1.1 unknown\r\n554 5.5.1 no recipients\r\n221 bye\r\n",
        "220-mail.test\r\n220-no spam\r\n220 here\r\n500 what\r\n250 old\r\n",
        "554 5.7.1 blocked\r\n",
        "220 x\r\n250-x\r\n250-AUTH=LOGIN\r\n250-SIZE\r\n250 AUTH XOAUTH2 LOGIN\r\n334 VXNlcm5hbWU6\r\n334 UGFzc3dvcmQ6\r\n535-5.7.8 no\r\n535 5.7.8 really\r\n",
        "220 x\r\n250-x\r\n250-AUTH PLAIN\r\n250 8BITMIME\r\n235 ok\r\n250 a\r\n451-4.7.1 later\r\n451 4.7.1 please\r\n421 4.3.2 going down\r\n",
        "220 x\r\n250-x\r\n250 AUTH PLAIN\r\n235 ok\r\n250 a\r\n250 b\r\n354 c\r\n452 4.2.2 full\r\n250 a\r\n250 b\r\n250 c\r\n354 d\r\n250 e\r\n",
    ];

    private static readonly string[] _words =
        ["220 ", "220-", "250 ", "250-", "354 ", "421 ", "451 4.7.1 ", "535 5.7.8 ", "550 5.1.1 ", "999 ", "2", "\r\n", "\n", "\r", "\0", "AUTH PLAIN\r\n", "AUTH=", "SIZE 1\r\n", "SIZE 99999999999999999999\r\n", "PIPELINING\r\n", "5.99999.1 ", "334 "];

    [Fact]
    public void Nothing_that_a_server_says_breaks_the_client() =>
        Fuzzing.Run(_visits.Select(Encoding.ASCII.GetBytes), VisitAsync, _words, typeof(WireException), typeof(SmtpException));

    [Fact]
    public async Task The_first_visit_is_one_to_its_end()
    {
        var results = new List<SmtpResult>();
        await VisitAsync(Encoding.ASCII.GetBytes(_visits[0]), results.Add);
        Assert.IsType<SmtpResult.Accepted>(results[0]);
        Assert.Equal("550 5.1.1 unknown", Assert.IsType<SmtpResult.Refused>(results[1]).Reply.ToString());
    }

    private static Task VisitAsync(byte[] said) => VisitAsync(said, _ => { });

    private static async Task VisitAsync(byte[] said, Action<SmtpResult> tell)
    {
        await using var session = await SmtpSession.OpenAsync(new MailWire(new ReplayStream(said, byLine: true), _host, TimeProvider.System), _host, new MailSignIn.Password("ann", "secret"), "here", CancellationToken.None);
        var mail = new SmtpMail("ann@mail.test", "alex@mail.test", "Subject: x\r\n\r\n.\r\n"u8.ToArray());
        for (var i = 0; i < 2 && session.IsUsable; i++)
        {
            tell(await session.SendAsync(mail, () => true, CancellationToken.None));
        }
    }
}
