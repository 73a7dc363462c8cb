using System.Text.Json;
using Postrider.Accounts;
using Postrider.Calls;
using Postrider.Campaigns;
using Postrider.Channels;
using Postrider.Channels.Voice;
using Postrider.Jobs;
using Xunit;

namespace Postrider.Tests.Channels.Voice;

public sealed class StreamParametersTests
{
    private static readonly DateTimeOffset _then = new(2026, 5, 20, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Agent_at_a_stream_is_handed_the_campaign_s_opening_with_the_greeting()
    {
        var agent = new VoiceAgent(
            "agent_1",
            new AgentSettings { Name = "A", AccountId = "a", Scripts = [new CallScript { IsDefault = true, Greeting = "Hello {{name}}." }], Record = true, StreamUrl = "wss://agent.example.com/" },
            _then,
            _then);
        var plan = CampaignScript.Plan(agent, null, new CampaignSettings { Name = "C", CallerName = "Acme" })!;
        var start = StreamParameters.Of(Job(new { name = "Alex", greeting = "none" }), plan, warning => Assert.Fail(warning));
        Assert.Equal("This is Acme. This call is recorded. To not be called again, press 9. Hello Alex.", start.Parameters["greeting"]);
        Assert.Equal("9", plan.OptOutDigit);
    }

    private static DriverJob Job(object metadata) => new()
    {
        Job = new JobRef(new WorkspaceId(1), Guid.NewGuid()),
        Attempt = 1,
        ClaimNumber = 1,
        StartedAt = _then,
        Channel = Channel.Voice,
        Action = JobAction.Call,
        Address = "phone:+4930123400",
        Body = new JobBody { Recipient = new JobRecipient(), Content = new JobContent(), Metadata = JsonSerializer.SerializeToElement(metadata) },
        Account = new DriverAccount(new Account { Workspace = new WorkspaceId(1), AccountId = "a", Kind = "sip", Channel = Channel.Voice, Name = "A", Settings = [] }, new Dictionary<string, string>()),
        MayCommit = static () => true,
    };
}
