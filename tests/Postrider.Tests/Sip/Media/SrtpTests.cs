using Postrider.Sip.Media;
using Postrider.Sip.Media.Srtp;
using Xunit;

namespace Postrider.Tests.Sip.Media;

public sealed class SrtpTests
{
    private static readonly byte[] _master = [.. Convert.FromHexString("E1F97A0D3E018BE0D64FA32C06DE4139"), .. Convert.FromHexString("0EC675AD498AFEEBB6960B3AABE6")];

    [Fact]
    public void The_key_stream_is_that_of_rfc_3711_b_2()
    {
        using var counter = new AesCounter(Convert.FromHexString("2B7E151628AED2A6ABF7158809CF4F3C"));
        var data = new byte[48];
        counter.Apply(Convert.FromHexString("F0F1F2F3F4F5F6F7F8F9FAFBFCFD0000"), data);
        Assert.Equal("E03EAD0935C95E80E166B16DD92B4EB4D23513162B02D0F72A43A2FE4A5F97AB41E95B3BB0A2E8DD477901E4FCA894C0", Convert.ToHexString(data));
    }

    [Theory]
    [InlineData(0, "C61E7A93744F39EE10734AFE3FF7A087")]
    [InlineData(2, "30CBBC08863D8C85D49DB34A9AE1")]
    [InlineData(1, "CEBE321F6FF7716B6FD4AB49AF256A156D38BAA48F0A0ACF3C34E2359E6CDBCEE049646C43D9327AD175578EF72270986371C10C9A369AC2F94A8C5FBCDDDC256D6E919A48B610EF17C2041E474035766B68642C59BBFC2F34DB60DBDFB2DC68")]
    public void Keys_are_derived_as_in_rfc_3711_b_3(byte label, string expected) =>
        Assert.Equal(expected, Convert.ToHexString(SessionKeys.Derive(_master.AsSpan(0, 16), _master.AsSpan(16), label, expected.Length / 2)));

    [Theory]
    [InlineData(SrtpSuite.Tag80, 10)]
    [InlineData(SrtpSuite.Tag32, 4)]
    public void What_is_sealed_opens_once_and_only_untouched(string suite, int tag)
    {
        using var seal = new SrtpSeal(new SrtpKey(suite, _master));
        using var opening = new SrtpOpening(new SrtpKey(suite, _master));
        var plain = Packet(100, "hello, world");
        var packet = Sealed(seal, plain);
        Assert.Equal(plain.Length + tag, packet.Length);
        Assert.Equal(plain[..12], packet[..12]);
        Assert.NotEqual(plain[12..], packet[12..plain.Length]);
        for (var i = 0; i < packet.Length; i++)
        {
            byte[] forged = [.. packet];
            forged[i] ^= 1;
            Assert.Null(Opened(opening, forged));
        }

        Assert.Equal(plain, Opened(opening, packet));
        Assert.Null(Opened(opening, packet));
    }

    [Fact]
    public void Numbers_turn_over_and_packets_around_the_turn_open_in_any_order()
    {
        using var seal = new SrtpSeal(new SrtpKey(SrtpSuite.Tag80, _master));
        using var opening = new SrtpOpening(new SrtpKey(SrtpSuite.Tag80, _master));
        var packets = Enumerable.Range(0, 3 * 65536 / 16).Select(i => Sealed(seal, Packet((ushort)(i * 16), "x"))).ToList();
        for (var i = 0; i < packets.Count; i += 2)
        {
            Assert.NotNull(Opened(opening, packets[i + 1]));
            Assert.NotNull(Opened(opening, packets[i]));
        }

        Assert.Null(Opened(opening, packets[^1]));
        Assert.Null(Opened(opening, packets[^10]));
    }

    [Fact]
    public void Reports_are_sealed_with_their_own_keys_and_open_once()
    {
        using var seal = new SrtpSeal(new SrtpKey(SrtpSuite.Tag32, _master));
        using var opening = new SrtpOpening(new SrtpKey(SrtpSuite.Tag32, _master));
        byte[] empty = [0x80, 201, 0, 1, 1, 2, 3, 4, .. new byte[14]];
        seal.SealReport(empty, 8);
        Assert.True(opening.TryOpenReport(empty, out _));
        byte[] plain = [0x80, 201, 0, 2, 1, 2, 3, 4, 5, 6, 7, 8];
        for (var i = 0; i < 3; i++)
        {
            byte[] packet = [.. plain, .. new byte[14]];
            Assert.Equal(packet.Length, seal.SealReport(packet, plain.Length));
            byte[] again = [.. packet], forged = [.. packet];
            forged[9] ^= 1;
            Assert.False(opening.TryOpenReport(forged, out _));
            Assert.True(opening.TryOpenReport(packet, out var length));
            Assert.Equal(plain, packet[..length]);
            Assert.False(opening.TryOpenReport(again, out _));
        }
    }

    [Fact]
    public void A_key_that_is_of_no_use_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new SrtpSeal(new SrtpKey("AES_256_CM_HMAC_SHA1_80", _master)));
        Assert.Throws<ArgumentException>(() => new SrtpOpening(new SrtpKey(SrtpSuite.Tag80, new byte[29])));
    }

    private static byte[] Packet(ushort number, string text)
    {
        byte[] packet = [.. new byte[12], .. System.Text.Encoding.ASCII.GetBytes(text)];
        new RtpHeader { Sequence = number, Source = 0xCAFEBABE, Timestamp = 5 }.Write(packet);
        return packet;
    }

    private static byte[] Sealed(SrtpSeal seal, byte[] plain)
    {
        byte[] room = [.. plain, .. new byte[SrtpSeal.Overhead]];
        Assert.True(RtpHeader.TryRead(plain, out var header));
        return room[..seal.Seal(room, plain.Length, header)];
    }

    private static byte[]? Opened(SrtpOpening opening, byte[] packet)
    {
        byte[] copy = [.. packet];
        return RtpHeader.TryRead(copy, out var header) && opening.TryOpen(copy, header, out var length) ? copy[..length] : null;
    }
}
