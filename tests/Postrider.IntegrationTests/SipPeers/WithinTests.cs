using Postrider.Sip.Calling;
using Postrider.Testing.Engine;
using Postrider.Testing.Sip;
using Xunit;

namespace Postrider.IntegrationTests.SipPeers;

/// <summary>What peers do within a call, rightly or not.</summary>
public sealed class WithinTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_held_call_is_silent_until_it_is_taken_up_again()
    {
        await using var sound = RtpPeer.Open();
        await using var callee = await SippPeer.StartAsync(new SippScenario().ReceiveCall().Accept(SippScenario.Sdp(sound.Port)).Pause(200).Reinvite(SippScenario.Sdp(sound.Port, "a=inactive")).Pause(5000).Reinvite(SippScenario.Sdp(sound.Port)).ReceiveBye());
        await using var call = await TrialCall.PlaceAsync(callee.Port);
        await call.SeeAsync<CallSignal.Answered>();
        await sound.First.WaitAsync(TimeSpan.FromSeconds(30), Stop);
        await Eventually.SeesAsync(() => Task.FromResult(callee.Messages), messages => messages.Contains("a=inactive", StringComparison.Ordinal) && messages.Split("m=audio").Length >= 5, "the call was held");

        // What had left by then may be read late.
        await Eventually.SeesAsync(ComingAsync, coming => coming == 0, "nothing comes while the call is held");
        Assert.Equal(TimeSpan.Zero, call.Sound.Deafness);
        var held = sound.Packets;
        await Eventually.SeesAsync(() => Task.FromResult(sound.Packets), packets => packets > held + 5, "sound went on");
        Assert.Equal(CallEndKind.LocalHungUp, (await call.HangUpAsync()).Kind);
        await callee.SucceedAsync();

        async Task<int> ComingAsync()
        {
            var before = sound.Packets;
            await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System, Stop);
            return sound.Packets - before;
        }
    }

    [Fact]
    public async Task An_answer_without_a_word_about_sound_is_acknowledged_and_hung_up()
    {
        await using var callee = ScriptedSipPeer.Open();
        await using var call = await TrialCall.PlaceAsync(callee.Port);
        var invite = await callee.ReceiveAsync("INVITE", Stop);
        await callee.SendAsync(invite.Response(200, "OK", headers: $"Contact: <sip:callee@{callee.Place}>"));
        await callee.ReceiveAsync("ACK", Stop);
        await callee.SendAsync((await callee.ReceiveAsync("BYE", Stop)).Response(200, "OK"));
        Assert.Equal(CallEndKind.Lost, (await call.EndAsync()).Kind);
        Assert.DoesNotContain(call.Signals, signal => signal is CallSignal.Answered);
    }

    [Fact]
    public async Task An_answer_that_comes_again_is_acknowledged_again()
    {
        await using var callee = ScriptedSipPeer.Open();
        await using var call = await TrialCall.PlaceAsync(callee.Port);
        var invite = await callee.ReceiveAsync("INVITE", Stop);
        var answer = Answer(invite, callee);
        await callee.SendAsync(answer);
        await callee.ReceiveAsync("ACK", Stop);
        var before = callee.Messages;
        await callee.SendAsync(answer);
        await Eventually.SeesAsync(() => Task.FromResult(callee.Messages), messages => messages > before, "the answer was acknowledged again");
        await call.SeeAsync<CallSignal.Answered>();
        var hangingUp = call.HangUpAsync();
        await callee.SendAsync((await callee.ReceiveAsync("BYE", Stop)).Response(200, "OK"));
        Assert.Equal(CallEndKind.LocalHungUp, (await hangingUp).Kind);
    }

    [Fact]
    public async Task A_trunk_that_asks_for_the_sign_in_at_the_end_too_is_told()
    {
        const string Challenge = "Proxy-Authenticate: Digest realm=\"post.test\", nonce=\"9f1c\", algorithm=MD5, qop=\"auth\"";
        await using var callee = ScriptedSipPeer.Open();
        await using var call = await TrialCall.PlaceAsync(new SipTrunk { Host = "127.0.0.1", Port = callee.Port, Username = "trunk", Password = "secret" });
        await callee.SendAsync(Answer(await callee.ReceiveAsync("INVITE", Stop), callee));
        await callee.ReceiveAsync("ACK", Stop);
        await call.SeeAsync<CallSignal.Answered>();
        var hangingUp = call.HangUpAsync();
        await callee.SendAsync((await callee.ReceiveAsync("BYE", Stop)).Response(407, "Proxy Authentication Required", headers: Challenge));
        var bye = await callee.ReceiveAsync("BYE", Stop);
        Assert.Contains("username=\"trunk\"", bye["Proxy-Authorization"], StringComparison.Ordinal);
        await callee.SendAsync(bye.Response(200, "OK"));
        Assert.Equal(CallEndKind.LocalHungUp, (await hangingUp).Kind);
    }

    [Fact]
    public async Task Requests_within_a_call_are_answered_and_those_of_no_call_are_not_taken_for_it()
    {
        await using var callee = ScriptedSipPeer.Open();
        await using var call = await TrialCall.PlaceAsync(callee.Port);
        var invite = await callee.ReceiveAsync("INVITE", Stop);
        await callee.SendAsync(Answer(invite, callee));
        await callee.ReceiveAsync("ACK", Stop);
        await call.SeeAsync<CallSignal.Answered>();
        await callee.SendAsync(invite.InCall("OPTIONS", 10, callee.Place));
        await callee.ReceiveAsync("200", Stop);
        await callee.SendAsync(invite.InCall("MESSAGE", 11, callee.Place));
        Assert.InRange((await callee.ReceiveAsync("405", Stop)).Code, 400, 501);
        await callee.SendAsync(invite.InCall("BYE", 12, callee.Place, tag: "stranger"));
        await callee.ReceiveAsync("481", Stop);
        Assert.False(call.Call.Ended.IsCompleted);
        await callee.SendAsync(invite.InCall("BYE", 13, callee.Place));
        Assert.Equal(CallEndKind.RemoteHungUp, (await call.EndAsync()).Kind);
        await callee.ReceiveAsync("200", Stop);
    }

    [Fact]
    public async Task Answers_that_come_byte_by_byte_or_two_at_once_are_read()
    {
        await using var callee = ScriptedSipPeer.Open(SipWire.Tcp);
        await using var call = await TrialCall.PlaceAsync(new SipTrunk { Host = "127.0.0.1", Port = callee.Port, Transport = SipTransport.Tcp });
        var invite = await callee.ReceiveAsync("INVITE", Stop);
        foreach (var piece in invite.Response(180, "Ringing").ToBytes().Chunk(7))
        {
            await callee.SendAsync(piece);
        }

        await call.SeeAsync<CallSignal.Ringing>();
        await callee.SendAsync([.. "\r\n\r\n"u8, .. invite.Response(183, "Session Progress").ToBytes(), .. Answer(invite, callee).ToBytes(), .. invite.InCall("BYE", 1, callee.Place).ToBytes()]);
        await call.SeeAsync<CallSignal.Answered>();
        Assert.Equal(CallEndKind.RemoteHungUp, (await call.EndAsync()).Kind);
        await callee.ReceiveAsync("ACK", Stop);
    }

    private static SipText Answer(SipText invite, ScriptedSipPeer callee) => invite.Response(200, "OK", body: SippScenario.Sdp(20000), headers: $"Contact: <sip:callee@{callee.Place};transport={invite["Via"].Split(' ')[0].Split('/')[2]}>");
}
