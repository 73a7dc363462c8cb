using System.Text.Json.Nodes;
using Postrider.Dispatching;
using Postrider.IntegrationTests.Promises;
using Postrider.Jobs;
using Postrider.Storage;
using Postrider.Testing.Engine;
using Postrider.Testing.Postgres;
using Xunit;

namespace Postrider.IntegrationTests.Calls;

/// <summary>An account begins no more calls within a second than it may, whatever lanes they wait in and whichever nodes claim them.</summary>
[Collection(Alone.Name)]
public sealed class CallPaceTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly TimeSpan _least = TimeSpan.FromMilliseconds(29 * 50);

    [Fact]
    public async Task Gaps_and_order_hold_between_an_accounts_calls_on_two_nodes_and_across_a_restart()
    {
        // Calls begin hardly later than they must. What the machine does beside them makes them later and never earlier: one round in time is enough.
        var took = TimeSpan.MaxValue;
        for (var round = 0; round < 4 && took > 2 * _least; round++)
        {
            took = await SpanAsync($"paced-{round}");
            Assert.True(took >= _least, $"They began within {took}.");
        }

        Assert.True(took <= 2 * _least, $"They began within {took}, and {_least} would do.");
    }

    /// <summary>From the first start to the last of thirty calls, whose gaps and order are seen to.</summary>
    private async Task<TimeSpan> SpanAsync(string name)
    {
        // What a machine is too busy to begin within a second goes back, and others start meanwhile: that is no matter of this test.
        var patient = new EngineOptions { LatestBeginning = TimeSpan.FromMinutes(1) };
        await using var one = await CallHouse.StartAsync(database.Database, 0.001, options: patient);
        var account = await one.MakeVoiceAsync(name, voice => voice with { Settings = Paced(20) });
        var other = await CallHouse.StartAsync(database.Database, 0.001, options: patient);
        var jobs = (await one.AcceptAllAsync([.. Enumerable.Range(0, 30).Select(i => CallHouse.Call(account, "+4930123400") with { Lane = $"{name}-{i % 3}" })])).Cast<Acceptance.Reception.Accepted>().ToList();
        await one.WhenEndedAsync(account.Workspace, jobs[2].JobId);
        await other.DisposeAsync();
        await using var third = await CallHouse.StartAsync(database.Database, 0.001, options: patient);

        var starts = new List<DateTimeOffset>();
        foreach (var job in jobs)
        {
            starts.Add((await one.WhenEndedAsync(account.Workspace, job.JobId)).Job.StartedAt!.Value);
        }

        // Calls of a lane begin in the order in which they were accepted.
        Assert.All(Enumerable.Range(0, 3), lane => Assert.Equal(starts.Where((_, i) => i % 3 == lane).Order(), starts.Where((_, i) => i % 3 == lane)));
        starts.Sort();
        var gaps = starts.Zip(starts.Skip(1), (earlier, later) => (later - earlier).TotalMilliseconds).ToList();
        Assert.All(gaps, gap => Assert.True(gap >= 50, $"Two calls began {gap} ms apart."));
        return starts[^1] - starts[0];
    }

    [Fact]
    public async Task Paced_account_keeps_no_other_account_waiting_and_explain_names_its_gap()
    {
        await using var node = await CallHouse.StartAsync(database.Database, 0.001);
        var paced = await node.MakeVoiceAsync("explained", voice => voice with { Settings = Paced(0.2) });
        var free = await node.MakeAccountAsync(paced.Workspace, "free", account => account with { Kind = "sandbox", Channel = "voice", Settings = new JsonObject { ["channel"] = "voice" } });
        var first = await node.AcceptedAsync(CallHouse.Call(paced, "+4930123400"));
        await node.WhenEndedAsync(paced.Workspace, first.JobId);
        var waiting = await node.AcceptedAsync(CallHouse.Call(paced, "+4930123400"));
        var last = await node.AcceptedAsync(CallHouse.Call(paced, "+4930123400"));
        var passing = await node.AcceptedAsync(CallHouse.Call(free, "+4930123400"));
        await node.WhenEndedAsync(paced.Workspace, passing.JobId);
        var explained = await node.Get<IJobStore>().ExplainAsync(paced.Workspace, last.JobId, CancellationToken.None);

        var start = (await node.FindCallAsync(paced.Workspace, first.JobId)).Job.StartedAt!.Value;
        var hold = Assert.Single(explained!.Holds, hold => hold.Reason == JobHold.AccountGap);
        Assert.Equal(start + TimeSpan.FromSeconds(10), hold.Until);
        Assert.Equal(hold.Until, explained.EstimatedStart);
        Assert.True((await node.WhenEndedAsync(paced.Workspace, waiting.JobId)).Job.StartedAt >= start + TimeSpan.FromSeconds(5));
    }

    private static JsonObject Paced(double callsPerSecond) => new() { ["channel"] = "voice", ["calls_per_second"] = callsPerSecond };
}
