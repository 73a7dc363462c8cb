using System.Security.Cryptography;
using Postrider.Sip.Media.Srtp;

namespace Postrider.Sip.Media;

/// <summary>Our own stream: its numbers, and the packet that is being made. Not safe for several threads.</summary>
internal sealed class SentStream
{
    private readonly byte[] _packet = new byte[RtpHeader.Length + SaidSound.Frame + SrtpSeal.Overhead];
    private ushort _sequence;

    public SentStream()
    {
        Source = Any();
        Timestamp = Any();

        // From the lower half, so that the first loss cannot be taken for a rollover (RFC 3711, §3.3.1).
        _sequence = (ushort)(Any() & 0x7FFF);
    }

    public uint Source { get; }

    /// <summary>Of the frame that is due.</summary>
    public uint Timestamp { get; private set; }

    public uint Packets { get; private set; }

    public uint Bytes { get; private set; }

    /// <summary>Where the payload of the next packet is written.</summary>
    public Span<byte> Payload => _packet.AsSpan(RtpHeader.Length, SaidSound.Frame);

    /// <summary>The packet around the payload that was written, sealed where there is a seal.</summary>
    public ReadOnlySpan<byte> Pack(int payload, byte payloadType, uint timestamp, bool marker, SrtpSeal? seal)
    {
        var header = new RtpHeader { PayloadType = payloadType, Marker = marker, Sequence = _sequence++, Timestamp = timestamp, Source = Source, PayloadAt = RtpHeader.Length };
        header.Write(_packet);
        var length = RtpHeader.Length + payload;
        Packets++;
        Bytes += (uint)payload;
        return _packet.AsSpan(0, seal?.Seal(_packet, length, header) ?? length);
    }

    /// <summary>Time goes on whether or not anything is sent.</summary>
    public void Advance(long frames) => Timestamp += (uint)(frames * SaidSound.Frame);

    private static uint Any() => BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(4));
}
