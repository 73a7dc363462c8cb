using System.Net;
using Postrider.Campaigns;
using Postrider.Storage;
using Postrider.Testing.Engine;
using Postrider.Testing.Server;
using Xunit;

namespace Postrider.IntegrationTests.Campaigns;

/// <summary>A campaign is watched while it runs, on any node, before and after a restart.</summary>
[Collection(ReportShare.Name)]
public sealed class ProgressTests(ReportServer server)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stream_shows_how_a_campaign_comes_on_and_ends_with_it()
    {
        var campaign = await server.MakeCampaignAsync(Enumerable.Range(1, 30).Select(place => CampaignHouse.Number(place, place % 3)));
        var node = await server.NodeAsync();
        var started = TimeProvider.System.GetTimestamp();
        var seen = new List<StreamedEvent>();
        await foreach (var message in EventReader.WatchAsync(server.Plain, ReportServer.PathOf(campaign, "events"), null, Cancellation))
        {
            seen.Add(message);
            if (seen.Count == 1)
            {
                await node.StartAsync(campaign);
            }
        }

        var took = TimeProvider.System.GetElapsedTime(started);
        var progress = seen.Where(message => message.Name == "progress").Select(message => message.Data!).ToArray();
        Assert.Equal(("draft", 30, 0), ((string)progress[0]["state"]!, (int)progress[0]["queued"]!, (int)progress[0]["done"]!));
        Assert.Equal(("completed", 0, 30), ((string)progress[^1]["state"]!, (int)progress[^1]["queued"]!, (int)progress[^1]["done"]!));
        Assert.Contains(progress, item => (string)item["state"]! == "running");
        Assert.Equal(progress.Select(item => (int)item["done"]!).Order(), progress.Select(item => (int)item["done"]!));
        Assert.InRange(progress.Length, 3, (int)took.TotalSeconds + 2);
        Assert.Equal(("end", "completed"), (seen[^1].Name, (string)seen[^1].Data!["state"]!));
        Assert.All(progress, item => Assert.Equal((int)item["accepted"]!, (int)item["queued"]! + (int)item["in_progress"]! + (int)item["done"]!));

        // Who was told of the end is told not to come again.
        using var again = new HttpRequestMessage(HttpMethod.Get, ReportServer.PathOf(campaign, "events")) { Headers = { { "Last-Event-ID", seen[^1].Id } } };
        using var answer = await server.Client.SendAsync(again, Cancellation);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }

    [Fact]
    public async Task Client_whose_server_died_goes_on_at_another_process_with_what_is_true_by_then()
    {
        var campaign = await server.MakeCampaignAsync([CampaignHouse.Number(1)]);
        string? known = null;
        await using (var first = await ServerProcess.StartAsync(server.Database.ConnectionString))
        {
            using var client = ReportServer.PlainFor(first.Address);
            await Assert.ThrowsAnyAsync<Exception>(async () =>
            {
                await foreach (var message in EventReader.WatchAsync(client, ReportServer.PathOf(campaign, "events"), null, Cancellation))
                {
                    known = message.Id;
                    await first.KillAsync();
                }
            });
        }

        // Nothing has changed: nothing is told again.
        await using var watching = EventReader.WatchAsync(server.Plain, ReportServer.PathOf(campaign, "events"), known, Cancellation).GetAsyncEnumerator(Cancellation);
        Assert.True(await watching.MoveNextAsync());
        Assert.Null(watching.Current.Name);

        var node = await server.NodeAsync();
        await node.Get<ICampaignStore>().CancelAsync(campaign.Workspace, campaign.CampaignId, false, Cancellation);
        var states = new List<string>();
        while (await watching.MoveNextAsync())
        {
            states.Add($"{watching.Current.Name} {(string?)watching.Current.Data?["state"]}");
        }

        Assert.Equal(["progress canceled", "end canceled"], states.Distinct());

        // And who comes with what was true before the change is told at once.
        var late = EventReader.WatchAsync(server.Plain, ReportServer.PathOf(campaign, "events"), known, Cancellation);
        Assert.Equal("canceled", (string)(await late.FirstAsync(Cancellation)).Data!["state"]!);
    }

    [Fact]
    public async Task Server_that_is_told_to_stop_lets_its_viewers_go()
    {
        var campaign = await server.MakeCampaignAsync([CampaignHouse.Number(1)]);
        await using var stopping = await ServerProcess.StartAsync(server.Database.ConnectionString);
        using var client = ReportServer.PlainFor(stopping.Address);
        var seen = new List<string?>();
        Task<int>? stopped = null;
        await foreach (var message in EventReader.WatchAsync(client, ReportServer.PathOf(campaign, "events"), null, Cancellation))
        {
            seen.Add(message.Name);
            stopped ??= stopping.StopAsync();
        }

        // Far below the time that a server gives its requests: they ended by themselves, and not by being cut off.
        Assert.Equal(0, await stopped!.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, Cancellation));
        Assert.Equal(["progress"], seen);
    }

    [Fact]
    public async Task Two_hundred_viewers_cost_the_database_what_one_costs()
    {
        var campaign = await server.MakeCampaignAsync([CampaignHouse.Number(1)]);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var before = await LooksAsync();
        var started = TimeProvider.System.GetTimestamp();
        var arrived = 0;
        var viewers = Enumerable.Range(0, 200).Select(async _ =>
        {
            var seen = new List<string>();
            await foreach (var message in EventReader.WatchAsync(server.Plain, ReportServer.PathOf(campaign, "events"), null, stop.Token))
            {
                Interlocked.Increment(ref arrived);
                seen.Add((string)message.Data!["state"]!);
            }

            return seen;
        }).ToArray();
        await Eventually.SeesAsync(() => Task.FromResult(arrived), count => count == 200, "all have the snapshot");
        await (await server.NodeAsync()).Get<ICampaignStore>().CancelAsync(campaign.Workspace, campaign.CampaignId, false, Cancellation);
        var all = await Task.WhenAll(viewers);
        var took = TimeProvider.System.GetElapsedTime(started);

        Assert.All(all, states => Assert.Equal(["draft", "canceled", "canceled"], states.Distinct().Append(states[^1])));

        // The canceling itself looks, and so does this.
        await Eventually.SeesAsync(LooksAsync, looks => looks > before, "the counters are told");
        Assert.InRange(await LooksAsync() - before, 1, (long)took.TotalSeconds + 30);
    }

    [Fact]
    public async Task Campaign_that_is_not_there_has_no_stream()
    {
        foreach (var id in new[] { CampaignId.Of(Guid.NewGuid()), "campaign_", "x" })
        {
            var answer = await server.Client.GetJsonAsync($"/v1/outbound-jobs/{id}/events");
            Assert.Equal(("campaign_not_found", HttpStatusCode.NotFound), (answer.Code, answer.Status));
        }

        var campaign = await server.MakeCampaignAsync([CampaignHouse.Number(1)]);
        Assert.Equal("permission_denied", (await (await server.ConnectAsync("webhooks:read")).GetJsonAsync(ReportServer.PathOf(campaign, "events"))).Code);
    }

    /// <summary>How often rows of campaigns were looked up by their key.</summary>
    private async Task<long> LooksAsync()
    {
        await using var command = server.Database.Database.Read.CreateCommand("select idx_scan from pg_stat_user_indexes where indexrelname = 'campaign_pkey'");
        return (long)(await command.ExecuteScalarAsync(Cancellation))!;
    }
}
