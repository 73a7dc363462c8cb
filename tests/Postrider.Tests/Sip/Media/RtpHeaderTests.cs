using Postrider.Sip.Media;
using Xunit;

namespace Postrider.Tests.Sip.Media;

public sealed class RtpHeaderTests
{
    [Fact]
    public void What_is_written_is_read()
    {
        var header = new RtpHeader { PayloadType = 101, Marker = true, Sequence = 65535, Timestamp = 0xFEDCBA98, Source = 0x89ABCDEF, PayloadAt = 12 };
        var packet = new byte[12];
        header.Write(packet);
        Assert.Equal("80E5FFFFFEDCBA9889ABCDEF", Convert.ToHexString(packet));
        Assert.True(RtpHeader.TryRead(packet, out var read));
        Assert.Equal(header, read);
    }

    [Theory]
    [InlineData("B2000001000000020000000300000004000000050123000100000006AABBCC01", "AABBCC")]
    [InlineData("A0000001000000020000000302", "")]
    [InlineData("A00000010000000200000003AA00", "")]
    [InlineData("80000001000000020000000377", "77")]
    public void Contributing_sources_extensions_and_padding_are_no_payload(string packet, string payload)
    {
        var bytes = Convert.FromHexString(packet);
        Assert.True(RtpHeader.TryRead(bytes, out var header));
        Assert.Equal(payload, Convert.ToHexString(header.Payload(bytes)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("8000000100000002000000")]
    [InlineData("400000010000000200000003")]
    [InlineData("8F0000010000000200000003")]
    [InlineData("900000010000000200000003")]
    [InlineData("9000000100000002000000030123FFFF")]
    public void What_is_too_short_for_what_it_says_or_of_another_version_is_no_packet(string packet) =>
        Assert.False(RtpHeader.TryRead(Convert.FromHexString(packet), out _));
}
