using Postrider.Mail.Imap;
using Postrider.Mail.Wire;
using Postrider.Testing;
using Xunit;

namespace Postrider.Tests.Mail.Imap;

public sealed class ImapIdleTests
{
    private const string Selected = "C: A2 SELECT \"INBOX\"\nS: * 3 EXISTS\nS: * 1 RECENT\nS: * OK [UIDVALIDITY 1]\nS: A2 OK\n";
    private static readonly TimeSpan _minute = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData("* 4 EXISTS")]
    [InlineData("* 1 RECENT")]
    [InlineData("* 2 EXPUNGE")]
    public async Task Something_new_ends_the_waiting(string news) =>
        await PlayAsync("IDLE", $"C: A3 IDLE\nS: * OK hold on\nS: + idling\nS: * 3 EXISTS\nS: * OK Still here\nS: {news}\nC: DONE\nS: * 5 EXISTS\nS: A3 OK\nC: A4 NOOP\nS: A4 OK", async session =>
        {
            Assert.True(await IdleAsync(session, _minute));
            await session.NoopAsync(TestContext.Current.CancellationToken);
        });

    [Fact]
    public async Task What_came_before_the_waiting_is_not_missed_unless_it_was_looked_at() =>
        await PlayAsync("IDLE", """
            C: A3 NOOP
            S: * 4 EXISTS
            S: A3 OK
            C: A4 NOOP
            S: * 5 EXISTS
            S: A4 OK
            C: A5 UID SEARCH UID 1:*
            S: A5 OK
            C: A6 IDLE
            S: + idling
            S: * 6 EXISTS
            C: DONE
            S: A6 OK
            """, async session =>
        {
            await session.NoopAsync(TestContext.Current.CancellationToken);
            Assert.True(await IdleAsync(session, _minute));
            await session.NoopAsync(TestContext.Current.CancellationToken);
            await session.SearchSinceUidAsync(1, TestContext.Current.CancellationToken);
            Assert.True(await IdleAsync(session, _minute));
        });

    [Fact]
    public async Task Silence_is_no_fault_and_ends_in_time_with_the_session_whole()
    {
        var clock = new ManualClock();
        await PlayAsync(
            "IDLE",
            "C: A3 IDLE\nS: + idling\nC: DONE\nS: A3 OK\nC: A4 IDLE\nS: + idling\nS: * 9 EXISTS\nC: DONE\nS: A4 OK",
            async session =>
            {
                var idle = IdleAsync(session, TimeSpan.FromDays(1));
                await TurnAsync(clock, TimeSpan.FromMinutes(28));
                Assert.False(await idle);
                Assert.True(await IdleAsync(session, _minute));
            },
            clock);
    }

    [Fact]
    public async Task A_peer_that_is_gone_is_noticed_when_it_does_not_answer_the_end()
    {
        var clock = new ManualClock();
        await PlayAsync(
            "IDLE",
            "C: A3 IDLE\nS: + idling\nC: DONE",
            async session =>
            {
                var idle = IdleAsync(session, _minute);
                await TurnAsync(clock, _minute);

                // Saying DONE and waiting for the answer are steps of the same length: whichever sleeps is turned, until none does.
                while (!idle.IsCompleted)
                {
                    await TurnAsync(clock, Script.Host.Patience, idle);
                }

                Assert.Equal(WireFault.TimedOut, (await Assert.ThrowsAsync<WireException>(() => idle)).Fault);
            },
            clock);
    }

    [Fact]
    public async Task A_peer_that_closes_ends_the_waiting()
    {
        var fault = await Assert.ThrowsAsync<WireException>(() => PlayAsync("IDLE", "C: A3 IDLE\nS: + idling\nX:", session => IdleAsync(session, _minute)));
        Assert.Equal(WireFault.Closed, fault.Fault);
    }

    [Theory]
    [InlineData("S: A3 BAD what?", ImapFault.Bad)]
    [InlineData("S: A3 NO not now", ImapFault.Refused)]
    [InlineData("S: A3 OK done already", ImapFault.Protocol)]
    [InlineData("S: + idling\nS: A3 NO enough", ImapFault.Refused)]
    [InlineData("S: + idling\nS: * BYE Disconnected for inactivity.", ImapFault.Bye)]
    [InlineData("S: + idling\nS: nonsense", ImapFault.Protocol)]
    public async Task A_server_that_does_not_wait_is_reported(string answer, ImapFault fault)
    {
        var thrown = await Assert.ThrowsAsync<ImapException>(() => PlayAsync("IDLE", $"C: A3 IDLE\n{answer}", session => IdleAsync(session, _minute)));
        Assert.Equal(fault, thrown.Fault);
    }

    [Fact]
    public async Task A_server_that_ends_the_waiting_itself_is_not_told_to() =>
        await PlayAsync("IDLE", "C: A3 IDLE\nS: + idling\nS: A3 OK enough\nC: A4 NOOP\nS: A4 OK", async session =>
        {
            Assert.False(await IdleAsync(session, _minute));
            await session.NoopAsync(TestContext.Current.CancellationToken);
        });

    [Fact]
    public async Task Without_idle_the_server_is_asked_once() =>
        await PlayAsync("", "C: A3 NOOP\nS: A3 OK\nC: A4 NOOP\nS: * 4 EXISTS\nS: A4 OK\nC: A5 NOOP\nS: A5 OK", async session =>
        {
            Assert.False(await IdleAsync(session, _minute));
            Assert.True(await IdleAsync(session, _minute));
            Assert.False(await IdleAsync(session, _minute));
        });

    [Fact]
    public async Task A_cancelled_wait_ends_the_session()
    {
        using var cancel = new CancellationTokenSource();
        await PlayAsync("IDLE", "C: A3 IDLE\nS: + idling", async session =>
        {
            var idle = session.IdleAsync(_minute, cancel.Token);
            await Assert.ThrowsAsync<InvalidOperationException>(() => session.NoopAsync(TestContext.Current.CancellationToken));
            await cancel.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => idle);
            await Assert.ThrowsAsync<WireException>(() => session.NoopAsync(TestContext.Current.CancellationToken));
        });
    }

    [Fact]
    public async Task Leaving_is_answered_or_not()
    {
        await Script.SignedIn("", "C: A2 LOGOUT\nS: * BYE see you\nS: A2 OK").PlayAsync(session => session.LogoutAsync(TestContext.Current.CancellationToken));
        await Script.SignedIn("", "C: A2 LOGOUT\nS: * BYE see you\nX:").PlayAsync(session => session.LogoutAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Plays the script to a session with an open folder.</summary>
    private static Task PlayAsync(string capabilities, string script, Func<ImapSession, Task> act, TimeProvider? time = null) =>
        Script.SignedIn(capabilities, Selected + script).PlayAsync(
            async session =>
            {
                await session.SelectAsync("INBOX", false, TestContext.Current.CancellationToken);
                await act(session);
            },
            time: time);

    private static Task<bool> IdleAsync(ImapSession session, TimeSpan longest) => session.IdleAsync(longest, TestContext.Current.CancellationToken);

    /// <summary>Turns the clock as soon as the subject sleeps for just so long, or not at all once it has ended.</summary>
    private static async Task TurnAsync(ManualClock clock, TimeSpan sleep, Task<bool>? subject = null)
    {
        while (clock.UntilNextTimer != sleep)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            if (subject is { IsCompleted: true })
            {
                return;
            }

            await Task.Yield();
        }

        clock.Advance(sleep);
    }
}
