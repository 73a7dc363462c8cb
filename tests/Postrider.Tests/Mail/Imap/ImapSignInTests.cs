using Postrider.Mail.Imap;
using Postrider.Mail.Sasl;
using Postrider.Mail.Wire;
using Xunit;

namespace Postrider.Tests.Mail.Imap;

public sealed class ImapSignInTests
{
    private static readonly MailSignIn _bearer = new MailSignIn.Bearer("ann", "abc");

    [Theory]
    [InlineData("IMAP4rev1 AUTH=PLAIN SASL-IR", "C: A1 AUTHENTICATE PLAIN AGFubgBzZWNyZXQ=\nS: A1 OK [CAPABILITY IMAP4rev1 IDLE] in")]
    [InlineData("imap4rev1 auth=plain sasl-ir", "C: A1 AUTHENTICATE PLAIN AGFubgBzZWNyZXQ=\nS: A1 ok [capability imap4rev1 idle] in")]
    [InlineData("IMAP4rev1 AUTH=LOGIN AUTH=PLAIN", "C: A1 AUTHENTICATE PLAIN\nS: + \nC: AGFubgBzZWNyZXQ=\nS: * CAPABILITY IMAP4rev1 IDLE\nS: A1 OK in")]
    [InlineData("IMAP4rev1", "C: A1 LOGIN \"ann\" \"secret\"\nS: A1 OK in\nC: A2 CAPABILITY\nS: * CAPABILITY IMAP4rev1 IDLE\nS: A2 OK that was it")]
    [InlineData("IMAP4rev1 AUTH=LOGIN", "C: A1 LOGIN \"ann\" \"secret\"\nS: A1 OK [CAPABILITY IDLE] in")]
    [InlineData("IMAP4rev1 AUTH=LOGIN LOGINDISABLED", "C: A1 AUTHENTICATE LOGIN\nS: + VXNlcm5hbWU6\nC: YW5u\nS: + UGFzc3dvcmQ6\nC: c2VjcmV0\nS: A1 OK [CAPABILITY IDLE] in")]
    public async Task A_password_goes_the_best_way_that_the_server_has(string capabilities, string dialogue) =>
        await new Script($"S: * OK [CAPABILITY {capabilities}] ready\n{dialogue}").PlayAsync(session =>
        {
            Assert.Contains("idle", session.Capabilities);
            return Task.CompletedTask;
        });

    [Theory]
    [InlineData("AUTH=PLAIN AUTH=XOAUTH2 SASL-IR", "C: A1 AUTHENTICATE XOAUTH2 dXNlcj1hbm4BYXV0aD1CZWFyZXIgYWJjAQE=")]
    [InlineData("AUTH=OAUTHBEARER SASL-IR", "C: A1 AUTHENTICATE OAUTHBEARER bixhPWFubiwBaG9zdD1tYWlsLnRlc3QBcG9ydD0xNDMBYXV0aD1CZWFyZXIgYWJjAQE=")]
    [InlineData("AUTH=XOAUTH2", "C: A1 AUTHENTICATE XOAUTH2\nS: +\nC: dXNlcj1hbm4BYXV0aD1CZWFyZXIgYWJjAQE=")]
    public async Task A_bearer_goes_the_best_way_that_the_server_has(string capabilities, string dialogue) =>
        await new Script($"S: * OK [CAPABILITY {capabilities}] ready\n{dialogue}\nS: A1 OK [CAPABILITY X] in").PlayAsync(_ => Task.CompletedTask, _bearer);

    [Fact]
    public async Task Without_capabilities_in_the_greeting_they_are_asked_for() =>
        await new Script("""
            S: * OK ready
            C: A1 CAPABILITY
            S: * CAPABILITY IMAP4rev1
            S: A1 OK
            C: A2 LOGIN "ann" "secret"
            S: * OK still here
            S: A2 OK [CAPABILITY IMAP4rev1] in
            """).PlayAsync(_ => Task.CompletedTask);

