using System.Text.Json.Nodes;
using Postrider.IntegrationTests.Actions;
using Postrider.Testing.Postgres;
using Postrider.Testing.Server;
using Xunit;
using static Postrider.IntegrationTests.CallsApi.CallsServer;
using static Postrider.IntegrationTests.Campaigns.CampaignServer;

namespace Postrider.IntegrationTests.Campaigns;

/// <summary>A key and a body make one campaign, and what goes wrong on the way makes none.</summary>
[Collection<CampaignInput>]
public sealed class CampaignKeyTests(CampaignServer server)
{
    private const string File = "to,name\n+14155550100,Dana\n+14155550100,Dana\n";

    [Fact]
    public async Task A_repeat_is_answered_with_the_campaign_as_it_is_now()
    {
        var client = server.Client;
        var draft = Draft(await MakeAgentAsync(client), "+14155550100", "nobody").ToJsonString();
        var first = await client.PostJsonAsync(All, draft, ("Idempotency-Key", "spring"));
        first.Came(201);
        (await MoveAsync(client, first.Item, "cancel")).Came(200);
        var again = await client.PostJsonAsync($"{All}/", draft, ("Idempotency-Key", "spring"));
        again.Came(201);
        Assert.Equal(((string)first.Item["id"]!, "canceled"), ((string)again.Item["id"]!, (string)again.Item["state"]!));
        Assert.Equal(first.Json["rejected"]!.ToJsonString(), again.Json["rejected"]!.ToJsonString());

        Assert.Equal("idempotency_conflict", (await client.PostJsonAsync(All, draft.Replace("Spring", "Autumn", StringComparison.Ordinal), ("Idempotency-Key", "spring"))).Code);
        Assert.NotEqual((string)first.Item["id"]!, (string)(await client.PostJsonAsync(All, draft, ("Idempotency-Key", "autumn"))).Item["id"]!);

        // Of another workspace the same key is another one, and of another key of this workspace, too.
        Assert.NotEqual((string)first.Item["id"]!, (string)(await (await server.ConnectAsync("campaigns:write", "calls:read")).PostJsonAsync(All, draft, ("Idempotency-Key", "spring"))).Item["id"]!);
    }

    [Fact]
    public async Task A_repeated_file_is_told_from_another_one()
    {
        var client = server.Client;
        var fields = new Dictionary<string, string> { ["name"] = "File", ["agentId"] = await MakeAgentAsync(client) };
        var first = await SendFormAsync(client, All, File, fields, "file");
        first.Came(201);
        Assert.Equal((string)first.Item["id"]!, (string)(await SendFormAsync(client, All, File, fields, "file")).Item["id"]!);
        Assert.Equal("idempotency_conflict", (await SendFormAsync(client, All, File.Replace("Dana", "Dora", StringComparison.Ordinal), fields, "file")).Code);
        Assert.Equal("idempotency_conflict", (await SendFormAsync(client, All, null, fields, "file")).Code);
    }

