using System.Buffers.Binary;
using System.Text;

namespace Postrider.Sip.Media.Reports;

/// <summary>What a report says of our own stream and of the far side's.</summary>
internal readonly record struct ReportFacts
{
    public uint Source { get; init; }

    /// <summary>Whether anything was sent since the last report: then it tells of that too.</summary>
    public bool HasSent { get; init; }

    /// <summary>Seconds since 1900 and their fraction.</summary>
    public ulong Ntp { get; init; }

    public uint Timestamp { get; init; }

    public uint Packets { get; init; }

    public uint Bytes { get; init; }

    /// <summary>Null: nothing was heard yet.</summary>
    public uint? Heard { get; init; }

    public byte FractionLost { get; init; }

    public int Lost { get; init; }

    public uint Highest { get; init; }

    public uint Jitter { get; init; }

    /// <summary>The middle of the far side's last NTP time; 0: none came.</summary>
    public uint LastReport { get; init; }

    /// <summary>How long ago that was, in 65,536ths of a second.</summary>
    public uint SinceLastReport { get; init; }
}

/// <summary>Writes compounds as RFC 3550, §6 has them: a report, the source's name, and at the end a goodbye.</summary>
internal static class ReportWriter
{
    public const byte SentReport = 200;
    public const byte HeardReport = 201;
    public const byte Description = 202;
    public const byte Goodbye = 203;

    /// <summary>The length that no compound of ours goes beyond.</summary>
    public const int Most = 512;

    /// <param name="name">The source's name: ASCII, at most 255 characters.</param>
    public static int Write(Span<byte> room, in ReportFacts facts, string name, bool isLast)
    {
        var at = WriteReport(room, facts);
        at += WriteName(room[at..], facts.Source, name);
        if (isLast)
        {
            WriteHead(room[at..], 1, Goodbye, 8);
            BinaryPrimitives.WriteUInt32BigEndian(room[(at + 4)..], facts.Source);
            at += 8;
        }

        return at;
    }

    private static int WriteReport(Span<byte> room, in ReportFacts facts)
    {
        BinaryPrimitives.WriteUInt32BigEndian(room[4..], facts.Source);
        var at = 8;
        if (facts.HasSent)
        {
            BinaryPrimitives.WriteUInt64BigEndian(room[8..], facts.Ntp);
            BinaryPrimitives.WriteUInt32BigEndian(room[16..], facts.Timestamp);
            BinaryPrimitives.WriteUInt32BigEndian(room[20..], facts.Packets);
            BinaryPrimitives.WriteUInt32BigEndian(room[24..], facts.Bytes);
            at = 28;
        }

        if (facts.Heard is { } heard)
        {
            var block = room[at..];
            BinaryPrimitives.WriteUInt32BigEndian(block, heard);
            BinaryPrimitives.WriteInt32BigEndian(block[4..], (int)((uint)facts.FractionLost << 24) | (Math.Clamp(facts.Lost, 0, 0x7FFFFF) & 0xFFFFFF));
            BinaryPrimitives.WriteUInt32BigEndian(block[8..], facts.Highest);
            BinaryPrimitives.WriteUInt32BigEndian(block[12..], facts.Jitter);
            BinaryPrimitives.WriteUInt32BigEndian(block[16..], facts.LastReport);
            BinaryPrimitives.WriteUInt32BigEndian(block[20..], facts.SinceLastReport);
            at += 24;
        }

        WriteHead(room, facts.Heard is null ? 0 : 1, facts.HasSent ? SentReport : HeardReport, at);
        return at;
    }

    private static int WriteName(Span<byte> room, uint source, string name)
    {
        BinaryPrimitives.WriteUInt32BigEndian(room[4..], source);
        room[8] = 1;
        room[9] = (byte)Encoding.ASCII.GetBytes(name, room[10..]);

        // At least one zero ends the list, and more fill the word.
        var end = 10 + room[9];
        var length = (end + 4) & ~3;
        room[end..length].Clear();
        WriteHead(room, 1, Description, length);
        return length;
    }

    private static void WriteHead(Span<byte> room, int count, byte kind, int length)
    {
        room[0] = (byte)(0x80 | count);
        room[1] = kind;
        BinaryPrimitives.WriteUInt16BigEndian(room[2..], (ushort)((length / 4) - 1));
    }
}
