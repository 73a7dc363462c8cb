using System.Text.RegularExpressions;
using Postrider.IntegrationTests.Actions;
using Postrider.IntegrationTests.Campaigns;
using Postrider.Testing.Server;
using Xunit;
using static Postrider.IntegrationTests.CallsApi.CallsServer;

namespace Postrider.IntegrationTests.CallsApi;

/// <summary>Promise 10 on every operation of the document: another workspace's ids are ids of nothing.</summary>
public sealed partial class CallsStrangersTests(CallsServer server) : IClassFixture<CallsServer>
{
    private const string Number = "+14155550100";

    private static readonly Belongings _nothing = new("agent_00000000000000000000000000000000", "call_00000000000000000000000000000000", "acc_00000000000000000000000000000000", 900_000_001, "campaign_00000000000000000000000000000000");

    /// <summary>What is asked with the ids of another workspace, in the path or in the body.</summary>
    private static readonly (string Operation, Func<Belongings, Belongings, string?> Body)[] _cases =
    [
        ("POST /v1/makecall", (own, their) => $$"""{"agentId":"{{their.Agent}}","to":"{{Number}}"}"""),
        ("GET /v1/calls", (own, their) => null),
        ("GET /v1/calls/{id}", (own, their) => null),
        ("GET /v1/calls/{id}/recording", (own, their) => null),
        ("POST /v1/calls/{id}/hangup", (own, their) => null),
        ("GET /v1/agents", (own, their) => null),
        ("POST /v1/agents", (own, their) => Body(their.Account, own.Recording)),
        ("POST /v1/agents", (own, their) => Body(own.Account, their.Recording)),
        ("GET /v1/agents/{id}", (own, their) => null),
        ("PUT /v1/agents/{id}", (own, their) => Body(own.Account, own.Recording)),
        ("DELETE /v1/agents/{id}", (own, their) => null),
        ("GET /v1/outbound-jobs", (own, their) => null),
        ("POST /v1/outbound-jobs", (own, their) => $$"""{"name":"Spring","agentId":"{{their.Agent}}","calls":[{"to":"{{Number}}"}]}"""),
        ("GET /v1/outbound-jobs/{id}", (own, their) => null),
        ("PATCH /v1/outbound-jobs/{id}", (own, their) => """{"name":"Stolen"}"""),
        ("POST /v1/outbound-jobs/{id}/start", (own, their) => null),
        ("POST /v1/outbound-jobs/{id}/pause", (own, their) => null),
        ("POST /v1/outbound-jobs/{id}/resume", (own, their) => null),
        ("POST /v1/outbound-jobs/{id}/cancel", (own, their) => """{"hangup":true}"""),
        ("POST /v1/outbound-jobs/{id}/calls", (own, their) => """{"calls":[{"to":"+14155550101"}]}"""),
        ("GET /v1/outbound-jobs/{id}/preflight", (own, their) => null),
        ("GET /v1/outbound-jobs/{id}/events", (own, their) => null),
        ("GET /v1/outbound-jobs/{id}/report.csv", (own, their) => null),
        ("GET /v1/outbound-jobs/{id}/report.html", (own, their) => null),
        ("GET /v1/outbound-jobs/{id}/rejected.csv", (own, their) => null),
    ];

    [Fact]
    public async Task With_the_ids_of_another_workspace_a_call_answers_as_with_ids_of_nothing()
    {
        var (owner, theirs) = await MakeAsync("owner");
        var ((stranger, ofStranger), (control, ofControl)) = (await MakeAsync("stranger"), await MakeAsync("control"));
        var before = await SeeAsync(owner, theirs);
        foreach (var (operation, body) in _cases)
        {
            var (method, path) = (new HttpMethod(operation.Split(' ')[0]), operation.Split(' ')[1]);
            var seen = Bare(await stranger.SendJsonAsync(method, theirs.PathOf(path), body(ofStranger, theirs)));
            var expected = Bare(await control.SendJsonAsync(method, _nothing.PathOf(path), body(ofControl, _nothing)));
            Assert.True(seen == expected, $"{operation}\n  with theirs:  {seen}\n  with nothing: {expected}");
        }

        Assert.Equal(before, await SeeAsync(owner, theirs));

        // A filter finds nobody else's, and what is another's cannot be put in place of one's own.
        Assert.Single((await stranger.GetJsonAsync($"{AllCalls}?to={Number}")).Items, call => call!["campaign_id"] is null);
        Assert.Empty((await stranger.GetJsonAsync($"{AllCalls}?campaign_id={theirs.Campaign}")).Items);
        Assert.Equal("invalid_agent", (await stranger.SendJsonAsync(HttpMethod.Put, $"{Agents}/{ofStranger.Agent}", Body(theirs.Account, ofStranger.Recording))).Code);
    }

    [Fact]
    public void Every_operation_of_the_document_has_a_case() =>
        Assert.Equal(
            from path in DocumentedAnswers.CallsDocument["paths"]!.AsObject()
            from operation in path.Value!.AsObject()
            where operation.Value!["security"] is null // What needs no key has no workspace either.
            let name = $"{operation.Key.ToUpperInvariant()} {path.Key}"
            orderby name
            select name,
            _cases.Select(asked => asked.Operation).Distinct().Order());

    private static string Body(string account, long recording)
    {
        var agent = Agent(account);
        agent["tasks"]![0]!["steps"] = new System.Text.Json.Nodes.JsonArray(new System.Text.Json.Nodes.JsonObject { ["play"] = recording });
        return agent.ToJsonString();
    }

    private async Task<(HttpClient Client, Belongings Own)> MakeAsync(string name)
    {
        var (client, account) = await server.MakeCallerAsync(name, new { outbound_calling = true, outbound_campaigns = true });
        var recording = await client.UploadAsync(Uploads.Voice, Uploads.Wav(1));
        var agent = await MakeAgentAsync(client, Agent(account));
        var call = await CallAsync(client, agent, Number);
        await WhenEndedAsync(client, call);
        var campaign = await client.PostJsonAsync(CampaignServer.All, CampaignServer.Draft(agent, Number).ToJsonString());
        return (client, new Belongings(agent, call, account, (long)recording.Json["id"]!, (string)campaign.Item["id"]!));
    }

    private static async Task<string> SeeAsync(HttpClient client, Belongings own) =>
        string.Join('\n', (await client.GetJsonAsync(AllCalls)).Text, (await client.GetJsonAsync(Agents)).Text, (await client.GetJsonAsync($"{AllCalls}/{own.Call}")).Text, (await client.GetJsonAsync($"{Agents}/{own.Agent}")).Text, (await client.GetJsonAsync(CampaignServer.All)).Text);

    private static string Bare(Answer answer) => $"{(int)answer.Status} {Ids().Replace(answer.Text, "#")}";

    [GeneratedRegex(@"(acc|agent|call|campaign)_[0-9a-f]{32}|\d{4}-\d\d-\d\dT[\d:.]+|""(ring|talk)_seconds"":[\d.]+|""(play|at)"":[\d.]+")]
    private static partial Regex Ids();

    private sealed record Belongings(string Agent, string Call, string Account, long Recording, string Campaign)
    {
        public string PathOf(string path) => path.Replace("/agents/{id}", $"/agents/{Agent}", StringComparison.Ordinal).Replace("/calls/{id}", $"/calls/{Call}", StringComparison.Ordinal)
            .Replace("/outbound-jobs/{id}", $"/outbound-jobs/{Campaign}", StringComparison.Ordinal);
    }
}
