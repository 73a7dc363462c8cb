using Postrider.Mail.Mime;
using Xunit;

namespace Postrider.Tests.Mail.Mime;

public sealed class ComposedHeaderTests
{
    private const string Evil = "a\r\nBcc: evil@example.org\r\n\r\nbody\0\u0007\u2028\u0085z";

    [Fact]
    public void Nothing_that_is_written_by_people_can_begin_a_header()
    {
        var head = Mails.Head(Mails.Plain with
        {
            From = new MailAddress("ada@example.org", Evil),
            To = [new MailAddress("bob@example.com", $"\"{Evil}")],
            Subject = Evil,
            Headers = [new("X-Mark", Evil), new("X-Ä".Replace('Ä', 'A'), $"ä{Evil}")],
        });
        Assert.Equal(["Date", "From", "To", "Subject", "Message-ID", "X-Mark", "X-A", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"], Names(head));
        Assert.DoesNotContain(head, character => char.IsControl(character) && character is not ('\r' or '\n'));
    }

    [Fact]
    public void A_file_s_name_cannot_begin_a_header_nor_name_a_folder()
    {
        var raw = Mails.Compose(Mails.Plain with { Files = [new OutgoingFile($"../..\\{Evil}\".txt", null, new byte[] { 1 })] });
        Assert.Equal(["Content-Type", "Content-Transfer-Encoding", "Content-Disposition"], Names(raw.Split("\r\n--")[2].Split("\r\n\r\n")[0].Split("\r\n", 2)[1]));
        Assert.DoesNotContain("..", raw, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a@b.c\r\nBcc: d@e.f")]
    [InlineData("a b@c.d")]
    [InlineData("a@b>, <c@d.e")]
    [InlineData("a@b@")]
    [InlineData("@b.c")]
    [InlineData("a")]
    [InlineData("")]
    [InlineData("a,b@c.d")]
    [InlineData("a@b c")]
    [InlineData("a@.b")]
    [InlineData("\"a\"b\"@c.d")]
    [InlineData("a@[1.2.3.4]x")]
    [InlineData("a\uD83D@b.c")]
    public void What_is_no_address_is_refused(string address) =>
        Assert.Throws<ArgumentException>(() => MailComposer.Compose(Mails.Plain with { To = [new MailAddress(address)] }));

    [Theory]
    [InlineData("a.b+c@d-e.example")]
    [InlineData("\"odd one\"@example.org")]
    [InlineData("a@[192.0.2.1]")]
    [InlineData("root@localhost")]
    public void Unusual_addresses_are_written(string address) =>
        Assert.Contains($"\r\nTo: {address}\r\n", Mails.Compose(Mails.Plain with { To = [new MailAddress(address)] }), StringComparison.Ordinal);

    [Theory]
    [InlineData("a>b")]
    [InlineData("a b")]
    [InlineData("a\r\nb")]
    [InlineData("ä")]
    [InlineData("")]
    public void What_is_no_id_is_refused(string id)
    {
        Assert.Throws<ArgumentException>(() => MailComposer.Compose(Mails.Plain with { MessageId = id }));
        Assert.Throws<ArgumentException>(() => MailComposer.Compose(Mails.Plain with { InReplyTo = id }));
        Assert.Throws<ArgumentException>(() => MailComposer.Compose(Mails.Plain with { References = ["fine", id] }));
        Assert.Throws<ArgumentException>(() => MailComposer.Compose(Mails.Plain with { Files = [new OutgoingFile("a", null, default, id)] }));
    }

    [Theory]
    [InlineData("X Y")]
    [InlineData("X:Y")]
    [InlineData("X\r\nY")]
    [InlineData("")]
    [InlineData("Ä")]
    [InlineData("bcc")]
    [InlineData("SUBJECT")]
    [InlineData("Content-Language")]
    public void A_further_header_with_no_name_of_its_own_is_refused(string name) =>
        Assert.Throws<ArgumentException>(() => MailComposer.Compose(Mails.Plain with { Headers = [new(name, "x")] }));

    [Fact]
    public void Long_headers_are_folded_and_short_words_stay_whole()
    {
        var words = string.Join(' ', Enumerable.Range(0, 60).Select(i => $"word{i}"));
        var head = Mails.Head(Mails.Plain with
        {
            Subject = words,
            To = [.. Enumerable.Range(0, 50).Select(i => new MailAddress($"person{i}@example.com", $"Person, the {i}th"))],
            References = [.. Enumerable.Range(0, 40).Select(i => $"id-number-{i}@example.com")],
            Headers = [new("X-Words", words), new("X-One", new string('x', 900))],
        });
        var lines = head.Split("\r\n");
        Assert.All(lines, line => Assert.True(line.Length <= 76 || line.StartsWith(" xxx", StringComparison.Ordinal)));
        Assert.All(lines, line => Assert.NotEqual("", line.Trim()));
        Assert.Contains(words, head.Replace("\r\n ", " ", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_header_word_that_no_line_can_hold_is_still_sent()
    {
        var endless = new string('y', 3000);
        var raw = MailComposer.Compose(Mails.Plain with { Subject = endless, Headers = [new("X-Endless", endless)] });
        Assert.Equal(endless, (await Mails.ReadAsync(raw)).Subject);
        Assert.All(System.Text.Encoding.ASCII.GetString(raw).Split("\r\n"), line => Assert.True(line.Length <= 76));
    }

    [Theory]
    [InlineData("Plain Name", "Plain Name <a@b.c>")]
    [InlineData("Doe, John", "\"Doe, John\" <a@b.c>")]
    [InlineData("He said \"hi\" \\o/", "\"He said \\\"hi\\\" \\\\o/\" <a@b.c>")]
    [InlineData("Jürgen", "=?utf-8?Q?J=C3=BCrgen?= <a@b.c>")]
    [InlineData("=?utf-8?Q?fake?=", "=?utf-8?B?PT91dGYtOD9RP2Zha2U/PQ==?= <a@b.c>")]
    [InlineData("", "a@b.c")]
    [InlineData(" \r\n ", "a@b.c")]
    public void A_name_is_written_as_it_needs_to_be(string name, string written) =>
        Assert.Contains($"\r\nTo: {written}\r\n", Mails.Compose(Mails.Plain with { To = [new MailAddress("a@b.c", name)] }), StringComparison.Ordinal);

    [Fact]
    public void Half_a_character_in_a_name_becomes_the_replacement_character() =>
        Assert.Contains("\r\nTo: =?utf-8?B?77+9?= <a@b.c>\r\n", Mails.Compose(Mails.Plain with { To = [new MailAddress("a@b.c", "\uD83D")] }), StringComparison.Ordinal);

    [Fact]
    public void A_long_name_of_a_file_is_whole_in_pieces_and_keeps_its_ending_in_plain()
    {
        var raw = Mails.Compose(Mails.Plain with { Files = [new OutgoingFile($"{new string('ä', 100)}.pdf", null, new byte[] { 1 })] });
        Assert.Contains($"filename=\"{new string('_', 56)}.pdf\";\r\n filename*0*=utf-8''%C3%A4", raw, StringComparison.Ordinal);
        Assert.All(raw.Split("\r\n"), line => Assert.True(line.Length <= 76));
    }

    private static IEnumerable<string> Names(string head) => head.Split("\r\n").Where(line => line.Length == 0 || line[0] != ' ').Select(line => line.Split(':')[0]);
}
