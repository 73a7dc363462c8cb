using System.Text;
using Postrider.Mail.Imap;
using Xunit;

namespace Postrider.Tests.Mail.Imap;

public sealed class ImapMessageTests
{
    private static readonly DateTimeOffset _date = new(2026, 1, 5, 9, 8, 7, TimeSpan.FromHours(-5.5));

    [Theory]
    [InlineData("S: * SEARCH 12 10 11 10", "10 11 12")]
    [InlineData("S: * SEARCH 9", "")]
    [InlineData("S: * search  10   11 ", "10 11")]
    [InlineData("S: * SEARCH", "")]
    [InlineData("S: * OK nothing found", "")]
    [InlineData("S: * SEARCH 10\nS: * SEARCH 11", "10 11")]
    [InlineData("S: * SEARCH 10 11 (MODSEQ 917162500)", "10 11")]
    [InlineData("S: * ESEARCH (TAG \"A2\") UID ALL 8:11,15", "10 11 15")]
    [InlineData("S: * ESEARCH (TAG \"A2\") UID", "")]
    public async Task Messages_from_a_uid_on_are_found(string answer, string uids) =>
        await Script.SignedIn("", $"C: A2 UID SEARCH UID 10:*\n{answer}\nS: A2 OK").PlayAsync(async session =>
            Assert.Equal(uids, string.Join(' ', await session.SearchSinceUidAsync(10, TestContext.Current.CancellationToken))));

    [Theory]
    [InlineData("* SEARCH x")]
    [InlineData("* SEARCH -1")]
    [InlineData("* SEARCH 4294967296")]
    [InlineData("* ESEARCH UID ALL 1:4294967295")]
    [InlineData("* ESEARCH UID ALL x")]
    public async Task What_is_found_must_be_messages(string answer)
    {
        var script = Script.SignedIn("", $"C: A2 UID SEARCH UID 10:*\nS: {answer}");
        var fault = await Assert.ThrowsAsync<ImapException>(() => script.PlayAsync(session => session.SearchSinceUidAsync(10, TestContext.Current.CancellationToken)));
        Assert.Equal(ImapFault.Protocol, fault.Fault);
    }

    [Fact]
    public async Task Messages_are_found_by_a_header() =>
        await Script.SignedIn("LITERAL+", """
            C: A2 UID SEARCH HEADER "Message-ID" "<a\"b@post.test>"
            S: * SEARCH 3
            S: A2 OK
            C: A3 UID SEARCH CHARSET UTF-8 HEADER "Subject" {6+}
            C: Grüß
            S: A3 NO [BADCHARSET (US-ASCII)] no
            C: A4 UID SEARCH HEADER "X" {12+}
            C: a
            C: A9 LOGOUT
            S: A4 OK
            """).PlayAsync(async session =>
        {
            Assert.Equal([3u], await session.SearchHeaderAsync("Message-ID", "<a\"b@post.test>", TestContext.Current.CancellationToken));
            var fault = await Assert.ThrowsAsync<ImapException>(() => session.SearchHeaderAsync("Subject", "Grüß", TestContext.Current.CancellationToken));
            Assert.Equal("BADCHARSET", fault.Code);
            Assert.Empty(await session.SearchHeaderAsync("X", "a\r\nA9 LOGOUT", TestContext.Current.CancellationToken));
            await Assert.ThrowsAsync<ArgumentException>(() => session.SearchHeaderAsync("X\r\nA9 LOGOUT", "a", TestContext.Current.CancellationToken));
            await Assert.ThrowsAsync<ArgumentException>(() => session.SearchHeaderAsync("X", "a\0", TestContext.Current.CancellationToken));
        });

