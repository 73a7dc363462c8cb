using System.Net;
using System.Net.Sockets;
using Postrider.Sip.Sound;

namespace Postrider.Sip.Media;

public sealed partial class RtpSession
{
    /// <summary>More than an Ethernet frame carries; what is longer is no packet of a call.</summary>
    private const int LongestPacket = 2048;

    /// <summary>So many failures of a socket in a row say that it is of no use any more.</summary>
    private const int MostFailures = 100;

    private readonly Allowance _soundAllowance = new();
    private readonly Allowance _reportsAllowance = new();
    private readonly byte[] _converted = new byte[LongestPacket];
    private long _received;
    private long _bytesReceived;
    private long _ignored;

    private delegate void Taking(Span<byte> packet, SocketAddress from, long at);

    private async Task ListenAsync(Socket socket, Allowance allowance, Taking take)
    {
        var buffer = GC.AllocateUninitializedArray<byte>(LongestPacket, pinned: true);
        var from = new SocketAddress(socket.AddressFamily);
        var failures = 0;
        while (failures < MostFailures && !Volatile.Read(ref _isOver))
        {
            try
            {
                var length = await socket.ReceiveFromAsync(buffer, SocketFlags.None, from, CancellationToken.None);
                failures = 0;
                lock (_gate)
                {
                    if (!_isOver)
                    {
                        take(buffer.AsSpan(0, length), from, _clock.Time.GetTimestamp());
                    }
                }

                await allowance.TakeAsync();
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (SocketException)
            {
                // One datagram's failure, such as a refusal that came back for what was sent, or the socket's end.
                failures++;
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

        if (_plan is not { } plan || !RtpHeader.TryRead(packet, out var header) || !IsAgreed(plan, header.PayloadType) || !TryOpen(ref packet, header) || !_soundEnd.Accepts(from, _clock.Time.GetElapsedTime(_begunAt, at)))
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
