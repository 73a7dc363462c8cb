using System.Text.Json.Nodes;
using Postrider.Testing.Server;
using Xunit;

namespace Postrider.IntegrationTests.Dispatch;

/// <summary>What the Dispatch API does beyond one request and its answer.</summary>
public sealed class DispatchBehaviourTests(DispatchServer server) : IClassFixture<DispatchServer>
{
    private const string Path = "/api/v1/outreach/dispatches";

    [Theory]
    [InlineData("min_channel_task_interval_seconds", 5, 60)]
    [InlineData("min_channel_task_interval_seconds", 999_999, 86_400)]
    [InlineData("minChannelTaskIntervalSeconds", 90, 90)]
    [InlineData("min_user_task_interval_seconds", 61, 61)]
    public async Task Interval_is_kept_within_its_bounds(string member, int seconds, int acts)
    {
        var accountId = await ConnectAsync($"Interval {member} {seconds}", "email");
        using var own = await OwnWorkspaceAsync();
        accountId = (string)(await own.PostJsonAsync("/api/v1/connect/accounts", new { kind = "sandbox", name = accountId, settings = new { channel = "email" } })).Item["account_id"]!;
        var mail = Api.Mail(accountId: accountId);
        mail[member] = seconds;
        var first = await own.PostJsonAsync(Path, mail);
        var second = await own.PostJsonAsync(Path, mail);

        Assert.Equal(TimeSpan.FromSeconds(acts), (DateTimeOffset)second.Item["scheduled_at"]! - (DateTimeOffset)first.Item["scheduled_at"]!);
    }

    [Fact]
    public async Task Batch_gives_each_its_own_result_and_one_answer_for_its_key()
    {
        var good = Api.Mail("batch1@example.com");
        var bad = Api.Mail("batch2@example.com");
        bad.Remove("action");
        var body = new JsonObject { ["dispatches"] = new JsonArray(good, bad, Api.Mail("batch3@example.com")) }.ToJsonString();

        var first = await server.Client.PostJsonAsync($"{Path}/batch", body, ("Idempotency-Key", "a-batch"));
        var again = await server.Client.PostJsonAsync($"{Path}/batch", body, ("Idempotency-Key", "a-batch"));

        Assert.Equal(202, (int)first.Status);
        Assert.Equal([true, false, true], first.Items.Select(item => (bool)item!["ok"]!));
        Assert.Equal("invalid_action", (string?)first.Items[1]!["error"]!["code"]);
        Assert.Equal(first.Text, again.Text);
    }

    [Fact]
    public async Task Batch_items_with_keys_of_their_own_repeat_their_own_answers()
    {
        var one = Api.Mail("item1@example.com");
        one["idempotency_key"] = "item-1";
        var first = await server.Client.PostJsonAsync($"{Path}/batch", new JsonObject { ["dispatches"] = new JsonArray(one.DeepClone()) }.ToJsonString());
        var second = await server.Client.PostJsonAsync($"{Path}/batch", new JsonObject { ["dispatches"] = new JsonArray(one.DeepClone(), Api.Mail("item2@example.com")) }.ToJsonString());
        one["content"]!["subject"] = "Another";
        var third = await server.Client.PostJsonAsync($"{Path}/batch", new JsonObject { ["dispatches"] = new JsonArray(one.DeepClone()) }.ToJsonString());

        Assert.Equal(first.Items[0]!.ToJsonString(), second.Items[0]!.ToJsonString());
        Assert.Equal("idempotency_conflict", (string?)third.Items[0]!["error"]!["code"]);
    }

    [Fact]
    public async Task Dry_run_checks_everything_and_queues_nothing()
    {
        var before = await server.CountJobsAsync();
        var mail = Api.Mail("dry@example.com");
        mail["dry_run"] = true;
        var answer = await server.Client.PostJsonAsync(Path, mail);

        Assert.Equal(200, (int)answer.Status);
        Assert.Null(answer.Item["id"]);
        Assert.NotNull(answer.Item["scheduled_at"]);
        Assert.Equal(before, await server.CountJobsAsync());
    }