    [Fact]
    public async Task Odd_signs_of_a_password_go_as_literals_and_quotes_are_escaped() =>
        await new Script("""
            S: * OK [CAPABILITY IMAP4rev1] ready
            C: A1 LOGIN "a\"n\\n" {12}
            S: + go
            C: pässword
            C: !
            S: A1 OK [CAPABILITY LITERAL+] in
            """).PlayAsync(_ => Task.CompletedTask, new MailSignIn.Password("a\"n\\n", "pässword\r\n!"));

    [Fact]
    public async Task A_server_that_knows_us_is_told_nothing() =>
        await new Script("S: * PREAUTH [CAPABILITY IMAP4rev1] hello Ann").PlayAsync(_ => Task.CompletedTask);

    [Theory]
    [InlineData("S: A1 NO [AUTHENTICATIONFAILED] Authentication failed.", ImapFault.Credentials)]
    [InlineData("S: A1 NO [AUTHORIZATIONFAILED] Not you", ImapFault.Credentials)]
    [InlineData("S: A1 NO [EXPIRED] Password too old, temporarily", ImapFault.Credentials)]
    [InlineData("S: A1 NO LOGIN failed.", ImapFault.Credentials)]
    [InlineData("S: A1 NO", ImapFault.Credentials)]
    [InlineData("S: A1 NO [UNAVAILABLE] Temporary authentication failure.", ImapFault.Refused)]
    [InlineData("S: A1 NO [INUSE] Locked", ImapFault.Refused)]
    [InlineData("S: A1 NO [LIMIT] Slow down", ImapFault.Refused)]
    [InlineData("S: A1 NO [ALERT] Too many simultaneous connections. (Failure)", ImapFault.Refused)]
    [InlineData("S: A1 BAD what?", ImapFault.Bad)]
    [InlineData("S: * BYE Too many attempts\nX:", ImapFault.Bye)]
    [InlineData("S: A2 OK in", ImapFault.Protocol)]
    [InlineData("S: hello", ImapFault.Protocol)]
    public async Task A_refusal_tells_a_wrong_password_from_what_passes(string answer, ImapFault fault)
    {
        var script = new Script($"S: * OK [CAPABILITY AUTH=PLAIN SASL-IR] ready\nC: A1 AUTHENTICATE PLAIN AGFubgBzZWNyZXQ=\n{answer}");
        Assert.Equal(fault, (await FaultAsync(script, Script.Ann)).Fault);
    }

    [Theory]
    [InlineData("XOAUTH2", "dXNlcj1hbm4BYXV0aD1CZWFyZXIgYWJjAQE=", "")]
    [InlineData("OAUTHBEARER", "bixhPWFubiwBaG9zdD1tYWlsLnRlc3QBcG9ydD0xNDMBYXV0aD1CZWFyZXIgYWJjAQE=", "AQ==")]
    public async Task A_reason_why_a_bearer_is_not_taken_is_acknowledged(string mechanism, string first, string reply)
    {
        var script = new Script($"""
            S: * OK [CAPABILITY AUTH={mechanism} SASL-IR] ready
            C: A1 AUTHENTICATE {mechanism} {first}
            S: + eyJzdGF0dXMiOiI0MDEifQ==
            C: {reply}
            S: A1 BAD that will not do
            """);
        Assert.Equal(ImapFault.Credentials, (await FaultAsync(script, _bearer)).Fault);
    }

