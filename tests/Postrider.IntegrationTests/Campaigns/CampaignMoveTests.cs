using Postrider.IntegrationTests.Actions;
using Postrider.Testing.Engine;
using Postrider.Testing.Server;
using Xunit;
using static Postrider.IntegrationTests.CallsApi.CallsServer;
using static Postrider.IntegrationTests.Campaigns.CampaignServer;

namespace Postrider.IntegrationTests.Campaigns;

/// <summary>Campaigns go from state to state as their owners say, and in no other way.</summary>
[Collection<CampaignMoves>]
public sealed class CampaignMoveTests(CampaignServer server)
{
    private static readonly string[] _moves = ["start", "pause", "resume", "cancel", "calls"];

    [Theory]
    [InlineData("draft", "pause resume")]
    [InlineData("scheduled", "resume")]
    [InlineData("running", "start resume")]
    [InlineData("paused", "start pause")]
    [InlineData("completed", "start pause resume cancel calls")]
    [InlineData("canceled", "start pause resume cancel calls")]
    public async Task What_a_state_does_not_allow_is_refused_with_its_name_and_changes_nothing(string state, string refused)
    {
        var client = server.Client;
        var campaign = await InAsync(client, state);
        var wrong = refused.Split(' ');
        foreach (var move in wrong)
        {
            var answer = await MoveAsync(client, campaign, move, move == "calls" ? new { calls = new[] { new { to = "+14155550105" } } } : null);
            Assert.Equal((409, "campaign_state"), ((int)answer.Status, answer.Code));
            Assert.Contains(state == "draft" ? "a draft" : $"is {state}", (string)answer.Json["message"]!, StringComparison.Ordinal);
        }

        Assert.Equal(state, (string)(await client.GetJsonAsync($"{All}/{campaign["id"]}")).Item["state"]!);

        // What is not refused is granted, each from the state itself.
        foreach (var move in _moves.Except(wrong))
        {
            var other = await InAsync(client, state);
            (await MoveAsync(client, other, move, move == "calls" ? new { calls = new[] { new { to = "+14155550105" } } } : null)).Came(200);
        }
    }

    [Fact]
    public async Task A_paused_campaign_begins_no_call_and_a_resumed_one_says_what_its_agent_says_now()
    {
        var client = server.Client;
        var agent = await MakeAgentAsync(client);
        var draft = Draft(agent, "+14155550100", "+14155550108");
        (draft["spacing_seconds"], draft["announce"], draft["start"]) = (3600, false, true);
        var campaign = await MakeAsync(client, draft);
        await Eventually.SeesAsync(() => client.GetJsonAsync($"{All}/{campaign["id"]}"), answer => (int)answer.Item["done"]! == 1, "the first call has ended");
        var paused = await MoveAsync(client, campaign, "pause/");
        Assert.Equal(("paused", null), ((string)paused.Item["state"]!, (string?)paused.Item["eta"]));
        (await client.SendJsonAsync(HttpMethod.Patch, $"{All}/{campaign["id"]}", new { spacing_seconds = 0.1 })).Came(200);

        var changed = Agent();
        changed["tasks"]![0]!["greeting"] = "Good evening.";
        (await client.SendJsonAsync(HttpMethod.Put, $"{Agents}/{agent}", changed.ToJsonString())).Came(200);
        Assert.Equal(1, (int)(await client.GetJsonAsync($"{All}/{campaign["id"]}")).Item["queued"]!);
        Assert.Equal("running", (string)(await MoveAsync(client, campaign, "resume")).Item["state"]!);
        await WhenAsync(client, campaign, "completed");
        var said = (await client.GetJsonAsync($"{AllCalls}?campaign_id={campaign["id"]}")).Items.Select(call => (string)call!["transcript"]![0]!["text"]!);
        Assert.Equal(["Good evening.", "Hello ."], said);
    }

    [Theory]
    [InlineData("", true, 40, """{"canceled":2,"no_answer":1}""")]
    [InlineData("?hangup=true", false, 120, """{"canceled":3}""")]
    public async Task A_canceled_campaign_begins_no_call_and_hangs_up_where_that_is_wished(string query, bool isInBody, int rings, string outcomes)
    {
        var client = server.Client;
        var agent = Agent();
        agent["ring_timeout_seconds"] = rings;
        var draft = Draft(await MakeAgentAsync(client, agent), "+14155550102", "+14155550108", "+14155550109");
        (draft["max_concurrent"], draft["start"]) = (1, true);
        var before = (int)(await client.PostJsonAsync(All, Draft(await MakeAgentAsync(client)).ToJsonString())).Json["calls_remaining"]!;
        var campaign = await MakeAsync(client, draft);
        await Eventually.SeesAsync(() => client.GetJsonAsync($"{All}/{campaign["id"]}"), answer => (int)answer.Item["in_progress"]! == 1, "the first call goes on");
        var canceled = await MoveAsync(client, campaign, $"cancel{query}", isInBody ? new { hangup = "false" } : null);
        Assert.Equal("canceled", (string)canceled.Item["state"]!);
        var done = await Eventually.SeesAsync(() => client.GetJsonAsync($"{All}/{campaign["id"]}"), answer => (int)answer.Item["done"]! == 3, "all calls have ended");
        Assert.Equal(outcomes, done.Item["outcomes"]!.ToJsonString());

        // The two that were never dialed cost nothing of the month.
        Assert.Equal(before - 1, (int)(await client.PostJsonAsync(All, Draft(await MakeAgentAsync(client)).ToJsonString())).Json["calls_remaining"]!);
    }

