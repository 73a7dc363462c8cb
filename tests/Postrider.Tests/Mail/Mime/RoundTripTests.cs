using System.Text;
using Postrider.Mail.Mime;
using Xunit;

namespace Postrider.Tests.Mail.Mime;

/// <summary>Whatever is composed is read again as it was, and keeps the rules of the wire; tried with mails made at random from a fixed seed.</summary>
public sealed class RoundTripTests
{
    private static readonly string[] _pieces =
    [
        "a", "Hello", " ", "  ", "\n", "\r\n", "\r", "\t", "=", "=3D", "--", "=_", "From ", ".", "ä", "ß", "€", "日本", "😀", "\uD83D", "\u0301", "=?utf-8?Q?x?=", "?=", "\"", "\\", "<b>", ">", ",", ";", ":", "(", ")", "@",
        "longwordlongwordlongwordlongwordlongwordlongwordlongwordlongwordlongwordlongword", "\u0001", "'", "%41", "_", "/",
    ];

    [Fact]
    public async Task Every_mail_comes_back_as_it_was()
    {
        var random = new Random(7);
        for (var i = 0; i < 400; i++)
        {
            var mail = Make(random);
            var raw = MailComposer.Compose(mail);
            CheckLines(raw);
            Assert.Equal(raw, MailComposer.Compose(mail));
            Compare(mail, await Mails.ReadAsync(raw));
            await CompareFilesAsync(mail, raw);
        }
    }

    private static void CheckLines(byte[] raw)
    {
        Assert.True(Ascii.IsValid(raw));
        var text = Encoding.ASCII.GetString(raw);
        Assert.DoesNotContain('\0', text);
        Assert.EndsWith("\r\n", text, StringComparison.Ordinal);
        var lines = text.Split("\r\n");
        Assert.All(lines, line => Assert.True(line.Length <= 76 && !line.Contains('\r', StringComparison.Ordinal) && !line.Contains('\n', StringComparison.Ordinal), line));
    }

    private static void Compare(OutgoingMail mail, ParsedMail read)
    {
        Assert.Equal(mail.MessageId, read.MessageId);
        Assert.Equal(mail.Date, read.Date);
        Assert.Equal(mail.InReplyTo, read.InReplyTo);
        Assert.Equal(mail.References, read.References);
        Assert.Equal(Shown(mail.Subject!), read.Subject);
        Assert.Equal([.. mail.To.Select(Shown)], read.To);
        Assert.Equal([Shown(mail.From)], read.From);
        Assert.Equal(mail.Text is null ? null : Body(mail.Text).TrimEnd('\n', ' ', '\t'), mail.Text is null ? null : read.Text);
        Assert.Equal(mail.Html is null ? null : Body(mail.Html).TrimEnd('\n'), read.Html?.TrimEnd('\n'));
        Assert.False(read.Truncated);
        Assert.Null(read.Report);
    }

    private static async Task CompareFilesAsync(OutgoingMail mail, byte[] raw)
    {
        var read = await Mails.ReadAsync(raw);
        Assert.Equal(mail.Files.Select(file => file.Content.Length).Order(), read.Files.Select(file => (int)file.Size).Order());
        Assert.Equal(mail.Files.Select(file => file.ContentId).Order(), read.Files.Select(file => file.ContentId).Order());
        foreach (var file in read.Files)
        {
            Assert.Contains(mail.Files, sent => FileName(sent.Name) == file.Name && sent.ContentId == file.ContentId);
            var copy = await Mails.CopyAsync(raw, file.PartNumber);
            Assert.Contains(mail.Files, sent => sent.Content.Span.SequenceEqual(copy));
        }
    }

    private static OutgoingMail Make(Random random)
    {
        var html = random.Next(3) == 0 ? $"<p>x</p>{Text(random, 30)}" : null;
        return Mails.Plain with
        {
            From = Address(random),
            To = [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => Address(random))],
            MessageId = $"{random.Next()}@example.org",
            Date = new DateTimeOffset(2026, random.Next(1, 13), random.Next(1, 29), random.Next(24), random.Next(60), random.Next(60), TimeSpan.FromMinutes(random.Next(-24, 28) * 30)),
            Subject = $"s{Text(random, 15)}e",
            Text = html is null || random.Next(2) == 0 ? $"b{Text(random, 200)}e" : null,
            Html = html,
            InReplyTo = random.Next(2) == 0 ? "before@example.org" : null,
            References = [.. Enumerable.Range(0, random.Next(8)).Select(i => $"reference-{i}@example.org")],
            Files = [.. Enumerable.Range(0, random.Next(4)).Select(i => File(random, html is not null && i == 0 ? $"cid{i}@example.org" : null))],
        };
    }

    private static OutgoingFile File(Random random, string? contentId)
    {
        var content = new byte[random.Next(300)];
        random.NextBytes(content);
        return new OutgoingFile($"n{Text(random, 6)}.bin", null, content, contentId);
    }

    private static MailAddress Address(Random random) => new($"a{random.Next(1000)}@example.org", random.Next(3) == 0 ? null : $"N{Text(random, 5)}n");

    private static string Text(Random random, int most) => string.Concat(Enumerable.Range(0, random.Next(most)).Select(_ => _pieces[random.Next(_pieces.Length)]));

    private static string Body(string text) => Whole(text).Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');

    private static string Shown(string text)
    {
        var shown = new StringBuilder();
        foreach (var character in Whole(text))
        {
            if (!char.IsControl(character))
            {
                shown.Append(character);
            }
            else if (shown is { Length: > 0 } && shown[^1] != '\u0001')
            {
                shown.Append('\u0001');
            }
        }

        return shown.Replace('\u0001', ' ').ToString().Trim(' ');
    }

    private static MailAddress Shown(MailAddress address) => address with { Name = address.Name is null ? null : string.Join(' ', Shown(address.Name).Split(' ', StringSplitOptions.RemoveEmptyEntries)) };

    private static string FileName(string name)
    {
        var shown = Shown(name);
        return shown[(shown.LastIndexOfAny(['/', '\\']) + 1)..].Trim();
    }

    // Half a character becomes the replacement character.
    private static string Whole(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
