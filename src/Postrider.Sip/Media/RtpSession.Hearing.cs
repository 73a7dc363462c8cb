using System.Net;
using System.Net.Sockets;
using Postrider.Sip.Sound;

namespace Postrider.Sip.Media;

public sealed partial class RtpSession
{
    /// <summary>More than an Ethernet frame carries; what is longer is no packet of a call.</summary>
    private const int LongestPacket = 2048;

    /// <summary>How many datagrams of a socket are looked at in 5 ms; of a flood the kernel drops the rest, which costs nothing.</summary>
    private const int MostInALook = 15;

    private readonly byte[] _datagram = GC.AllocateUninitializedArray<byte>(LongestPacket, pinned: true);
    private readonly byte[] _converted = new byte[LongestPacket];
    private readonly SocketAddress _from;
    private readonly Taking _takeSound;
    private readonly Taking _takeReport;
    private long _received;
    private long _bytesReceived;
    private long _ignored;

    private delegate void Taking(Span<byte> packet, SocketAddress from, long at);

    /// <summary>
    /// Takes what has come. On the clock's thread: nothing is heard before the next beat anyway, and no thread must be woken for it, nor be free.
    /// </summary>
    private void Drain()
    {
        Drain(_ports.Sound, _takeSound);
        Drain(_ports.Reports, _takeReport);
    }

    private void Drain(Socket socket, Taking take)
    {
        // Asked by a poll: how many bytes are there says nothing of a datagram without any.
        for (var i = 0; i < MostInALook && socket.Poll(0, SelectMode.SelectRead); i++)
        {
            try
            {
                var length = socket.ReceiveFrom(_datagram, SocketFlags.None, _from);
                take(_datagram.AsSpan(0, length), _from, _clock.Time.GetTimestamp());
            }
            catch (SocketException)
            {
                // One datagram's failure: too long, broken, or a refusal that came back for what was sent.
                _ignored++;
            }
        }
    }

    private void TakeSound(Span<byte> packet, SocketAddress from, long at)
    {
        if (RtpHeader.IsReport(packet))
        {
            TakeReport(packet, from, at);
            return;
        }

        if (_plan is not { } plan || !RtpHeader.TryRead(packet, out var header) || !IsAgreed(plan, header.PayloadType) || !TryOpen(ref packet, header) || !_soundEnd.Accepts(from, _clock.Time.GetElapsedTime(_begunAt, at), header.Sequence))
        {
            _ignored++;
            return;
        }

        if (_reception.IsBegun && _reception.Source != header.Source)
        {
            _heard.Reset();
            _digits.Reset();
        }

        var payload = header.Payload(packet);
        _heardAt = at;
        _received++;
        _bytesReceived += payload.Length;
        _reception.Add(header, (uint)(long)(_clock.Time.GetElapsedTime(_begunAt, at).TotalMilliseconds * 8));
        if (MayHear)
        {
            Hear(plan, header, payload);
        }
    }

    private void Hear(MediaPlan plan, in RtpHeader header, ReadOnlySpan<byte> payload)
    {
        if (header.PayloadType == plan.DigitPayloadType)
        {
            _digits.Put(header.Timestamp, payload);
        }
        else if (header.PayloadType == (byte)MediaCodec.Pcma)
        {
            G711.ALawToULaw(payload, _converted);
            _heard.Put(header.Timestamp, _converted.AsSpan(0, payload.Length));
        }
        else if (header.PayloadType == (byte)MediaCodec.Pcmu)
        {
            _heard.Put(header.Timestamp, payload);
        }
    }

    private bool TryOpen(ref Span<byte> packet, in RtpHeader header)
    {
        if (_opening is null)
        {
            return true;
        }

        if (!_opening.TryOpen(packet, header, out var length))
        {
            return false;
        }

        packet = packet[..length];
        return true;
    }

    private static bool IsAgreed(MediaPlan plan, byte payloadType) =>
        payloadType == (byte)plan.Codec || payloadType == plan.DigitPayloadType || payloadType == ComfortNoise;
}
