using System.Text;
using Postrider.Mail.Imap;
using Postrider.Mail.Wire;
using Postrider.Tests.Fuzz;
using Xunit;

namespace Postrider.Tests.Mail.Imap;

public sealed class ImapFuzzTests
{
    private static readonly string[] _words =
    [
        "* ", "+ ", "A1 OK\r\n", "A2 OK\r\n", "A3 NO [TRYCREATE] x\r\n", "* BYE\r\n", "* LIST () \"/\" ", "* SEARCH ", "* ESEARCH UID ALL ", "1:4294967295", "* 1 FETCH (UID 5 BODY[]<0> ", "{1}\r\n", "{0}\r\n", "{65536}\r\n",
        "{999999999999}\r\n", "{4+}\r\n", "~{2}\r\n", "NIL", "((((((((((((((((", "))))", "[UIDVALIDITY 1]", "[CAPABILITY ", "\"", "\\\"", "&AOk-", "&", "BODY[", "4294967296", "* 0 EXISTS\r\n", "* 5 EXPUNGE\r\n", "\r\n", "\n", "\r",
    ];

    [Fact]
    public void Nothing_that_a_server_says_breaks_the_client() =>
        Fuzzing.Run(Transcripts.Bytes(), VisitAsync, _words, typeof(ImapException), typeof(WireException));

    [Fact]
    public void Nothing_breaks_the_parser() =>
        Fuzzing.Run(
            Transcripts.Bytes(),
            input =>
            {
                ImapParser.AnnouncesLiteral(input, out _, out _);
                ImapResponse.Parse(input).Values();
            },
            _words,
            typeof(FormatException));

    [Fact]
    public async Task A_sign_in_that_never_ends_is_given_up()
    {
        var said = "* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] ready\r\n" + string.Concat(Enumerable.Repeat("+ go on\r\n", 50)) + "A1 OK in\r\n";
        await using var wire = new MailWire(new ReplayStream(Encoding.ASCII.GetBytes(said)), Script.Host, TimeProvider.System);
        var exception = await Assert.ThrowsAsync<ImapException>(() => ImapSession.OpenAsync(wire, Script.Host, Script.Ann, TimeProvider.System, TestContext.Current.CancellationToken));
        Assert.Equal(ImapFault.Protocol, exception.Fault);
    }

    [Fact]
    public async Task The_transcripts_are_visits_to_their_end()
    {
        var visits = 0;
        foreach (var bytes in Transcripts.Bytes())
        {
            var steps = new List<string>();
            await VisitAsync(bytes, steps.Add);
            Assert.Equal(10, steps.Count);
            Assert.DoesNotContain(steps, step => step is nameof(ImapFault.Protocol) or nameof(ImapFault.Bye));
            visits++;
        }

        Assert.Equal(Transcripts.All.Count, visits);
    }

    [Fact]
    public void Random_values_survive_the_parser()
    {
        var random = new Random(11);
        for (var round = 0; round < 3000; round++)
        {
            var value = Make(random, 0);
            var bytes = Encoding.Latin1.GetBytes(value.Wire);
            Assert.Equal(value.Shown, Show(Assert.Single(ImapParser.Values(bytes))));
        }
    }

    private static Task VisitAsync(byte[] said) => VisitAsync(said, _ => { });

    private static async Task VisitAsync(byte[] said, Action<string> note)
    {
        var host = Script.Host;
        await using var session = await ImapSession.OpenAsync(new MailWire(new ReplayStream(said), host, TimeProvider.System), host, Script.Ann, TimeProvider.System, CancellationToken.None);
        var folders = await StepAsync(() => session.ListAsync(CancellationToken.None));
        await StepAsync(() => session.SelectAsync(folders is [.., var last] ? last.Name : "INBOX", false, CancellationToken.None));
        await StepAsync(() => session.SearchSinceUidAsync(3, CancellationToken.None));
        await StepAsync(() => session.FetchSummariesAsync([1, 2, 3, 4, 5], CancellationToken.None));
        await StepAsync(() => session.FetchRawAsync(5, (_, _) => ValueTask.CompletedTask, 1000, CancellationToken.None));
        await StepAsync(() => session.AppendAsync("Sent", @"\Seen", DateTimeOffset.UnixEpoch, "A: b\r\n\r\n"u8.ToArray(), CancellationToken.None));
        await StepAsync(() => session.CreateAsync("x", CancellationToken.None));
        await StepAsync(() => session.IdleAsync(TimeSpan.FromSeconds(10), CancellationToken.None));
        await StepAsync(() => session.SearchHeaderAsync("Message-ID", "<ä@b>", CancellationToken.None));
        await StepAsync(async () =>
        {
            await session.LogoutAsync(CancellationToken.None);
            return true;
        });

        async Task<T?> StepAsync<T>(Func<Task<T>> step)
        {
            try
            {
                var result = await step();
                note("done");
                return result;
            }
            catch (ImapException exception) when (exception.Fault is ImapFault.Refused or ImapFault.NoFolder or ImapFault.Bad)
            {
                note(exception.Fault.ToString());
                return default;
            }
        }
    }

    private static (string Wire, string Shown) Make(Random random, int depth)
    {
        var text = new string([.. Enumerable.Range(0, random.Next(12)).Select(_ => (char)random.Next(1, 256))]);
        switch (random.Next(depth < 5 ? 5 : 3))
        {
            case 0:
                var atom = $"a{random.Next()}";
                return (atom, atom);
            case 1:
                var plain = text.Replace("\r", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal);
                return ($"\"{plain.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"", $"'{plain}'");
            case 2:
                return ($"{{{text.Length}}}\r\n{text}", $"'{text}'");
            default:
                var items = Enumerable.Range(0, random.Next(5)).Select(_ => Make(random, depth + 1)).ToList();
                return ($"({string.Join(' ', items.Select(item => item.Wire))})", $"({string.Join(' ', items.Select(item => item.Shown))})");
        }
    }

    private static string Show(ImapValue value) => value.Shape switch
    {
        ImapShape.Atom => value.Text,
        ImapShape.String => $"'{Encoding.Latin1.GetString(value.Bytes.Span)}'",
        _ => $"({string.Join(' ', value.Items.Select(Show))})",
    };
}
