using System.Text.Json.Nodes;
using Postrider.Testing.Engine;
using Postrider.Testing.Postgres;
using Postrider.Testing.Server;
using Xunit;

namespace Postrider.IntegrationTests.Promises;

/// <summary>The failover of lanes. Alone, for it looks at how long that takes.</summary>
[Collection(Alone.Name)]
public sealed class LanesGoOnTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Lanes_of_a_killed_node_go_on_within_fifteen_seconds()
    {
        await using var first = await ServerProcess.StartAsync(database.ConnectionString);
        var answer = await first.Client.PostJsonAsync("/api/v1/connect/accounts", new { kind = "sandbox", name = "One at a time", settings = new { channel = "whatsapp", delay_ms = 3000, max_connections = 1 } });
        var accountId = (string)answer.Item["account_id"]!;
        var jobs = new List<string>();
        for (var i = 0; i < 2; i++)
        {
            var body = new JsonObject
            {
                ["account_id"] = accountId,
                ["channel"] = "whatsapp",
                ["action"] = "outreach",
                ["recipient"] = new JsonObject { ["phone"] = $"+1415555267{i}" },
                ["content"] = new JsonObject { ["text"] = "Hi" },
            };
            jobs.Add((string)(await first.Client.PostJsonAsync("/api/v1/outreach/dispatches", body)).Item["id"]!);
        }

        await Eventually.SeesAsync(() => StatusAsync(first, jobs[0]), status => status == "running", "the first runs");
        await using var second = await ServerProcess.StartAsync(database.ConnectionString);
        await first.KillAsync();
        var killed = TimeProvider.System.GetTimestamp();
        await Eventually.SeesAsync(() => StatusAsync(second, jobs[1]), status => status is "running" or "succeeded", "the second has started", TimeSpan.FromSeconds(40));
        var took = TimeProvider.System.GetElapsedTime(killed);

        Assert.True(took < TimeSpan.FromSeconds(15), $"It took {took}.");
        await Eventually.SeesAsync(() => StatusAsync(second, jobs[0]), status => status == "succeeded", "the first is settled and sent", TimeSpan.FromMinutes(2));
        Assert.Single((await second.Client.GetJsonAsync($"/api/v1/sandbox/outbox?job_id={jobs[0]}")).Items);
    }

    private static async Task<string?> StatusAsync(ServerProcess server, string jobId) => (string?)(await server.Client.GetJsonAsync($"/api/v1/outreach/jobs/{jobId}")).Item["status"];
}
