using System.Text;

namespace Postrider.Tests.Mail.Imap;

/// <summary>What servers of several kinds say in one and the same visit: sign in, list, open, search, fetch, file, make, wait, search, leave.</summary>
internal static class Transcripts
{
    public static IReadOnlyList<string> All { get; } =
    [
        """
        * OK [CAPABILITY IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE IDLE LITERAL+ AUTH=PLAIN] Dovecot (Debian) ready.
        A1 OK [CAPABILITY IMAP4rev1 SASL-IR ENABLE IDLE LITERAL+ UIDPLUS LIST-EXTENDED SPECIAL-USE ESEARCH MOVE] Logged in
        * LIST (\HasNoChildren \Sent) "/" Sent
        * LIST (\HasNoChildren) "/" "Entw&APw-rfe & mehr"
        * LIST (\HasChildren \UnMarked) "/" INBOX
        A2 OK List completed (0.001 + 0.000 secs).
        * FLAGS (\Answered \Flagged \Deleted \Seen \Draft)
        * OK [PERMANENTFLAGS (\Answered \Flagged \Deleted \Seen \Draft \*)] Flags permitted.
        * 3 EXISTS
        * 0 RECENT
        * OK [UIDVALIDITY 1767600000] UIDs valid
        * OK [UIDNEXT 6] Predicted next UID
        A3 OK [READ-WRITE] Select completed (0.001 + 0.000 secs).
        * SEARCH 3 4 5
        A4 OK Search completed (0.001 + 0.000 secs).
        * 1 FETCH (UID 3 RFC822.SIZE 4096 INTERNALDATE "05-Jan-2026 09:00:00 +0000" FLAGS (\Seen))
        * 2 FETCH (UID 4 RFC822.SIZE 12 INTERNALDATE "05-Jan-2026 09:00:01 +0100" FLAGS ())
        * 3 FETCH (UID 5 RFC822.SIZE 14 INTERNALDATE "05-Jan-2026 09:00:02 +0000" FLAGS (\Seen $Forwarded))
        A5 OK Fetch completed (0.002 + 0.000 + 0.001 secs).
        * 3 FETCH (UID 5 BODY[]<0> {16}
        From: a@b

        x
        )
        A6 OK Fetch completed (0.001 + 0.000 secs).
        A7 OK [APPENDUID 1767600001 17] Append completed (0.006 + 0.000 + 0.005 secs).
        A8 NO [ALREADYEXISTS] Mailbox already exists (0.001 + 0.000 secs).
        + idling
        * 4 EXISTS
        * 1 RECENT
        A9 OK Idle completed (1.001 + 1.000 + 1.000 secs).
        * SEARCH 4
        A10 OK Search completed (0.001 + 0.000 secs).
        * BYE Logging out
        A11 OK Logout completed (0.001 + 0.000 secs).
        """,
        """
        * OK Gimap ready for requests from 192.0.2.1 x1mb1
        * CAPABILITY IMAP4rev1 UNSELECT IDLE NAMESPACE QUOTA ID XLIST CHILDREN X-GM-EXT-1 XYZZY SASL-IR AUTH=XOAUTH2 AUTH=PLAIN AUTH=PLAIN-CLIENTTOKEN
        A1 OK Thats all she wrote! x1mb2
        * CAPABILITY IMAP4rev1 UNSELECT IDLE NAMESPACE QUOTA ID XLIST CHILDREN X-GM-EXT-1 UIDPLUS COMPRESS=DEFLATE ENABLE MOVE CONDSTORE ESEARCH UTF8=ACCEPT LIST-EXTENDED LIST-STATUS LITERAL- SPECIAL-USE APPENDLIMIT=35651584
        A2 OK ann@post.test authenticated (Success)
        * ENABLED UTF8=ACCEPT
        A3 OK Success
        * LIST (\HasNoChildren) "/" "INBOX"
        * LIST (\HasChildren \Noselect) "/" "[Gmail]"
        * LIST (\All \HasNoChildren) "/" "[Gmail]/All Mail"
        * LIST (\HasNoChildren \Sent) "/" "[Gmail]/Gesendet – für alle"
        A4 OK Success
        * OK [UIDVALIDITY 1] UIDs valid.
        * 2 EXISTS
        * OK [UIDNEXT 7] Predicted next UID.
        * OK [HIGHESTMODSEQ 4242]
        A5 OK [READ-WRITE] INBOX selected. (Success)
        * ESEARCH (TAG "A6") UID ALL 3:5,9
        A6 OK SEARCH completed (Success)
        * 1 FETCH (FLAGS () INTERNALDATE " 5-Jan-2026 09:00:00 +0000" UID 3 RFC822.SIZE {2}
        99)
        A7 OK Success
        * 2 FETCH (BODY[]<0> "small \"one\"" UID 5)
        A8 OK Success
        A9 OK [APPENDUID 1 8] (Success)
        A10 OK Success
        + idling
        * 2 EXPUNGE
        A11 OK IDLE terminated (Success)
        * SEARCH
        A12 OK SEARCH completed (Success)
        * BYE LOGOUT Requested
        A13 OK 73 good day (Success)
        """,
        """
        * ok  [capability  imap4rev1  sasl-ir auth=plain]
        * ok [alert] Your mailbox is {95}
        A1 ok
        * capability imap4rev1
        A2 OK
        * list () nil {6}
        a
        b"c
        * list (\noinferiors (x (y))) "\\" INBOX
        *  LIST ( ) "."   Gesendet
        A3 OK
        * 1 exists
        * ok [uidvalidity 9]
        A4 ok [read-only]
        * search 5 1 5
        A5 ok
        * 1 fetch (uid 5 flags (\seen nil "x") rfc822.size 14 internaldate nil body[header.fields (to cc)] {3}
        abc)
        A6 ok
        * 1 fetch (uid 5 body[] ~{3+}
        abc)
        A7 ok
        + 
        A8 no [trycreate]
        A9 no there
        * list () nil x
        A10 ok
        * 2 exists
        A11 ok
        A12 bad [badcharset (us-ascii)] what
        * bye
        """,
    ];

    public static IEnumerable<byte[]> Bytes() => All.Select(text => Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r\n") + "\r\n"));
}
