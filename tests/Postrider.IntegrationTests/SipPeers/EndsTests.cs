using Postrider.Sip.Calling;
using Postrider.Testing;
using Postrider.Testing.Engine;
using Postrider.Testing.Mail;
using Postrider.Testing.Sip;
using Xunit;

namespace Postrider.IntegrationTests.SipPeers;

/// <summary>How calls to real peers end, and that each end is told for what it is.</summary>
public sealed class EndsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SipWire.Udp, SipTransport.Udp)]
    [InlineData(SipWire.Tcp, SipTransport.Tcp)]
    public async Task Answered_and_hung_up_by_us(SipWire wire, SipTransport transport)
    {
        await using var callee = await SippPeer.StartAsync(new SippScenario().ReceiveCall().Respond(180, "Ringing").Pause(50).Accept().ReceiveBye(), new SippOptions { Wire = wire });
        await using var call = await TrialCall.PlaceAsync(new SipTrunk { Host = "127.0.0.1", Port = callee.Port, Transport = transport });
        await call.SeeAsync<CallSignal.Answered>();
        var end = await call.HangUpAsync();
        await callee.SucceedAsync();
        Assert.Equal(CallEndKind.LocalHungUp, end.Kind);
        Assert.Contains(new CallSignal.Ringing(180, HasEarlyMedia: false), call.Signals);
        Assert.Equal(end, await call.EndAsync());
    }

    [Fact]
    public async Task Answered_and_hung_up_by_the_callee()
    {
        await using var callee = await SippPeer.StartAsync(new SippScenario().ReceiveCall().Accept().Pause(100).HangUp());
        await using var call = await TrialCall.PlaceAsync(callee.Port);
        await call.SeeAsync<CallSignal.Answered>();
        Assert.Equal(CallEndKind.RemoteHungUp, (await call.EndAsync()).Kind);
        await callee.SucceedAsync();
    }

    [Theory]
    [InlineData(486, "Busy Here")]
    [InlineData(404, "Not Found")]
    [InlineData(603, "Decline")]
    [InlineData(480, "Temporarily Unavailable")]
    [InlineData(503, "Service Unavailable")]
    [InlineData(600, "Busy Everywhere")]
    public async Task Refused_with_the_far_sides_words(int code, string words)
    {
        await using var callee = await SippPeer.StartAsync(new SippScenario().ReceiveCall().Respond(100, "Trying").Respond(code, words).Receive("ACK"));
        await using var call = await TrialCall.PlaceAsync(callee.Port);
        var end = await call.EndAsync();
        await callee.SucceedAsync();
        Assert.Equal((CallEndKind.Refused, code), (end.Kind, end.Code));
        Assert.Contains(words, end.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_word_to_call_elsewhere_is_not_followed()
    {
        using var elsewhere = new System.Net.Sockets.UdpClient(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        var port = ((System.Net.IPEndPoint)elsewhere.Client.LocalEndPoint!).Port;
        await using var callee = await SippPeer.StartAsync(new SippScenario().ReceiveCall().Respond(302, "Moved Temporarily", null, $"Contact: <sip:other@127.0.0.1:{port}>").Receive("ACK"));
        await using var call = await TrialCall.PlaceAsync(callee.Port);
        var end = await call.EndAsync();
        await callee.SucceedAsync();
        Assert.Equal((CallEndKind.Refused, 302), (end.Kind, end.Code));
        Assert.Equal(0, elsewhere.Available);
    }

    [Fact]
    public async Task Nobody_answers_and_we_cancel()
    {
        await using var callee = await SippPeer.StartAsync(new SippScenario().ReceiveCall().Respond(180, "Ringing").ConfirmCancel());
        await using var call = await TrialCall.PlaceAsync(callee.Port);
        await call.SeeAsync<CallSignal.Ringing>();
        var end = await call.HangUpAsync();
        await callee.SucceedAsync();
        Assert.Equal(CallEndKind.Cancelled, end.Kind);
    }

    [Fact]
    public async Task Hung_up_before_anything_came_the_cancel_waits_for_a_sign()
    {
        await using var callee = ScriptedSipPeer.Open();
        await using var call = await TrialCall.PlaceAsync(callee.Port);
        var invite = await callee.ReceiveAsync("INVITE", Stop);
        var hangingUp = call.HangUpAsync();
        await callee.SendAsync(invite.Response(180, "Ringing"));
        var cancel = await callee.ReceiveAsync("CANCEL", Stop);
        await callee.SendAsync(cancel.Response(200, "OK"));
        await callee.SendAsync(invite.Response(487, "Request Terminated"));
        await callee.ReceiveAsync("ACK", Stop);
        Assert.Equal(CallEndKind.Cancelled, (await hangingUp).Kind);
        Assert.Equal((invite["Via"], invite.RequestUri, invite["From"]), (cancel["Via"], cancel.RequestUri, cancel["From"]));
    }

    [Fact]
    public async Task An_answer_that_crosses_the_cancel_is_acknowledged_and_hung_up()
    {
        await using var callee = ScriptedSipPeer.Open();
        await using var call = await TrialCall.PlaceAsync(callee.Port);
        var invite = await callee.ReceiveAsync("INVITE", Stop);
        await callee.SendAsync(invite.Response(180, "Ringing"));
        await call.SeeAsync<CallSignal.Ringing>();
        var hangingUp = call.HangUpAsync();
        var cancel = await callee.ReceiveAsync("CANCEL", Stop);
        await callee.SendAsync(invite.Response(200, "OK", body: SippScenario.Sdp(20000), headers: $"Contact: <sip:callee@{callee.Place}>"));
        await callee.SendAsync(cancel.Response(200, "OK"));
        await callee.ReceiveAsync("ACK", Stop);
        var bye = await callee.ReceiveAsync("BYE", Stop);
        await callee.SendAsync(bye.Response(200, "OK"));
        Assert.Contains((await hangingUp).Kind, new[] { CallEndKind.LocalHungUp, CallEndKind.Cancelled });
    }

    [Fact]
    public async Task A_callee_who_is_silent_is_given_up_after_the_protocols_time()
    {
        var clock = new RunningClock();
        await using var callee = ScriptedSipPeer.Open();
        await using var call = await TrialCall.PlaceAsync(callee.Port, clock);
        await callee.ReceiveAsync("INVITE", Stop);
        for (var seconds = 0.5; seconds < 40; seconds *= 2)
        {
            var before = callee.Messages;
            clock.Turn(TimeSpan.FromSeconds(seconds));
            if (seconds < 16)
            {
                await Eventually.SeesAsync(() => Task.FromResult(callee.Messages), messages => messages > before, "the INVITE was sent again");
            }
        }

        var end = await call.EndAsync();
        Assert.Equal(CallEndKind.Unanswered, end.Kind);
        Assert.InRange(callee.Messages, 6, 8);
    }

    [Fact]
    public async Task A_port_where_nobody_is_is_unreachable()
    {
        await using var call = await TrialCall.PlaceAsync(FreePort.Take());
        Assert.Equal(CallEndKind.Unreachable, (await call.EndAsync()).Kind);
    }

    [Fact]
    public async Task Of_several_answers_the_first_is_the_call_and_the_others_are_hung_up()
    {
        await using var callee = ScriptedSipPeer.Open();
        await using var sound = RtpPeer.Open();
        await using var call = await TrialCall.PlaceAsync(callee.Port);
        var invite = await callee.ReceiveAsync("INVITE", Stop);
        await callee.SendAsync(invite.Response(180, "Ringing", "one"));
        await callee.SendAsync(invite.Response(200, "OK", "one", SippScenario.Sdp(sound.Port), $"Contact: <sip:one@{callee.Place}>"));
        Assert.Contains("tag=one", (await callee.ReceiveAsync("ACK", Stop))["To"], StringComparison.Ordinal);
        await callee.SendAsync(invite.Response(200, "OK", "two", SippScenario.Sdp(20002), $"Contact: <sip:two@{callee.Place}>"));
        var second = await callee.ReceiveAsync("ACK", Stop);
        var bye = await callee.ReceiveAsync("BYE", Stop);
        Assert.Contains("tag=two", second["To"], StringComparison.Ordinal);
        Assert.Contains("tag=two", bye["To"], StringComparison.Ordinal);
        Assert.StartsWith("sip:two@", bye.RequestUri, StringComparison.Ordinal);
        await callee.SendAsync(bye.Response(200, "OK"));

        await call.SeeAsync<CallSignal.Answered>();
        await sound.First.WaitAsync(TimeSpan.FromSeconds(30), Stop);
        var hangingUp = call.HangUpAsync();
        var last = await callee.ReceiveAsync("BYE", Stop);
        Assert.Contains("tag=one", last["To"], StringComparison.Ordinal);
        await callee.SendAsync(last.Response(200, "OK"));
        Assert.Equal(CallEndKind.LocalHungUp, (await hangingUp).Kind);
    }

    [Fact]
    public async Task A_callee_who_vanishes_is_noticed_when_the_session_is_refreshed()
    {
        var clock = new RunningClock();
        await using var callee = await SippPeer.StartAsync(new SippScenario().ReceiveCall()
            .Accept(null, "Session-Expires: 90;refresher=uac", "Require: timer", "Allow: INVITE, ACK, CANCEL, BYE, OPTIONS").ReceiveBye());
        await using var call = await TrialCall.PlaceAsync(TrialCall.TrunkAt(callee.Port), TrialCall.To("callee") with { SessionExpiresSeconds = 90 }, time: clock);
        await call.SeeAsync<CallSignal.Answered>();
        await callee.VanishAsync();
        var ended = call.EndAsync();
        for (var i = 0; i < 60 && !ended.IsCompleted; i++)
        {
            clock.Turn(TimeSpan.FromSeconds(3));
            await Task.WhenAny(ended, Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Stop));
        }

        Assert.Equal(CallEndKind.Lost, (await ended).Kind);
    }
}
