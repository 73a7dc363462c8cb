using System.Text.Json;
using Postrider.Calls;
using Postrider.Campaigns;
using Xunit;

namespace Postrider.Tests.Campaigns;

public sealed class CampaignScriptTests
{
    private static readonly DateTimeOffset _then = new(2026, 5, 20, 10, 0, 0, TimeSpan.Zero);
    private static readonly CallScript _usual = new() { IsDefault = true, Greeting = "Hello {{name}}." };

    [Fact]
    public void The_first_words_say_who_calls_that_it_is_recorded_and_how_to_opt_out()
    {
        var plan = Plan(_usual, "Acme", record: true);
        Assert.Equal("This is Acme. This call is recorded. To not be called again, press 9. Hello {{name}}.", plan.Greeting);
        Assert.Equal("9", plan.OptOutDigit);
    }

    [Theory]
    [InlineData(null, false, "To not be called again, press 9. Hello {{name}}.")]
    [InlineData("Acme Inc.", false, "This is Acme Inc. To not be called again, press 9. Hello {{name}}.")]
    [InlineData("Yippee!", true, "This is Yippee! This call is recorded. To not be called again, press 9. Hello {{name}}.")]
    [InlineData(" \r\n", true, "This call is recorded. To not be called again, press 9. Hello {{name}}.")]
    public void What_there_is_nothing_to_say_of_is_left_out(string? caller, bool record, string greeting) => Assert.Equal(greeting, Plan(_usual, caller, record).Greeting);

    [Theory]
    [InlineData("2", "press 2.")]
    [InlineData("*", "press the star key.")]
    [InlineData("#", "press the hash key.")]
    public void The_script_s_own_digit_is_the_one_that_is_named(string digit, string said)
    {
        var plan = Plan(_usual with { OptOutDigit = digit }, "Acme");
        Assert.Equal(digit, plan.OptOutDigit);
        Assert.Contains(said, plan.Greeting, StringComparison.Ordinal);
    }

    [Fact]
    public void A_digit_that_answers_a_question_does_not_opt_out()
    {
        var inner = new CallStep.Choose("And?", 5, Branches("0"), []);
        var outer = new CallStep.Choose("Which?", 5, new Dictionary<string, IReadOnlyList<CallStep>> { ["9"] = [inner] }, []);
        var plan = Plan(_usual with { Steps = [new CallStep.Say("Now"), outer] }, "Acme");
        Assert.Equal("8", plan.OptOutDigit);
        Assert.Contains("press 8.", plan.Greeting, StringComparison.Ordinal);

        plan = Plan(_usual with { Steps = [new CallStep.Choose("Which?", 5, Branches([.. "0123456789*#".Select(key => key.ToString())]), [])] }, "Acme");
        Assert.Null(plan.OptOutDigit);
        Assert.Equal("This is Acme. Hello {{name}}.", plan.Greeting);
    }

    [Theory]
    [InlineData("{{name}}", "This is name.")]
    [InlineData("A {{ secret }} B", "This is A  secret  B.")]
    [InlineData("{{{{name}}}}", "This is name.")]
    [InlineData("{", null)]
    public void A_caller_s_name_is_no_placeholder(string caller, string? said)
    {
        var metadata = JsonSerializer.SerializeToElement(new { name = "Alex", secret = "4711" });
        var greeting = ScriptText.Fill(Plan(_usual, caller).Greeting, metadata, warning => Assert.Fail(warning));
        Assert.Equal($"{said} To not be called again, press 9. Hello Alex.".TrimStart(), greeting);
    }

    [Theory]
    [InlineData("Call us.", "This is Acme. Call us.")]
    [InlineData(null, "This is Acme. Hello {{name}}.")]
    public void A_machine_is_told_who_called_but_no_digit(string? message, string left)
    {
        var plan = Plan(_usual, "Acme", record: true, agent => agent with { Voicemail = VoicemailAction.LeaveMessage, VoicemailMessage = message });
        Assert.Equal(left, plan.VoicemailMessage);
        Assert.StartsWith("This is Acme. This call is recorded.", plan.Greeting, StringComparison.Ordinal);
    }

    [Fact]
    public void An_agent_that_says_it_itself_is_left_as_it_is()
    {
        var agent = Agent(_usual, record: true);
        Assert.Equivalent(agent.Plan(null), CampaignScript.Plan(agent, null, Settings("Acme") with { Announces = false }), strict: true);
    }

    [Fact]
    public void A_trigger_picks_the_script_as_in_any_call()
    {
        var agent = Agent(_usual with { IsDefault = false, Trigger = "sales" });
        Assert.Equal("sales", CampaignScript.Plan(agent, "sales", Settings("Acme"))?.Trigger);
        Assert.Null(CampaignScript.Plan(agent, "other", Settings("Acme")));
        Assert.Null(CampaignScript.Plan(agent, null, Settings("Acme")));
    }

    private static CallPlan Plan(CallScript script, string? caller, bool record = false, Func<AgentSettings, AgentSettings>? with = null)
    {
        var agent = Agent(script, record);
        return CampaignScript.Plan(agent with { Settings = with?.Invoke(agent.Settings) ?? agent.Settings }, null, Settings(caller))!;
    }

    private static VoiceAgent Agent(CallScript script, bool record = false) =>
        new(VoiceAgent.NewId(_then), new AgentSettings { Name = "A", AccountId = "sandbox_voice", Scripts = [script], Record = record }, _then, _then);

    private static CampaignSettings Settings(string? caller) => new() { Name = "C", CallerName = caller };

    private static Dictionary<string, IReadOnlyList<CallStep>> Branches(params string[] digits) => digits.ToDictionary(digit => digit, _ => (IReadOnlyList<CallStep>)[]);
}
