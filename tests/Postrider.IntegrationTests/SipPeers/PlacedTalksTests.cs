using System.Text.Json.Nodes;
using Postrider.Testing.Server;
using Postrider.Testing.Sip;
using Postrider.Testing.Sound;
using Xunit;
using static Postrider.IntegrationTests.CallsApi.CallsServer;

namespace Postrider.IntegrationTests.SipPeers;

/// <summary>Calls placed through HTTP that are answered: what is heard there, pressed there, and written down here.</summary>
public sealed class PlacedTalksTests(PlacedCalls calls)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_phone_hears_the_agent_and_the_agent_hangs_up()
    {
        var clip = Synth.Speech(words: 4);
        var to = calls.NextNumber();
        await using var phone = await BaresipPeer.StartAsync(new BaresipOptions { User = to, Says = Clip.Tone(440, 30) });
        var task = new JsonObject { ["greeting"] = "Hello, this is Acme.", ["steps"] = new JsonArray(new JsonObject { ["play"] = await calls.UploadAsync(clip) }) };
        var id = await calls.PlaceAsync(phone.Port, new JsonObject { ["record"] = true }, task, to: to);
        var call = await calls.WhenEndedAsync(id);
        await phone.Control.SeeAsync("CALL_CLOSED", Stop);

        Assert.Equal(("completed", "agent", 200), ((string)call["outcome"]!, (string)call["ended_by"]!, (int)call["sip_code"]!));
        Assert.Equal("Hello, this is Acme.", (string)call["transcript"]![0]!["text"]!);
        Assert.InRange((double)call["talk_seconds"]!, clip.Length / 8000.0, 15);
        await phone.HearsAsync(clip);

        var file = await (await calls.ClientAsync()).GetByteArrayAsync((string)call["recording"]!, Stop);
        Assert.Equal("RIFF"u8.ToArray(), file[..4]);
        Assert.True(file.Length > clip.Length, "both directions are recorded");
    }

    [Theory]
    [InlineData('1', "One it is.")]
    [InlineData('2', "Something else.")]
    public async Task A_digit_chooses_the_branch(char digit, string words)
    {
        await using var sound = RtpPeer.Open();
        await using var callee = await AnsweringAsync(sound);
        var task = new JsonObject { ["greeting"] = "Hello." };
        task["steps"] = JsonNode.Parse("""[{"ask":"Press one.","timeout_seconds":10,"digits":{"1":[{"say":"One it is."}]},"otherwise":[{"say":"Something else."}]}]""");
        var id = await calls.PlaceAsync(callee.Port, task: task);
        await calls.WhenSaidAsync(id, "Press one.");
        await sound.PressAsync(digit, Stop);
        var call = await calls.WhenEndedAsync(id);
        await callee.SucceedAsync();
        Assert.Equal(("completed", "agent", digit.ToString()), ((string)call["outcome"]!, (string)call["ended_by"]!, (string)call["digits"]!));
        Assert.Equal(["Hello.", "Press one.", words], PlacedCalls.Said(call));
        Assert.False((bool)call["opt_out"]!);
    }

    [Fact]
    public async Task The_digit_for_opting_out_suppresses_the_number()
    {
        await using var sound = RtpPeer.Open();
        await using var callee = await AnsweringAsync(sound);
        var client = await calls.ClientAsync();
        var to = calls.NextNumber();
        var task = new JsonObject { ["greeting"] = "Hello. Press nine to hear from us no more.", ["opt_out_digit"] = "9", ["steps"] = new JsonArray(new JsonObject { ["pause_seconds"] = 20 }) };
        var agent = await calls.MakeAgentAsync(callee.Port, task: task);
        var id = await CallAsync(client, agent, to);
        await sound.First.WaitAsync(TimeSpan.FromSeconds(60), Stop);
        await sound.PressAsync('9', Stop);
        var call = await calls.WhenEndedAsync(id);
        await callee.SucceedAsync();
        Assert.Equal(("completed", "agent", true, "9"), ((string)call["outcome"]!, (string)call["ended_by"]!, (bool)call["opt_out"]!, (string)call["digits"]!));
        var again = await client.PostJsonAsync(MakeCall, new { agentId = agent, to });
        Assert.Equal((422, "number_suppressed"), ((int)again.Status, again.Code));
    }

    [Fact]
    public async Task A_callee_who_hangs_up_first_is_told_as_the_one()
    {
        await using var callee = await SippPeer.StartAsync(new SippScenario().ReceiveCall().Respond(180, "Ringing").Accept().Pause(2000).HangUp(), new SippOptions { Echo = true });
        var call = await calls.WhenEndedAsync(await calls.PlaceAsync(callee.Port, task: Waiting()));
        await callee.SucceedAsync();
        Assert.Equal(("completed", "callee"), ((string)call["outcome"]!, (string)call["ended_by"]!));
        Assert.InRange((double)call["talk_seconds"]!, 1.5, 5);
        Assert.Equal(["queued", "dialing", "ringing", "in_progress", "ended"], call["timeline"]!.AsArray().Select(moment => (string)moment!["state"]!));
    }

    [Fact]
    public async Task A_callee_who_says_nothing_is_let_go()
    {
        await using var sound = RtpPeer.Open();
        await using var callee = await AnsweringAsync(sound);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var saying = SayAsync(sound, Clip.Silence(4), ended.Token);
        var call = await calls.WhenEndedAsync(await calls.PlaceAsync(callee.Port, new JsonObject { ["initial_silence_timeout"] = 800 }, Waiting()));
        await callee.SucceedAsync();
        Assert.Equal(("silence", "limit"), ((string)call["outcome"]!, (string)call["ended_by"]!));
        await ended.CancelAsync();
        await saying;
    }

    [Fact]
    public async Task A_machine_is_left_a_message_after_its_beep()
    {
        await using var sound = RtpPeer.Open();
        await using var callee = await AnsweringAsync(sound);
        var announcement = Synth.Join(Synth.Silence(300), Synth.Speech(words: 8), Synth.Silence(300), Synth.Tone(1000, 500, -12));
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var saying = SayAsync(sound, Synth.Join(announcement, Synth.Silence(6000)), ended.Token);
        var agent = new JsonObject { ["voicemail"] = "leave_message", ["voicemail_message"] = "This is Acme. Please call us back." };
        var call = await calls.WhenEndedAsync(await calls.PlaceAsync(callee.Port, agent, Waiting()));
        await callee.SucceedAsync();
        Assert.Equal(("voicemail_left", "machine", "agent"), ((string)call["outcome"]!, (string)call["answered_by"]!, (string)call["ended_by"]!));
        Assert.Equal(["This is Acme. Please call us back."], PlacedCalls.Said(call));

        // Not a word of it may be lost under the announcement: what we send is silence until the beep is over.
        var first = Array.FindIndex(sound.Heard, sample => Math.Abs((int)sample) > 500);
        Assert.InRange(first, announcement.Length - 800, announcement.Length + 16_000);
        await ended.CancelAsync();
        await saying;
    }

    [Fact]
    public async Task Sound_follows_the_callee_to_another_port()
    {
        var clip = Synth.Speech(words: 3);
        await using var before = RtpPeer.Open();
        await using var after = RtpPeer.Open();
        await using var callee = await SippPeer.StartAsync(new SippScenario().ReceiveCall().Accept(SippScenario.Sdp(before.Port)).Pause(200).Reinvite(SippScenario.Sdp(after.Port)).ReceiveBye());
        var steps = new JsonArray(new JsonObject { ["pause_seconds"] = 1 }, new JsonObject { ["play"] = await calls.UploadAsync(clip) });
        var call = await calls.WhenEndedAsync(await calls.PlaceAsync(callee.Port, task: new JsonObject { ["greeting"] = "Hello.", ["steps"] = steps }));
        await callee.SucceedAsync();
        Assert.Equal(("completed", "agent"), ((string)call["outcome"]!, (string)call["ended_by"]!));
        var likeness = Likeness.Find(clip, after.Heard);
        Assert.True(likeness.Correlation >= 0.8, $"the new port heard it with {likeness}");
    }

    [Theory]
    [InlineData("udp")]
    [InlineData("tls")]
    public async Task A_call_through_a_proxy_is_hung_up_through_it(string transport)
    {
        var to = calls.NextNumber();
        await using var callee = await SippPeer.StartAsync(new SippScenario().ReceiveCall().Respond(180, "Ringing").Accept().ReceiveBye(), new SippOptions { Echo = true });
        await using var proxy = await KamailioPeer.StartAsync(new KamailioOptions { AskCallers = true, Algorithm = "SHA-256", Routes = new Dictionary<string, string> { [to] = $"{callee.Port}" } });
        var trunk = new JsonObject { ["transport"] = transport, ["username"] = "trunk", ["password"] = new KamailioOptions().Password };
        if (transport == "tls")
        {
            trunk["certificate_sha256"] = proxy.Certificate.Sha256;
        }

        var call = await calls.WhenEndedAsync(await calls.PlaceAsync(transport == "tls" ? proxy.TlsPort : proxy.Port, trunk: trunk, to: to));
        await callee.SucceedAsync();
        Assert.Equal(("completed", "agent"), ((string)call["outcome"]!, (string)call["ended_by"]!));
        Assert.Contains("passed on BYE", proxy.Log, StringComparison.Ordinal);
    }

    private static Task<SippPeer> AnsweringAsync(RtpPeer sound) => SippPeer.StartAsync(new SippScenario().ReceiveCall().Respond(180, "Ringing").Accept(SippScenario.Sdp(sound.Port)).ReceiveBye());

    private static JsonObject Waiting() => new() { ["greeting"] = "Hello.", ["steps"] = new JsonArray(new JsonObject { ["pause_seconds"] = 20 }) };

    /// <summary>Says it once the call is there, as far as the call goes.</summary>
    private static async Task SayAsync(RtpPeer sound, short[] samples, CancellationToken ended)
    {
        try
        {
            await sound.First.WaitAsync(ended);
            await sound.SayAsync(samples, ended);
        }
        catch (OperationCanceledException) when (!Stop.IsCancellationRequested)
        {
            // The call is over.
        }
    }
}