    [Theory]
    [InlineData("IMAP4rev1 LOGINDISABLED", false)]
    [InlineData("IMAP4rev1 AUTH=GSSAPI LOGINDISABLED", false)]
    [InlineData("IMAP4rev1 AUTH=PLAIN", true)]
    public async Task Where_no_way_fits_nothing_is_tried(string capabilities, bool withBearer)
    {
        var fault = await FaultAsync(new Script($"S: * OK [CAPABILITY {capabilities}] ready"), withBearer ? _bearer : Script.Ann);
        Assert.Equal(ImapFault.Refused, fault.Fault);
        Assert.Contains("offers no way", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("220 mail.test ESMTP private words")]
    [InlineData("+OK private words")]
    [InlineData("HTTP/1.1 400 private words")]
    [InlineData("A1 OK private words")]
    [InlineData("* 1 EXISTS private words")]
    [InlineData("* FLAGS (private words)")]
    [InlineData("private words")]
    [InlineData("\\0\\0")]
    public async Task Another_service_is_not_quoted(string greeting)
    {
        var fault = await FaultAsync(new Script($"S: {greeting}"), Script.Ann);
        Assert.Equal(ImapFault.Protocol, fault.Fault);
        Assert.DoesNotContain("private", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_greets_with_a_farewell_is_reported_in_its_words()
    {
        var fault = await FaultAsync(new Script("S: * BYE down\tfor repairs"), Script.Ann);
        Assert.Equal(ImapFault.Bye, fault.Fault);
        Assert.EndsWith("down for repairs", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("S: * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready")]
    [InlineData("S: * PREAUTH [CAPABILITY IMAP4rev1 STARTTLS] hello Ann")]
    [InlineData("S: * OK [CAPABILITY IMAP4rev1 STARTTLS] ready\nC: A1 STARTTLS\nS: A1 NO not now")]
    [InlineData("S: * OK [CAPABILITY IMAP4rev1 STARTTLS] ready\nC: A1 STARTTLS\nS: A1 BAD what?")]
    public async Task Without_tls_nothing_is_told_to_a_server_that_must_have_it(string script)
    {
        var fault = await Assert.ThrowsAsync<WireException>(() => new Script(script).PlayAsync(_ => Task.CompletedTask, host: Script.With(WireSecurity.StartTls)));
        Assert.Equal(WireFault.Tls, fault.Fault);
    }

    [Fact]
    public async Task What_was_slipped_in_before_tls_began_ends_the_session()
    {
        var script = new Script("""
            S: * OK [CAPABILITY IMAP4rev1 STARTTLS] ready
            C: A1 STARTTLS
            S: A1 OK begin\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN
            """);
        var fault = await Assert.ThrowsAsync<WireException>(() => script.PlayAsync(_ => Task.CompletedTask, host: Script.With(WireSecurity.StartTls)));
        Assert.Equal(WireFault.Protocol, fault.Fault);
    }

    [Theory]
    [InlineData("an\0n", "secret")]
    [InlineData("ann", "sec\u0001ret")]
    public async Task No_name_and_no_password_reaches_into_the_mechanism(string name, string secret) =>
        await Assert.ThrowsAsync<ArgumentException>(() => new Script("S: * OK ready").PlayAsync(_ => Task.CompletedTask, new MailSignIn.Password(name, secret)));

    [Theory]
    [InlineData("X:")]
    [InlineData("S: * OK rea\\\nX:")]
    [InlineData("S: * OK ready\nC: A1 CAPABILITY\nX:")]
    [InlineData("S: * OK ready\nC: A1 CAPABILITY\nS: * CAPABILITY IMAP4rev1\nX:")]
    [InlineData("S: * OK [CAPABILITY IMAP4rev1] ready\nC: A1 LOGIN \"ann\" \"secret\"\nX:")]
    [InlineData("S: * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready\nC: A1 AUTHENTICATE PLAIN\nX:")]
    [InlineData("S: * OK [CAPABILITY IMAP4rev1] ready\nC: A1 LOGIN \"ann\" \"secret\"\nS: A1 OK in\nC: A2 CAPABILITY\nX:")]
    public async Task A_server_that_leaves_at_any_step_is_reported_so(string script)
    {
        var fault = await Assert.ThrowsAsync<WireException>(() => new Script(script).PlayAsync(_ => Task.CompletedTask));
        Assert.Equal(WireFault.Closed, fault.Fault);
    }

    private static async Task<ImapException> FaultAsync(Script script, MailSignIn signIn) =>
        await Assert.ThrowsAsync<ImapException>(() => script.PlayAsync(_ => Task.CompletedTask, signIn));
}
