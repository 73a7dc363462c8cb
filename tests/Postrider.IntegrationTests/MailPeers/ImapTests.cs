using System.Diagnostics;
using System.Text;
using Postrider.Mail.Imap;
using Postrider.Mail.Sasl;
using Postrider.Mail.Wire;
using Postrider.Testing.Mail;
using Xunit;

namespace Postrider.IntegrationTests.MailPeers;

/// <summary>The IMAP client and a real Dovecot.</summary>
public sealed class ImapTests
{
    private static readonly DateTimeOffset _date = new(2026, 1, 5, 9, 8, 7, TimeSpan.FromHours(2));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Folders_are_listed_made_and_filled()
    {
        await using var dovecot = await DovecotServer.StartAsync();
        await using var session = await OpenAsync(dovecot);
        Assert.True(await session.CreateAsync("Entwürfe & 日本語 📮", Cancellation));
        Assert.False(await session.CreateAsync("Entwürfe & 日本語 📮", Cancellation));
        var folders = await session.ListAsync(Cancellation);
        Assert.Equal(SpecialUse.Inbox, folders.Single(folder => folder.Name == "INBOX").SpecialUse);
        Assert.All([SpecialUse.Sent, SpecialUse.Drafts, SpecialUse.Trash, SpecialUse.Junk], use => Assert.Equal(use.ToString(), folders.Single(folder => folder.SpecialUse == use).Name));
        Assert.Contains(folders, folder => folder.Name == "Entwürfe & 日本語 📮" && folder is { CanSelect: true, Delimiter: '/' });

        var appended = await session.AppendAsync("Entwürfe & 日本語 📮", "", _date, Mail("one"), Cancellation);
        var selected = await session.SelectAsync("Entwürfe & 日本語 📮", true, Cancellation);
        Assert.Equal(new ImapSelected(appended!.UidValidity, appended.Uid + 1, 1, true), selected);
    }

    [Fact]
    public async Task Filed_mail_is_found_and_read_as_it_was()
    {
        await using var dovecot = await DovecotServer.StartAsync();
        await using var session = await OpenAsync(dovecot);
        var appended = await session.AppendAsync("Sent", @"\Seen", _date, Mail("first"), Cancellation);
        await session.AppendAsync("Sent", "", _date, Mail("second"), Cancellation);
        Assert.Equal(Mail("first"), dovecot.Mailbox(DovecotServer.Team).Read("Sent")[0].Content);

        var selected = await session.SelectAsync("Sent", true, Cancellation);
        Assert.Equal((appended!.UidValidity, 3u, 2u), (selected.UidValidity, selected.UidNext, selected.Exists));
        Assert.Equal([1u, 2u], await session.SearchSinceUidAsync(1, Cancellation));
        Assert.Equal([2u], await session.SearchSinceUidAsync(2, Cancellation));
        Assert.Empty(await session.SearchSinceUidAsync(3, Cancellation));
        Assert.Equal([appended.Uid], await session.SearchHeaderAsync("Message-ID", "<first@post.test>", Cancellation));
        Assert.Equal([1u, 2u], await session.SearchHeaderAsync("Subject", "Grüße", Cancellation));
        Assert.Empty(await session.SearchHeaderAsync("Message-ID", "<th\"ird\\@post.test>", Cancellation));

        var summaries = await session.FetchSummariesAsync([1, 2, 99], Cancellation);
        Assert.Equal([(1u, (long)Mail("first").Length), (2u, Mail("second").Length)], summaries.Select(summary => (summary.Uid, summary.Size)));
        Assert.All(summaries, summary => Assert.Equal(_date, summary.InternalDate));
        Assert.Equal([true, false], summaries.Select(summary => summary.Flags.Contains(@"\Seen")));

        var raw = new MemoryStream();
        Assert.Equal(ImapFetched.Whole, await session.FetchRawAsync(2, raw.WriteAsync, 1_000_000, Cancellation));
        Assert.Equal(Mail("second"), raw.ToArray());
        raw.SetLength(0);
        Assert.Equal(ImapFetched.Cut, await session.FetchRawAsync(1, raw.WriteAsync, 10, Cancellation));
        Assert.Equal(Mail("first")[..10], raw.ToArray());
        Assert.Equal(ImapFetched.Whole, await session.FetchRawAsync(1, (_, _) => ValueTask.CompletedTask, Mail("first").Length, Cancellation));
        Assert.Equal(ImapFetched.Gone, await session.FetchRawAsync(99, raw.WriteAsync, 10, Cancellation));
        Assert.DoesNotContain(@"\Seen", (await session.FetchSummariesAsync([2], Cancellation))[0].Flags);
        await session.LogoutAsync(Cancellation);
    }

