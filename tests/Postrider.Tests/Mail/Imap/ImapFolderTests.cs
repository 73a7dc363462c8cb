using Postrider.Mail.Imap;
using Xunit;

namespace Postrider.Tests.Mail.Imap;

public sealed class ImapFolderTests
{
    [Fact]
    public async Task Folders_are_listed_with_what_they_are_for()
    {
        var script = Script.SignedIn("SPECIAL-USE LIST-EXTENDED", """
            C: A2 LIST "" "*" RETURN (SPECIAL-USE)
            S: * LIST (\HasNoChildren) "/" INBOX
            S: * list (\Sent \HasNoChildren) "/" "Sent &AOk-l&AOk-ments"
            S: * LIST (\noselect) "/" {5}
            S: A"\/b
            S: * LIST () NIL "flat"
            S: * LIST (\Junk \Trash)   "."   Spam.Old
            S: * LSUB () "/" ignored
            S: * 3 EXISTS
            S: A2 OK done
            """);
        await script.PlayAsync(async session =>
        {
            var folders = await session.ListAsync(TestContext.Current.CancellationToken);
            Assert.Equal(["INBOX", "Sent éléments", "A\"\\/b", "flat", "Spam.Old"], folders.Select(folder => folder.Name));
            Assert.Equal([SpecialUse.Inbox, SpecialUse.Sent, SpecialUse.None, SpecialUse.None, SpecialUse.Junk], folders.Select(folder => folder.SpecialUse));
            Assert.Equal(['/', '/', '/', null, '.'], folders.Select(folder => folder.Delimiter));
            Assert.Equal([true, true, false, true, true], folders.Select(folder => folder.CanSelect));
            Assert.Equal("Old", folders[4].Leaf);
            Assert.Contains(@"\HASNOCHILDREN", folders[0].Attributes);
        });
    }

    [Theory]
    [InlineData("Sent", "INBOX", "Drafts", "Sent", "Sent Items")]
    [InlineData("Sent Items", "Archive/Sent Messages", "Sent Items", "INBOX")]
    [InlineData("[Gmail]/Sent Mail", "INBOX", "[Gmail]/Sent Mail", "[Gmail]/Drafts")]
    [InlineData("[Gmail]/Gesendet", "INBOX", "[Gmail]/Gesendet")]
    [InlineData("INBOX/GESENDETE OBJEKTE", "INBOX", "INBOX/GESENDETE OBJEKTE")]
    [InlineData("Éléments envoyés", "INBOX", "Éléments envoyés")]
    [InlineData("已发送邮件", "INBOX", "已发送邮件")]
    [InlineData("Sent", "Old/Sent", "Sent")]
    [InlineData(null, "INBOX", "Presents", "Sent stuff", "Consent")]
    public async Task Sent_mail_is_guessed_where_the_server_does_not_say(string? sent, params string[] names)
    {
        var list = string.Join('\n', names.Select(name => $"S: * LIST () \"/\" \"{ModifiedUtf7.Encode(name)}\""));
        await Script.SignedIn("", $"C: A2 LIST \"\" \"*\"\n{list}\nS: A2 OK").PlayAsync(async session =>
        {
            var folders = await session.ListAsync(TestContext.Current.CancellationToken);
            Assert.Equal(sent, folders.SingleOrDefault(folder => folder.SpecialUse == SpecialUse.Sent)?.Name);
            Assert.Equal(names, folders.Select(folder => folder.Name));
        });
    }

    [Fact]
    public async Task A_server_that_promised_more_than_it_can_is_asked_plainly() =>
        await Script.SignedIn("SPECIAL-USE LIST-EXTENDED", """
            C: A2 LIST "" "*" RETURN (SPECIAL-USE)
            S: A2 BAD what?
            C: A3 LIST "" "*"
            S: * LIST (\Sent) "/" Out
            S: A3 OK
            """).PlayAsync(async session => Assert.Equal(SpecialUse.Sent, Assert.Single(await session.ListAsync(TestContext.Current.CancellationToken)).SpecialUse));

    [Fact]
    public async Task Names_that_break_the_rules_are_used_as_they_came() =>
        await Script.SignedIn("LITERAL+", """
            C: A2 LIST "" "*"
            S: * LIST () "/" "Bad &name"
            S: * LIST () "/" "Müll"
            S: * LIST () "/" NIL
            S: * LIST () "/" ""
            S: * LIST () "/" "nu\0l"
            S: A2 OK
            C: A3 SELECT "Bad &name"
            S: A3 NO
            C: A4 SELECT {5+}
            C: Müll
            S: A4 NO
            C: A5 SELECT "NIL"
            S: A5 NO
            """).PlayAsync(async session =>
        {
            var folders = await session.ListAsync(TestContext.Current.CancellationToken);
            Assert.Equal(["Bad &name", "Müll", "NIL"], folders.Select(folder => folder.Name));
            foreach (var folder in folders)
            {
                await Assert.ThrowsAsync<ImapException>(() => session.SelectAsync(folder.Name, false, TestContext.Current.CancellationToken));
            }
        });

