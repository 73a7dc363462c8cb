using Postrider.Testing.Engine;
using Postrider.Testing.Postgres;
using Postrider.Testing.Server;
using Xunit;

namespace Postrider.IntegrationTests.Channels;

/// <summary>The fates that a recipient's address asks for, seen from outside.</summary>
public sealed class SandboxFateTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Each_fate_ends_as_it_is_described()
    {
        await using var server = await ServerProcess.StartAsync(database.ConnectionString, new Dictionary<string, string> { ["POSTRIDER_SANDBOX_TIME_SCALE"] = "0.01" });
        var client = server.Client;
        var ids = new Dictionary<string, string>();
        string[] fates = ["refuse", "defer", "unknown", "lost", "never", "slow", "reply", "bounce", "plain"];
        foreach (var fate in fates)
        {
            ids[fate] = (string)(await client.PostJsonAsync("/api/v1/outreach/dispatches", Api.Mail($"{fate}.alex@example.com"))).Item["id"]!;
        }

        Assert.Equal(("failed", "action_failed", 0), await EndAsync("refuse"));
        Assert.Equal(("failed", "outcome_unknown", 1), await EndAsync("unknown"));
        Assert.Equal(("succeeded", null, 1), await EndAsync("lost"));
        Assert.Equal(("succeeded", null, 1), await EndAsync("slow"));
        Assert.Equal(("succeeded", null, 1), await EndAsync("reply"));
        Assert.Equal(("succeeded", null, 1), await EndAsync("bounce"));
        Assert.Equal(("succeeded", null, 1), await EndAsync("plain"));
        await AttemptsAsync("defer", attempts => attempts is ["deferred", ..]);
        await AttemptsAsync("never", attempts => attempts is ["unknown", "unknown", ..]);
        Assert.Empty((await client.GetJsonAsync($"/api/v1/sandbox/outbox?job_id={ids["never"]}")).Items);

        await EventAsync("message.received", ids["reply"]);
        await EventAsync("message.bounced", ids["bounce"]);
        Assert.Equal("recipient_suppressed", (await client.PostJsonAsync("/api/v1/outreach/dispatches", Api.Mail("bounce.alex@example.com"))).Code);

        async Task<(string Status, string? Code, int HandOvers)> EndAsync(string fate)
        {
            var job = await client.WhenEndedAsync(ids[fate]);
            var outbox = await client.GetJsonAsync($"/api/v1/sandbox/outbox?job_id={ids[fate]}");
            return ((string)job["status"]!, (string?)job["error"]?["code"], outbox.Items.Count);
        }

        Task<string?[]> AttemptsAsync(string fate, Func<string?[], bool> enough) => Eventually.SeesAsync(
            async () => (await client.GetJsonAsync($"/api/v1/outreach/jobs/{ids[fate]}/attempts")).Items.Select(attempt => (string?)attempt!["outcome"]).ToArray(), enough, $"{fate} has been tried");

        Task<int> EventAsync(string kind, string jobId) => Eventually.SeesAsync(
            async () => (await client.GetJsonAsync($"/api/v1/events?kind={kind}")).Items.Count(entry => (string?)entry!["job_id"] == jobId), count => count == 1, $"{kind} is in the log");
    }
}
