using System.Net.Sockets;
using Postrider.Sip.Calling;
using Postrider.Testing.Sip;
using Xunit;

namespace Postrider.IntegrationTests.SipPeers;

/// <summary>Garbage to the ports of calls that go on.</summary>
public sealed class FloodTests
{
    private const int Datagrams = 50_000;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Calls_go_on_through_fifty_thousand_datagrams_of_garbage()
    {
        const int Calls = 5;
        await using var callee = await SippPeer.StartAsync(new SippScenario().ReceiveCall().Respond(180, "Ringing").Accept().ReceiveBye(), new SippOptions { Echo = true, Calls = Calls + 1 });
        await using var agent = await SipAgent.OpenAsync(TrialCall.TrunkAt(callee.Port), TimeProvider.System, Stop);
        List<TrialCall> calls = [];
        try
        {
            for (var i = 0; i < Calls; i++)
            {
                calls.Add(TrialCall.Place(agent));
                await calls[i].SeeAsync<CallSignal.Answered>();
            }

            using var stranger = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            var garbage = Garbage(calls[0].Call.CallId);
            for (var i = 0; i < Datagrams; i++)
            {
                stranger.SendTo(garbage[i % garbage.Length], i % 10 == 0 ? calls[0].Sound.Local : agent.LocalEndPoint);
                if (i % 500 == 0)
                {
                    // The kernel drops what nobody reads: a breath, so that garbage is read rather than dropped.
                    await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Stop);
                }
            }

            // A call is placed and one is talked in while the port still has garbage to read.
            await using var another = TrialCall.Place(agent);
            await another.SeeAsync<CallSignal.Answered>();
            calls[0].Sound.Say(Clip.ToMuLaw(Clip.Tone(440, 2)));
            await calls[0].HearToneAsync(440, 2400, 0.9);
            calls.ForEach(call => Assert.False(call.Call.Ended.IsCompleted));
            foreach (var call in calls.Append(another))
            {
                Assert.Equal(CallEndKind.LocalHungUp, (await call.HangUpAsync()).Kind);
            }

            await callee.SucceedAsync();
        }
        finally
        {
            foreach (var call in calls)
            {
                await call.DisposeAsync();
            }
        }
    }

    private static byte[][] Garbage(string callId)
    {
        var random = new Random(4711);
        byte[] noise = new byte[900];
        random.NextBytes(noise);
        return
        [
            noise,
            [],
            "\r\n\r\n"u8.ToArray(),
            "SIP/2.0 200 OK\r\n\r\n"u8.ToArray(),
            "INVITE sip:x SIP/2.0\r\nVia: \r\nContent-Length: 99999999999999\r\n\r\n"u8.ToArray(),
            System.Text.Encoding.ASCII.GetBytes($"BYE sip:x@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bKx\r\nCall-ID: {callId}\r\nFrom: <sip:a@b>;tag=no\r\nTo: <sip:a@b>;tag=no\r\nCSeq: 1 BYE\r\nContent-Length: 0\r\n\r\n"),
            System.Text.Encoding.ASCII.GetBytes($"SIP/2.0 486 Busy\r\nVia: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bKy\r\nCall-ID: {callId}\r\nFrom: <sip:a@b>;tag=no\r\nTo: <sip:a@b>;tag=no\r\nCSeq: 1 INVITE\r\n\r\n"),
            System.Text.Encoding.ASCII.GetBytes($"OPTIONS sip:x SIP/2.0\r\n{new string('V', 2000)}: x\r\n"),
            [0x80, 0x00, .. noise.AsSpan(0, 40)],
        ];
    }
}
