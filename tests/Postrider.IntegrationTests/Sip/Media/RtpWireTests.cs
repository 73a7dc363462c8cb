using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Postrider.Sip.Media;
using Xunit;

namespace Postrider.IntegrationTests.Sip.Media;

/// <summary>A session as a far side's bare sockets see it.</summary>
public sealed class RtpWireTests : IAsyncDisposable
{
    private readonly DrivenCalls _calls = new();
    private readonly RtpSession _session;
    private readonly HeardCall _ear;
    private readonly Socket _sound = Bound();
    private readonly Socket _reports = Bound();
    private readonly MediaPlan _plan;

    public RtpWireTests()
    {
        (_session, _ear) = _calls.Open();
        _plan = new MediaPlan { Remote = (IPEndPoint)_sound.LocalEndPoint!, RemoteControl = (IPEndPoint)_reports.LocalEndPoint!, Codec = MediaCodec.Pcmu, DigitPayloadType = 96 };
    }

    public async ValueTask DisposeAsync()
    {
        await _calls.DisposeAsync();
        _sound.Dispose();
        _reports.Dispose();
    }

    [Theory]
    [InlineData(MediaCodec.Pcmu, 0xFF)]
    [InlineData(MediaCodec.Pcma, 0xD5)]
    public async Task Silence_is_sent_at_every_beat_under_growing_numbers(MediaCodec codec, byte silence)
    {
        _calls.Beat(3);
        _session.Use(_plan with { Codec = codec });
        _calls.Beat(5);
        var packets = await PacketsAsync(5);
        Assert.All(packets, packet => Assert.Equal([(byte)codec, .. Enumerable.Repeat(silence, 160)], packet.Bytes[1..2].Concat(packet.Bytes[12..])));
        Assert.All(packets.Zip(packets.Skip(1)), pair =>
        {
            Assert.Equal(unchecked((ushort)(pair.First.Header.Sequence + 1)), pair.Second.Header.Sequence);
            Assert.Equal(unchecked(pair.First.Header.Timestamp + 160), pair.Second.Header.Timestamp);
            Assert.Equal(pair.First.Header.Source, pair.Second.Header.Source);
        });
        Assert.Equal(5, _ear.Beats);
    }

    [Fact]
    public async Task Beats_that_were_late_are_caught_up_with_and_beats_that_are_too_late_are_left_out()
    {
        _session.Use(_plan);
        _calls.Beat(2);
        _calls.Time.Advance(TimeSpan.FromMilliseconds(100));
        _calls.Clock.RunDue();
        var caughtUp = await PacketsAsync(7);
        Assert.Equal(unchecked(caughtUp[0].Header.Timestamp + (6 * 160)), caughtUp[6].Header.Timestamp);
        Assert.Equal(4, _session.Statistics.SentLate);
        Assert.InRange(_session.Statistics.LongestLatenessMilliseconds, 80, 100);

        _calls.Time.Advance(TimeSpan.FromSeconds(10));
        _calls.Clock.RunDue();
        var late = await PacketsAsync(10);
        Assert.Equal(0, _sound.Available);
        Assert.Equal(unchecked(caughtUp[6].Header.Timestamp + (500 * 160)), late[^1].Header.Timestamp);
        Assert.Equal(unchecked((ushort)(caughtUp[6].Header.Sequence + 10)), late[^1].Header.Sequence);
        Assert.Equal(490, _session.Statistics.FramesSkipped);
    }

