using System.Text;
using Postrider.Mail.Smtp;
using Xunit;

namespace Postrider.Tests.Mail.Smtp;

public sealed class DotStuffingTests
{
    [Theory]
    [InlineData("", ".\r\n")]
    [InlineData("a\r\n", "a\r\n.\r\n")]
    [InlineData("a", "a\r\n.\r\n")]
    [InlineData(".", "..\r\n.\r\n")]
    [InlineData(".\r\n", "..\r\n.\r\n")]
    [InlineData("a\r\n.\r\nb\r\n", "a\r\n..\r\nb\r\n.\r\n")]
    [InlineData("a\r\n..b\r\n", "a\r\n...b\r\n.\r\n")]
    [InlineData("a.\r\n.b", "a.\r\n..b\r\n.\r\n")]
    [InlineData("a\n.\nb", "a\n..\nb\r\n.\r\n")]
    public void Lines_that_begin_with_a_dot_get_another(string content, string wire) =>
        Assert.Equal(wire, Encoding.ASCII.GetString(DotStuffing.Apply(Encoding.ASCII.GetBytes(content))));

    [Fact]
    public void What_a_server_takes_the_dots_from_is_what_was_sent()
    {
        var random = new Random(5);
        for (var round = 0; round < 2000; round++)
        {
            var content = string.Concat(Enumerable.Range(0, random.Next(30)).Select(_ => random.Next(4) switch { 0 => ".", 1 => "\r\n", 2 => "x", _ => "..\r\n" })) + "\r\n";
            var wire = Encoding.ASCII.GetString(DotStuffing.Apply(Encoding.ASCII.GetBytes(content)));
            Assert.EndsWith("\r\n.\r\n", "\r\n" + wire, StringComparison.Ordinal);
            var lines = wire[..^3].Split("\r\n")[..^1];
            Assert.DoesNotContain(".", lines);
            Assert.Equal(content, string.Concat(lines.Select(line => (line.StartsWith('.') ? line[1..] : line) + "\r\n")));
        }
    }
}
