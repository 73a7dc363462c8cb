using System.Text.Json.Nodes;
using Postrider.IntegrationTests.Actions;
using Postrider.Testing.Engine;
using Postrider.Testing.Server;
using Xunit;
using static Postrider.IntegrationTests.CallsApi.CallsServer;
using static Postrider.IntegrationTests.Campaigns.CampaignServer;

namespace Postrider.IntegrationTests.Campaigns;

/// <summary>Campaigns are made of lists and files, read, listed, changed and grown.</summary>
[Collection<CampaignMoves>]
public sealed class CampaignApiTests(CampaignServer server)
{
    [Fact]
    public async Task A_campaign_of_a_list_is_a_draft_until_it_is_started_and_then_calls_everybody_once()
    {
        var client = server.Client;
        (await client.PostJsonAsync("/api/v1/suppressions", new { address = "+14155550178", reason = "do_not_call" })).Came(201);
        var draft = Draft(await MakeAgentAsync(client), "+14155550100", "+1 415 555 0101", "+14155550101", "not a number", "+14155550178");
        draft["calls"]![0]!["metadata"] = new JsonObject { ["customer_name"] = "Dana" };
        var made = await client.PostJsonAsync($"{All}/", draft.ToJsonString());
        made.Came(201);
        var campaign = made.Item;
        Assert.Equal(("draft", 5, 2, 1, 1, 1, 2), ((string)campaign["state"]!, Count("total"), Count("accepted"), Count("duplicate"), Count("invalid"), Count("suppressed"), Count("queued")));
        Assert.Equal("3 duplicate, 4 invalid_phone_number, 5 suppressed", string.Join(", ", made.Json["rejected"]!.AsArray().OrderBy(row => (int)row!["row"]!).Select(row => $"{row!["row"]} {row["reason"]}")));
        Assert.Equal($"/v1/outbound-jobs/{campaign["id"]}", made.Headers["Location"]);
        Assert.Equal("true", made.Headers["Postrider-Sandbox"]);
        Assert.InRange((int)made.Json["calls_remaining"]!, 1, 99_998);

        var started = await MoveAsync(client, campaign, "start");
        Assert.Equal("running", (string)started.Item["state"]!);
        Assert.NotNull((string?)started.Item["eta"]);
        var done = await WhenAsync(client, campaign, "completed");
        Assert.Equal("""{"busy":1,"completed":1}""", done["outcomes"]!.ToJsonString());
        Assert.Equal((2, 0, null), ((int)done["done"]!, (int)done["queued"]!, (string?)done["eta"]));
        Assert.NotNull((string?)done["ended_at"]);

        var calls = await client.GetJsonAsync($"{AllCalls}?campaign_id={campaign["id"]}");
        Assert.Equal("+14155550101 busy, +14155550100 completed", string.Join(", ", calls.Items.Select(call => $"{call!["to"]} {call["outcome"]}")));
        Assert.All(calls.Items, call => Assert.Equal((string)campaign["id"]!, (string?)call!["campaign_id"]));
        Assert.Equal("Dana", (string?)calls.Items[1]!["metadata"]!["customer_name"]);
        Assert.Single((await client.GetJsonAsync($"{AllCalls}?campaign_id={campaign["id"]}&outcome=busy&state=ended&to=%2B14155550101")).Items);
        Assert.Empty((await client.GetJsonAsync($"{AllCalls}?campaign_id={campaign["id"]}&outcome=silence")).Items);

        int Count(string name) => (int)campaign[name]!;
    }

