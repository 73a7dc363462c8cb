using System.Text.Json.Nodes;
using Postrider.Testing.Engine;
using Postrider.Testing.Postgres;
using Postrider.Testing.Server;
using Xunit;

namespace Postrider.IntegrationTests.Promises;

/// <summary>Promise 9: a node that is frozen past its lease finds out before its commit point, and another goes on.</summary>
public sealed class OwnershipIsCheckedTwiceTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Ownership_is_checked_twice_by_a_node_that_was_frozen_past_its_lease()
    {
        await using var frozen = await ServerProcess.StartAsync(database.ConnectionString);
        var answer = await frozen.Client.PostJsonAsync("/api/v1/connect/accounts", new { kind = "sandbox", name = "Slow", settings = new { channel = "email", delay_ms = 4000 } });
        var accountId = (string)answer.Item["account_id"]!;
        var accepted = await frozen.Client.PostJsonAsync("/api/v1/outreach/dispatches", Api.Mail("frozen@example.com", accountId));
        var jobId = (string)accepted.Item["id"]!;
        await Eventually.SeesAsync(() => StatusAsync(frozen, jobId), status => status == "running", "it runs");

        // Frozen inside the sandbox's delay, so short of the commit point; its lease ends, and another node settles and sends.
        await frozen.SignalAsync("STOP");
        await using var other = await ServerProcess.StartAsync(database.ConnectionString);
        var job = await Eventually.SeesAsync(() => JobAsync(other, jobId), seen => (string?)seen["status"] == "succeeded", "another node has sent it", TimeSpan.FromMinutes(2));
        await frozen.SignalAsync("CONT");
        await Eventually.SeesAsync(() => Task.FromResult(frozen.Log), log => log.Contains("no longer ours", StringComparison.Ordinal) || log.Contains("going on under a new id", StringComparison.Ordinal), "the thawed node has found out");

        Assert.Equal(2, (int?)job["attempt_count"]);
        Assert.Single((await other.Client.GetJsonAsync($"/api/v1/sandbox/outbox?job_id={jobId}")).Items);
        var attempts = (await other.Client.GetJsonAsync($"/api/v1/outreach/jobs/{jobId}/attempts")).Items;
        Assert.Equal(["unknown", "accepted"], attempts.Select(attempt => (string)attempt!["outcome"]!));
        Assert.Equal("absent", (string?)attempts[0]!["found"]);
    }

    [Fact]
    public async Task Stopped_server_gives_back_what_it_had_not_handed_over()
    {
        await using var server = await ServerProcess.StartAsync(database.ConnectionString);
        var answer = await server.Client.PostJsonAsync("/api/v1/connect/accounts", new { kind = "sandbox", name = "Very slow", settings = new { channel = "email", delay_ms = 60_000 } });
        var accepted = await server.Client.PostJsonAsync("/api/v1/outreach/dispatches", Api.Mail("stopped@example.com", (string)answer.Item["account_id"]!));
        var jobId = (string)accepted.Item["id"]!;
        await Eventually.SeesAsync(() => StatusAsync(server, jobId), status => status == "running", "it runs");

        Assert.Equal(0, await server.StopAsync());

        await using var next = await ServerProcess.StartAsync(database.ConnectionString, new Dictionary<string, string> { ["POSTRIDER_ROLES"] = "api" });
        var job = await JobAsync(next, jobId);
        Assert.Equal("queued", (string?)job["status"]);
        Assert.Equal(0, (int?)job["attempt_count"]);
        Assert.Empty((await next.Client.GetJsonAsync($"/api/v1/outreach/jobs/{jobId}/attempts")).Items);
    }

    private static async Task<JsonNode> JobAsync(ServerProcess server, string jobId) => (await server.Client.GetJsonAsync($"/api/v1/outreach/jobs/{jobId}")).Item;

    private static async Task<string?> StatusAsync(ServerProcess server, string jobId) => (string?)(await JobAsync(server, jobId))["status"];
}
