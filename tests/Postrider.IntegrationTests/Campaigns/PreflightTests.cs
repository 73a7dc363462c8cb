using System.Globalization;
using System.Text.Json.Nodes;
using Postrider.IntegrationTests.Actions;
using Postrider.Testing.Server;
using Xunit;
using static Postrider.IntegrationTests.CallsApi.CallsServer;
using static Postrider.IntegrationTests.Campaigns.CampaignServer;

namespace Postrider.IntegrationTests.Campaigns;

/// <summary>Before a start it is told what will happen.</summary>
[Collection<CampaignInput>]
public sealed class PreflightTests(CampaignServer server)
{
    [Fact]
    public async Task It_tells_who_is_dialed_who_is_skipped_and_when_it_ends()
    {
        var client = server.Client;
        var draft = Draft(await MakeAgentAsync(client, Agent(await MakeAccountAsync(client, new JsonObject { ["max_connections"] = 100 }))), "+14155550110", "+14155550111", "+14155550112", "+14155550111", "nobody", "030 12345");
        (draft["spacing_seconds"], draft["max_concurrent"]) = (10, 20);
        var campaign = await MakeAsync(client, draft);
        (await client.PostJsonAsync("/api/v1/suppressions", new { address = "+14155550112", reason = "do_not_call" })).Came(201);

        var told = await LookAsync(client, campaign);
        Assert.Equal((2, 4, 1), ((int)told["will_dial"]!, (int)told["skipped"]!["total"]!, (int)told["skipped"]!["suppressed_since"]!));
        Assert.Equal("""{"duplicate":1,"invalid_phone_number":1,"not_international":1}""", told["skipped"]!["rejected"]!.ToJsonString());
        Assert.Equal("spacing_seconds 6 true, max_concurrent 20 false, account_max_concurrent 100 false", Limits(told));
        Assert.Equal((6.0, 60.0, "assumption", 0), ((double)told["calls_per_minute"]!, (double)told["assumed_call_seconds"]!, (string)told["call_seconds_from"]!, (int)told["outside_hours"]!["calls"]!));
        Assert.Equal(30, (At(told, "ends_at") - At(told, "begins_at")).TotalSeconds, 0.1);
        Assert.Equal("no_consent_basis no_caller_name", Warnings(told));
    }

    [Fact]
    public async Task It_tells_who_must_wait_for_their_hours_and_until_when()
    {
        var client = server.Client;
        var draft = Draft(await MakeAgentAsync(client), "+493012345601", "+493012345602", "+14155550110");
        var day = TimeProvider.System.GetUtcNow().UtcDateTime.Date.AddDays(3);
        draft["window"] = new JsonObject { ["days"] = new JsonArray(day.DayOfWeek.ToString()[..3].ToLowerInvariant()), ["from"] = "12:00", ["to"] = "14:00" };
        var told = await LookAsync(client, await MakeAsync(client, draft));
        Assert.Equal(3, (int)told["outside_hours"]!["calls"]!);
        var noon = DateTime.SpecifyKind(day.AddHours(12), DateTimeKind.Unspecified);
        var zones = told["outside_hours"]!["zones"]!.AsArray();
        Assert.Equal("Europe/Berlin 2, America/Los_Angeles 1", string.Join(", ", zones.Select(zone => $"{zone!["time_zones"]} {zone["calls"]}")));
        Assert.All(zones, zone => Assert.Equal(
            TimeZoneInfo.ConvertTimeToUtc(noon, TimeZoneInfo.FindSystemTimeZoneById((string)zone!["time_zones"]!)), At(zone, "opens_at").UtcDateTime));
        Assert.True(At(told, "ends_at").UtcDateTime > day.AddHours(12).AddHours(-14));
    }

    [Fact]
    public async Task It_warns_of_what_would_keep_calls_from_beginning()
    {
        var client = server.Client;
        var account = await MakeAccountAsync(client, new JsonObject { ["daily_limit"] = 1 });
        var agent = await MakeAgentAsync(client, Agent(account));
        var draft = Draft(agent, "+14155550110", "+14155550111");
        (draft["consent_basis"], draft["caller_name"], draft["announce"]) = ("They asked", "Acme", false);
        var campaign = await MakeAsync(client, draft);
        Assert.Equal("no_announcement account_daily_limit", Warnings(await LookAsync(client, campaign)));

        (await client.SendJsonAsync(HttpMethod.Patch, $"/api/v1/connect/accounts/{account}", new { paused = true, daily_limit = (int?)null })).Came(200);
        var held = await LookAsync(client, campaign);
        Assert.Equal(("no_announcement account_paused", null), (Warnings(held), (string?)held["ends_at"]));
        (await client.SendJsonAsync(HttpMethod.Put, $"{Agents}/{agent}", Agent().ToJsonString())).Came(200);
        Assert.Equal("no_announcement agent_has_another_account account_paused", Warnings(await LookAsync(client, campaign)));
        (await client.SendJsonAsync(HttpMethod.Delete, $"{Agents}/{agent}", null)).Came(200);
        (await client.SendJsonAsync(HttpMethod.Delete, $"/api/v1/connect/accounts/{account}", null)).Came(200);
        Assert.Equal("agent_not_found no_announcement", Warnings(await LookAsync(client, campaign)));
        Assert.Contains("campaign_empty", Warnings(await LookAsync(client, await MakeAsync(client))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_learns_how_long_calls_take_and_has_nothing_to_say_of_a_campaign_that_is_over()
    {
        var client = server.Client;
        var campaign = await MakeAsync(client, "+14155550100");
        (await MoveAsync(client, campaign, "start")).Came(200);
        await WhenAsync(client, campaign, "completed");
        var told = await LookAsync(client, campaign);
        Assert.Equal(("ended_calls", 0, null, ""), ((string)told["call_seconds_from"]!, (int)told["will_dial"]!, (string?)told["ends_at"], Warnings(told)));
        Assert.InRange((double)told["assumed_call_seconds"]!, 0.2, 10);
    }

    private static async Task<JsonNode> LookAsync(HttpClient client, JsonNode campaign)
    {
        var told = await client.GetJsonAsync($"{All}/{campaign["id"]}/preflight");
        told.Came(200);
        return told.Item;
    }

    private static DateTimeOffset At(JsonNode node, string name) => DateTimeOffset.Parse((string)node[name]!, CultureInfo.InvariantCulture);

    private static string Warnings(JsonNode told) => string.Join(' ', told["warnings"]!.AsArray().Select(warning => (string)warning!["code"]!));

    private static string Limits(JsonNode told) => string.Join(", ", told["limits"]!.AsArray().Select(limit => $"{limit!["name"]} {limit["calls_per_minute"]} {limit["binds"]}"));
}