    [Fact]
    public async Task Summaries_come_by_uid_whatever_comes_between() =>
        await Script.SignedIn("", """
            C: A2 UID FETCH 4:6,9 (UID RFC822.SIZE INTERNALDATE FLAGS)
            S: * 2 FETCH (UID 5 RFC822.SIZE 44827 INTERNALDATE "17-Jul-1996 02:44:25 -0700" FLAGS (\Seen $Junk))
            S: * 7 EXISTS
            S: * 1 FETCH (FLAGS (\Seen))
            S: * 3 FETCH (UID 77 RFC822.SIZE 1 INTERNALDATE "17-Jul-1996 02:44:25 -0700" FLAGS ())
            S: * 1 fetch (internaldate " 1-Jan-2026 00:00:00 +0000" flags () rfc822.size 10 uid 4)
            S: * 4 FETCH (UID 9 FLAGS (\Deleted))
            S: * 4 FETCH (UID 9 RFC822.SIZE {2}
            S: 12 INTERNALDATE "yesterday" X-EXTRA (a (b)))
            S: A2 OK
            """).PlayAsync(async session =>
        {
            var summaries = await session.FetchSummariesAsync([9, 4, 5, 6, 5], TestContext.Current.CancellationToken);
            Assert.Equal([4u, 5u, 9u], summaries.Select(summary => summary.Uid));
            Assert.Equal([10L, 44827L, 12L], summaries.Select(summary => summary.Size));
            Assert.Equal([new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(1996, 7, 17, 2, 44, 25, TimeSpan.FromHours(-7)), null], summaries.Select(summary => summary.InternalDate));
            Assert.Equal([@"\Seen", "$Junk"], summaries[1].Flags);
            Assert.Contains("$junk", summaries[1].Flags);
        });

    [Fact]
    public async Task Many_summaries_are_asked_for_in_pieces_and_none_not_at_all()
    {
        var odd = Enumerable.Range(0, 301).Select(i => (uint)((i * 2) + 1)).ToList();
        var script = Script.SignedIn("", $"C: A2 UID FETCH {string.Join(',', odd.Take(300))} (UID RFC822.SIZE INTERNALDATE FLAGS)\nS: A2 OK\nC: A3 UID FETCH 601 (UID RFC822.SIZE INTERNALDATE FLAGS)\nS: A3 OK");
        await script.PlayAsync(async session =>
        {
            Assert.Empty(await session.FetchSummariesAsync(odd, TestContext.Current.CancellationToken));
            Assert.Empty(await session.FetchSummariesAsync([], TestContext.Current.CancellationToken));
            await Assert.ThrowsAsync<ArgumentException>(() => session.FetchSummariesAsync([0], TestContext.Current.CancellationToken));
        });
    }

    [Theory]
    [InlineData("S: * 1 FETCH (UID 5 BODY[]<0> {13}\nS: A: b\nS: \nS: {3}\nS: )", "A: b\r\n\r\n{3}\r\n", ImapFetched.Whole)]
    [InlineData("S: * 1 FETCH (BODY[] {4}\nS: a\0\nS:  UID 5 FLAGS (\\Seen))", "a\0\r\n", ImapFetched.Whole)]
    [InlineData("S: * 1 FETCH (UID 5 body[]<0> ~{3+}\nS: abc)", "abc", ImapFetched.Whole)]
    [InlineData("S: * 1 FETCH (UID 5 BODY[]<0> {0}\nS: )", "", ImapFetched.Whole)]
    [InlineData("S: * 1 FETCH (UID 5 BODY[]<0> \"a\\\"b\")", "a\"b", ImapFetched.Whole)]
    [InlineData("S: * 1 FETCH (UID 5 BODY[]<0> \"0123456789012345678901\")", "01234567890123456789", ImapFetched.Cut)]
    [InlineData("S: * 1 FETCH (UID 5 BODY[]<0> {21}\nS: 012345678901234567890)", "01234567890123456789", ImapFetched.Cut)]
    [InlineData("S: * 1 FETCH (UID 5 BODY[]<0> {20}\nS: 01234567890123456789)", "01234567890123456789", ImapFetched.Whole)]
    [InlineData("S: * 1 FETCH (UID 5 BODY[] {30}\nS: 012345678901234567890123456789)", "01234567890123456789", ImapFetched.Cut)]
    [InlineData("S: * 1 FETCH (UID 5 BODY[]<0> NIL)", "", ImapFetched.Gone)]
    [InlineData("S: * 1 FETCH (UID 6 FLAGS ())", "", ImapFetched.Gone)]
    [InlineData("S: * 1 EXPUNGE", "", ImapFetched.Gone)]
    public async Task A_message_is_handed_on_as_it_is(string answer, string mail, ImapFetched fetched) =>
        await Script.SignedIn("", $"C: A2 UID FETCH 5 (UID BODY.PEEK[]<0.21>)\n{answer}\nS: A2 OK\nC: A3 NOOP\nS: A3 OK").PlayAsync(async session =>
        {
            var (taken, result) = await FetchAsync(session, 20);
            Assert.Equal((mail, fetched), (taken, result));
            await session.NoopAsync(TestContext.Current.CancellationToken);
        });

