using System.Globalization;
using Postrider.Calls;
using Postrider.Campaigns;
using Postrider.Storage;
using Postrider.Testing.Engine;
using Postrider.Testing.Postgres;
using Postrider.Testing.Server;
using Xunit;

namespace Postrider.IntegrationTests.Promises;

/// <summary>Promises 1, 2 and 3 for campaigns: whatever dies, each number is dialed at most once, none is lost, and the spacing and the limit hold. POSTRIDER_KILLS asks for more kills.</summary>
[Collection(Alone.Name)]
public sealed class CampaignsAreNeverRedialedTests(ITestOutputHelper output)
{
    private const int AtOnce = 20;
    private static readonly TimeSpan _spacing = TimeSpan.FromMilliseconds(20);
    private static readonly Dictionary<string, string> _settings = new() { ["Logging__LogLevel__Default"] = "Warning", ["POSTRIDER_SANDBOX_TIME_SCALE"] = "0.1", ["POSTRIDER_ROLES"] = "worker" };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Accepted_is_kept_and_never_twice_for_a_campaign_whose_nodes_are_killed(int nodes)
    {
        var kills = int.Parse(Environment.GetEnvironmentVariable("POSTRIDER_KILLS") ?? "3", CultureInfo.InvariantCulture);
        var calls = 100 * kills;
        await using var own = await TestDatabase.CreateAsync();
        await using var api = await CallHouse.StartApiAsync(own.Database);
        var account = await api.MakeVoiceAsync("killed");
        var plan = CallHouse.Plan with { RingTimeoutSeconds = 5 };
        var campaign = await api.MakeCampaignAsync(
            account, Enumerable.Range(0, calls).Select(i => CampaignHouse.Number(i, i % 10 == 7 ? 0 : i % 10)), CampaignHouse.Settings with { Spacing = _spacing, MaxConcurrent = AtOnce }, plan);
        await api.Get<ICampaignStore>().StartAsync(account.Workspace, campaign.CampaignId, plan, null, CancellationToken.None);

        var random = new Random(nodes);
        var workers = new Queue<ServerProcess>();
        for (var i = 0; i < nodes; i++)
        {
            workers.Enqueue(await ServerProcess.StartAsync(own.ConnectionString, _settings));
        }

        for (var i = 0; i < kills; i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(300, 1500)), TimeProvider.System, CancellationToken.None);
            await using (var killed = workers.Dequeue())
            {
                await killed.KillAsync();
            }

            workers.Enqueue(await ServerProcess.StartAsync(own.ConnectionString, _settings));
        }

        // Of one node that is killed for ever the calls are settled once its lease and the hand-over limit are over.
        var over = await api.WhenOverAsync(campaign, TimeSpan.FromSeconds(60 + (calls * 0.3)));
        while (workers.TryDequeue(out var worker))
        {
            await worker.DisposeAsync();
        }

        var unknown = over.Counts.Outcomes.GetValueOrDefault(CallOutcome.Unknown);
        Assert.Equal((CampaignState.Completed, calls, calls), (over.State, over.Counts.Accepted, over.Counts.Done));
        Assert.InRange(unknown, 1, kills * AtOnce * 2);
        Assert.Equal(calls, await CountAsync("select count(*) from call_record where state = 'ended'"));
        Assert.Equal(0, await CountAsync("select count(*) from live_job"));
        Assert.Equal(0, await CountAsync("select count(*) from (select job_id from sandbox_outbox where delivered group by job_id having count(*) > 1) twice"));
        Assert.Equal(0, await CountAsync("select count(*) from finished_job where attempt <> 1"));
        Assert.Equal(calls, await CountAsync("select count(distinct job_id) from event where kind = 'call.ended'"));
        Assert.Equal(0, await CountAsync("select count(*) from account_load where in_flight <> 0"));
        Assert.Equal(0, await CountAsync("select count(*) from lane where in_flight <> 0"));
        Assert.Equal(0, await CountAsync($"select count(*) from (select started_at - lag(started_at) over (order by started_at) as gap from attempt) g where gap < interval '{_spacing.TotalMilliseconds} milliseconds'"));
        output.WriteLine($"{nodes} nodes, {kills} kills, {calls} calls, each dialed at most once, {unknown} of unknown end");

        async Task<long> CountAsync(string sql)
        {
            await using var command = own.Database.Read.CreateCommand(sql);
            return (long)(await command.ExecuteScalarAsync())!;
        }
    }
}
