using Postrider.Mail.Wire;
using Postrider.Testing.Mail;
using Xunit;

namespace Postrider.IntegrationTests.Mail;

public sealed class ScriptedSmtpServerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_a_script_it_takes_mail_over_starttls_after_a_sign_in()
    {
        using var certificate = Certificates.Make();
        await using var server = new ScriptedSmtpServer(new ScriptedSmtpOptions { Certificate = certificate, WantsSignIn = true });
        await using var wire = await OpenAsync(server, certificate);
        Assert.StartsWith("220", await LineAsync(wire));
        Assert.StartsWith("220", await AskAsync(wire, "STARTTLS"));
        await wire.SecureAsync(Cancellation);
        Assert.StartsWith("530", await AskAsync(wire, "MAIL FROM:<a@post.test>"));
        Assert.StartsWith("535", await AskAsync(wire, $"AUTH PLAIN {Base64("\0a\0wrong")}"));
        Assert.StartsWith("235", await AskAsync(wire, $"AUTH PLAIN {Base64($"\0a\0{DovecotServer.Password}")}"));
        Assert.StartsWith("250", await SubmitAsync(wire, "..dot\r\n. \r\nend"));
        var message = Assert.Single(server.Messages);
        Assert.Equal(".dot\r\n \r\nend\r\n", message.Text);
        Assert.Equal(("a@post.test", "a", true, true), (message.From, message.SignedInAs, message.WasSecure, message.IsTaken));
        Assert.Equal(["b@post.test"], message.Recipients);
    }

    [Fact]
    public async Task Dropped_after_the_dot_the_message_arrived_but_is_not_taken()
    {
        await using var server = new ScriptedSmtpServer { Script = moment => moment.Step == SmtpStep.Dot && moment.Message == 1 ? SmtpAnswer.Reset : null };
        await using (var wire = await OpenAsync(server))
        {
            await LineAsync(wire);
            Assert.Equal(WireFault.Closed, (await Assert.ThrowsAsync<WireException>(() => SubmitAsync(wire, "body"))).Fault);
        }

        Assert.False(Assert.Single(server.Messages).IsTaken);
        await using var second = await OpenAsync(server);
        await LineAsync(second);
        Assert.StartsWith("250", await SubmitAsync(second, "body"));
        Assert.Equal(2, server.Sessions);
    }

    [Fact]
    public async Task Dropped_when_taken_the_hook_has_run_and_the_client_does_not_know()
    {
        var filed = new List<SmtpMessage>();
        await using var server = new ScriptedSmtpServer
        {
            Script = moment => moment.Step == SmtpStep.Taken ? SmtpAnswer.Close : null,
            OnTaken = message =>
            {
                filed.Add(message);
                return Task.CompletedTask;
            },
        };
        await using var wire = await OpenAsync(server);
        await LineAsync(wire);
        await Assert.ThrowsAsync<WireException>(() => SubmitAsync(wire, "body"));
        Assert.True(Assert.Single(filed).IsTaken);
    }

    [Fact]
    public async Task Dropped_in_the_body_no_message_arrived()
    {
        await using var server = new ScriptedSmtpServer { Script = moment => moment.Step == SmtpStep.Body && moment.Bytes > 200_000 ? SmtpAnswer.Reset : null };
        await using var wire = await OpenAsync(server);
        await LineAsync(wire);
        await Assert.ThrowsAsync<WireException>(() => SubmitAsync(wire, string.Concat(Enumerable.Repeat("0123456789\r\n", 100_000))));
        Assert.Empty(server.Messages);
    }

    [Fact]
    public async Task Held_until_released_it_then_goes_on()
    {
        var released = new TaskCompletionSource();
        await using var server = new ScriptedSmtpServer { Script = moment => moment.Step == SmtpStep.Greeting ? SmtpAnswer.After(released.Task, SmtpAnswer.Say("554 go away")) : null };
        await using var wire = await OpenAsync(server);
        var greeting = LineAsync(wire);
        Assert.False(greeting.IsCompleted);
        released.SetResult();
        Assert.Equal("554 go away", await greeting);
    }

    [Fact]
    public async Task A_message_may_not_end_at_a_bare_line_feed()
    {
        await using var server = new ScriptedSmtpServer();
        await using var wire = await OpenAsync(server);
        await LineAsync(wire);
        Assert.StartsWith("250", await SubmitAsync(wire, "a\n.\r\nb\r\n.\nc"));
        Assert.Equal("a\n.\r\nb\r\n\nc\r\n", Assert.Single(server.Messages).Text);
    }

    private static async Task<string> SubmitAsync(MailWire wire, string body)
    {
        Assert.StartsWith("250", await AskAsync(wire, "MAIL FROM:<a@post.test> SIZE=10"));
        Assert.StartsWith("250", await AskAsync(wire, "RCPT TO:<b@post.test>"));
        Assert.StartsWith("354", await AskAsync(wire, "DATA"));
        await wire.SendAsync(System.Text.Encoding.UTF8.GetBytes(body + "\r\n.\r\n"), Cancellation);
        return await LineAsync(wire);
    }

    private static async Task<string> AskAsync(MailWire wire, string line)
    {
        await wire.SendLineAsync(line, Cancellation);
        return await LineAsync(wire);
    }

    private static async Task<string> LineAsync(MailWire wire) => await wire.ReadLineAsync(1000, Cancellation);

    private static Task<MailWire> OpenAsync(ScriptedSmtpServer server, Certificates? certificate = null) => MailWire.ConnectAsync(
        new MailHost { Host = Peers.Loopback, Port = server.Port, Security = WireSecurity.None, CertificateSha256 = certificate?.Sha256 }, TimeProvider.System, Cancellation);

    private static string Base64(string text) => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(text));
}