    [Fact]
    public async Task Names_are_in_utf8_once_the_server_agreed() =>
        await Script.SignedIn("ENABLE UTF8=ACCEPT LITERAL-", """
            C: A2 ENABLE UTF8=ACCEPT
            S: * ENABLED UTF8=ACCEPT
            S: A2 OK
            C: A3 LIST "" "*"
            S: * LIST () "/" "Entwürfe & mehr"
            S: A3 OK
            C: A4 CREATE {16+}
            C: Entwürfe & mehr
            S: A4 OK
            """).PlayAsync(async session =>
        {
            var folder = Assert.Single(await session.ListAsync(TestContext.Current.CancellationToken));
            Assert.Equal("Entwürfe & mehr", folder.Name);
            Assert.True(await session.CreateAsync(folder.Name, TestContext.Current.CancellationToken));
        });

    [Theory]
    [InlineData("S: A2 OK")]
    [InlineData("S: A2 BAD no")]
    [InlineData("S: * ENABLED\nS: A2 OK")]
    public async Task Names_stay_in_ascii_where_the_server_does_not_keep_its_word(string answer) =>
        await Script.SignedIn("ENABLE UTF8=ACCEPT", $"C: A2 ENABLE UTF8=ACCEPT\n{answer}\nC: A3 CREATE \"&APw-\"\nS: A3 OK")
            .PlayAsync(async session => Assert.True(await session.CreateAsync("ü", TestContext.Current.CancellationToken)));

    [Fact]
    public async Task A_folder_is_opened_with_its_numbers() =>
        await Script.SignedIn("", """
            C: A2 SELECT "INBOX"
            S: * FLAGS (\Answered \Seen)
            S: * OK [PERMANENTFLAGS (\Seen \*)] Flags permitted.
            S: * 17 EXISTS
            S: * 2 RECENT
            S: * OK [UNSEEN 12] First unseen.
            S: * OK [UIDVALIDITY 4294967295] valid
            S: * OK [uidnext 4392] Predicted
            S: A2 OK [READ-WRITE] done
            C: A3 EXAMINE "Sent"
            S: * 0 EXISTS
            S: * OK [UIDVALIDITY 1]
            S: A3 OK [READ-ONLY] done
            """).PlayAsync(async session =>
        {
            Assert.Equal(new ImapSelected(4294967295, 4392, 17, false), await session.SelectAsync("INBOX", false, TestContext.Current.CancellationToken));
            Assert.Equal(new ImapSelected(1, null, 0, true), await session.SelectAsync("Sent", true, TestContext.Current.CancellationToken));
        });

    [Theory]
    [InlineData("A2 NO [NONEXISTENT] Unknown Mailbox", ImapFault.NoFolder)]
    [InlineData("A2 NO [TRYCREATE] No such folder", ImapFault.NoFolder)]
    [InlineData("A2 NO Mailbox doesn't exist: x", ImapFault.NoFolder)]
    [InlineData("A2 NO [CANNOT] no such luck", ImapFault.Refused)]
    [InlineData("A2 NO not today", ImapFault.Refused)]
    [InlineData("A2 BAD what?", ImapFault.Bad)]
    public async Task A_folder_that_cannot_be_opened_leaves_the_session_as_it_is(string answer, ImapFault fault) =>
        await Script.SignedIn("", $"C: A2 SELECT \"x\"\nS: {answer}\nC: A3 NOOP\nS: A3 OK").PlayAsync(async session =>
        {
            var thrown = await Assert.ThrowsAsync<ImapException>(() => session.SelectAsync("x", false, TestContext.Current.CancellationToken));
            Assert.Equal(fault, thrown.Fault);
            await session.NoopAsync(TestContext.Current.CancellationToken);
        });

    [Fact]
    public async Task A_folder_without_a_validity_cannot_be_used()
    {
        var script = Script.SignedIn("", "C: A2 SELECT \"x\"\nS: * 1 EXISTS\nS: A2 OK");
        var fault = await Assert.ThrowsAsync<ImapException>(() => script.PlayAsync(session => session.SelectAsync("x", false, TestContext.Current.CancellationToken)));
        Assert.Equal(ImapFault.Protocol, fault.Fault);
    }

    [Fact]
    public async Task Making_a_folder_that_is_there_is_no_fault() =>
        await Script.SignedIn("", """
            C: A2 CREATE "one"
            S: A2 OK
            C: A3 CREATE "two"
            S: A3 NO [ALREADYEXISTS] there
            C: A4 CREATE "three%"
            S: A4 NO Mailbox exists
            C: A5 LIST "" "three%"
            S: * LIST () "/" "three%"
            S: A5 OK
            C: A6 CREATE "f*"
            S: A6 NO [OVERQUOTA] no
            C: A7 LIST "" "f*"
            S: * LIST () "/" "four"
            S: A7 OK
            C: A8 CREATE "five"
            S: A8 BAD what?
            """).PlayAsync(async session =>
        {
            Assert.True(await session.CreateAsync("one", TestContext.Current.CancellationToken));
            Assert.False(await session.CreateAsync("two", TestContext.Current.CancellationToken));
            Assert.False(await session.CreateAsync("three%", TestContext.Current.CancellationToken));
            var fault = await Assert.ThrowsAsync<ImapException>(() => session.CreateAsync("f*", TestContext.Current.CancellationToken));
            Assert.Equal((ImapFault.Refused, "OVERQUOTA"), (fault.Fault, fault.Code));
            fault = await Assert.ThrowsAsync<ImapException>(() => session.CreateAsync("five", TestContext.Current.CancellationToken));
            Assert.Equal(ImapFault.Bad, fault.Fault);
        });
}
