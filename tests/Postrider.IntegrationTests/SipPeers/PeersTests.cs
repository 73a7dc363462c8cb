using Postrider.Testing.Engine;
using Postrider.Testing.Sip;
using Xunit;

namespace Postrider.IntegrationTests.SipPeers;

/// <summary>The called parties that other tests rely on, tried out against one another: without a line of the product.</summary>
public sealed class PeersTests
{
    private static readonly SippScenario _caller = new SippScenario().Call().ReceiveResponse(200).Acknowledge().Pause(300).Bye();

    [Theory]
    [InlineData(SipWire.Udp)]
    [InlineData(SipWire.Tcp)]
    public async Task Sipp_that_answers_is_called_by_sipp(SipWire wire)
    {
        await using var callee = await SippPeer.StartAsync(new SippScenario().ReceiveCall().Respond(180, "Ringing").Pause(50).Accept().ReceiveBye(), new SippOptions { Wire = wire });
        await using var caller = await CallAsync(_caller, callee.Port, new SippOptions { Wire = wire });
        await caller.SucceedAsync();
        await callee.SucceedAsync();
        Assert.Contains("BYE sip:callee@127.0.0.1", callee.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sipp_that_refuses_and_sipp_that_hangs_up_do_so()
    {
        await using var busy = await SippPeer.StartAsync(new SippScenario().ReceiveCall().Respond(486, "Busy Here").Receive("ACK"));
        await using var caller = await CallAsync(new SippScenario().Call().ReceiveResponse(486).AcknowledgeRefusal(), busy.Port);
        await using var leaving = await SippPeer.StartAsync(new SippScenario().ReceiveCall().Accept().Pause(100).HangUp());
        await using var left = await CallAsync(new SippScenario().Call().ReceiveResponse(200).Acknowledge().ReceiveBye(), leaving.Port);
        await caller.SucceedAsync();
        await busy.SucceedAsync();
        await left.SucceedAsync();
        await leaving.SucceedAsync();
    }

    [Fact]
    public async Task Sipp_that_expects_something_else_says_so()
    {
        await using var busy = await SippPeer.StartAsync(new SippScenario().ReceiveCall().Respond(486, "Busy Here").Receive("ACK"));
        await using var caller = await CallAsync(_caller, busy.Port);
        Assert.Equal(1, await caller.EndAsync());
        Assert.Contains("486", caller.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sipp_plays_a_clip_and_its_sound_arrives()
    {
        var stop = TestContext.Current.CancellationToken;
        await using var sound = RtpPeer.Open();
        var clip = Clip.Tone(440, 0.5);
        await using var callee = await SippPeer.StartAsync(new SippScenario().ReceiveCall().Accept().Play("clip").ReceiveBye(), new SippOptions { Clips = new Dictionary<string, byte[]> { ["clip"] = Clip.ToMuLaw(clip) } });
        await using var caller = await CallAsync(new SippScenario().Call(SippScenario.Sdp(sound.Port)).ReceiveResponse(200).Acknowledge().Pause(2000).Bye(), callee.Port);
        await sound.First.WaitAsync(TimeSpan.FromSeconds(60), stop);
        await caller.SucceedAsync();
        Assert.True(Clip.Share(Clip.Trim(sound.Heard), 440) > 0.95, $"{sound.Packets} packets, a share of {Clip.Share(sound.Heard, 440)}");
    }

    [Fact]
    public async Task Sipp_echoes_what_it_hears()
    {
        var stop = TestContext.Current.CancellationToken;
        await using var sound = RtpPeer.Open();
        await using var callee = await SippPeer.StartAsync(new SippScenario().ReceiveCall().Accept().ReceiveBye(), new SippOptions { Echo = true });
        await using var caller = await CallAsync(new SippScenario().Call(SippScenario.Sdp(sound.Port)).ReceiveResponse(200).Acknowledge().Pause(3000).Bye(), callee.Port);
        sound.Target = new(System.Net.IPAddress.Loopback, callee.MediaPort);
        var said = Clip.Tone(620, 0.2);
        await sound.SayAsync(said, stop);
        await sound.PressAsync('7', stop);
        await caller.SucceedAsync();
        Assert.Equal(Clip.FromMuLaw(Clip.ToMuLaw(said)), sound.Heard);
        Assert.Equal("7", sound.HeardDigits);
    }

    [Fact]
    public async Task Baresip_answers_speaks_hears_and_takes_digits()
    {
        var stop = TestContext.Current.CancellationToken;
        await using var phone = await BaresipPeer.StartAsync(new BaresipOptions { Says = Clip.Tone(440, 10) });
        await using var sound = RtpPeer.Open();
        await using var caller = await CallAsync(new SippScenario().Call(SippScenario.Sdp(sound.Port)).ReceiveResponse(200).Acknowledge().Pause(4000).Bye(), phone.Port);
        await sound.First.WaitAsync(TimeSpan.FromSeconds(60), stop);
        await sound.SayAsync(Clip.Tone(620, 1), stop);
        await sound.PressAsync('5', stop);
        await caller.SucceedAsync();

        Assert.Equal("5", (await phone.Control.SeeAsync("CALL_DTMF_START", stop)).Parameter);
        Assert.True(Clip.Share(sound.Heard.AsSpan(0, 2400), 440) > 0.95);
        await Eventually.SeesAsync(() => Task.FromResult(Clip.LargestShare(Clip.Trim(phone.Heard), 620, 2400)), share => share > 0.9, "baresip wrote down what it heard");
    }

    [Fact]
    public async Task Kamailio_stays_in_the_way_of_a_call()
    {
        await using var callee = await SippPeer.StartAsync(new SippScenario().ReceiveCall().Respond(180, "Ringing").Accept().ReceiveBye());
        await using var proxy = await KamailioPeer.StartAsync(new KamailioOptions { Routes = new Dictionary<string, string> { ["service"] = $"{callee.Port}" } });
        await using var caller = await CallAsync(_caller, proxy.Port, user: "service");
        await caller.SucceedAsync();
        await callee.SucceedAsync();
        Assert.Contains("passed on BYE", proxy.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sipp_asks_for_a_sign_in_and_refuses_who_has_none()
    {
        await using var callee = await SippPeer.StartAsync(new SippScenario().ReceiveCall().AskForSignIn("trunk", "secret").Accept().ReceiveBye().End());
        await using var caller = await CallAsync(new SippScenario().Call().ReceiveResponse(401).AcknowledgeRefusal().Call().ReceiveResponse(401).AcknowledgeRefusal(), callee.Port);
        await caller.SucceedAsync();
        await callee.SucceedAsync();
    }

    private static Task<SippPeer> CallAsync(SippScenario scenario, int port, SippOptions? options = null, string user = "callee") =>
        SippPeer.StartAsync(scenario, (options ?? new SippOptions()) with { Target = new SippTarget(user, port) });
}