    [Fact]
    public async Task Duplicate_within_the_window_answers_with_the_earlier_job()
    {
        var mail = Api.Mail("twice@example.com");
        mail["dedupe_window_seconds"] = 3600;
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => server.Client.PostJsonAsync(Path, mail.ToJsonString())));
        mail["content"]!["text"] = "Something else";
        var other = await server.Client.PostJsonAsync(Path, mail);

        var id = Assert.Single(answers.Select(answer => (string)answer.Item["id"]!).Distinct());
        Assert.Equal(9, answers.Count(answer => (bool?)answer.Item["deduplicated"] == true));
        Assert.NotEqual(id, (string?)other.Item["id"]);
    }

    [Theory]
    [InlineData("outbound sales automation", "accepted")]
    [InlineData("gardening", "skipped")]
    public async Task Post_like_picks_the_relevant_post_or_skips(string topic, string status)
    {
        var body = new { profile_url = "https://de.linkedin.com/in/some-one?trk=x", topic, account_id = "sandbox_linkedin" };
        using var own = await OwnWorkspaceAsync();
        var accountId = (string)(await own.PostJsonAsync("/api/v1/connect/accounts", new { kind = "sandbox", name = "Likes", settings = new { channel = "linkedin" } })).Item["account_id"]!;
        var made = await own.PostJsonAsync("/api/v1/outreach/linkedin/post-likes", new { body.profile_url, body.topic });
        Assert.Equal((202, "outreach.linkedin.post_like"), ((int)made.Status, (string?)made.Item["action"]));
        var job = await own.WhenEndedAsync((string)made.Item["id"]!);

        Assert.Equal("succeeded", (string?)job["status"]);
        Assert.Equal(status, (string?)job["result"]!["status"]);
        Assert.Equal(accountId, (string?)job["result"]!["account_id"]);
    }

    [Fact]
    public async Task Lists_page_through_everything_once()
    {
        using var own = await OwnWorkspaceAsync();
        var accountId = (string)(await own.PostJsonAsync("/api/v1/connect/accounts", new { kind = "sandbox", name = "Pages", settings = new { channel = "email" } })).Item["account_id"]!;
        var mails = new JsonArray([.. Enumerable.Range(0, 25).Select(i => (JsonNode)Api.Mail($"page{i}@example.com", accountId))]);
        await own.PostJsonAsync($"{Path}/batch", new JsonObject { ["dispatches"] = mails }.ToJsonString());

        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = await own.GetJsonAsync($"/api/v1/outreach/jobs?limit=7&status=scheduled{(cursor is null ? "" : $"&cursor={cursor}")}");
            seen.AddRange(page.Items.Select(job => (string)job!["id"]!));
            cursor = (string?)page.Json["next_cursor"];
        }
        while (cursor is not null);

        Assert.Equal(24, seen.Distinct().Count());
        Assert.Equal(24, seen.Count);
        var events = new List<long>();
        cursor = null;
        do
        {
            var page = await own.GetJsonAsync($"/api/v1/events?limit=10{(cursor is null ? "" : $"&cursor={cursor}")}");
            events.AddRange(page.Items.Select(entry => (long)entry!["position"]!));
            cursor = (string?)page.Json["next_cursor"];
        }
        while (cursor is not null);
        Assert.Equal(events.Order().Distinct(), events);
        Assert.True(events.Count >= 26);
    }

    [Fact]
    public async Task Scheduled_job_is_explained_rescheduled_and_cancelled()
    {
        using var own = await OwnWorkspaceAsync();
        var accountId = (string)(await own.PostJsonAsync("/api/v1/connect/accounts", new { kind = "sandbox", name = "Later", settings = new { channel = "email" } })).Item["account_id"]!;
        var mail = Api.Mail("later@example.com", accountId);
        mail["send_at"] = TimeProvider.System.GetUtcNow().AddHours(2).ToString("O");
        var id = (string)(await own.PostJsonAsync(Path, mail)).Item["id"]!;

        var explained = await own.GetJsonAsync($"/api/v1/outreach/jobs/{id}/explain");
        Assert.Equal("send_at", (string?)explained.Item["holds"]![0]!["reason"]);
        var moved = await own.PostJsonAsync($"/api/v1/outreach/jobs/{id}/reschedule", new { send_at = TimeProvider.System.GetUtcNow().AddHours(5) });
        Assert.True((DateTimeOffset)moved.Item["scheduled_at"]! > TimeProvider.System.GetUtcNow().AddHours(4));
        var cancelled = await own.PostJsonAsync($"/api/v1/outreach/jobs/{id}/cancel", null);
        Assert.Equal("cancelled", (string?)cancelled.Item["status"]);
        Assert.Equal("cancelled", (string?)(await own.PostJsonAsync($"/api/v1/outreach/jobs/{id}/cancel", null)).Item["status"]);
        Assert.Equal("job_not_reschedulable", (await own.PostJsonAsync($"/api/v1/outreach/jobs/{id}/reschedule", new { send_at = TimeProvider.System.GetUtcNow().AddHours(5) })).Code);
        var sent = (string)(await own.PostJsonAsync(Path, Api.Mail("sent@example.com", accountId))).Item["id"]!;
        await own.WhenEndedAsync(sent);
        Assert.Equal("job_not_cancellable", (await own.PostJsonAsync($"/api/v2/jobs/{sent}/cancel", null)).Code);
    }

    [Fact]
    public async Task Account_is_changed_probed_and_deleted_and_its_kinds_are_described()
    {
        var id = await ConnectAsync("Changing", "email");
        var window = new { days = new[] { "mon", "tue" }, from = "09:00", to = "17:30" };
        var changed = await server.Client.SendJsonAsync(HttpMethod.Patch, $"/api/v1/connect/accounts/{id}", new { name = "Changed", paused = true, daily_limit = 40, window, time_zone = "Europe/Berlin", ramp_up = new { start = 5, step = 5 }, jitter_seconds = 30 });
        Assert.Equal(("Changed", "paused", false), ((string)changed.Item["name"]!, (string)changed.Item["lifecycle_status"]!, (bool)changed.Item["can_send"]!));
        Assert.Equal("17:30", (string?)changed.Item["window"]!["to"]);
        Assert.Equal("invalid_settings", (await server.Client.SendJsonAsync(HttpMethod.Patch, $"/api/v1/connect/accounts/{id}", new { time_zone = "Mars/Base" })).Code);
        Assert.Equal("invalid_settings", (await server.Client.PostJsonAsync("/api/v1/connect/accounts", new { kind = "sandbox", settings = new { channel = "fax" } })).Code);
        Assert.Equal("invalid_settings", (await server.Client.PostJsonAsync("/api/v1/connect/accounts", new { kind = "sandbox", settings = new { } })).Code);
        Assert.Equal("invalid_kind", (await server.Client.PostJsonAsync("/api/v1/connect/accounts", new { kind = "pigeon" })).Code);
        Assert.Equal("ok", (string?)(await server.Client.PostJsonAsync($"/api/v1/connect/accounts/{id}/probe", null)).Item["status"]);
        Assert.Equal(200, (int)(await server.Client.SendJsonAsync(HttpMethod.Delete, $"/api/v1/connect/accounts/{id}", null)).Status);
        Assert.Equal("account_not_found", (await server.Client.PostJsonAsync(Path, Api.Mail(accountId: id))).Code);
        Assert.Contains((await server.Client.GetJsonAsync("/api/v1/connect/kinds")).Items, kind => (string?)kind!["kind"] == "sandbox");
    }

    private async Task<string> ConnectAsync(string name, string channel) =>
        (string)(await server.Client.PostJsonAsync("/api/v1/connect/accounts", new { kind = "sandbox", name, settings = new { channel } })).Item["account_id"]!;

    /// <summary>Lanes belong to workspaces: a workspace of its own keeps a test's lane to itself.</summary>
    private async Task<HttpClient> OwnWorkspaceAsync()
    {
        var made = await server.Client.PostJsonAsync("/api/v1/workspaces", new { name = $"own-{Guid.NewGuid():N}" });
        var own = new HttpClient { BaseAddress = server.Client.BaseAddress };
        own.DefaultRequestHeaders.Add("x-api-key", (string)made.Item["key"]!);
        return own;
    }
}
