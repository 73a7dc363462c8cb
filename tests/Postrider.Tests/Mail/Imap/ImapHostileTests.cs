using Postrider.Mail.Imap;
using Postrider.Mail.Wire;
using Postrider.Testing;
using Xunit;

namespace Postrider.Tests.Mail.Imap;

public sealed class ImapHostileTests
{
    [Theory]
    [InlineData("* LIST () \"/\" {99999999}")]
    [InlineData("* LIST () \"/\" {999999999999999999}")]
    [InlineData("* LIST () \"/\" {70000}")]
    [InlineData("* LIST (")]
    [InlineData("* LIST")]
    [InlineData("* LIST () \"/\"")]
    [InlineData("* LIST \"/\" () name")]
    [InlineData("* LIST () \"/\" (name)")]
    [InlineData("* 99999999999 EXISTS")]
    [InlineData("+ go on")]
    [InlineData("A1 OK late")]
    [InlineData("A3 OK early")]
    [InlineData("A02 OK almost")]
    [InlineData("")]
    [InlineData("* ")]
    public async Task What_is_no_answer_ends_the_session(string answer)
    {
        var fault = await Assert.ThrowsAsync<ImapException>(() => ListAsync($"S: {answer}"));
        Assert.Equal(ImapFault.Protocol, fault.Fault);
    }

    [Fact]
    public async Task Lists_that_are_too_deep_end_the_session() =>
        Assert.Equal(ImapFault.Protocol, (await Assert.ThrowsAsync<ImapException>(() => ListAsync($"S: * LIST {new string('(', 60_000)}"))).Fault);

    [Fact]
    public async Task A_line_without_an_end_ends_the_session() =>
        Assert.Equal(WireFault.Protocol, (await Assert.ThrowsAsync<WireException>(() => ListAsync($"S: * OK {new string('x', 70_000)}\\"))).Fault);

    [Fact]
    public async Task A_long_line_is_only_for_searches()
    {
        var script = Script.SignedIn("", $"C: A2 UID SEARCH UID 1:*\nS: * SEARCH {string.Join(' ', Enumerable.Range(1, 100_000))}\nS: A2 OK\nC: A3 UID SEARCH UID 1:*\nS: * CAPABILITY {string.Join(' ', Enumerable.Range(1, 100_000))}");
        await script.PlayAsync(async session =>
        {
            Assert.Equal(100_000, (await session.SearchSinceUidAsync(1, TestContext.Current.CancellationToken)).Count);
            Assert.Equal(ImapFault.Protocol, (await Assert.ThrowsAsync<ImapException>(() => session.SearchSinceUidAsync(1, TestContext.Current.CancellationToken))).Fault);
        });
    }

    [Fact]
    public async Task Literals_without_end_end_the_session() =>
        Assert.Equal(ImapFault.Protocol, (await Assert.ThrowsAsync<ImapException>(() => ListAsync($"S: * LIST {string.Concat(Enumerable.Repeat("{0}\\r\\n", 30_000))}"))).Fault);

    [Fact]
    public async Task Chatter_without_end_ends_the_session() =>
        Assert.Equal(ImapFault.Protocol, (await Assert.ThrowsAsync<ImapException>(() => ListAsync($"S: {string.Concat(Enumerable.Repeat("* OK and\\r\\n", 100_001))}"))).Fault);

    [Fact]
    public async Task Folders_without_end_end_the_session() =>
        Assert.Equal(ImapFault.Protocol, (await Assert.ThrowsAsync<ImapException>(() => ListAsync($"S: {string.Concat(Enumerable.Range(0, 20_001).Select(i => $"* LIST () NIL f{i}\\r\\n"))}"))).Fault);

    [Fact]
    public async Task Chatter_that_keeps_every_answer_waiting_ends_with_the_time()
    {
        var clock = new ManualClock();
        var (near, far) = DuplexStream.Pair();
        await using var session = await OpenAsync(near, far, clock);
        var noop = session.NoopAsync(TestContext.Current.CancellationToken);
        for (var i = 0; i < 11 && !noop.IsCompleted; i++)
        {
            await far.WriteAsync("* OK wait\r\n"u8.ToArray(), TestContext.Current.CancellationToken);

            // The next read has its own patience only when the one before is over.
            while (!noop.IsCompleted && clock.UntilNextTimer is not { Ticks: > 0 })
            {
                await Task.Yield();
            }

            clock.Advance(Script.Host.Patience - TimeSpan.FromSeconds(1));
        }

        Assert.Equal(WireFault.TimedOut, (await Assert.ThrowsAsync<WireException>(() => noop)).Fault);
    }

    [Theory]
    [InlineData("S: * BYE going down\nX:", ImapFault.Bye)]
    [InlineData("S: * LIST () \"/\" INBOX\nS: * BYE [UNAVAILABLE] going down", ImapFault.Bye)]
    public async Task A_farewell_is_reported_and_nothing_more_is_sent(string answer, ImapFault fault) =>
        await Script.SignedIn("", $"C: A2 LIST \"\" \"*\"\n{answer}").PlayAsync(async session =>
        {
            var thrown = await Assert.ThrowsAsync<ImapException>(() => session.ListAsync(TestContext.Current.CancellationToken));
            Assert.Equal(fault, thrown.Fault);
            await Assert.ThrowsAsync<WireException>(() => session.ListAsync(TestContext.Current.CancellationToken));
        });

    [Theory]
    [InlineData("X:")]
    [InlineData("S: * LIST () \\\nX:")]
    [InlineData("S: * LIST () \"/\" {5}\nX:")]
    [InlineData("S: * LIST () \"/\" {5}\nS: abc\\\nX:")]
    [InlineData("S: * LIST () \"/\" {5}\nS: abcde\\\nX:")]
    [InlineData("S: * LIST () \"/\" INBOX\nX:")]
    public async Task A_server_that_leaves_in_the_middle_is_reported_so(string answer) =>
        Assert.Equal(WireFault.Closed, (await Assert.ThrowsAsync<WireException>(() => ListAsync(answer))).Fault);

    [Fact]
    public async Task A_name_that_looks_like_commands_stays_a_name() =>
        await Script.SignedIn("", """
            C: A2 LIST "" "*"
            S: * LIST () NIL "a&AA0ACg-A3 OK"
            S: * LIST () NIL {4}
            S: a
            S: b
            S: A2 OK
            C: A3 SELECT "\" {3}"
            S: A3 NO
            """).PlayAsync(async session =>
        {
            Assert.Empty(await session.ListAsync(TestContext.Current.CancellationToken));
            await Assert.ThrowsAsync<ArgumentException>(() => session.SelectAsync("a\r\nA3 DELETE INBOX\r\n", false, TestContext.Current.CancellationToken));
            await Assert.ThrowsAsync<ImapException>(() => session.SelectAsync("\" {3}", false, TestContext.Current.CancellationToken));
        });

    private static Task ListAsync(string answer) =>
        Script.SignedIn("", $"C: A2 LIST \"\" \"*\"\n{answer}").PlayAsync(session => session.ListAsync(TestContext.Current.CancellationToken));

    private static async Task<ImapSession> OpenAsync(DuplexStream near, DuplexStream far, TimeProvider time)
    {
        await far.WriteAsync("* PREAUTH [CAPABILITY IMAP4rev1] hello\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
        return await ImapSession.OpenAsync(new MailWire(near, Script.Host, time), Script.Host, Script.Ann, time, TestContext.Current.CancellationToken);
    }
}