    [Fact]
    public async Task A_campaign_of_a_file_is_the_same_as_one_of_a_list()
    {
        var client = server.Client;
        var agent = await MakeAgentAsync(client);
        var fields = new Dictionary<string, string>
        {
            ["name"] = "Spring",
            ["agentId"] = agent,
            ["trigger"] = "sales_followup",
            ["spacing_seconds"] = "2.5",
            ["max_concurrent"] = "3",
            ["max_attempts"] = "2",
            ["retry_delay_seconds"] = "60",
            ["retry_on"] = "busy, voicemail",
            ["window"] = "09:00-17:30",
            ["time_zone"] = "Europe/Berlin",
            ["consent_basis"] = "They asked",
            ["caller_name"] = "Acme",
            ["announce"] = "false",
            ["numberColumn"] = "mobile",
            ["start"] = "",
        };
        var uploaded = await SendFormAsync(client, All, "mobile;customer_name;time_zone\n+14155550100;\"Dana; of Acme\";America/New_York\n4.91E+11;x;\n+14155550101;=1+1;\n", fields);
        uploaded.Came(201);
        Assert.Equal("""3 4.91E+11 spreadsheet_notation""", string.Join(' ', new[] { "row", "number", "reason" }.Select(name => uploaded.Json["rejected"]![0]![name]!.ToString())));

        var listed = await MakeAsync(client, new JsonObject
        {
            ["name"] = "Spring",
            ["agentId"] = agent,
            ["trigger"] = "sales_followup",
            ["spacing_seconds"] = 2.5,
            ["max_concurrent"] = 3,
            ["max_attempts"] = 2,
            ["retry_delay_seconds"] = 60,
            ["retry_on"] = new JsonArray("busy", "voicemail"),
            ["window"] = new JsonObject { ["from"] = "09:00", ["to"] = "17:30" },
            ["time_zone"] = "Europe/Berlin",
            ["consent_basis"] = "They asked",
            ["caller_name"] = "Acme",
            ["announce"] = false,
            ["calls"] = new JsonArray(new JsonObject { ["to"] = "+14155550100", ["time_zone"] = "America/New_York" }, new JsonObject { ["to"] = 5 }, new JsonObject { ["to"] = "+14155550101" }),
        });
        var differing = listed.AsObject().Select(member => member.Key).Where(name => listed[name]?.ToJsonString() != uploaded.Item[name]?.ToJsonString());
        Assert.Equal("id created_at", string.Join(' ', differing));
        Assert.Equal("""{"days":["sun","mon","tue","wed","thu","fri","sat"],"from":"09:00","to":"17:30"}""", listed["window"]!.ToJsonString());

        var calls = (await client.GetJsonAsync($"{AllCalls}?campaign_id={uploaded.Item["id"]}")).Items;
        Assert.Equal("=1+1, Dana; of Acme", string.Join(", ", calls.Select(call => (string)call!["metadata"]!["customer_name"]!)));
    }

    [Theory]
    [InlineData("""{"start":"true"}""", "running")]
    [InlineData("""{"start_at":"2026-01-01T00:00:00Z"}""", "running")]
    [InlineData("""{"start":false,"start_at":"2026-01-01T00:00:00Z"}""", "draft")]
    [InlineData("""{}""", "draft")]
    [InlineData("""{"start":true,"calls":[]}""", "draft")]
    [InlineData("""{"start":true,"calls":[{"to":"nobody"}]}""", "draft")]
    public async Task A_campaign_starts_at_once_where_that_is_wished_and_there_is_somebody_to_call(string wish, string state)
    {
        var draft = Draft(await MakeAgentAsync(server.Client), "+14155550100");
        foreach (var (name, value) in JsonNode.Parse(wish)!.AsObject())
        {
            draft[name] = value?.DeepClone();
        }

        Assert.Equal(state, (string)(await MakeAsync(server.Client, draft))["state"]!);
    }

    [Fact]
    public async Task A_scheduled_campaign_starts_by_itself_and_at_another_word_at_once()
    {
        var client = server.Client;
        var draft = Draft(await MakeAgentAsync(client), "+14155550100");
        draft["start_at"] = TimeProvider.System.GetUtcNow().AddSeconds(5).ToString("o");
        var soon = await MakeAsync(client, draft);
        draft["start_at"] = TimeProvider.System.GetUtcNow().AddDays(30).ToString("o");
        var late = await MakeAsync(client, draft);
        Assert.Equal(("scheduled", "scheduled"), ((string)soon["state"]!, (string)late["state"]!));
        Assert.NotNull((string?)late["start_at"]);
        Assert.Equal("scheduled", (string)(await MoveAsync(client, late, "start", new { start_at = TimeProvider.System.GetUtcNow().AddDays(60) })).Item["state"]!);
        Assert.Equal("running", (string)(await MoveAsync(client, late, "start/")).Item["state"]!);
        await WhenAsync(client, late, "completed");
        await WhenAsync(client, soon, "completed");
    }

    [Fact]
    public async Task Campaigns_are_listed_newest_first_by_state_and_page()
    {
        var (client, account) = await server.MakeCallerAsync("lists", new { outbound_calling = true, outbound_campaigns = true });
        var agent = await MakeAgentAsync(client, Agent(account));
        var ids = new List<string>();
        foreach (var name in new[] { "a", "b", "c" })
        {
            var draft = Draft(agent, "+14155550100");
            draft["name"] = name;
            ids.Add((string)(await MakeAsync(client, draft))["id"]!);
        }

        (await client.PostJsonAsync($"{All}/{ids[1]}/cancel", null)).Came(200);
        Assert.Equal("c b a", await NamesAsync(""));
        Assert.Equal("c a", await NamesAsync("?state=draft"));
        Assert.Equal("b", await NamesAsync("?state=canceled"));
        var first = await client.GetJsonAsync($"{All}?limit=2");
        Assert.Equal("a", await NamesAsync($"?limit=2&cursor={first.Json["next_cursor"]}"));
        Assert.Equal("invalid_campaign_state", (await client.GetJsonAsync($"{All}?state=gathering")).Code);
        Assert.Equal("invalid_cursor", (await client.GetJsonAsync($"{All}?cursor=eA")).Code);

        async Task<string> NamesAsync(string query) => string.Join(' ', (await client.GetJsonAsync($"{All}{query}")).Items.Select(campaign => (string)campaign!["name"]!));
    }

