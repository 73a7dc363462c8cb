using Postrider.Sip.Calling;
using Postrider.Sip.Media;
using Postrider.Testing.Engine;
using Postrider.Testing.Mail;
using Postrider.Testing.Sip;
using Xunit;

namespace Postrider.IntegrationTests.SipPeers;

/// <summary>Sound and digits to and from real peers.</summary>
public sealed class SoundTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_said_comes_back_from_an_echo_byte_for_byte()
    {
        await using var callee = await SippPeer.StartAsync(new SippScenario().ReceiveCall().Accept().ReceiveBye(), new SippOptions { Echo = true });
        await using var call = await TrialCall.PlaceAsync(callee.Port);
        await call.SeeAsync<CallSignal.Answered>();
        var said = Clip.ToMuLaw([.. Clip.Tone(440, 0.3), .. Clip.Tone(620, 0.3)]);
        call.Sound.Say(said);
        await call.Sound.WhenSaidAsync(Stop);
        var expected = Clip.Trim(Clip.FromMuLaw(said));
        var heard = await call.HearAsync(heard => heard.Length >= expected.Length, "the echo was heard");
        Assert.Equal(expected, heard);
        await call.HangUpAsync();
        await callee.SucceedAsync();
        Assert.Equal(0, call.Sound.Statistics.Lost);
    }

    [Theory]
    [InlineData("PCMU/8000/1", "", false)]
    [InlineData("PCMA/8000/1", "", false)]
    [InlineData("PCMU/8000/1", "srtp-mand", true)]
    [InlineData("PCMA/8000/1", "srtp-mand", true)]
    public async Task A_phone_hears_and_is_heard(string codec, string encryption, bool encrypt)
    {
        await using var phone = await BaresipPeer.StartAsync(new BaresipOptions { Says = Clip.Tone(440, 10), Codecs = codec, Encryption = encryption });
        await using var call = await TrialCall.PlaceAsync(TrialCall.TrunkAt(phone.Port), options: new RtpOptions { Encrypt = encrypt });
        await call.SeeAsync<CallSignal.Answered>();
        call.Sound.Say(Clip.ToMuLaw(Clip.Tone(620, 5)));
        await call.HearToneAsync(440, 2400);
        await Eventually.SeesAsync(() => Task.FromResult(Clip.LargestShare(Clip.Trim(phone.Heard), 620, 2400)), share => share > 0.95, "the phone heard");
        Assert.Equal(CallEndKind.LocalHungUp, (await call.HangUpAsync()).Kind);
    }

    [Fact]
    public async Task A_phone_that_takes_no_encryption_refuses_it()
    {
        await using var phone = await BaresipPeer.StartAsync();
        await using var call = await TrialCall.PlaceAsync(TrialCall.TrunkAt(phone.Port), options: new RtpOptions { Encrypt = true });
        Assert.NotEqual(CallEndKind.LocalHungUp, (await call.EndAsync()).Kind);
    }

    [Fact]
    public async Task Digits_that_we_press_are_heard_by_a_phone()
    {
        await using var phone = await BaresipPeer.StartAsync();
        await using var call = await TrialCall.PlaceAsync(phone.Port);
        await call.SeeAsync<CallSignal.Answered>();
        foreach (var digit in "14#")
        {
            call.Sound.Press(digit);
        }

        var digits = await Eventually.SeesAsync(
            () => Task.FromResult(string.Concat(phone.Control.Events.Where(e => e.Type == "CALL_DTMF_START").Select(e => e.Parameter))), digits => digits.Length >= 3, "the phone heard the digits");
        Assert.Equal("14#", digits);
        Assert.Equal(CallEndKind.LocalHungUp, (await call.HangUpAsync()).Kind);
    }

    [Fact]
    public async Task Digits_that_a_phone_presses_are_heard()
    {
        await using var phone = await BaresipPeer.StartAsync();
        await using var call = await TrialCall.PlaceAsync(phone.Port);
        await call.SeeAsync<CallSignal.Answered>();
        await phone.Control.SeeAsync("CALL_ESTABLISHED", Stop);
        await phone.Control.DoAsync("sndcode", "7");
        await phone.Control.DoAsync("sndcode", "*");
        await call.HearDigitsAsync("7*");
    }

    [Fact]
    public async Task Digits_of_a_captured_telephone_are_heard()
    {
        const string Captured = "/usr/share/sip-tester/dtmf_2833_5.pcap";
        Peers.RequireRoot("SIPp with captured packets");
        Peers.Require(File.Exists(Captured) ? null : $"{Captured} was not found; install the Debian package sip-tester");
        await using var callee = await SippPeer.StartAsync(new SippScenario().ReceiveCall().Accept().PlayCapture(Captured).ReceiveBye());
        await using var call = await TrialCall.PlaceAsync(callee.Port);
        await call.SeeAsync<CallSignal.Answered>();
        await call.HearDigitsAsync("5");
        await call.HangUpAsync();
        await callee.SucceedAsync();
    }

    [Fact]
    public async Task Sound_follows_the_callee_to_another_port()
    {
        await using var before = RtpPeer.Open();
        await using var after = RtpPeer.Open();
        await using var callee = await SippPeer.StartAsync(new SippScenario().ReceiveCall().Accept(SippScenario.Sdp(before.Port)).Pause(300).Reinvite(SippScenario.Sdp(after.Port)).ReceiveBye());
        await using var call = await TrialCall.PlaceAsync(callee.Port);
        await call.SeeAsync<CallSignal.Answered>();
        await before.First.WaitAsync(TimeSpan.FromSeconds(30), Stop);
        await after.First.WaitAsync(TimeSpan.FromSeconds(30), Stop);
        call.Sound.Say(Clip.ToMuLaw(Clip.Tone(620, 0.2)));
        await call.Sound.WhenSaidAsync(Stop);
        await after.SayAsync(Clip.Tone(440, 1), Stop);
        await call.HearToneAsync(440, 1600);
        Assert.True(before.Numbers!.Value.Last < after.Numbers!.Value.First, "Nothing went to the old port any more.");
        Assert.True(Clip.Share(Clip.Trim(after.Heard), 620) > 0.95);
        await call.HangUpAsync();
        await callee.SucceedAsync();
    }

    [Fact]
    public async Task Early_sound_is_heard_before_the_answer()
    {
        await using var early = RtpPeer.Open();
        await using var callee = await SippPeer.StartAsync(new SippScenario().ReceiveCall().Respond(183, "Session Progress", SippScenario.Sdp(early.Port)).Pause(3000).Accept(SippScenario.Sdp(early.Port)).ReceiveBye());
        await using var call = await TrialCall.PlaceAsync(callee.Port);
        Assert.Equal(new CallSignal.Ringing(183, HasEarlyMedia: true), await call.SeeAsync<CallSignal.Ringing>());
        await early.First.WaitAsync(TimeSpan.FromSeconds(30), Stop);
        await early.SayAsync(Clip.Tone(425, 1), Stop);
        Assert.False(call.Call.Ended.IsCompleted);
        await call.HearToneAsync(425, 800, 0.9);
        await call.SeeAsync<CallSignal.Answered>();
        await call.HangUpAsync();
        await callee.SucceedAsync();
    }
}
