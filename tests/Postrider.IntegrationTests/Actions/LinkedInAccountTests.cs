using System.Text.Json.Nodes;
using Postrider.Testing.Server;
using Xunit;
using static Postrider.IntegrationTests.Actions.AccountBodies;

namespace Postrider.IntegrationTests.Actions;

public sealed class LinkedInAccountTests(ActionsServer server) : IClassFixture<ActionsServer>
{
    private static readonly string[] _numbers = ["dailyDetectCount", "dailySendConnectionRequestCount", "dailySendMessageCount", "dailySendSalesNavigatorConnectionRequestCount", "dailyInMailCount", "dailyViewProfileCount", "dailyLikeRecentPostsCount"];

    [Fact]
    public async Task A_sandbox_profile_can_do_everything_unless_told_otherwise()
    {
        var client = await server.ConnectStrangerAsync("profiles");
        Assert.Empty((await client.GetJsonAsync(Profiles)).Json.AsArray());
        var full = await ReadAsync(client, await client.MakeProfileAsync("full"));
        Assert.Equal(("enabled", "salesNavigator", "credentials", "valid"), ((string?)full["status"], (string?)full["accountType"], (string?)full["authType"], (string?)full["cookieStatus"]));
        Assert.StartsWith("https://www.linkedin.com/in/", (string?)full["profileUrl"], StringComparison.Ordinal);
        Assert.Equal($$"""{"limitsMode":"fixed","fixedMax":{{{string.Join(',', _numbers.Select(name => $"\"{name}\":null"))}}},"rangeMin":null,"rangeMax":null}""", full["limits"]!.ToJsonString());
        Assert.Equal("public", (string?)(await ReadAsync(client, await client.MakeProfileAsync("public", new { account_type = "public", inmail_credits = 3 })))["accountType"]);
        var broken = await ReadAsync(client, await client.MakeProfileAsync("broken", new { condition = "credentials" }));
        Assert.Equal(("cookieInvalid", "notValid"), ((string?)broken["status"], (string?)broken["cookieStatus"]));
        var failing = await ReadAsync(client, await client.MakeProfileAsync("failing", new { condition = "error" }));
        Assert.Equal(("disabled", "neverValidated"), ((string?)failing["status"], (string?)failing["cookieStatus"]));
        Assert.Equal(4, (await client.GetJsonAsync(Profiles)).Json.AsArray().Count);
    }

    [Fact]
    public async Task What_a_profile_did_today_shows_and_uses_its_limits_up()
    {
        var client = await server.ConnectStrangerAsync("usage");
        var profile = await client.MakeProfileAsync("busy");
        await SendAsync(client, "https://www.linkedin.com/in/connected-one/");
        await SendAsync(client, "https://www.linkedin.com/in/connected-two/");
        await SendAsync(client, "https://www.linkedin.com/in/stranger/");
        var seen = await ReadAsync(client, profile);
        Assert.Equal("""{"connectionRequests":1,"messages":2,"salesNavigatorConnectionRequests":0,"inMails":0,"viewProfiles":0,"likeRecentPosts":0,"detects":0,"revokeConnections":0,"endorseSkills":0,"followProfile":0}""", seen["usage"]!.ToJsonString());
        Assert.Equal("enabled", (string?)seen["status"]);

        Assert.Equal("enabled", (string?)(await LimitAsync(client, profile, new { limitsMode = "Fixed", fixedMax = new { dailySendMessageCount = 3, dailyInMailCount = 0 } }))["status"]);
        var spent = await LimitAsync(client, profile, new { limitsMode = "fixed", fixedMax = new { dailySendMessageCount = 2 } });
        Assert.Equal(("dailyLimitReached", 2), ((string?)spent["status"], (int)spent["limits"]!["fixedMax"]!["dailySendMessageCount"]!));
        Assert.Equal("dailyLimitReached", (string?)(await client.GetJsonAsync(Profiles)).Json[0]!["status"]);
        var free = await LimitAsync(client, profile, new { limitsMode = "fixed", fixedMax = new { } });
        Assert.Equal("enabled", (string?)free["status"]);
        var account = (string)(await client.GetJsonAsync("/api/v1/connect/accounts")).Items.Single()!["account_id"]!;
        await client.SendJsonAsync(HttpMethod.Patch, $"/api/v1/connect/accounts/{account}", new { daily_limit = 3 });
        Assert.Equal("dailyLimitReached", (string?)(await ReadAsync(client, profile))["status"]);
    }

    [Fact]
    public async Task Limits_are_replaced_whole_and_ranges_have_both_ends()
    {
        var client = await server.ConnectStrangerAsync("limits");
        var profile = await client.MakeProfileAsync("limited");
        var range = await LimitAsync(client, profile, new { limitsMode = "range", rangeMin = new { dailySendMessageCount = 10 }, rangeMax = new { dailySendMessageCount = 20, dailyViewProfileCount = 80 }, fixedMax = (object?)null });
        Assert.Equal(("range", 10, 20, 80), ((string?)range["limits"]!["limitsMode"], (int)range["limits"]!["rangeMin"]!["dailySendMessageCount"]!, (int)range["limits"]!["rangeMax"]!["dailySendMessageCount"]!, (int)range["limits"]!["rangeMax"]!["dailyViewProfileCount"]!));
        Assert.Null(range["limits"]!["fixedMax"]);
        Assert.Null((await LimitAsync(client, profile, new { limitsMode = "fixed", fixedMax = new { dailyInMailCount = 1 } }))["limits"]!["fixedMax"]!["dailySendMessageCount"]);

        async Task<string> PointersAsync(object body)
        {
            var answer = await client.PutAsync($"{Profiles}/{profile}/limits", body);
            answer.Refused(400, "linkedInAccount.invalidInput");
            return answer.Pointers();
        }

        Assert.Equal("/limitsMode", await PointersAsync(new { }));
        Assert.Equal("/limitsMode", await PointersAsync(new { limitsMode = "sometimes" }));
        Assert.Equal("/fixedMax /rangeMax", await PointersAsync(new { limitsMode = "fixed", rangeMax = new { } }));
        Assert.Equal("/fixedMax/dailySendMessageCount /fixedMax/dailyInMailCount", await PointersAsync(new { limitsMode = "fixed", fixedMax = new { dailySendMessageCount = -1, dailyInMailCount = "5" } }));
        Assert.Equal(
            "/rangeMin/dailySendMessageCount /rangeMin/dailyInMailCount",
            await PointersAsync(new { limitsMode = "range", rangeMin = new { dailySendMessageCount = 3, dailyInMailCount = 1 }, rangeMax = new { dailySendMessageCount = 2 } }));
        Assert.Equal("/rangeMin /rangeMax /fixedMax", await PointersAsync(new { limitsMode = "range", fixedMax = new { } }));
    }

