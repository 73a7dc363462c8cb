using System.Diagnostics;
using Postrider.Mail.Wire;
using Postrider.Testing.Engine;
using Postrider.Testing.Mail;
using Xunit;

namespace Postrider.IntegrationTests.MailPeers;

/// <summary>The mail servers that other tests rely on do what those tests believe.</summary>
public sealed class MailPeersTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Mail_submitted_with_starttls_and_a_password_is_in_dovecots_maildir()
    {
        await using var dovecot = await DovecotServer.StartAsync();
        await using var postfix = await PostfixServer.StartAsync(dovecot);
        var said = await SubmitAsync(postfix.SubmissionPort, "-tls", DovecotServer.Alex);
        Assert.Contains("=== TLS started", said);
        Assert.Contains("235 2.7.0", said);
        var mail = Assert.Single(await dovecot.Mailbox(DovecotServer.Alex).WaitAsync(1, cancellationToken: Cancellation));
        Assert.Contains("Subject: from swaks\r\n", mail.Text);
    }

    [Fact]
    public async Task Mail_submitted_over_tls_to_the_late_domain_comes_back_as_a_bounce()
    {
        await using var dovecot = await DovecotServer.StartAsync();
        await using var postfix = await PostfixServer.StartAsync(dovecot);
        await SubmitAsync(postfix.SmtpsPort, "-tlsc", $"nobody@{PostfixServer.LateDomain}");
        var bounce = Assert.Single(await dovecot.Mailbox(DovecotServer.Team).WaitAsync(1, cancellationToken: Cancellation));
        Assert.Contains("multipart/report; report-type=delivery-status", bounce.Text);
        Assert.Contains("Final-Recipient: rfc822; nobody@late.test", bounce.Text);
    }

    [Theory]
    [InlineData("nobody@post.test", "550 5.1.1")]
    [InlineData("somebody@elsewhere.test", "550 5.1.2")]
    [InlineData("somebody@busy.test", "450 4.3.0")]
    public async Task Recipients_that_postfix_does_not_serve_are_refused_at_once(string recipient, string code)
    {
        await using var dovecot = await DovecotServer.StartAsync();
        await using var postfix = await PostfixServer.StartAsync(dovecot);
        Assert.Contains(code, await SubmitAsync(postfix.SubmissionPort, "-tls", recipient, exitCode: 24));
    }

    [Fact]
    public async Task A_killed_postfix_delivers_after_its_next_start_what_it_had_accepted()
    {
        await using var dovecot = await DovecotServer.StartAsync();
        await using var postfix = await PostfixServer.StartAsync(dovecot);
        await dovecot.StopAsync();
        await SwaksAsync(0, "--server", $"{Peers.Loopback}:{postfix.IncomingPort}", "--from", "a@elsewhere.test", "--to", DovecotServer.Sam, "--header", "Subject: before the kill");
        await postfix.KillAsync();
        await dovecot.StartAgainAsync();
        Assert.Empty(dovecot.Mailbox(DovecotServer.Sam).Read());
        await postfix.StartAgainAsync();
        var mail = Assert.Single(await dovecot.Mailbox(DovecotServer.Sam).WaitAsync(1, cancellationToken: Cancellation));
        Assert.Contains("Subject: before the kill\r\n", mail.Text);
    }

    [Fact]
    public async Task Mail_that_needs_smtputf8_arrives_where_postfix_files_it_itself()
    {
        await using var dovecot = await DovecotServer.StartAsync();
        await using var postfix = await PostfixServer.StartAsync(dovecot, new PostfixOptions { FilesMailItself = true, MessageSizeLimit = 1000 });
        await using var wire = await MailWire.ConnectAsync(
            new MailHost { Host = Peers.Loopback, Port = postfix.IncomingPort, Security = WireSecurity.None }, TimeProvider.System, Cancellation);
        await wire.ReadLineAsync(1000, Cancellation);
        Assert.Equal("552 5.3.4 Message size exceeds fixed limit", await AskAsync(wire, "EHLO test", "MAIL FROM:<j\u00f6rg@elsewhere.test> SMTPUTF8 SIZE=1001"));

        // Without RSET this Postfix holds the size it refused against the next MAIL too.
        Assert.StartsWith("354", await AskAsync(wire, "RSET", "MAIL FROM:<j\u00f6rg@elsewhere.test> SMTPUTF8", $"RCPT TO:<{DovecotServer.Sam}>", "DATA"), StringComparison.Ordinal);
        Assert.StartsWith("250", await AskAsync(wire, "Subject: gr\u00fc\u00dfe", "", "body", "."), StringComparison.Ordinal);
        var mail = Assert.Single(await dovecot.Mailbox(DovecotServer.Sam).WaitAsync(1, cancellationToken: Cancellation));
        Assert.Contains("Subject: gr\u00fc\u00dfe\n", mail.Text);
        Assert.Contains("Return-Path: <j\u00f6rg@elsewhere.test>", mail.Text);
    }

    [Fact]
    public async Task A_changed_password_is_in_force_and_the_old_one_is_refused()
    {
        await using var dovecot = await DovecotServer.StartAsync();
        await using var postfix = await PostfixServer.StartAsync(dovecot);
        await SubmitAsync(postfix.SubmissionPort, "-tls", DovecotServer.Alex);
        await dovecot.ChangePasswordAsync(DovecotServer.Team, new string('x', DovecotServer.Password.Length));
        Assert.Contains("535 5.7.8", await SubmitAsync(postfix.SubmissionPort, "-tls", DovecotServer.Alex, exitCode: 28));
    }

    [Fact]
    public async Task What_is_appended_to_sent_lies_there_byte_for_byte()
    {
        await using var dovecot = await DovecotServer.StartAsync();
        await dovecot.AppendAsync(DovecotServer.Team, "Sent", "Subject: kept\r\n\r\n.\r\nas it came\r\n"u8.ToArray());
        var kept = Assert.Single(dovecot.Mailbox(DovecotServer.Team).Read("Sent"));
        Assert.Equal("Subject: kept\r\n\r\n.\r\nas it came\r\n"u8, kept.Content);
        Assert.Equal("S", kept.Flags);
    }

    [Fact]
    public async Task Smtp_sink_counts_what_smtp_source_sends()
    {
        await using var sink = await SmtpSink.StartAsync();
        await RunAsync("/usr/sbin/smtp-source", 0, "-m", "20", "-s", "2", $"{Peers.Loopback}:{sink.Port}");

        // It answers before it counts.
        Assert.Equal(20, await Eventually.SeesAsync(() => Task.FromResult(sink.Messages), messages => messages >= 20, "the sink has counted"));
    }

    // One answer for each command but the body's lines; the last counts.
    private static async Task<string> AskAsync(MailWire wire, params string[] lines)
    {
        var isBody = lines[^1] == ".";
        var answer = "";
        foreach (var line in lines)
        {
            await wire.SendLineAsync(line, Cancellation);
            if (isBody && line != ".")
            {
                continue;
            }

            do
            {
                answer = await wire.ReadLineAsync(1000, Cancellation);
            }
            while (answer[3] == '-');
        }

        return answer;
    }

    private static Task<string> SubmitAsync(int port, string tls, string recipient, int exitCode = 0) => SwaksAsync(
        exitCode, "--server", $"{Peers.Loopback}:{port}", tls, "--auth", "PLAIN", "--auth-user", DovecotServer.Team, "--auth-password", DovecotServer.Password,
        "--from", DovecotServer.Team, "--to", recipient, "--header", "Subject: from swaks");

    private static Task<string> SwaksAsync(int exitCode, params string[] arguments)
    {
        Peers.Require(File.Exists("/usr/bin/swaks") ? null : "swaks was not found; install the Debian package swaks");
        return RunAsync("/usr/bin/swaks", exitCode, arguments);
    }

    private static async Task<string> RunAsync(string program, int exitCode, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var said = await process.StandardOutput.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);
        Assert.True(process.ExitCode == exitCode, $"{program} ended with {process.ExitCode}:\n{said}");
        return said;
    }
}