    [Fact]
    public async Task A_digit_goes_out_as_rfc_4733_has_it()
    {
        _session.Use(_plan);
        _calls.Beat();
        _session.Press('#');
        _calls.Beat(15);
        var packets = await PacketsAsync(16);
        var events = packets.Skip(1).Take(10).ToList();
        Assert.All(events, packet => Assert.Equal((96, packets[1].Header.Timestamp), (packet.Header.PayloadType, packet.Header.Timestamp)));
        Assert.Equal([true, .. Enumerable.Repeat(false, 9)], events.Select(packet => packet.Header.Marker));
        Assert.Equal("0B0A00A0", Convert.ToHexString(events[0].Bytes.AsSpan(12)));
        Assert.All(events.TakeLast(3), packet => Assert.Equal("0B8A0500", Convert.ToHexString(packet.Bytes.AsSpan(12))));
        Assert.Equal(unchecked(packets[0].Header.Timestamp + (15 * 160)), packets[15].Header.Timestamp);
        Assert.All(packets.Skip(11), packet => Assert.Equal(0, packet.Header.PayloadType));
    }

    [Fact]
    public async Task Reports_come_about_every_five_seconds_and_a_goodbye_at_the_end()
    {
        _session.Use(_plan);
        for (var i = 0; i < 100; i++)
        {
            _calls.Beat(30);
            await PacketsAsync(30);
        }

        var reports = new List<byte[]>();
        while (_reports.Available > 0)
        {
            reports.Add(await ReceiveAsync(_reports));
        }

        Assert.InRange(reports.Count, 8, 23);
        Assert.All(reports, report => Assert.Equal(("80C8", "81CA"), (Convert.ToHexString(report, 0, 2), Convert.ToHexString(report, 28, 2))));
        await _session.DisposeAsync();
        var last = await ReceiveAsync(_reports);
        Assert.Equal("81CB0001", Convert.ToHexString(last, last.Length - 8, 4));
    }

    [Fact]
    public async Task Strangers_floods_and_garbage_are_ignored_and_the_call_goes_on()
    {
        _session.Use(_plan);
        using var stranger = Bound();
        for (var i = 0; i < 400; i++)
        {
            var garbage = RandomNumberGenerator.GetBytes(i * 7 % 1800);
            await stranger.SendToAsync(garbage, _session.Local);
            await stranger.SendToAsync(garbage, new IPEndPoint(_session.Local.Address, _session.Local.Port + 1));
            if (garbage.Length > 0)
            {
                garbage[0] &= 0x3F;
            }

            await _sound.SendToAsync(garbage, _session.Local);
            await _reports.SendToAsync(garbage, new IPEndPoint(_session.Local.Address, _session.Local.Port + 1));
        }

        // A flood is looked at in pieces: four of fifteen for each of the two sockets in 20 ms.
        _calls.Beat();
        Assert.InRange(_session.Statistics.PacketsIgnored, 90, 120);
        _calls.Beat(100);
        Assert.Equal(_plan.Remote, _session.Target);
        Assert.Equal(0, _session.Statistics.PacketsReceived);
        for (ushort i = 0; i < 20; i++)
        {
            await _sound.SendToAsync(Packet(i, (byte)(i + 1)), _session.Local);
            _calls.Beat();
        }

        Assert.Equal(Enumerable.Range(1, 19).Select(i => (byte)i), _ear.Heard.Where(code => code is > 0 and < 20).Distinct().Order());
    }

    private static byte[] Packet(ushort number, byte code)
    {
        byte[] packet = [.. new byte[12], .. Enumerable.Repeat(code, 160)];
        new RtpHeader { Sequence = number, Timestamp = number * 160u, Source = 5 }.Write(packet);
        return packet;
    }

    private static Socket Bound()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    private static async Task<byte[]> ReceiveAsync(Socket socket)
    {
        var buffer = new byte[2048];
        var cancellation = TestContext.Current.CancellationToken;
        return buffer[..await socket.ReceiveAsync(buffer, cancellation).AsTask().WaitAsync(TimeSpan.FromSeconds(20), cancellation)];
    }

    private async Task<List<(RtpHeader Header, byte[] Bytes)>> PacketsAsync(int count)
    {
        var packets = new List<(RtpHeader, byte[])>();
        while (packets.Count < count)
        {
            var bytes = await ReceiveAsync(_sound);
            Assert.True(RtpHeader.TryRead(bytes, out var header));
            packets.Add((header, bytes));
        }

        return packets;
    }
}