    [Theory]
    [InlineData("* 1 FETCH (UID 6 BODY[]<0> {3}\nS: abc)")]
    [InlineData("* 1 FETCH (BODY[]<0> {3}\nS: abc)")]
    [InlineData("* 1 FETCH BODY[]<0> {3}\nS: abc")]
    [InlineData("* 1 FETCH (UID 5 BODY[]<0> {3}\nS: abc")]
    [InlineData("* 1 FETCH (UID 5 X (BODY[]<0> {3}\nS: abc))\nS: A2 OK")]
    public async Task A_message_that_was_not_asked_for_is_a_fault(string answer)
    {
        var script = Script.SignedIn("", $"C: A2 UID FETCH 5 (UID BODY.PEEK[]<0.21>)\nS: {answer}");
        Assert.Equal(ImapFault.Protocol, (await Assert.ThrowsAsync<ImapException>(() => script.PlayAsync(session => FetchAsync(session, 20)))).Fault);
    }

    [Fact]
    public async Task A_message_that_went_meanwhile_is_gone_and_other_refusals_are_faults() =>
        await Script.SignedIn("", "C: A2 UID FETCH 5 (UID BODY.PEEK[]<0.1>)\nS: A2 NO [EXPUNGEISSUED] gone\nC: A3 UID FETCH 5 (UID BODY.PEEK[]<0.2147483647>)\nS: A3 NO broken").PlayAsync(async session =>
        {
            Assert.Equal(("", ImapFetched.Gone), await FetchAsync(session, 0));
            Assert.Equal(ImapFault.Refused, (await Assert.ThrowsAsync<ImapException>(() => FetchAsync(session, long.MaxValue))).Fault);
        });

    [Fact]
    public async Task Who_takes_a_message_and_fails_ends_the_session() =>
        await Script.SignedIn("", "C: A2 UID FETCH 5 (UID BODY.PEEK[]<0.21>)\nS: * 1 FETCH (UID 5 BODY[]<0> {3}\nS: abc)\nS: A2 OK").PlayAsync(async session =>
        {
            await Assert.ThrowsAsync<InvalidDataException>(() => session.FetchRawAsync(5, (_, _) => throw new InvalidDataException("full"), 20, TestContext.Current.CancellationToken));
            var fault = await Assert.ThrowsAsync<Postrider.Mail.Wire.WireException>(() => session.NoopAsync(TestContext.Current.CancellationToken));
            Assert.Equal(Postrider.Mail.Wire.WireFault.Closed, fault.Fault);
        });

    [Fact]
    public async Task A_message_is_filed_and_its_place_told() =>
        await Script.SignedIn("", """
            C: A2 APPEND "Sent" (\Seen $Sent) "05-Jan-2026 09:08:07 -0530" {3}
            S: * 1 EXISTS
            S: + go on
            C: abc
            S: A2 OK [APPENDUID 38505 3955] done
            C: A3 APPEND "Sent" "05-Jan-2026 09:08:07 -0530" {3}
            S: + go on
            C: abc
            S: A3 OK done
            """).PlayAsync(async session =>
        {
            Assert.Equal(new ImapAppended(38505, 3955), await AppendAsync(session, @"\Seen  $Sent", "abc"));
            Assert.Null(await AppendAsync(session, "", "abc"));
        });

