using Postrider.Mail.Imap;
using Xunit;

namespace Postrider.Tests.Mail.Imap;

public sealed class ModifiedUtf7Tests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("INBOX", "INBOX")]
    [InlineData("R&D", "R&-D")]
    [InlineData("Entwürfe", "Entw&APw-rfe")]
    [InlineData("~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-")]
    [InlineData("📮", "&2D3c7g-")]
    [InlineData("a\r\nA1 DELETE x", "a&AA0ACg-A1 DELETE x")]
    [InlineData("\0", "&AAA-")]
    public void A_name_is_written_in_ascii_and_read_back(string name, string coded)
    {
        Assert.Equal(coded, ModifiedUtf7.Encode(name));
        Assert.True(ModifiedUtf7.TryDecode(coded, out var back));
        Assert.Equal(name, back);
    }

    [Theory]
    [InlineData("a&b")]
    [InlineData("&")]
    [InlineData("&AP")]
    [InlineData("&A-")]
    [InlineData("&APz-")]
    [InlineData("&APw=-")]
    [InlineData("&AP w-")]
    [InlineData("&AGE-")]
    [InlineData("&APw-&APw-")]
    [InlineData("&U/BTFw-")]
    [InlineData("Entwürfe")]
    public void What_nobody_writes_so_is_no_name(string coded) => Assert.False(ModifiedUtf7.TryDecode(coded, out _));

    [Fact]
    public void Any_name_comes_back()
    {
        var random = new Random(7);
        for (var round = 0; round < 2000; round++)
        {
            var name = string.Concat(Enumerable.Range(0, random.Next(30)).Select(_ => (char)(random.Next(3) == 0 ? random.Next(0x10000) : random.Next(0x20, 0x7F))));
            Assert.True(ModifiedUtf7.TryDecode(ModifiedUtf7.Encode(name), out var back));
            Assert.Equal(name, back);
        }
    }
}
