using System.Buffers.Binary;

namespace Postrider.Sip.Media;

/// <summary>A packet's header as RFC 3550 has it, with where its payload begins.</summary>
internal readonly record struct RtpHeader
{
    /// <summary>Of a header without extension and contributing sources.</summary>
    public const int Length = 12;

    public byte PayloadType { get; init; }

    public bool Marker { get; init; }

    public ushort Sequence { get; init; }

    public uint Timestamp { get; init; }

    public uint Source { get; init; }

    public bool HasPadding { get; init; }

    /// <summary>Where the payload begins.</summary>
    public int PayloadAt { get; init; }

    /// <summary>Whether a packet that came where sound is awaited tells of reports instead (RFC 5761).</summary>
    public static bool IsReport(ReadOnlySpan<byte> packet) => packet.Length >= 2 && packet[1] is >= 200 and <= 207;

    public static bool TryRead(ReadOnlySpan<byte> packet, out RtpHeader header)
    {
        header = default;
        if (packet.Length < Length || packet[0] >> 6 != 2)
        {
            return false;
        }

        var at = Length + (4 * (packet[0] & 0xF));
        if ((packet[0] & 0x10) != 0)
        {
            if (packet.Length < at + 4)
            {
                return false;
            }

            at += 4 + (4 * BinaryPrimitives.ReadUInt16BigEndian(packet[(at + 2)..]));
        }

        if (at > packet.Length)
        {
            return false;
        }

        header = new RtpHeader
        {
            HasPadding = (packet[0] & 0x20) != 0,
            Marker = (packet[1] & 0x80) != 0,
            PayloadType = (byte)(packet[1] & 0x7F),
            Sequence = BinaryPrimitives.ReadUInt16BigEndian(packet[2..]),
            Timestamp = BinaryPrimitives.ReadUInt32BigEndian(packet[4..]),
            Source = BinaryPrimitives.ReadUInt32BigEndian(packet[8..]),
            PayloadAt = at,
        };
        return true;
    }

    /// <summary>The payload of a packet that is not, or no longer, encrypted; empty where its padding makes no sense.</summary>
    public ReadOnlySpan<byte> Payload(ReadOnlySpan<byte> packet)
    {
        var payload = packet[PayloadAt..];
        if (!HasPadding)
        {
            return payload;
        }

        var padding = payload.IsEmpty ? 0 : payload[^1];
        return padding == 0 || padding > payload.Length ? [] : payload[..^padding];
    }

    public void Write(Span<byte> packet)
    {
        packet[0] = 0x80;
        packet[1] = (byte)(PayloadType | (Marker ? 0x80 : 0));
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], Sequence);
        BinaryPrimitives.WriteUInt32BigEndian(packet[4..], Timestamp);
        BinaryPrimitives.WriteUInt32BigEndian(packet[8..], Source);
    }
}