    [Theory]
    [InlineData("LITERAL+", 3, true)]
    [InlineData("literal+", 65536, true)]
    [InlineData("LITERAL+", 65537, false)]
    [InlineData("LITERAL-", 4096, true)]
    [InlineData("LITERAL-", 4097, false)]
    [InlineData("", 3, false)]
    public async Task A_message_goes_unasked_where_the_server_allows_and_it_is_small(string capabilities, int length, bool unasked)
    {
        var mail = new string('m', length);
        var script = Script.SignedIn(capabilities, $"C: A2 APPEND \"Sent\" \"05-Jan-2026 09:08:07 -0530\" {{{length}{(unasked ? "+" : "")}}}\n{(unasked ? "" : "S: +")}\nC: {mail}\nS: A2 OK");
        await script.PlayAsync(session => AppendAsync(session, "", mail));
    }

    [Fact]
    public async Task A_header_that_is_not_ascii_is_announced_where_utf8_was_agreed() =>
        await Script.SignedIn("ENABLE UTF8=ACCEPT LITERAL+", """
            C: A2 ENABLE UTF8=ACCEPT
            S: * ENABLED UTF8=ACCEPT
            S: A2 OK
            C: A3 APPEND "Sent" "05-Jan-2026 09:08:07 -0530" UTF8 (~{11+}
            C: To: ü@ü
            C: )
            S: A3 OK
            C: A4 APPEND "Sent" "05-Jan-2026 09:08:07 -0530" {12+}
            C: A: b
            C:
            C: ü
            C:
            S: A4 OK
            """).PlayAsync(async session =>
        {
            await AppendAsync(session, "", "To: ü@ü\r\n");
            await AppendAsync(session, "", "A: b\r\n\r\nü\r\n");
        });

    [Theory]
    [InlineData("A2 NO [TRYCREATE] no such folder", ImapFault.NoFolder)]
    [InlineData("A2 NO [OVERQUOTA] full", ImapFault.Refused)]
    [InlineData("A2 BAD what?", ImapFault.Bad)]
    public async Task A_message_that_is_not_wanted_is_not_sent(string answer, ImapFault fault) =>
        await Script.SignedIn("", $"C: A2 APPEND \"Sent\" \"05-Jan-2026 09:08:07 -0530\" {{3}}\nS: {answer}\nC: A3 NOOP\nS: A3 OK").PlayAsync(async session =>
        {
            Assert.Equal(fault, (await Assert.ThrowsAsync<ImapException>(() => AppendAsync(session, "", "abc"))).Fault);
            await session.NoopAsync(TestContext.Current.CancellationToken);
        });

    [Theory]
    [InlineData("\\Seen)")]
    [InlineData("a\r\nb")]
    [InlineData("\\")]
    [InlineData("é")]
    [InlineData("{3}")]
    [InlineData("\\\\Seen")]
    public async Task No_flag_reaches_into_the_command(string flags) =>
        await Script.SignedIn("", "").PlayAsync(session => Assert.ThrowsAsync<ArgumentException>(() => AppendAsync(session, flags, "abc")));

    private static Task<ImapAppended?> AppendAsync(ImapSession session, string flags, string mail) =>
        session.AppendAsync("Sent", flags, _date, Encoding.UTF8.GetBytes(mail), TestContext.Current.CancellationToken);

    private static async Task<(string Mail, ImapFetched Fetched)> FetchAsync(ImapSession session, long largest)
    {
        var mail = new MemoryStream();
        var fetched = await session.FetchRawAsync(5, mail.WriteAsync, largest, TestContext.Current.CancellationToken);
        return (Encoding.UTF8.GetString(mail.ToArray()), fetched);
    }
}
