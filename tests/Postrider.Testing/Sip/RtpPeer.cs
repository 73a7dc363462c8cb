using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Postrider.Testing.Sip;

/// <summary>
/// The sound of a peer, on a socket of the test's own: what a peer names in its SDP so that a test sees every packet and says
/// what it likes. It takes µ-law and telephone events as payload types 0 and 101.
/// </summary>
public sealed class RtpPeer : IAsyncDisposable
{
    private const int HeaderLength = 12;
    private const int FrameLength = 160;
    private const byte Sound = 0;
    private const byte Digit = 101;
    private const string Digits = "0123456789*#ABCD";

    private static readonly TimeSpan _frame = TimeSpan.FromMilliseconds(20);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _end = new();
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly SortedDictionary<ushort, byte[]> _heard = [];
    private readonly List<char> _digits = [];
    private readonly Task _listening;
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private uint _lastDigit;
    private ushort _sequence = 4711;
    private uint _timestamp = 160_000;
    private int _packets;

    private RtpPeer()
    {
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listening = ListenAsync(_end.Token);
    }

    public int Port => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    /// <summary>Where it sends to: as told, else where the first packet came from.</summary>
    public IPEndPoint? Target { get; set; }

    /// <summary>Ends when the first packet has come.</summary>
    public Task First => _first.Task;

    public int Packets
    {
        get { lock (_gate) { return _packets; } }
    }

    /// <summary>The numbers of the first and the last packet of sound that came, of a call as short as below; null: none came.</summary>
    public (ushort First, ushort Last)? Numbers
    {
        get { lock (_gate) { return _heard.Count > 0 ? (_heard.Keys.First(), _heard.Keys.Last()) : null; } }
    }

    /// <summary>What was said to it, in the order of the sequence numbers. Its calls are shorter than these numbers take to begin again.</summary>
    public short[] Heard
    {
        get
        {
            lock (_gate)
            {
                // Numbers that begin again after their largest are told by the gap that the small ones have to the large ones.
                var wraps = _heard.Count > 0 && _heard.Keys.First() < 0x2000 && _heard.Keys.Last() > 0xE000;
                return Clip.FromMuLaw([.. _heard.OrderBy(frame => wraps && frame.Key < 0x8000 ? frame.Key + 0x10000 : frame.Key).SelectMany(frame => frame.Value)]);
            }
        }
    }

    public string HeardDigits
    {
        get { lock (_gate) { return new string([.. _digits]); } }
    }

    public static RtpPeer Open() => new();

    /// <summary>Says it frame by frame in its own time; ends with the last frame.</summary>
    public async Task SayAsync(short[] samples, CancellationToken cancellationToken)
    {
        var law = Clip.ToMuLaw(samples);
        var began = TimeProvider.System.GetTimestamp();
        for (var sent = 0; sent * FrameLength < law.Length; sent++)
        {
            var packet = Header(Sound, marker: sent == 0, HeaderLength + FrameLength);
            packet.AsSpan(HeaderLength).Fill(0xFF);
            law.AsSpan(sent * FrameLength, Math.Min(FrameLength, law.Length - (sent * FrameLength))).CopyTo(packet.AsSpan(HeaderLength));
            _timestamp += FrameLength;
            await SendAsync(packet, cancellationToken);
            await UntilAsync(began, sent + 1, cancellationToken);
        }
    }

    /// <summary>Presses a digit for 100 ms, as RFC 4733 has it: one event, told again as it goes on, and its end three times.</summary>
    public async Task PressAsync(char digit, CancellationToken cancellationToken)
    {
        const int Updates = 5;
        var began = TimeProvider.System.GetTimestamp();
        for (var i = 1; i <= Updates + 2; i++)
        {
            var packet = Header(Digit, marker: i == 1, HeaderLength + 4);
            packet[HeaderLength] = (byte)Digits.IndexOf(digit, StringComparison.Ordinal);
            packet[HeaderLength + 1] = (byte)(i >= Updates ? 0x8A : 0x0A);
            BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(HeaderLength + 2), (ushort)(FrameLength * Math.Min(i, Updates)));
            await SendAsync(packet, cancellationToken);
            if (i < Updates)
            {
                await UntilAsync(began, i, cancellationToken);
            }
        }

        _timestamp += (Updates + 1) * FrameLength;
    }

    /// <summary>Any datagram at all.</summary>
    public async Task SendAsync(byte[] datagram, CancellationToken cancellationToken) =>
        await _socket.SendToAsync(datagram, Target ?? throw new InvalidOperationException("It does not know yet where to send."), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _listening;
        _socket.Dispose();
        _end.Dispose();
    }

    private static async Task UntilAsync(long began, int frames, CancellationToken cancellationToken)
    {
        var left = (frames * _frame) - TimeProvider.System.GetElapsedTime(began);
        if (left > TimeSpan.Zero)
        {
            await Task.Delay(left, TimeProvider.System, cancellationToken);
        }
    }

    private byte[] Header(byte payloadType, bool marker, int length)
    {
        var packet = new byte[length];
        packet[0] = 0x80;
        packet[1] = (byte)(payloadType | (marker ? 0x80 : 0));
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), _sequence++);
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(4), _timestamp);
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(8), 0x5151_0001);
        return packet;
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[2048];
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                var came = await _socket.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0), cancellationToken);
                Take(buffer.AsSpan(0, came.ReceivedBytes));
                Target ??= (IPEndPoint)came.RemoteEndPoint;
                _first.TrySetResult();
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (SocketException)
            {
                // The port that it sent to is closed, which the kernel tells at the next receive.
            }
        }
    }

    private void Take(ReadOnlySpan<byte> packet)
    {
        if (packet.Length <= HeaderLength || packet[0] != 0x80)
        {
            return;
        }

        lock (_gate)
        {
            _packets++;
            var timestamp = BinaryPrimitives.ReadUInt32BigEndian(packet[4..]);
            switch (packet[1] & 0x7F)
            {
                case Sound:
                    _heard[BinaryPrimitives.ReadUInt16BigEndian(packet[2..])] = packet[HeaderLength..].ToArray();
                    break;
                case Digit when packet[HeaderLength] < Digits.Length && (_digits.Count == 0 || timestamp != _lastDigit):
                    _lastDigit = timestamp;
                    _digits.Add(Digits[packet[HeaderLength]]);
                    break;
            }
        }
    }
}