    [Fact]
    public async Task A_refusal_leaves_the_session_as_it_is()
    {
        await using var dovecot = await DovecotServer.StartAsync();
        await using var session = await OpenAsync(dovecot);
        Assert.Equal(ImapFault.NoFolder, (await Assert.ThrowsAsync<ImapException>(() => session.SelectAsync("Nowhere", false, Cancellation))).Fault);
        Assert.Equal(ImapFault.NoFolder, (await Assert.ThrowsAsync<ImapException>(() => session.SelectAsync("\" {5}", false, Cancellation))).Fault);
        Assert.Equal(ImapFault.NoFolder, (await Assert.ThrowsAsync<ImapException>(() => session.AppendAsync("Nowhere", "", _date, Mail("lost"), Cancellation))).Fault);
        Assert.Equal(ImapFault.NoFolder, (await Assert.ThrowsAsync<ImapException>(() => session.AppendAsync("Nowhere", "", _date, new byte[100_000], Cancellation))).Fault);
        Assert.Equal(ImapFault.Bad, (await Assert.ThrowsAsync<ImapException>(() => session.SearchSinceUidAsync(1, Cancellation))).Fault);
        Assert.Equal(ImapFault.Refused, (await Assert.ThrowsAsync<ImapException>(() => session.CreateAsync("a//b", Cancellation))).Fault);
        await session.NoopAsync(Cancellation);
    }

    [Fact]
    public async Task Idle_sees_a_delivered_message_within_a_second()
    {
        await using var dovecot = await DovecotServer.StartAsync();
        await using var session = await OpenAsync(dovecot, WireSecurity.Tls);
        await session.SelectAsync("INBOX", true, Cancellation);
        Assert.False(await session.IdleAsync(TimeSpan.FromMilliseconds(200), Cancellation));

        // A machine with much else to do may be late once: then another message shows what the client and the server are capable of.
        var quickest = TimeSpan.MaxValue;
        for (uint uid = 1; uid <= 2 || (uid <= 6 && quickest > TimeSpan.FromSeconds(1)); uid++)
        {
            var idle = session.IdleAsync(TimeSpan.FromSeconds(30), Cancellation);
            await dovecot.AppendAsync(DovecotServer.Team, "INBOX", Mail($"mail-{uid}"), "");
            var since = Stopwatch.GetTimestamp();
            Assert.True(await idle);
            var took = Stopwatch.GetElapsedTime(since);
            quickest = took < quickest ? took : quickest;
            Assert.Equal([uid], await session.SearchSinceUidAsync(uid, Cancellation));
        }

        Assert.InRange(quickest, TimeSpan.Zero, TimeSpan.FromSeconds(1));
    }

    [Theory]
    [InlineData(WireSecurity.None)]
    [InlineData(WireSecurity.StartTls)]
    [InlineData(WireSecurity.Tls)]
    public async Task A_wrong_password_is_told_from_everything_else(WireSecurity security)
    {
        await using var dovecot = await DovecotServer.StartAsync();
        var fault = await Assert.ThrowsAsync<ImapException>(() => OpenAsync(dovecot, security, "wrong"));
        Assert.Equal(ImapFault.Credentials, fault.Fault);
        await using var session = await OpenAsync(dovecot, security);
        Assert.Contains("IDLE", session.Capabilities);
    }

    [Theory]
    [InlineData("plain \"quoted\" \\ {5}")]
    [InlineData("päßword ☃")]
    public async Task Any_password_is_carried_without_plain_too(string password)
    {
        var options = new DovecotOptions { Users = new Dictionary<string, string> { [DovecotServer.Team] = password }, Extra = "auth_mechanisms = login" };
        await using var dovecot = await DovecotServer.StartAsync(options);
        await using var session = await OpenAsync(dovecot, WireSecurity.None, password);
        await session.NoopAsync(Cancellation);
    }

    [Theory]
    [InlineData(WireSecurity.StartTls)]
    [InlineData(WireSecurity.Tls)]
    public async Task Only_the_pinned_certificate_is_taken(WireSecurity security)
    {
        await using var dovecot = await DovecotServer.StartAsync();
        foreach (var pin in new[] { null, new string('0', 64) })
        {
            var host = Host(dovecot, security) with { CertificateSha256 = pin };
            var fault = await Assert.ThrowsAsync<WireException>(() => ImapSession.OpenAsync(host, SignIn(DovecotServer.Password), TimeProvider.System, Cancellation));
            Assert.Equal(WireFault.Certificate, fault.Fault);
        }
    }

    [Fact]
    public async Task A_server_that_dies_ends_the_waiting()
    {
        await using var dovecot = await DovecotServer.StartAsync();
        await using var session = await OpenAsync(dovecot);
        await session.SelectAsync("INBOX", true, Cancellation);
        var idle = session.IdleAsync(TimeSpan.FromMinutes(5), Cancellation);
        await dovecot.KillAsync();
        Assert.Equal(WireFault.Closed, (await Assert.ThrowsAsync<WireException>(() => idle.WaitAsync(TimeSpan.FromSeconds(30), Cancellation))).Fault);
    }

    private static Task<ImapSession> OpenAsync(DovecotServer dovecot, WireSecurity security = WireSecurity.None, string password = DovecotServer.Password) =>
        ImapSession.OpenAsync(Host(dovecot, security), SignIn(password), TimeProvider.System, Cancellation);

    private static MailSignIn.Password SignIn(string password) => new(DovecotServer.Team, password);

    private static MailHost Host(DovecotServer dovecot, WireSecurity security) => new()
    {
        Host = "127.0.0.1",
        Port = security == WireSecurity.Tls ? dovecot.ImapsPort : dovecot.ImapPort,
        Security = security,
        CertificateSha256 = dovecot.Certificate.Sha256,
    };

    private static byte[] Mail(string name) =>
        Encoding.UTF8.GetBytes($"From: team@post.test\r\nTo: alex@post.test\r\nMessage-ID: <{name}@post.test>\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n\r\n.\r\n{name}\r\n");
}
