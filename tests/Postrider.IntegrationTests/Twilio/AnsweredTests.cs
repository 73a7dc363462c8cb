using System.Net.WebSockets;
using System.Text.Json.Nodes;
using Postrider.Attempts;
using Postrider.Calls;
using Postrider.IntegrationTests.SipPeers;
using Postrider.Sip.Media;
using Postrider.Testing.Engine;
using Postrider.Testing.Sip;
using Postrider.Testing.Sound;
using Postrider.Testing.Twilio;
using Postrider.Testing.Voice;
using Xunit;

namespace Postrider.IntegrationTests.Twilio;

/// <summary>Calls that a carrier takes, and that somebody answers.</summary>
public sealed class AnsweredTests
{
    private static readonly CallPlan _long = CarriedCall.Plan with { Steps = [new CallStep.Pause(60)] };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_callee_who_answers_hears_the_greeting_and_both_sides_are_recorded()
    {
        await using var call = await CarriedCall.BeginAsync(plan: CarriedCall.Plan with { Record = true, RingTimeoutSeconds = 25, MaxDurationSeconds = 90, CallerId = "+4930333333" });
        var stream = await call.StreamAsync();
        stream.Say(Synth.ToULaw(Clip.Tone(440, 10)));
        Assert.Equal(CallOutcome.Completed, Assert.IsType<Outcome.Accepted>(await call.EndAsync()).Delivery.Status);
        Assert.Equal(["dialing", "ringing", "answered", "answered by unknown", "said agent: Hello Alex", "hung up", "recorded", "ended completed"], call.Entry.Notes);
        Assert.Equal((CallEnder.Agent, 200), (call.Entry.EndedBy, call.Entry.Code));

        var carried = await call.Carrier.First;
        Assert.Equal(carried.Sid, call.Entry.FarSideId);
        Assert.Equal((CarriedCall.Callee, "+4930333333", "25", "150"), (One("To"), One("From"), One("Timeout"), One("TimeLimit")));
        Assert.StartsWith($"{call.Node}/v1/twilio/status/", One("StatusCallback"), StringComparison.Ordinal);
        Assert.StartsWith($"{call.Node.Replace("http", "ws", StringComparison.Ordinal)}/v1/twilio/media/", carried.StreamUrl, StringComparison.Ordinal);
        Assert.All(carried.Told, told => Assert.Equal(204, (int)told.Status));

        var greeting = SpokenClips.Of("Hello Alex");
        Assert.True(Likeness.Find(greeting, Clip.FromMuLaw(stream.Played)).Correlation >= 0.99, "The callee heard it.");
        var recording = (await call.Clips.ReadAsync(new WorkspaceId(1), call.Entry.Recording!, Stop))!;
        var frames = recording[58..].Chunk(2).Where(pair => pair.Length == 2).ToArray();
        Assert.True(Likeness.Find(greeting, Clip.FromMuLaw([.. frames.Select(frame => frame[1])])).Correlation >= 0.95, "The greeting is on the right.");
        Assert.True(Clip.Share(Clip.Trim(Clip.FromMuLaw([.. frames.Select(frame => frame[0])])).AsSpan(800, 2400), 440) > 0.9, "The callee is on the left.");

        string One(string name) => carried.Request[name].Single();
    }

    [Fact]
    public async Task A_digit_hushes_the_prompt_and_chooses_the_branch()
    {
        var menu = new CallStep.Choose("Press two", 10, new Dictionary<string, IReadOnlyList<CallStep>> { ["2"] = [new CallStep.Say("You pressed two")] }, [new CallStep.Say("Nothing")]);
        await using var call = await CarriedCall.BeginAsync(plan: CarriedCall.Plan with { Greeting = "Hi", Steps = [menu] });
        var stream = await call.StreamAsync();
        await call.NotedAsync("said agent: Press two");
        await stream.PressAsync('2');
        Assert.IsType<Outcome.Accepted>(await call.EndAsync());
        Assert.Equal(["said agent: Hi", "said agent: Press two", "pressed 2", "said agent: You pressed two"], call.Entry.Notes.Where(note => note.StartsWith("said", StringComparison.Ordinal) || note.StartsWith("pressed", StringComparison.Ordinal)));
        Assert.Equal(1, stream.Clears);
        Assert.True(Likeness.Find(SpokenClips.Of("You pressed two"), Clip.FromMuLaw(stream.Played)).Correlation >= 0.99);
        Assert.True(Likeness.Find(SpokenClips.Of("Press two"), Clip.FromMuLaw(stream.Played)).Correlation < 0.9, "The prompt was cut off.");
    }

    [Fact]
    public async Task A_digit_that_is_pressed_before_anybody_listens_counts()
    {
        await using var call = await CarriedCall.PrepareAsync(new CarrierFate { PressesAtOnce = '9', Tells = false });
        call.Entry.Noting = note => Linger(call, note);
        call.Begin(_long with { OptOutDigit = "9" });
        Assert.IsType<Outcome.Accepted>(await call.EndAsync());
        Assert.Equal(["pressed 9", "opted out"], call.Entry.Notes.Where(note => note is "pressed 9" or "opted out"));
        Assert.Equal(CallEnder.Agent, call.Entry.EndedBy);
    }