    [Fact]
    public async Task Toggling_pauses_and_resumes()
    {
        var client = await server.ConnectStrangerAsync("toggles");
        var profile = await client.MakeProfileAsync("paused");
        Assert.Equal("disabled", (string?)(await client.PostJsonAsync($"{Profiles}/{profile}/toggle-status", null)).Json["status"]);
        Assert.Equal("paused", (string?)(await client.GetJsonAsync("/api/v1/connect/accounts")).Items.Single()!["lifecycle_status"]);
        Assert.Equal("enabled", (string?)(await client.PostJsonAsync($"{Profiles}/{profile}/toggle-status", null)).Json["status"]);
    }

    [Fact]
    public async Task What_is_not_offered_says_so_and_what_to_do_instead()
    {
        var profile = await server.Client.MakeProfileAsync("elsewhere");
        foreach (var (method, path) in new[] { ("POST", "connection-link"), ("POST", "connect"), ("POST", $"{profile}/reconnect"), ("GET", "pending"), ("DELETE", "pending/7") })
        {
            var answer = await server.Client.SendJsonAsync(new HttpMethod(method), $"{Profiles}/{path}", method == "POST" ? new { name = "x" } : null);
            answer.Refused(400, "linkedInAccount.connectionNotOffered");
            Assert.Contains("POST /api/v1/connect/accounts", (string?)answer.Json["detail"], StringComparison.Ordinal);
        }

        (await server.Client.PutAsync($"{Profiles}/{profile}/revoke-settings", new { enabled = true, periodDays = 30 })).Refused(400, "linkedInAccount.revokeNotOffered");
        Assert.Equal(200, (int)(await server.Client.PutAsync($"{Profiles}/{profile}/revoke-settings", new { enabled = false })).Status);
        Assert.Equal("/enabled /periodDays", (await server.Client.PutAsync($"{Profiles}/{profile}/revoke-settings", new { periodDays = 0 })).Pointers());
    }

    [Fact]
    public async Task Who_has_jobs_is_deleted_only_by_force()
    {
        var client = await server.ConnectStrangerAsync("deletions");
        var profile = await client.MakeProfileAsync("used");
        await client.PostJsonAsync($"{Profiles}/{profile}/toggle-status", null);
        await AcceptAsync(client, "https://www.linkedin.com/in/connected-one/");
        var kept = await client.PostJsonAsync($"{Profiles}/bulk-delete", new { ids = new[] { profile, 4711 } });
        Assert.Equal(("inUse", "notFound"), ((string?)kept.Json[$"{profile}"]!["error"], (string?)kept.Json["4711"]!["error"]));
        Assert.Equal("{}", (await client.PostJsonAsync($"{Profiles}/bulk-delete", new { ids = new[] { profile }, force = true })).Text);
        (await client.GetJsonAsync($"{Profiles}/{profile}")).Refused(404, "linkedInAccount.notFound");
        var another = await client.MakeProfileAsync("idle");
        Assert.Equal(204, (int)(await client.DeleteJsonAsync($"{Profiles}/{another}")).Status);
        (await client.DeleteJsonAsync($"{Profiles}/{another}")).Refused(404, "linkedInAccount.notFound");
        Assert.Equal("/ids /force", (await client.PostJsonAsync($"{Profiles}/bulk-delete", new { force = "yes" })).Pointers());
    }

    private static async Task<JsonNode> ReadAsync(HttpClient client, long profile) => (await client.GetJsonAsync($"{Profiles}/{profile}")).Json;

    private static async Task<JsonNode> LimitAsync(HttpClient client, long profile, object limits)
    {
        var answer = await client.PutAsync($"{Profiles}/{profile}/limits", limits);
        Assert.True((int)answer.Status == 200, answer.ToString());
        return answer.Json;
    }

    private static async Task<string> AcceptAsync(HttpClient client, string profileUrl)
    {
        var account = (string)(await client.GetJsonAsync("/api/v1/connect/accounts?channel=linkedin")).Items.Single()!["account_id"]!;
        var answer = await client.PostJsonAsync("/api/v1/outreach/dispatches", new { account_id = account, channel = "linkedin", action = "outreach", recipient = new { profile_url = profileUrl }, content = new { text = "Hi" } });
        Assert.True((int)answer.Status == 202, answer.ToString());
        return (string)answer.Item["id"]!;
    }

    private static async Task SendAsync(HttpClient client, string profileUrl) =>
        Assert.Equal("succeeded", (string?)(await client.WhenEndedAsync(await AcceptAsync(client, profileUrl)))["status"]);
}
