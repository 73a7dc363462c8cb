using System.Globalization;
using Postrider.Testing.Engine;
using Postrider.Testing.Postgres;
using Postrider.Testing.Server;
using Xunit;

namespace Postrider.IntegrationTests.Webhooks;

/// <summary>Real processes and real kills, while one node makes events and posts: afterwards the endpoint has every event, in order, and each under one id.</summary>
public sealed class KilledNodeTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const int Jobs = 60;

    [Fact]
    public async Task A_node_that_is_killed_while_it_fans_out_loses_and_doubles_nothing()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var survivor = await ServerProcess.StartAsync(database.ConnectionString, WebhookServer.Settings);
        var id = (string)(await survivor.Client.PostJsonAsync("/api/v1/webhooks", new { url = receiver.Url, events = new[] { "job.*" } })).Item["id"]!;
        for (var kill = 0; kill < 2; kill++)
        {
            await using var victim = await ServerProcess.StartAsync(database.ConnectionString, WebhookServer.Settings);
            var batch = Enumerable.Range(0, Jobs).Select(number => Api.Mail(string.Create(CultureInfo.InvariantCulture, $"a{kill}-{number}@example.com"))).ToArray();
            var accepting = survivor.Client.PostJsonAsync("/api/v1/outreach/dispatches/batch", new { dispatches = batch });
            var before = receiver.Seen.Count;
            await Eventually.SeesAsync(() => Task.FromResult(receiver.Seen.Count), count => count > before + 5, "posts are under way");
            await victim.KillAsync();
            await accepting;
        }

        // Longer than a lease and the hand-over limit together. In one look: between two, the last event may become a job.
        await Eventually.SeesAsync(
            () => CountAsync("select (select count(*) from live_job) + (select count(*) from event e, webhook_cursor c where c.account_id = $1 and e.workspace_id = c.workspace_id and e.position > c.position)", id),
            left => left == 0, "everything was posted", TimeSpan.FromSeconds(180));

        var expected = await IdsAsync();
        Assert.True(expected.Length >= 2 * Jobs * 2, $"only {expected.Length} events");
        Assert.Equal(expected, receiver.Taken.Select(post => post.Id).Distinct());
        Assert.Equal(expected.Length, await CountAsync("select count(*) from finished_job where channel = 'webhook' and state = 'succeeded'"));
    }

    private async Task<string[]> IdsAsync()
    {
        await using var command = database.Database.Read.CreateCommand("select 'evt_' || position from event where kind like 'job.%' order by position");
        await using var reader = await command.ExecuteReaderAsync();
        var ids = new List<string>();
        while (await reader.ReadAsync())
        {
            ids.Add(reader.GetString(0));
        }

        return [.. ids];
    }

    private async Task<long> CountAsync(string sql, string? id = null)
    {
        await using var command = database.Database.Read.CreateCommand(sql);
        if (id is not null)
        {
            command.Parameters.AddWithValue(id);
        }

        return (long)(await command.ExecuteScalarAsync())!;
    }
}