    /// <summary>The stream goes on while our side, which learns of the answer by it, takes its time.</summary>
    private static void Linger(CarriedCall call, string note)
    {
        if (note == "answered")
        {
            Task.Run(async () => await (await call.StreamAsync()).PlaysAsync(1600)).Wait(Stop);
        }
    }

    [Fact]
    public async Task An_agent_behind_a_socket_hears_the_callee_and_is_heard()
    {
        await using var agent = await StreamAgent.StartAsync();
        await using var call = await CarriedCall.BeginAsync(plan: CarriedCall.Plan with { StreamUrl = agent.Url });
        var stream = await call.StreamAsync();
        byte[] says = [.. Enumerable.Range(0, 1600).Select(i => (byte)(i % 251))];

        // What is said before the agent listens is not for it.
        await agent.HearAsync("start");
        stream.Say(says);
        var heard = new List<byte>();
        while (!heard.Contains(250))
        {
            heard.AddRange(Convert.FromBase64String((string)(await agent.HearAsync("media"))["media"]!["payload"]!));
        }

        for (var i = 0; i < 10; i++)
        {
            heard.AddRange(Convert.FromBase64String((string)(await agent.HearAsync("media"))["media"]!["payload"]!));
        }

        Assert.True(((ReadOnlySpan<byte>)heard.ToArray()).IndexOf(says.AsSpan(320)) >= 0, "What the callee says passes unchanged.");
        await stream.PressAsync('7');
        Assert.Equal("7", (string?)(await agent.HearAsync("dtmf"))["dtmf"]!["digit"]);

        byte[] answer = [.. Enumerable.Range(0, 4000).Select(i => (byte)(1 + (i % 199)))];
        await agent.SayAsync(answer);
        await agent.MarkAsync("said");
        Assert.Equal("said", (string?)(await agent.HearAsync("mark"))["mark"]!["name"]);
        Assert.True(((ReadOnlySpan<byte>)stream.Played).IndexOf(answer) >= 0, "The mark came back once it was played, unchanged.");

        await agent.SayAsync(new JsonObject { ["event"] = "dtmf", ["dtmf"] = new JsonObject { ["digit"] = "5" } });
        await agent.MarkAsync("pressed");
        await agent.HearAsync("mark");
        Assert.True(((ReadOnlySpan<byte>)stream.Played).IndexOf(DigitTone.Of('5')) >= 0, "A digit is sent as tones.");

        await agent.SayAsync(new byte[8000 * 30]);
        await agent.MarkAsync("never said");
        await agent.SayAsync(new JsonObject { ["event"] = "clear" });
        Assert.Equal("never said", (string?)(await agent.HearAsync("mark"))["mark"]!["name"]);
        await agent.CloseAsync();
        Assert.IsType<Outcome.Accepted>(await call.EndAsync());
        Assert.Equal((CallOutcome.Completed, CallEnder.Agent), (call.Entry.Outcome, call.Entry.EndedBy));
    }

    [Fact]
    public async Task A_callee_who_hangs_up_first_is_named()
    {
        await using var call = await CarriedCall.BeginAsync(plan: _long);
        await call.StreamAsync();
        await call.NotedAsync("said agent: Hello Alex");
        (await call.Carrier.First).HangUp();
        Assert.IsType<Outcome.Accepted>(await call.EndAsync());
        Assert.Equal((CallOutcome.Completed, CallEnder.Callee), (call.Entry.Outcome, call.Entry.EndedBy));
    }

    [Fact]
    public async Task A_call_that_is_told_to_have_ended_is_over_though_its_stream_stays()
    {
        await using var call = await CarriedCall.BeginAsync(plan: _long);
        await call.StreamAsync();
        await call.NotedAsync("said agent: Hello Alex");
        var carried = await call.Carrier.First;
        var fields = carried.Fields("completed", 9);
        await call.Carrier.PostAsync(carried.StatusUrl, fields, CarrierServer.Sign(carried.StatusUrl, fields));
        Assert.IsType<Outcome.Accepted>(await call.EndAsync());
        Assert.Equal((CallOutcome.Completed, CallEnder.Callee), (call.Entry.Outcome, call.Entry.EndedBy));
    }

    [Theory]
    [InlineData("operator")]
    [InlineData("engine")]
    [InlineData("server")]
    public async Task Whoever_ends_a_call_from_this_side_ends_it_at_the_carrier(string who)
    {
        await using var call = await CarriedCall.BeginAsync(plan: _long);
        await call.StreamAsync();
        await call.NotedAsync("said agent: Hello Alex");
        var end = who switch { "operator" => (Action)call.Entry.AskForHangUp, "engine" => call.Stop, _ => call.Calls.Stop };
        end();
        Assert.IsType<Outcome.Accepted>(await call.EndAsync());
        Assert.Equal((CallOutcome.Completed, CallEnder.Operator), (call.Entry.Outcome, call.Entry.EndedBy));
        Assert.Equal("completed", (await call.Carrier.First).State);
    }

