using Postrider.Sip.Media.Reports;
using Xunit;

namespace Postrider.Tests.Sip.Media;

public sealed class ReportTests
{
    private static readonly ReportFacts _facts = new()
    {
        Source = 0x01020304,
        HasSent = true,
        Ntp = 0x1122334455667788,
        Timestamp = 0xA0B0C0D0,
        Packets = 100,
        Bytes = 16000,
        Heard = 0x0A0B0C0D,
        FractionLost = 64,
        Lost = 25,
        Highest = 0x10005,
        Jitter = 12,
        LastReport = 0x99887766,
        SinceLastReport = 65536,
    };

    [Fact]
    public void A_report_is_written_byte_by_byte_as_the_standard_has_it() => Assert.Equal(
        "81C8000C" + "01020304" + "1122334455667788" + "A0B0C0D0" + "00000064" + "00003E80"
        + "0A0B0C0D" + "40000019" + "00010005" + "0000000C" + "99887766" + "00010000"
        + "81CA0003" + "01020304" + "01036E6D65" + "000000",
        Convert.ToHexString(Written(_facts, "nme")));

    [Fact]
    public void Who_sent_and_heard_nothing_says_just_that_and_goodbye() => Assert.Equal(
        "80C90001" + "01020304" + "81CA0003" + "01020304" + "01046E616D65" + "0000" + "81CB0001" + "01020304",
        Convert.ToHexString(Written(new ReportFacts { Source = 0x01020304 }, "name", isLast: true)));

    [Fact]
    public void What_a_report_says_of_us_is_read()
    {
        var news = ReportReader.Read(Written(_facts, "name"), 0x0A0B0C0D);
        Assert.Equal(new ReportNews { Ntp = 0x33445566, Lost = 25, Jitter = 12, LastReport = 0x99887766, SinceLastReport = 65536 }, news);
        Assert.Null(ReportReader.Read(Written(_facts, "name"), 0x0A0B0C0E).Lost);
        Assert.Null(ReportReader.Read(Written(_facts with { HasSent = false }, "name"), 0x0A0B0C0D).Ntp);
    }

    [Fact]
    public void A_negative_loss_is_read_and_a_truncated_compound_as_far_as_it_goes()
    {
        var bytes = Written(_facts, "name");
        bytes[33] = bytes[34] = bytes[35] = 0xFF;
        Assert.Equal(-1, ReportReader.Read(bytes, 0x0A0B0C0D).Lost);
        Assert.Equal(-1, ReportReader.Read(bytes.AsSpan(0, bytes.Length - 3), 0x0A0B0C0D).Lost);
        Assert.Equal(new ReportNews(), ReportReader.Read(bytes.AsSpan(0, 40), 0x0A0B0C0D));
    }

    private static byte[] Written(in ReportFacts facts, string name, bool isLast = false)
    {
        var room = new byte[ReportWriter.Most];
        return room[..ReportWriter.Write(room, facts, name, isLast)];
    }
}
