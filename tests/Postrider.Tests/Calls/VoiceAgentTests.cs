using Postrider.Calls;
using Xunit;

namespace Postrider.Tests.Calls;

public sealed class VoiceAgentTests
{
    private static readonly DateTimeOffset _then = new(2026, 5, 20, 10, 0, 0, TimeSpan.Zero);

    private static readonly CallScript _sales = new() { Trigger = "sales", Greeting = "Sales.", Steps = [new CallStep.HangUp()], OptOutDigit = "9" };
    private static readonly CallScript _usual = new() { Trigger = "usual", IsDefault = true, Greeting = "Usual." };

    [Theory]
    [InlineData("sales", "Sales.", "sales")]
    [InlineData("usual", "Usual.", "usual")]
    [InlineData("Sales", "Usual.", null)]
    [InlineData("sales ", "Usual.", null)]
    [InlineData(null, "Usual.", null)]
    public void A_trigger_picks_its_script_and_any_other_the_default(string? trigger, string greeting, string? told)
    {
        var plan = Agent(_sales, _usual).Plan(trigger)!;
        Assert.Equal((greeting, told), (plan.Greeting, plan.Trigger));
    }

    [Theory]
    [InlineData("other")]
    [InlineData(null)]
    public void Without_a_default_an_unknown_trigger_picks_nothing(string? trigger) => Assert.Null(Agent(_sales).Plan(trigger));

    [Fact]
    public void A_plan_has_all_of_the_agent_and_the_call_s_own_limit_of_silence()
    {
        var agent = Agent(_sales, _usual);
        var plan = agent.Plan("sales", 250)!;
        Assert.Equal(
            (agent.AgentId, "+14155550111", true, 120, 20, 250, VoicemailAction.LeaveMessage, "Later.", "en-us", "wss://agent.example.com/", "9"),
            (plan.AgentId, plan.CallerId, plan.Record, plan.MaxDurationSeconds, plan.RingTimeoutSeconds, plan.InitialSilenceMilliseconds, plan.Voicemail, plan.VoicemailMessage, plan.Voice, plan.StreamUrl, plan.OptOutDigit));
        Assert.IsType<CallStep.HangUp>(Assert.Single(plan.Steps));
        Assert.Equal(5000, agent.Plan("sales")!.InitialSilenceMilliseconds);
        Assert.Equal(0, agent.Plan("sales", 0)!.InitialSilenceMilliseconds);
    }

    [Fact]
    public void Settings_come_back_from_the_store_as_they_went()
    {
        var steps = new CallStep[]
        {
            new CallStep.Say("Hello {{name}}"),
            new CallStep.Play("ab", "a.wav", 7),
            new CallStep.Pause(0.5),
            new CallStep.Choose("Which?", 4, new Dictionary<string, IReadOnlyList<CallStep>> { ["1"] = [new CallStep.Play("cd", "b.wav", 8)], ["#"] = [new CallStep.OptOut(null)] }, [new CallStep.OptOut("Bye")]),
            new CallStep.HangUp(),
        };
        var settings = Agent(_sales with { Steps = steps }, _usual).Settings;
        var back = AgentSettings.Read(settings.ToBytes());
        Assert.Equivalent(settings, back, strict: true);
        Assert.Equal(settings.ToBytes(), back.ToBytes());
        Assert.Equal(["ab", "cd"], CallStep.Recordings(back.Scripts[0].Steps).Select(recording => recording.Sha256));
    }

    [Fact]
    public void Ids_of_later_agents_come_later()
    {
        var ids = Enumerable.Range(0, 3).Select(second => VoiceAgent.NewId(_then.AddSeconds(second))).ToArray();
        Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
        Assert.All(ids, id => Assert.Matches("^agent_[0-9a-f]{32}$", id));
    }

    private static VoiceAgent Agent(params CallScript[] scripts) => new(VoiceAgent.NewId(_then), new AgentSettings
    {
        Name = "A",
        AccountId = "sandbox_voice",
        CallerId = "+14155550111",
        Scripts = scripts,
        Record = true,
        MaxDurationSeconds = 120,
        RingTimeoutSeconds = 20,
        InitialSilenceMilliseconds = 5000,
        Voicemail = VoicemailAction.LeaveMessage,
        VoicemailMessage = "Later.",
        Voice = "en-us",
        StreamUrl = "wss://agent.example.com/",
    }, _then, _then);
}