    [Fact]
    public async Task A_stream_that_breaks_is_a_lost_call()
    {
        await using var call = await CarriedCall.BeginAsync(new CarrierFate { OutlivesStream = true }, _long);
        var stream = await call.StreamAsync();
        await call.NotedAsync("said agent: Hello Alex");

        // What was sent and not read may be gone with the stream: a digit that is known here tells that sound before it was heard.
        await stream.PlaysAsync(stream.Played.Length + 320);
        await stream.PressAsync('1');
        await call.NotedAsync("pressed 1");
        stream.Vanish();
        await Eventually.SeesAsync(() => Task.FromResult(call.Entry.Notes), notes => notes.Any(note => note.StartsWith("warning: The call was lost: the media stream", StringComparison.Ordinal)), "the loss was noted");
        (await call.Carrier.First).HangUp();
        Assert.IsType<Outcome.Accepted>(await call.EndAsync());
        Assert.Null(call.Entry.EndedBy);
    }

    [Fact]
    public async Task A_carrier_that_sends_no_marks_is_talked_through_all_the_same()
    {
        await using var call = await CarriedCall.BeginAsync(new CarrierFate { Marks = false }, CarriedCall.Plan with { Greeting = "Hi", Steps = [new CallStep.Say("Bye")] });
        var stream = await call.StreamAsync();
        Assert.IsType<Outcome.Accepted>(await call.EndAsync());
        Assert.True(Likeness.Find(SpokenClips.Of("Bye"), Clip.FromMuLaw(stream.Played)).Correlation >= 0.99);
    }

    [Fact]
    public async Task Garbage_on_the_stream_changes_nothing()
    {
        await using var call = await CarriedCall.BeginAsync(plan: CarriedCall.Plan with { Greeting = "Hi" });
        var stream = await call.StreamAsync();
        foreach (var text in new[] { "", "{", "[]", "7", """{"event":"media"}""", """{"event":"media","media":{"payload":"?"}}""", """{"event":"mark","mark":{"name":"99999999999999999999"}}""", """{"event":"dtmf","dtmf":{"digit":"x"}}""", """{"event":"start"}""" })
        {
            await stream.SendRawAsync(text);
        }

        Assert.IsType<Outcome.Accepted>(await call.EndAsync());
        Assert.Equal(CallEnder.Agent, call.Entry.EndedBy);
    }

    [Fact]
    public async Task A_message_that_never_ends_breaks_the_stream()
    {
        await using var call = await CarriedCall.BeginAsync(plan: _long);
        var stream = await call.StreamAsync();
        await call.NotedAsync("said agent: Hello Alex");
        await stream.PlaysAsync(stream.Played.Length + 320);
        await stream.SendRawAsync(new string(' ', 70_000));
        Assert.IsType<Outcome.Accepted>(await call.EndAsync());
        Assert.Contains(call.Entry.Notes, note => note.Contains("64 KiB", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nobody_else_gets_a_call_s_stream()
    {
        await using var call = await CarriedCall.BeginAsync(plan: _long);
        await call.StreamAsync();
        var url = (await call.Carrier.First).StreamUrl;
        using var second = new ClientWebSocket();
        await second.ConnectAsync(new Uri(url), Stop);
        await second.SendAsync("""{"event":"start","start":{"streamSid":"MZ1","callSid":"CA1"}}"""u8.ToArray(), WebSocketMessageType.Text, true, Stop);
        await Assert.ThrowsAsync<WebSocketException>(() => second.ReceiveAsync(new byte[100], Stop));

        using var guessed = new ClientWebSocket();
        var refused = await Assert.ThrowsAsync<WebSocketException>(() => guessed.ConnectAsync(new Uri(url[..^2] + "xx"), Stop));
        Assert.Contains("404", refused.Message, StringComparison.Ordinal);
        (await call.Carrier.First).HangUp();
        await call.EndAsync();
        Assert.Equal(CallEnder.Callee, call.Entry.EndedBy);
    }

    [Fact]
    public async Task A_stream_that_is_not_signed_is_taken_and_one_that_is_signed_wrongly_is_not()
    {
        await using var unsigned = await CarriedCall.BeginAsync(new CarrierFate { StreamSignature = "" }, CarriedCall.Plan with { Greeting = "Hi" });
        Assert.IsType<Outcome.Accepted>(await unsigned.EndAsync());

        await using var forged = await CarriedCall.BeginAsync(new CarrierFate { StreamSignature = CarrierServer.Sign("wss://elsewhere", []) });
        Assert.Equal(CallOutcome.Failed, Assert.IsType<Outcome.Refused>(await forged.EndAsync()).Code);
        Assert.Contains("opened no media stream", forged.Entry.Reason, StringComparison.Ordinal);
        Assert.Single(forged.Log, line => line.Contains("media stream was not signed", StringComparison.Ordinal));
    }
}
