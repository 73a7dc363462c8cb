using System.Net.Http.Headers;
using Postrider.Testing.Engine;
using Postrider.Testing.Postgres;
using Postrider.Testing.Server;
using Xunit;

namespace Postrider.IntegrationTests.Dispatch;

/// <summary>The codes that depend on what the server knows: keys, accounts, limits, suppression, the store itself.</summary>
public sealed class RefusalTests(DispatchServer server) : IClassFixture<DispatchServer>
{
    private const string Path = "/api/v1/outreach/dispatches";

    [Fact]
    public async Task Keys_that_are_missing_wrong_or_narrow_get_their_codes()
    {
        using var nobody = new HttpClient { BaseAddress = server.Client.BaseAddress };
        Assert.Equal("api_key_missing", (await nobody.PostJsonAsync(Path, Api.Mail())).Code);
        nobody.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "sk-revor-unknown");
        Assert.Equal("api_key_invalid", (await nobody.PostJsonAsync(Path, Api.Mail())).Code);

        var narrow = await server.Client.PostJsonAsync("/api/v1/keys", new { name = "narrow", scopes = new[] { "outreach.jobs:read" } });
        nobody.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (string)narrow.Item["key"]!);
        var refused = await nobody.PostJsonAsync(Path, Api.Mail());
        Assert.Equal((403, "permission_denied"), ((int)refused.Status, refused.Code));
        await server.Client.SendJsonAsync(HttpMethod.Delete, $"/api/v1/keys/{narrow.Item["key_id"]}", null);
        await Eventually.SeesAsync(async () => (await nobody.GetJsonAsync("/api/v1/outreach/jobs")).Code, code => code == "api_key_invalid", "the key is revoked", TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Accounts_that_are_unknown_strange_or_broken_get_their_codes()
    {
        var other = await server.Client.PostJsonAsync("/api/v1/workspaces", new { name = "stranger" });
        using var stranger = new HttpClient { BaseAddress = server.Client.BaseAddress };
        stranger.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (string)other.Item["key"]!);
        var theirs = (await stranger.PostJsonAsync("/api/v1/connect/accounts", new { kind = "sandbox", name = "Theirs", settings = new { channel = "email" } })).Item;

        var unknown = await server.Client.PostJsonAsync(Path, Api.Mail(accountId: "connect_account_xxx"));
        var strange = await server.Client.PostJsonAsync(Path, Api.Mail(accountId: (string)theirs["account_id"]!));
        Assert.Equal((404, "account_not_found"), ((int)unknown.Status, unknown.Code));
        Assert.Equal(WithoutId(unknown), WithoutId(strange));

        var mismatch = await server.Client.PostJsonAsync(Path, Api.Mail(accountId: "sandbox_whatsapp"));
        Assert.Equal((409, "account_channel_mismatch"), ((int)mismatch.Status, mismatch.Code));

        var broken = (await server.Client.PostJsonAsync("/api/v1/connect/accounts", new { kind = "sandbox", name = "Broken", settings = new { channel = "email", condition = "credentials" } })).Item;
        Assert.Equal("reconnect_required", (string?)broken["lifecycle_status"]);
        var reconnect = await server.Client.PostJsonAsync(Path, Api.Mail(accountId: (string)broken["account_id"]!));
        Assert.Equal((409, "connect_account_reconnect_required"), ((int)reconnect.Status, reconnect.Code));
        await server.Client.PostJsonAsync($"/api/v1/connect/accounts/{broken["account_id"]}/reconnect", new { settings = new { condition = "ok" } });
        var mended = await server.Client.PostJsonAsync(Path, Api.Mail(accountId: (string)broken["account_id"]!));
        Assert.Equal(202, (int)mended.Status);
    }

    [Fact]
    public async Task Strangers_see_nothing_of_another_workspace()
    {
        var job = (string)(await server.Client.PostJsonAsync(Path, Api.Mail("private@example.com"))).Item["id"]!;
        await server.Client.PostJsonAsync("/api/v1/suppressions", new { address = "hidden@example.com" });
        var other = await server.Client.PostJsonAsync("/api/v1/workspaces", new { name = "outsider" });
        using var outsider = new HttpClient { BaseAddress = server.Client.BaseAddress };
        outsider.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (string)other.Item["key"]!);

        string[] ofJob = ["", "/explain", "/attempts"];
        foreach (var path in ofJob)
        {
            var seen = await outsider.GetJsonAsync($"/api/v1/outreach/jobs/{job}{path}");
            var none = await outsider.GetJsonAsync($"/api/v1/outreach/jobs/{Guid.NewGuid()}{path}");
            Assert.Equal(WithoutId(none), WithoutId(seen));
        }

        Assert.Equal("external_api_job_not_found", (await outsider.PostJsonAsync($"/api/v1/outreach/jobs/{job}/cancel", null)).Code);
        Assert.Equal("external_api_job_not_found", (await outsider.PostJsonAsync($"/api/v1/outreach/jobs/{job}/reschedule", new { send_at = "2026-12-24T10:00:00Z" })).Code);
        string[] lists = ["/outreach/jobs", "/connect/accounts", "/suppressions", "/sandbox/outbox"];
        foreach (var list in lists)
        {
            Assert.Empty((await outsider.GetJsonAsync($"/api/v1{list}")).Items);
        }

        string[] ofAccount = ["GET ", "PATCH ", "DELETE ", "POST /probe", "POST /reconnect"];
        foreach (var call in ofAccount)
        {
            var (method, rest) = (call.Split(' ')[0], call.Split(' ')[1]);
            var answer = await outsider.SendJsonAsync(new HttpMethod(method), $"/api/v1/connect/accounts/sandbox_email{rest}", method is "GET" or "DELETE" ? null : new { paused = true });
            Assert.Equal((404, "account_not_found"), ((int)answer.Status, answer.Code));
        }

        Assert.All((await outsider.GetJsonAsync("/api/v1/events")).Items, entry => Assert.Null(entry!["job_id"]));
        Assert.Equal("permission_denied", (await outsider.GetJsonAsync("/api/v1/workspaces")).Code);
    }

    [Fact]
    public async Task Suppressed_recipient_is_refused_until_it_is_taken_off_the_list()
    {
        await server.Client.PostJsonAsync("/api/v1/suppressions", new { address = "Gone@Example.com", reason = "unsubscribe" });
        var refused = await server.Client.PostJsonAsync(Path, Api.Mail("gone@example.com"));
        await server.Client.SendJsonAsync(HttpMethod.Delete, "/api/v1/suppressions?address=gone@example.com", null);
        var accepted = await server.Client.PostJsonAsync(Path, Api.Mail("gone@example.com"));

        Assert.Equal((409, "recipient_suppressed"), ((int)refused.Status, refused.Code));
        Assert.Equal(202, (int)accepted.Status);
    }

    [Fact]
    public async Task Limits_refuse_with_all_headers_and_a_whole_number_of_seconds()
    {
        await using var limited = await ServerProcess.StartAsync(server.Database.ConnectionString, new Dictionary<string, string> { ["POSTRIDER_RATE_LIMITS"] = "key=3,workspace=100" });
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(200, (int)(await limited.Client.GetJsonAsync("/api/v1/outreach/jobs")).Status);
        }

        var refused = await limited.Client.GetJsonAsync("/api/v1/outreach/jobs");
        Assert.Equal((429, "api_rate_limit_exceeded"), ((int)refused.Status, refused.Code));
        string[] headers = ["X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Window-Ms", "X-User-RateLimit-Limit", "X-User-RateLimit-Remaining", "X-User-RateLimit-Window-Ms", "Retry-After"];
        Assert.All(headers, header => Assert.True(int.TryParse(refused.Headers[header], out _), header));
    }

    /// <summary>A row that the store refuses is told alone; a store that is away is told as such. Neither queues anything.</summary>
    [Fact]
    public async Task Store_that_fails_answers_action_failed_or_task_unavailable()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var own = await ServerProcess.StartAsync(database.ConnectionString);
        await database.RunAsync("alter table job add constraint no_poison check (address <> 'mail:poison@example.com')");
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => own.Client.PostJsonAsync(Path, Api.Mail(i == 7 ? "poison@example.com" : $"fine{i}@example.com"))));
        Assert.Equal((502, "action_failed"), ((int)answers[7].Status, answers[7].Code));
        Assert.All(answers.Where((_, i) => i != 7), answer => Assert.Equal(202, (int)answer.Status));

        var down = await database.WhileDownAsync(
            async () => (Refusal: await own.Client.PostJsonAsync(Path, Api.Mail("down@example.com")), Health: await own.Client.GetJsonAsync("/health/ready")),
            seen => ((int)seen.Refusal.Status, (int)seen.Health.Status) == (503, 503));
        Assert.Equal("task_unavailable", down.Refusal.Code);
        Assert.True(int.TryParse(down.Refusal.Headers["Retry-After"], out _));
        Assert.Equal(503, (int)down.Health.Status);
        await Eventually.SeesAsync(() => own.Client.PostJsonAsync(Path, Api.Mail("up@example.com")), answer => (int)answer.Status == 202, "the store is back");
    }

    private static string WithoutId(Answer answer)
    {
        var copy = answer.Json.DeepClone();
        copy["error"]!.AsObject().Remove("request_id");
        return $"{(int)answer.Status} {copy.ToJsonString()}";
    }
}