    [Fact]
    public async Task However_many_race_with_a_key_there_is_one_campaign()
    {
        var (client, account) = await server.MakeCallerAsync("race", new { outbound_calling = true, outbound_campaigns = true });
        var draft = Draft(await MakeAgentAsync(client, Agent(account)), [.. Enumerable.Range(10, 60).Select(number => $"+141555501{number}")]).ToJsonString();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => client.PostJsonAsync(All, draft, ("Idempotency-Key", "race"))));
        Assert.All(answers, answer => Assert.True((int)answer.Status == 201 || answer is { Code: "idempotency_in_progress" }, answer.ToString()));
        Assert.Single(answers.Where(answer => (int)answer.Status == 201).Select(answer => (string)answer.Item["id"]!).Distinct());
        var only = Assert.Single((await client.GetJsonAsync(All)).Items);
        Assert.Equal((60, 60), ((int)only!["total"]!, (int)only["accepted"]!));
    }

    [Fact]
    public async Task While_the_first_request_is_being_read_its_repeat_is_told_to_come_again()
    {
        var client = server.Client;
        var draft = Draft(await MakeAgentAsync(client), "+14155550100").ToJsonString();
        var made = await client.PostJsonAsync(All, draft, ("Idempotency-Key", "slow"));
        await SetAsync(made.Item, "state = 'gathering'");
        var early = await client.PostJsonAsync(All, draft, ("Idempotency-Key", "slow"));
        Assert.Equal((409, "idempotency_in_progress", "5"), ((int)early.Status, early.Code, early.Headers["Retry-After"]));
        Assert.Equal("campaign_not_found", (await client.GetJsonAsync($"{All}/{made.Item["id"]}")).Code);
        await SetAsync(made.Item, "state = 'draft'");
        Assert.Equal((string)made.Item["id"]!, (string)(await client.PostJsonAsync(All, draft, ("Idempotency-Key", "slow"))).Item["id"]!);
    }

    [Fact]
    public async Task A_start_that_was_cut_short_is_made_good_by_the_repeat()
    {
        var client = server.Client;
        var draft = Draft(await MakeAgentAsync(client), "+14155550100");
        draft["start_at"] = TimeProvider.System.GetUtcNow().AddDays(3).ToString("o");
        var made = await client.PostJsonAsync(All, draft.ToJsonString(), ("Idempotency-Key", "cut"));
        await SetAsync(made.Item, "state = 'draft'");
        Assert.Equal("scheduled", (string)(await client.PostJsonAsync(All, draft.ToJsonString(), ("Idempotency-Key", "cut"))).Item["state"]!);
    }

    [Fact]
    public async Task Numbers_that_cannot_be_stored_leave_neither_a_campaign_nor_a_spent_call()
    {
        var (client, account) = await server.MakeCallerAsync("poisoned", new { outbound_calling = true, outbound_campaigns = true });
        var agent = await MakeAgentAsync(client, Agent(account));
        await server.Database.RunAsync("alter table job add constraint no_poison check (address <> 'phone:+14155550199')");
        var draft = Draft(agent, [.. Enumerable.Range(0, 700).Select(number => $"+1415556{number:D4}"), "+14155550199"]).ToJsonString();
        Assert.Equal((502, "action_failed"), await CodeAsync());
        Assert.Empty((await client.GetJsonAsync(All)).Items);
        await using var left = server.Database.Database.Read.CreateCommand("select (select count(*) from campaign join workspace w using (workspace_id) where w.name = 'poisoned') + (select count(*) from call_record join workspace w using (workspace_id) where w.name = 'poisoned')");
        Assert.Equal(0L, await left.ExecuteScalarAsync(TestContext.Current.CancellationToken));

        // The key is free again, and no call was spent.
        await server.Database.RunAsync("alter table job drop constraint no_poison");
        var made = await client.PostJsonAsync(All, draft, ("Idempotency-Key", "poison"));
        made.Came(201);
        Assert.Equal(100_000 - 701, (int)made.Json["calls_remaining"]!);

        async Task<(int, string?)> CodeAsync()
        {
            var answer = await client.PostJsonAsync(All, draft, ("Idempotency-Key", "poison"));
            return ((int)answer.Status, answer.Code);
        }
    }

    [Fact]
    public async Task What_exceeds_the_month_s_allowance_is_counted_and_told()
    {
        var (client, account) = await server.MakeCallerAsync("poor", new { outbound_calling = true, outbound_campaigns = true, calls_per_month = 2, time_zone = "Pacific/Auckland" });
        var made = await client.PostJsonAsync(All, Draft(await MakeAgentAsync(client, Agent(account)), "+14155550100", "+14155550101", "+14155550104").ToJsonString());
        Assert.Equal((2, 1, 0, "no_calls_remaining"), ((int)made.Item["accepted"]!, (int)made.Item["over_allowance"]!, (int)made.Json["calls_remaining"]!, (string)made.Json["rejected"]![0]!["reason"]!));
        Assert.Equal("Pacific/Auckland", (string)made.Item["time_zone"]!);
    }

    private Task SetAsync(JsonNode campaign, string what) =>
        server.Database.RunAsync($"update campaign set {what} where campaign_id = '{((string)campaign["id"]!)["campaign_".Length..]}'");
}
