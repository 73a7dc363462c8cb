using System.Net;
using System.Net.Sockets;
using Postrider.Sip.Calling;
using Postrider.Sip.Media;
using Postrider.Testing.Mail;
using Xunit;

namespace Postrider.IntegrationTests.Sip;

/// <summary>Signalling over real sockets.</summary>
public sealed class WireTests
{
    private static readonly SipCallRequest _request = new() { To = "100" };
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SipTransport.Udp)]
    [InlineData(SipTransport.Tcp)]
    public async Task A_call_is_answered_and_hung_up(SipTransport transport)
    {
        await using var peer = transport == SipTransport.Udp ? AnsweringPeer.Udp() : AnsweringPeer.Tcp();
        await using var agent = await SipAgent.OpenAsync(peer.Trunk(transport), TimeProvider.System, Cancelled);
        Assert.Equal(IPAddress.Loopback, agent.LocalAddress);
        var call = await AnsweredAsync(agent);
        Assert.Equal(CallEndKind.LocalHungUp, (await call.HangUpAsync(null, Cancelled).WaitAsync(_patience, Cancelled)).Kind);
        Assert.Equal(1, peer.Byes);
        Assert.True((await agent.OptionsAsync(Cancelled)).IsOk);
        Assert.Null(agent.Core.LastFault);
    }

    [Fact]
    public async Task A_port_that_nobody_listens_at_is_unreachable_at_once()
    {
        var port = FreePort.Take();
        await using var agent = await SipAgent.OpenAsync(new SipTrunk { Host = "127.0.0.1", Port = port }, TimeProvider.System, Cancelled);
        for (var i = 0; i < 3; i++)
        {
            await using var call = agent.Call(_request, new NoMedia());
            Assert.Equal(CallEndKind.Unreachable, (await call.Ended.WaitAsync(_patience, Cancelled)).Kind);
        }

        var stream = await Assert.ThrowsAsync<SipException>(() => SipAgent.OpenAsync(new SipTrunk { Host = "127.0.0.1", Port = port, Transport = SipTransport.Tcp }, TimeProvider.System, Cancelled));
        Assert.Equal(CallEndKind.Unreachable, stream.Kind);
    }

    [Fact]
    public async Task A_far_side_may_send_past_the_trunk()
    {
        await using var peer = AnsweringPeer.Udp();
        await using var agent = await SipAgent.OpenAsync(peer.Trunk(SipTransport.Udp), TimeProvider.System, Cancelled);
        var call = await AnsweredAsync(agent);
        using var other = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        other.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        await other.SendToAsync(peer.Bye(), agent.LocalEndPoint, Cancelled);
        Assert.Equal(CallEndKind.RemoteHungUp, (await call.Ended.WaitAsync(_patience, Cancelled)).Kind);
        var buffer = new byte[2000];
        var length = await other.ReceiveAsync(buffer, SocketFlags.None, Cancelled);
        Assert.StartsWith("SIP/2.0 200 OK", System.Text.Encoding.UTF8.GetString(buffer, 0, length), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_flood_of_garbage_leaves_calls_unharmed()
    {
        await using var peer = AnsweringPeer.Udp();
        await using var agent = await SipAgent.OpenAsync(peer.Trunk(SipTransport.Udp), TimeProvider.System, Cancelled);
        var running = await AnsweredAsync(agent);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var isOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var flood = Task.Run(() => Flood(agent.LocalEndPoint, isOn, stop.Token), Cancelled);
        await isOn.Task.WaitAsync(_patience, Cancelled);
        for (var i = 0; i < 50; i++)
        {
            var call = await AnsweredAsync(agent);
            Assert.Equal(CallEndKind.LocalHungUp, (await call.HangUpAsync(null, Cancelled).WaitAsync(_patience, Cancelled)).Kind);
        }

        await stop.CancelAsync();
        var sent = await flood;
        TestContext.Current.TestOutputHelper?.WriteLine($"{sent} datagrams of garbage came meanwhile.");
        Assert.False(running.Ended.IsCompleted);
        Assert.Null(agent.Core.LastFault);
        await running.HangUpAsync(null, Cancelled).WaitAsync(_patience, Cancelled);
    }

    [Fact]
    public async Task A_stream_that_the_far_side_closes_ends_its_calls()
    {
        await using var peer = AnsweringPeer.Tcp();
        await using var agent = await SipAgent.OpenAsync(peer.Trunk(SipTransport.Tcp), TimeProvider.System, Cancelled);
        var call = await AnsweredAsync(agent);
        await peer.SendAsync("\r\n\r\n"u8.ToArray());
        Assert.True(agent.IsUsable);
        peer.CloseStream();
        Assert.Equal(CallEndKind.Lost, (await call.Ended.WaitAsync(_patience, Cancelled)).Kind);
        await agent.Closed.WaitAsync(_patience, Cancelled);
        Assert.False(agent.IsUsable);
        Assert.Equal(CallEndKind.Unreachable, (await agent.Call(_request, new NoMedia()).Ended.WaitAsync(_patience, Cancelled)).Kind);
    }

    [Fact]
    public async Task Closing_an_agent_says_BYE_and_frees_its_port()
    {
        foreach (var transport in new[] { SipTransport.Udp, SipTransport.Tcp })
        {
            await using var peer = transport == SipTransport.Udp ? AnsweringPeer.Udp() : AnsweringPeer.Tcp();
            var agent = await SipAgent.OpenAsync(peer.Trunk(transport), TimeProvider.System, Cancelled);
            var call = await AnsweredAsync(agent);
            await agent.DisposeAsync();
            Assert.Equal(CallEndKind.LocalHungUp, (await call.Ended).Kind);
            await peer.Hung.WaitAsync(_patience, Cancelled);
            Assert.Equal((0, 0), (agent.Core.Open, agent.Core.Alarms.Count));
            if (transport == SipTransport.Udp)
            {
                using var again = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
                again.Bind(agent.LocalEndPoint);
            }
        }
    }

    [Fact]
    public async Task A_certificate_must_be_trusted_or_pinned()
    {
        using var certificates = Certificates.Make();
        await using (var peer = AnsweringPeer.Tls(certificates.Certificate))
        {
            await using var agent = await SipAgent.OpenAsync(peer.Trunk(SipTransport.Tls, certificates.Sha256.ToUpperInvariant()), TimeProvider.System, Cancelled);
            var call = await AnsweredAsync(agent);
            Assert.StartsWith("SIP/2.0/TLS ", peer.Invite!.Headers["Via"], StringComparison.Ordinal);
            Assert.Equal(CallEndKind.LocalHungUp, (await call.HangUpAsync(null, Cancelled).WaitAsync(_patience, Cancelled)).Kind);
        }

        foreach (var (pin, words) in new[] { (null, "is not signed by anyone this machine trusts"), (new string('0', 64), "showed another certificate than the pinned one") })
        {
            await using var peer = AnsweringPeer.Tls(certificates.Certificate);
            var refusal = await Assert.ThrowsAsync<SipException>(() => SipAgent.OpenAsync(peer.Trunk(SipTransport.Tls, pin), TimeProvider.System, Cancelled));
            Assert.Equal(CallEndKind.Unreachable, refusal.Kind);
            Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
            Assert.Contains(certificates.Sha256, refusal.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_host_that_must_not_be_used_or_does_not_exist_is_unreachable_with_words()
    {
        var barred = await Assert.ThrowsAsync<SipException>(() => SipAgent.OpenAsync(new SipTrunk { Host = "127.0.0.1", Objection = _ => "It is this machine." }, TimeProvider.System, Cancelled));
        Assert.Equal("127.0.0.1:5060 is not used: It is this machine.", barred.Message);
        var unknown = await Assert.ThrowsAsync<SipException>(() => SipAgent.OpenAsync(new SipTrunk { Host = "no-such-host.invalid" }, TimeProvider.System, Cancelled));
        Assert.Equal(CallEndKind.Unreachable, unknown.Kind);
    }

    private static async Task<SipCall> AnsweredAsync(SipAgent agent)
    {
        var call = agent.Call(_request, new NoMedia());
        Assert.IsType<CallSignal.Answered>(await call.Signals.ReadAsync(Cancelled).AsTask().WaitAsync(_patience, Cancelled));
        return call;
    }

    private static int Flood(IPEndPoint to, TaskCompletionSource isOn, CancellationToken cancellationToken)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        var random = new Random(5);
        var sent = 0;
        var bytes = new byte[400];
        while (!cancellationToken.IsCancellationRequested && sent < 500_000)
        {
            random.NextBytes(bytes);
            if (sent % 4 == 0)
            {
                "INVITE sip:a@b SIP/2.0\r\nVia: x\r\n\r\n"u8.CopyTo(bytes);
            }

            socket.SendTo(bytes, to);
            if (++sent > 100)
            {
                isOn.TrySetResult();
            }
        }

        return sent;
    }

    private sealed class NoMedia : ICallMedia
    {
        public IPEndPoint Local { get; } = new(IPAddress.Loopback, 30000);

        public SrtpKey? LocalKey => null;

        public void Use(MediaPlan plan)
        {
        }
    }
}
