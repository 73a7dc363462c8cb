using System.Runtime.ExceptionServices;
using System.Text;
using Postrider.Mail.Imap;
using Postrider.Mail.Sasl;
using Postrider.Mail.Wire;
using Xunit;

namespace Postrider.Tests.Mail.Imap;

/// <summary>
/// A server that plays a script: <c>S:</c> is a line that it sends, <c>C:</c> one that it expects to the letter, <c>X:</c> closes the session. In sent
/// lines <c>\0</c> stands for NUL and a <c>\</c> at the end for no line end.
/// </summary>
internal sealed class Script(string text)
{
    public static readonly MailHost Host = new() { Host = "mail.test", Port = 143, Security = WireSecurity.None, Patience = TimeSpan.FromSeconds(20) };
    public static readonly MailSignIn Ann = new MailSignIn.Password("ann", "secret");

    /// <summary>A script that begins with a sign-in; the client's next command is A2.</summary>
    public static Script SignedIn(string capabilities, string text) => new($"""
        S: * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] ready
        C: A1 AUTHENTICATE PLAIN AGFubgBzZWNyZXQ=
        S: A1 OK [CAPABILITY IMAP4rev1 {capabilities}] in
        {text}
        """);

    public static MailHost With(WireSecurity security) => Host with { Security = security };

    /// <summary>Plays it to a client; what the client threw comes out, but first of all where it left the script.</summary>
    public async Task PlayAsync(Func<ImapSession, Task> act, MailSignIn? signIn = null, MailHost? host = null, TimeProvider? time = null)
    {
        host ??= Host;
        time ??= TimeProvider.System;
        var (near, far) = DuplexStream.Pair();
        var served = ServeAsync(far);
        ExceptionDispatchInfo? fault = null;
        try
        {
            await using var session = await ImapSession.OpenAsync(new MailWire(near, host, time), host, signIn ?? Ann, time, TestContext.Current.CancellationToken);
            await act(session);
        }
        catch (Exception exception)
        {
            fault = ExceptionDispatchInfo.Capture(exception);
        }

        await near.DisposeAsync();
        await served.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        fault?.Throw();
    }

    /// <summary>What a client that says the right things gets to read.</summary>
    public byte[] Sent() => [.. Lines().Where(line => line.StartsWith("S:", StringComparison.Ordinal)).SelectMany(Bytes)];

    private async Task ServeAsync(DuplexStream far)
    {
        using var reader = new StreamReader(far, Encoding.UTF8);
        await using (far)
        {
            foreach (var line in Lines())
            {
                switch (line[..2])
                {
                    case "S:":
                        await far.WriteAsync(Bytes(line), TestContext.Current.CancellationToken);
                        break;
                    case "C:":
                        Assert.Equal(line.Length > 3 ? line[3..] : "", await reader.ReadLineAsync(TestContext.Current.CancellationToken));
                        break;
                    case "X:":
                        return;
                    default:
                        throw new InvalidOperationException($"'{line}' is no line of a script.");
                }
            }

            Assert.Null(await reader.ReadLineAsync(TestContext.Current.CancellationToken));
        }
    }

    private IEnumerable<string> Lines() => text.Split('\n').Select(line => line.TrimEnd('\r')).Where(line => line.Length > 0);

    private static byte[] Bytes(string line)
    {
        var words = (line.Length > 3 ? line[3..] : "").Replace(@"\0", "\0", StringComparison.Ordinal);
        return Encoding.UTF8.GetBytes(words.EndsWith('\\') ? words[..^1] : $"{words}\r\n");
    }
}
