using System.Buffers.Binary;

namespace Postrider.Sip.Media.Reports;

/// <summary>What the far side's reports say that matters here.</summary>
internal record struct ReportNews
{
    /// <summary>The middle 32 bits of its NTP time; null: it told nothing of what it sends.</summary>
    public uint? Ntp { get; set; }

    /// <summary>What it lost of our stream, over all; null: it told nothing of it.</summary>
    public int? Lost { get; set; }

    public uint Jitter { get; set; }

    /// <summary>The middle of our NTP time that it saw last; 0: none.</summary>
    public uint LastReport { get; set; }

    /// <summary>How long before its report that was, in 65,536ths of a second.</summary>
    public uint SinceLastReport { get; set; }
}

/// <summary>Reads compounds as far as they can be read; whatever cannot is left out.</summary>
internal static class ReportReader
{
    private const int BlockLength = 24;

    /// <param name="ours">The source whose reception is asked for.</param>
    public static ReportNews Read(ReadOnlySpan<byte> packet, uint ours)
    {
        var news = new ReportNews();
        while (packet.Length >= 8 && packet[0] >> 6 == 2)
        {
            var length = 4 * (BinaryPrimitives.ReadUInt16BigEndian(packet[2..]) + 1);
            if (length > packet.Length)
            {
                break;
            }

            ReadOne(packet[..length], ours, ref news);
            packet = packet[length..];
        }

        return news;
    }

    private static void ReadOne(ReadOnlySpan<byte> report, uint ours, ref ReportNews news)
    {
        int blocks;
        if (report[1] == ReportWriter.SentReport && report.Length >= 28)
        {
            news.Ntp = BinaryPrimitives.ReadUInt32BigEndian(report[10..]);
            blocks = 28;
        }
        else if (report[1] == ReportWriter.HeardReport)
        {
            blocks = 8;
        }
        else
        {
            return;
        }

        for (var left = report[0] & 0x1F; left > 0 && report.Length >= blocks + BlockLength; left--, blocks += BlockLength)
        {
            var block = report.Slice(blocks, BlockLength);
            if (BinaryPrimitives.ReadUInt32BigEndian(block) == ours)
            {
                // Of 24 bits, and signed: repeated packets can make it negative.
                news.Lost = BinaryPrimitives.ReadInt32BigEndian(block[4..]) << 8 >> 8;
                news.Jitter = BinaryPrimitives.ReadUInt32BigEndian(block[12..]);
                news.LastReport = BinaryPrimitives.ReadUInt32BigEndian(block[16..]);
                news.SinceLastReport = BinaryPrimitives.ReadUInt32BigEndian(block[20..]);
            }
        }
    }
}
