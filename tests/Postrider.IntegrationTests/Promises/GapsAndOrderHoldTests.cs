using Postrider.Attempts;
using Postrider.Dispatching;
using Postrider.Testing;
using Postrider.Testing.Engine;
using Postrider.Testing.Postgres;
using Xunit;

namespace Postrider.IntegrationTests.Promises;

/// <summary>Promises 3 and 4: on three nodes at once, through retries, and when clocks step.</summary>
public sealed class GapsAndOrderHoldTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Gaps_hold_and_order_holds_on_three_nodes_with_one_lane()
    {
        var driver = new ScriptedDriver { Perform = FailSometimes };

        // What a machine is too busy to begin within a second goes back, and others start meanwhile: that is no matter of this test.
        var patient = new EngineOptions { LatestBeginning = TimeSpan.FromMinutes(1) };
        await using var first = await TestNode.StartAsync(database.Database, driver, options: patient);
        await using var second = await TestNode.StartAsync(database.Database, driver, options: patient);
        await using var third = await TestNode.StartAsync(database.Database, driver, options: patient);
        var account = await first.MakeAccountAsync(await first.MakeWorkspaceAsync("gaps"), "mail", made => made with { MaxConnections = 20 });
        var jobs = new List<Guid>();
        TestNode[] nodes = [first, second, third];
        for (var i = 0; i < 90; i++)
        {
            var gap = TimeSpan.FromMilliseconds(20 + (i % 3 * 15));
            jobs.Add((await nodes[i % 3].AcceptedAsync(TestNode.Mail(account, $"to{i}@example.com", gap))).JobId);
        }

        await Eventually.SeesAsync(() => CountLiveAsync(account.Workspace), live => live == 0, "every job has ended");

        var starts = await StartsAsync(database, account.Workspace, 0);
        Assert.True(starts.Count > jobs.Count, "Some were to be tried again.");
        for (var i = 1; i < starts.Count; i++)
        {
            Assert.True(starts[i].At - starts[i - 1].At >= starts[i].Gap, $"Start {i} came {starts[i].At - starts[i - 1].At} after the one before, its gap is {starts[i].Gap}.");
        }

        // Tries again come later by their back-off; the first tries come as they were accepted.
        var firstTries = starts.Where(start => start.Number == 1).Select(start => start.JobId).ToArray();
        Assert.Equal(jobs, firstTries);
    }

    [Fact]
    public async Task Backlog_leaves_at_the_gap_after_an_outage()
    {
        var driver = new ScriptedDriver();
        var clock = new RunningClock();
        await using var own = await TestDatabase.CreateAsync();
        await using var api = await TestNode.StartAsync(own.Database, driver, clock, TestNode.Turned with { Roles = "api" });
        var account = await api.MakeAccountAsync(await api.MakeWorkspaceAsync("outage"), "mail");
        for (var i = 0; i < 4; i++)
        {
            await api.AcceptedAsync(TestNode.Mail(account, $"to{i}@example.com", TimeSpan.FromMinutes(1)));
        }

        // An hour passes and no worker runs; then one starts.
        await TurnAsync(own, clock, TimeSpan.FromHours(1));
        await using var worker = await TestNode.StartAsync(own.Database, driver, clock, TestNode.Turned);
        for (var started = 1; started <= 4; started++)
        {
            await Eventually.SeesAsync(() => Task.FromResult(driver.HandedOver.Count), count => count >= started, $"job {started} has started");
            Assert.Equal(started, driver.HandedOver.Count);
            await TurnAsync(own, clock, TimeSpan.FromMinutes(1));
        }

        var starts = await StartsAsync(own, account.Workspace, 4);
        Assert.All(starts.Zip(starts.Skip(1)), pair => Assert.True(pair.Second.At - pair.First.At >= TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public async Task Slot_given_while_jobs_are_overdue_is_a_gap_after_the_last_of_them_can_start()
    {
        var clock = new RunningClock();
        await using var own = await TestDatabase.CreateAsync();
        await using var api = await TestNode.StartAsync(own.Database, new ScriptedDriver(), clock, TestNode.Turned with { Roles = "api" });
        var account = await api.MakeAccountAsync(await api.MakeWorkspaceAsync("overdue"), "mail");
        for (var i = 0; i < 3; i++)
        {
            await api.AcceptedAsync(TestNode.Mail(account, $"to{i}@example.com", TimeSpan.FromMinutes(1)));
        }

        await TurnAsync(own, clock, TimeSpan.FromHours(1));
        var late = await api.AcceptedAsync(TestNode.Mail(account, "late@example.com", TimeSpan.FromMinutes(1)));

        // Three can start now, in one and in two minutes; this one a minute later.
        Assert.Equal(TimeSpan.FromMinutes(3), Rounded(late.ScheduledAt - late.AcceptedAt));
    }

    [Theory]
    [InlineData(3600)]
    [InlineData(-3600)]
    public async Task Step_of_the_databases_clock_makes_every_lane_wait_a_whole_gap(int seconds)
    {
        var driver = new ScriptedDriver();
        await using var own = await TestDatabase.CreateAsync();
        await using var node = await TestNode.StartAsync(own.Database, driver);
        var account = await node.MakeAccountAsync(await node.MakeWorkspaceAsync("step"), "mail");
        var gap = TimeSpan.FromSeconds(2);
        await node.AcceptedAsync(TestNode.Mail(account, gap: gap));
        await Eventually.SeesAsync(() => Task.FromResult(driver.HandedOver.Count), count => count == 1, "the first has started");

        // From before the turn: the node may see it before this test goes on.
        var turned = TimeProvider.System.GetTimestamp();
        await own.TurnAsync(TimeSpan.FromSeconds(seconds));
        await node.AcceptedAsync(TestNode.Mail(account, gap: gap));
        await Eventually.SeesAsync(() => Task.FromResult(driver.HandedOver.Count), count => count == 2, "the second has started");

        Assert.True(TimeProvider.System.GetElapsedTime(turned) >= gap - TimeSpan.FromMilliseconds(50), $"It started {TimeProvider.System.GetElapsedTime(turned)} after the step.");
    }

    private static Task<Outcome> FailSometimes(Postrider.Channels.DriverJob job, CancellationToken cancellationToken) => Task.FromResult<Outcome>(
        job.Attempt == 1 && job.Address.Contains('7', StringComparison.Ordinal) ? new Outcome.Deferred("Later.", TimeSpan.FromMilliseconds(200)) : new Outcome.Accepted(new Delivery("message")));

    private static TimeSpan Rounded(TimeSpan span) => TimeSpan.FromSeconds(Math.Round(span.TotalSeconds));

    private static async Task TurnAsync(TestDatabase own, RunningClock clock, TimeSpan by)
    {
        await own.TurnAsync(by);
        clock.Turn(by);
    }

    private async Task<long> CountLiveAsync(WorkspaceId workspace)
    {
        await using var command = database.Database.Read.CreateCommand("select count(*) from live_job where workspace_id = $1");
        command.Parameters.AddWithValue(workspace.Value);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static async Task<List<(DateTimeOffset At, TimeSpan Gap, int Number, Guid JobId)>> StartsAsync(TestDatabase from, WorkspaceId workspace, int wanted)
    {
        return await Eventually.SeesAsync(ReadAsync, starts => starts.Count >= wanted, $"{wanted} attempts are written");

        async Task<List<(DateTimeOffset At, TimeSpan Gap, int Number, Guid JobId)>> ReadAsync()
        {
            await using var command = from.Database.Read.CreateCommand(
                "select a.started_at, j.gap, a.number, a.job_id from attempt a join job j using (workspace_id, job_id) where a.workspace_id = $1 order by a.started_at");
            command.Parameters.AddWithValue(workspace.Value);
            await using var reader = await command.ExecuteReaderAsync();
            var starts = new List<(DateTimeOffset, TimeSpan, int, Guid)>();
            while (await reader.ReadAsync())
            {
                starts.Add((reader.GetFieldValue<DateTimeOffset>(0), TimeSpan.FromMicroseconds(reader.GetInt64(1)), reader.GetInt32(2), reader.GetGuid(3)));
            }

            return starts;
        }
    }
}