    [Fact]
    public async Task A_running_campaign_keeps_a_new_pace_at_once()
    {
        var client = server.Client;
        var draft = Draft(await MakeAgentAsync(client), "+14155550100", "+14155550101", "+14155550105");
        draft["spacing_seconds"] = "3600";
        draft["start"] = true;
        var campaign = await MakeAsync(client, draft);
        await Eventually.SeesAsync(() => client.GetJsonAsync($"{All}/{campaign["id"]}"), answer => (int)answer.Item["done"]! == 1, "the first call has ended");
        var changed = await client.SendJsonAsync(HttpMethod.Patch, $"{All}/{campaign["id"]}", new { spacing_seconds = 0.1, max_concurrent = "2", name = "Faster", consent_basis = "They asked" });
        changed.Came(200);
        Assert.Equal(("Faster", 0.1, 2, "They asked"), ((string)changed.Item["name"]!, (double)changed.Item["spacing_seconds"]!, (int)changed.Item["max_concurrent"]!, (string)changed.Item["consent_basis"]!));
        await WhenAsync(client, campaign, "completed");
        Assert.Equal("campaign_state", (await client.SendJsonAsync(HttpMethod.Patch, $"{All}/{campaign["id"]}", new { name = "Late" })).Code);
    }

    [Fact]
    public async Task What_a_change_does_not_name_stays_and_null_is_what_a_new_campaign_has()
    {
        var client = server.Client;
        var draft = Draft(await MakeAgentAsync(client));
        (draft["window"], draft["consent_basis"], draft["caller_name"]) = ("22:00-24:00", "They asked", "Acme");
        var campaign = await MakeAsync(client, draft);
        Assert.Equal(("22:00", "24:00"), ((string)campaign["window"]!["from"]!, (string)campaign["window"]!["to"]!));
        var same = await client.SendJsonAsync(HttpMethod.Patch, $"{All}/{campaign["id"]}", "{}");
        Assert.Equal(campaign.ToJsonString(), same.Item.ToJsonString());
        var cleared = (await client.SendJsonAsync(HttpMethod.Patch, $"{All}/{campaign["id"]}", """{"window":null,"consent_basis":null,"caller_name":""}""")).Item;
        Assert.Equal(("08:00", "21:00", null, null, 0.1), ((string)cleared["window"]!["from"]!, (string)cleared["window"]!["to"]!, (string?)cleared["consent_basis"], (string?)cleared["caller_name"], (double)cleared["spacing_seconds"]!));
    }

    [Fact]
    public async Task A_running_campaign_takes_further_numbers_and_calls_nobody_twice()
    {
        var client = server.Client;
        var draft = Draft(await MakeAgentAsync(client), "+14155550100", "+14155550101");
        (draft["spacing_seconds"], draft["start"]) = (3600, true);
        var campaign = await MakeAsync(client, draft);
        var path = $"{All}/{campaign["id"]}/calls";
        var list = await client.PostJsonAsync(path, new { calls = new object[] { new { to = "+14155550101" }, new { to = "+14155550105" }, new { to = "0030" } } });
        list.Came(200);
        Assert.Equal("""{"accepted":1,"duplicate":1,"invalid":1,"suppressed":0,"over_allowance":0}""", list.Json["added"]!.ToJsonString());
        Assert.Equal((5, 3), ((int)list.Item["total"]!, (int)list.Item["accepted"]!));
        Assert.Equal("1 duplicate, 3", string.Join(", ", list.Json["rejected"]!.AsArray().OrderBy(row => (int)row!["row"]!).Select(row => (int)row!["row"]! == 1 ? $"1 {row["reason"]}" : $"{row["row"]}")));

        var file = await SendFileAsync(client, $"{path}?numberColumn=n", "n,name\n0049 30 123456,A\n+14155550100,B\n");
        Assert.Equal((1, 1), ((int)file.Json["added"]!["accepted"]!, (int)file.Json["added"]!["duplicate"]!));
        var form = await SendFormAsync(client, path, "phone\n+4930123457\n", new Dictionary<string, string>());
        Assert.Equal(1, (int)form.Json["added"]!["accepted"]!);
        (await client.SendJsonAsync(HttpMethod.Patch, $"{All}/{campaign["id"]}", new { spacing_seconds = 0.1 })).Came(200);
        var done = await WhenAsync(client, campaign, "completed");
        Assert.Equal((5, 5), ((int)done["accepted"]!, (int)done["done"]!));
        Assert.Equal(5, (await client.GetJsonAsync($"{AllCalls}?campaign_id={campaign["id"]}")).Items.Select(call => (string)call!["to"]!).Distinct().Count());
        Assert.Equal("campaign_state", (await client.PostJsonAsync(path, new { calls = new[] { new { to = "+14155550106" } } })).Code);
    }
}