    [Fact]
    public async Task What_keeps_a_campaign_from_calling_refuses_its_start()
    {
        var (client, account) = await server.MakeCallerAsync("starts", new { outbound_calling = true });
        var agent = await MakeAgentAsync(client, Agent(account));
        Assert.Equal("outbound_campaigns_not_enabled", (await client.PostJsonAsync(All, Draft(agent).ToJsonString())).Code);
        await PermitAsync(true, true);
        var empty = await MakeAsync(client, Draft(agent));
        Assert.Equal((409, "campaign_empty"), await CodeAsync(empty, "start"));
        var campaign = await MakeAsync(client, Draft(agent, "+14155550100"));

        await PermitAsync(true, false);
        Assert.Equal((403, "outbound_campaigns_not_enabled"), await CodeAsync(campaign, "start"));
        Assert.Equal((403, "outbound_campaigns_not_enabled"), await CodeAsync(campaign, "calls"));
        await PermitAsync(false, true);
        Assert.Equal((403, "outbound_calling_not_enabled"), await CodeAsync(campaign, "start"));
        await PermitAsync(true, true);

        var other = Agent(account);
        other["tasks"]![0]!["default"] = false;
        (await client.SendJsonAsync(HttpMethod.Put, $"{Agents}/{agent}", other.ToJsonString())).Came(200);
        Assert.Equal((400, "unknown_trigger"), await CodeAsync(campaign, "start"));
        (await client.SendJsonAsync(HttpMethod.Delete, $"{Agents}/{agent}", null)).Came(200);
        Assert.Equal((404, "agent_not_found"), await CodeAsync(campaign, "start"));

        // What stops calls is never refused.
        await PermitAsync(false, false);
        (await MoveAsync(client, campaign, "cancel")).Came(200);

        async Task PermitAsync(bool calling, bool campaigns) =>
            (await server.Client.SendJsonAsync(HttpMethod.Patch, "/api/v1/workspaces/starts", new { outbound_calling = calling, outbound_campaigns = campaigns })).Came(200);
        async Task<(int, string?)> CodeAsync(System.Text.Json.Nodes.JsonNode of, string move)
        {
            var answer = await MoveAsync(client, of, move);
            return ((int)answer.Status, answer.Code);
        }
    }

    [Fact]
    public async Task A_campaign_whose_account_was_deleted_neither_starts_nor_grows()
    {
        var client = server.Client;
        var account = await MakeAccountAsync(client);
        var agent = await MakeAgentAsync(client, Agent(account));
        var campaign = await MakeAsync(client, Draft(agent, "+14155550100"));
        (await client.SendJsonAsync(HttpMethod.Delete, $"/api/v1/connect/accounts/{account}", null)).Came(200);
        Assert.Equal("account_not_ready", (await MoveAsync(client, campaign, "start")).Code);
        Assert.Equal("account_not_ready", (await MoveAsync(client, campaign, "calls", new { calls = new[] { new { to = "+14155550101" } } })).Code);
        Assert.Equal("account_not_ready", (await client.PostJsonAsync(All, Draft(agent).ToJsonString())).Code);
    }

    /// <summary>A campaign in a state, which nothing but the test moves on from there.</summary>
    private async Task<System.Text.Json.Nodes.JsonNode> InAsync(HttpClient client, string state)
    {
        var draft = Draft(await MakeAgentAsync(client), "+14155550101", "+14155550104");
        draft["spacing_seconds"] = state == "completed" ? 0.1 : 3600;
        var campaign = await MakeAsync(client, draft);
        if (state == "scheduled")
        {
            (await MoveAsync(client, campaign, "start", new { start_at = TimeProvider.System.GetUtcNow().AddDays(1) })).Came(200);
        }
        else if (state is "running" or "paused" or "completed")
        {
            (await MoveAsync(client, campaign, "start")).Came(200);
        }

        if (state is "paused" or "canceled")
        {
            (await MoveAsync(client, campaign, state == "paused" ? "pause" : "cancel")).Came(200);
        }

        return await WhenAsync(client, campaign, state);
    }
}
