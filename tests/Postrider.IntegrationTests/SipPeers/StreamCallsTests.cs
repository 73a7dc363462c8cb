using System.Text.Json.Nodes;
using Postrider.Attempts;
using Postrider.Calls;
using Postrider.Testing.Mail;
using Postrider.Testing.Sip;
using Xunit;

namespace Postrider.IntegrationTests.SipPeers;

/// <summary>Calls that somebody's own agent holds, behind a WebSocket in the shape of Twilio's Media Streams.</summary>
public sealed class StreamCallsTests
{
    private static readonly SippOptions _echo = new() { Echo = true };

    [Fact]
    public async Task Sound_passes_both_ways_as_it_is_and_marks_come_back()
    {
        await using var agent = await StreamAgent.StartAsync();
        await using var callee = await SippPeer.StartAsync(new SippScenario().ReceiveCall().Accept().ReceiveBye(), _echo);
        await using var call = new DrivenCall(callee.Port, Plan(agent) with { Trigger = "sales" }, metadata: """{"name":"Alex","seats":3}""");
        Assert.Equal("Call", (string?)(await agent.HearAsync("connected"))["protocol"]);
        var start = (await agent.HearAsync("start"))["start"]!;
        Assert.Equal("""{"encoding":"audio/x-mulaw","sampleRate":8000,"channels":1}""", start["mediaFormat"]!.ToJsonString());
        Assert.StartsWith("call_", (string?)start["callSid"], StringComparison.Ordinal);
        var parameters = start["customParameters"]!;
        Assert.Equal((DrivenCall.Callee, "sales", "Hello Alex", "Alex", "3"), ((string?)parameters["to"], (string?)parameters["trigger"], (string?)parameters["greeting"], (string?)parameters["name"], (string?)parameters["seats"]));

        var said = Clip.ToMuLaw([.. Clip.Tone(440, 0.3), .. Clip.Tone(620, 0.3)]);
        await agent.SayAsync(said);
        await agent.MarkAsync("said");
        Assert.Equal("said", (string?)(await WhileListeningAsync(agent, "mark", out var heard))["mark"]!["name"]);
        while (Clip.Trim(Clip.FromMuLaw([.. heard])).Length < Clip.Trim(Clip.FromMuLaw(said)).Length)
        {
            Add(heard, await agent.HearAsync("media"));
        }

        Assert.Equal(Clip.Trim(Clip.FromMuLaw(said)), Clip.Trim(Clip.FromMuLaw([.. heard])));
        await agent.SayAsync(new JsonObject { ["event"] = "transcript", ["who"] = "callee", ["text"] = "Yes please" });
        await agent.CloseAsync();
        Assert.IsType<Outcome.Accepted>(await call.EndAsync());
        Assert.Equal((CallOutcome.Completed, CallEnder.Agent), (call.Entry.Outcome, call.Entry.EndedBy));
        Assert.Contains("said callee: Yes please", call.Entry.Notes);
        await callee.SucceedAsync();
    }

    [Fact]
    public async Task Clear_hushes_at_once_and_gives_the_marks_back()
    {
        await using var agent = await StreamAgent.StartAsync();
        await using var callee = await SippPeer.StartAsync(new SippScenario().ReceiveCall().Accept().ReceiveBye(), _echo);
        await using var call = new DrivenCall(callee.Port, Plan(agent));
        await agent.HearAsync("start");
        await agent.SayAsync(Clip.ToMuLaw(Clip.Tone(440, 60)));
        await agent.MarkAsync("end");
        var heard = new List<byte>();
        while (Clip.Trim(Clip.FromMuLaw([.. heard])).Length < 1600)
        {
            Add(heard, await agent.HearAsync("media"));
        }

        var began = TimeProvider.System.GetTimestamp();
        await agent.SayAsync(new JsonObject { ["event"] = "clear" });
        Assert.Equal("end", (string?)(await agent.HearAsync("mark"))["mark"]!["name"]);
        var took = TimeProvider.System.GetElapsedTime(began);
        Assert.True(took < TimeSpan.FromSeconds(2), $"It took {took.TotalMilliseconds:0} ms.");
        TestContext.Current.SendDiagnosticMessage($"hushed, and the mark back, after {took.TotalMilliseconds:0.0} ms");
        await agent.SayAsync(new JsonObject { ["event"] = "stop" });
        await call.EndAsync();
        Assert.Equal(CallEnder.Agent, call.Entry.EndedBy);
    }

    [Fact]
    public async Task Digits_are_passed_on()
    {
        await using var agent = await StreamAgent.StartAsync();
        await using var phone = await BaresipPeer.StartAsync(new BaresipOptions { User = DrivenCall.Callee });
        await using var call = new DrivenCall(phone.Port, Plan(agent));
        await agent.HearAsync("media");
        await phone.Control.DoAsync("sndcode", "5");
        Assert.Equal("5", (string?)(await agent.HearAsync("dtmf"))["dtmf"]!["digit"]);
        call.Entry.AskForHangUp();
        await agent.HearAsync("stop");
        await call.EndAsync();
        Assert.Equal(CallEnder.Operator, call.Entry.EndedBy);
    }

    [Fact]
    public async Task An_agent_that_vanishes_ends_the_call_with_a_warning()
    {
        await using var agent = await StreamAgent.StartAsync();
        await using var callee = await SippPeer.StartAsync(new SippScenario().ReceiveCall().Accept().ReceiveBye(), _echo);
        await using var call = new DrivenCall(callee.Port, Plan(agent));
        await agent.HearAsync("start");
        await agent.VanishAsync();
        Assert.Equal(CallOutcome.Failed, Assert.IsType<Outcome.Refused>(await call.EndAsync()).Code);
        Assert.Contains(call.Entry.Notes, note => note.StartsWith("warning: The stream to the agent broke off", StringComparison.Ordinal));
        await callee.SucceedAsync();
    }

    [Fact]
    public async Task An_agent_that_is_not_there_is_found_out_before_anybody_is_called()
    {
        await using var callee = await SippPeer.StartAsync(new SippScenario().ReceiveCall());
        await using var call = new DrivenCall(callee.Port, DrivenCall.Plan with { StreamUrl = $"ws://127.0.0.1:{FreePort.Take()}/" });
        Assert.Equal(CallOutcome.Failed, Assert.IsType<Outcome.Refused>(await call.EndAsync()).Code);
        Assert.DoesNotContain("dialing", call.Entry.Notes);
        Assert.Equal("", callee.Messages);
    }

    private static CallPlan Plan(StreamAgent agent) => DrivenCall.Plan with { StreamUrl = agent.Url };

    private static void Add(List<byte> heard, JsonNode media) => heard.AddRange(Convert.FromBase64String((string)media["media"]!["payload"]!));

    private static Task<JsonNode> WhileListeningAsync(StreamAgent agent, string name, out List<byte> heard)
    {
        var all = heard = [];
        return ListenAsync();

        async Task<JsonNode> ListenAsync()
        {
            while (true)
            {
                var told = await agent.HearAnyAsync();
                if ((string?)told["event"] == name)
                {
                    return told;
                }

                if ((string?)told["event"] == "media")
                {
                    Add(all, told);
                }
            }
        }
    }
}
