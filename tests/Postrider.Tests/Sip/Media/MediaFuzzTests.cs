using Postrider.Sip.Media;
using Postrider.Sip.Media.Reports;
using Postrider.Sip.Media.Srtp;
using Postrider.Tests.Fuzz;
using Xunit;

namespace Postrider.Tests.Sip.Media;

public sealed class MediaFuzzTests
{
    private static readonly byte[][] _packets =
    [
        Convert.FromHexString("800000010000A0000000BEEF" + new string('7', 320)),
        Convert.FromHexString("906500020000A0A00000BEEFBEDE000110AA0000058A0500"),
        Convert.FromHexString("B2080003FFFFFF000000BEEF0000000100000002000000000506070801020304" + "0000000004"),
    ];

    private static readonly byte[][] _words = [[0x80], [0x90], [0xFF, 0xFF], [0, 0, 0, 0], [0x80, 0xC8, 0, 6], [0x81, 0xC9, 0, 7], [0, 0, 0xBE, 0xEF]];

    [Fact]
    public void A_packet_of_any_bytes_is_heard_within_bounds()
    {
        var (buffer, digits, reception) = (new JitterBuffer(), new DigitsHeard(), new Reception());
        var (frame, pressed, arrival) = (new byte[160], new char[8], 0u);
        Fuzzing.Run(
            _packets,
            input =>
            {
                if (RtpHeader.TryRead(input, out var header))
                {
                    var payload = header.Payload(input);
                    Assert.InRange(payload.Length, 0, input.Length - 12);
                    reception.Add(header, arrival += 160);
                    digits.Put(header.Timestamp, payload);
                    buffer.Put(header.Timestamp, payload);
                }

                Assert.InRange(buffer.Depth, 0, JitterBuffer.Most * 160);
                Assert.True(reception.Lost >= 0);
                Assert.All(pressed[..digits.Take(pressed)], digit => Assert.Contains(digit, "0123456789*#ABCD"));
                buffer.Take(frame);
                reception.TakeFractionLost();
                return Task.CompletedTask;
            },
            _words);
    }

    [Fact]
    public void No_bytes_but_the_sealed_ones_open()
    {
        var key = new SrtpKey(SrtpSuite.Tag80, [.. Enumerable.Range(0, 30).Select(i => (byte)i)]);
        using var seal = new SrtpSeal(key);
        using var opening = new SrtpOpening(key);
        var sealedOnes = _packets.Select(packet =>
        {
            byte[] room = [.. packet, .. new byte[SrtpSeal.Overhead]];
            Assert.True(RtpHeader.TryRead(packet, out var header));
            return room[..seal.Seal(room, packet.Length, header)];
        }).ToList();
        byte[] report = [0x80, 201, 0, 1, 0, 0, 0xBE, 0xEF, .. new byte[SrtpSeal.Overhead]];
        sealedOnes.Add(report[..seal.SealReport(report, 8)]);
        var good = sealedOnes.Select(Convert.ToHexString).ToHashSet();
        Fuzzing.Run(
            sealedOnes,
            input =>
            {
                var isGood = good.Contains(Convert.ToHexString(input));
                byte[] copy = [.. input];
                var opened = RtpHeader.TryRead(copy, out var header) && opening.TryOpen(copy, header, out _);
                Assert.False((opened || opening.TryOpenReport(copy, out _)) && !isGood);
                return Task.CompletedTask;
            },
            _words);
    }

    [Fact]
    public void A_report_of_any_bytes_is_read_as_far_as_it_goes()
    {
        var room = new byte[ReportWriter.Most];
        var length = ReportWriter.Write(room, new ReportFacts { Source = 1, HasSent = true, Heard = 0xBEEF, Lost = 3 }, "name", isLast: true);
        Fuzzing.Run(
            [room[..length]],
            input =>
            {
                var news = ReportReader.Read(input, 0xBEEF);
                Assert.InRange(news.Lost ?? 0, -0x800000, 0x7FFFFF);
                return Task.CompletedTask;
            },
            _words);
    }
}
