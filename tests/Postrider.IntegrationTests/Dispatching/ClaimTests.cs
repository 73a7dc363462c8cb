using Npgsql;
using Postrider.Acceptance;
using Postrider.Accounts;
using Postrider.Attempts;
using Postrider.Dispatching;
using Postrider.Jobs;
using Postrider.Postgres.Storage;
using Postrider.Storage;
using Postrider.Testing;
using Postrider.Testing.Engine;
using Postrider.Testing.Postgres;
using Xunit;

namespace Postrider.IntegrationTests.Dispatching;

/// <summary>What goes wrong between a claim and its closing: lost answers, late words, locked lanes, crowds. Nodes without the worker's role claim only what a test claims.</summary>
public sealed class ClaimTests
{
    private static readonly EngineOptions _apiOnly = TestNode.Turned with { Roles = "api" };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_claim_whose_answer_was_lost_goes_back_unburnt()
    {
        await using var database = await TestDatabase.CreateAsync();
        var clock = new RunningClock();
        await using var node = await TestNode.StartAsync(database.Database, new ScriptedDriver(), clock, TestNode.Turned);
        var workspace = await node.MakeWorkspaceAsync("lost-answer");
        var account = await node.MakeAccountAsync(workspace, "a");
        var job = await node.AcceptedAsync(TestNode.Mail(account) with { SendAt = In(TimeSpan.FromHours(1)) });

        // Its own dispatcher does not know of this one.
        var claim = await node.Get<IDispatchStore>().ClaimAsync(node.Get<NodeLease>().NodeId, 10, TimeSpan.FromHours(2), _ => true, Stop);
        Assert.Equal(job.JobId, Assert.Single(claim.Jobs).Job.JobId);
        clock.Turn(TimeSpan.FromSeconds(6));

        var view = await Eventually.SeesAsync(() => node.FindAsync(workspace, job.JobId), found => found.State == JobState.Waiting, "the job went back");
        Assert.Equal(0, view.Attempt);
    }

    [Fact]
    public async Task A_job_that_runs_under_a_node_that_nobody_knows_is_settled()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var node = await TestNode.StartAsync(database.Database, new ScriptedDriver(), new RunningClock(), TestNode.Turned);
        var workspace = await node.MakeWorkspaceAsync("forgotten");
        var account = await node.MakeAccountAsync(workspace, "a");
        var job = await node.AcceptedAsync(TestNode.Mail(account) with { SendAt = In(TimeSpan.FromHours(1)) });

        var claim = await node.Get<IDispatchStore>().ClaimAsync(Guid.NewGuid(), 10, TimeSpan.FromHours(2), _ => true, Stop);
        Assert.Equal(job.JobId, Assert.Single(claim.Jobs).Job.JobId);

        var view = await Eventually.SeesAsync(() => node.FindAsync(workspace, job.JobId), found => found.State != JobState.Running, "it is taken over");
        Assert.Equal((JobState.Settling, 1), (view.State, view.Attempt));
    }

    /// <summary>Of an array of instants the first tells what kind all are; an infinite one must be of the same kind as the rest.</summary>
    [Fact]
    public async Task A_claim_takes_a_lane_that_becomes_idle_together_with_one_that_does_not()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var node = await TestNode.StartAsync(database.Database, new ScriptedDriver(), new RunningClock(), _apiOnly);
        var workspace = await node.MakeWorkspaceAsync("two-lanes");
        var account = await node.MakeAccountAsync(workspace, "a");
        await node.AcceptedAsync(TestNode.Mail(account) with { Lane = "idle" });
        await node.AcceptedAsync(TestNode.Mail(account) with { Lane = "busy" });
        await node.AcceptedAsync(TestNode.Mail(account, "sam@example.com", TimeSpan.FromHours(1)) with { Lane = "busy" });

        var claim = await node.Get<IDispatchStore>().ClaimAsync(node.Get<NodeLease>().NodeId, 10, TimeSpan.FromSeconds(1), _ => true, Stop);
        Assert.Equal(["busy", "idle"], claim.Jobs.Select(job => job.Lane).Order());
    }

    /// <summary>What is given back is sent again, so nothing that may have been sent is ever given back.</summary>
    [Fact]
    public async Task An_outcome_that_makes_no_sense_is_settled_and_never_given_back()
    {
        await using var database = await TestDatabase.CreateAsync();
        var clock = new RunningClock();
        var driver = new ScriptedDriver { Perform = (_, _) => Task.FromResult<Outcome>(new Outcome.Refused(null!)) };
        await using var node = await TestNode.StartAsync(database.Database, driver, clock, TestNode.Turned);
        var workspace = await node.MakeWorkspaceAsync("senseless");
        var job = await node.AcceptedAsync(TestNode.Mail(await node.MakeAccountAsync(workspace, "a")));

        // Not before it is written down: by a clock that was turned, the look at it would come later.
        await Eventually.SeesAsync(() => node.FindAsync(workspace, job.JobId), found => found.State is JobState.Settling or JobState.Failed, "the attempt was closed");

        var view = await Eventually.SeesAsync(
            () =>
            {
                clock.Turn(TimeSpan.FromSeconds(6));
                return node.FindAsync(workspace, job.JobId);
            },
            found => found.State == JobState.Failed,
            "the job ended");

        Assert.Equal(JobFault.CannotTell.Code, view.Fault!.Code);
        Assert.Single(driver.HandedOver);
    }

    [Fact]
    public async Task One_attempt_is_closed_once_however_many_hand_it_in()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var node = await TestNode.StartAsync(database.Database, new ScriptedDriver(), options: _apiOnly);
        var workspace = await node.MakeWorkspaceAsync("closed-once");
        var account = await node.MakeAccountAsync(workspace, "a");
        await node.AcceptAllAsync([.. Enumerable.Range(0, 3).Select(i => TestNode.Mail(account, $"x{i}@example.com"))]);
        var nodeId = node.Get<NodeLease>().NodeId;
        var claim = await node.Get<IDispatchStore>().ClaimAsync(nodeId, 10, TimeSpan.Zero, _ => true, Stop);
        Assert.Equal(3, claim.Jobs.Count);

        var closed = await node.Get<IDispatchStore>().CloseAsync([ClosingRule.GiveBack(claim.Jobs[0], nodeId), ClosingRule.Orphan(claim.Jobs[0], nodeId, claim.Now, null)], Stop);

        Assert.Equal([true, false], closed);
        Assert.Equal(2, await ScalarAsync<int>(database, "select in_flight from lane"));
        Assert.Equal(2, await ScalarAsync<int>(database, "select in_flight from account_load"));
    }

    [Fact]
    public async Task A_late_word_about_an_earlier_claim_changes_nothing()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var node = await TestNode.StartAsync(database.Database, new ScriptedDriver(), options: _apiOnly);
        var workspace = await node.MakeWorkspaceAsync("late-word");
        await node.AcceptedAsync(TestNode.Mail(await node.MakeAccountAsync(workspace, "a")));
        var store = node.Get<IDispatchStore>();
        var nodeId = node.Get<NodeLease>().NodeId;
        var first = Assert.Single((await store.ClaimAsync(nodeId, 10, TimeSpan.Zero, _ => true, Stop)).Jobs);
        var back = ClosingRule.GiveBack(first, nodeId);
        Assert.True(Assert.Single(await store.CloseAsync([back], Stop)));
        var second = Assert.Single((await store.ClaimAsync(nodeId, 10, TimeSpan.Zero, _ => true, Stop)).Jobs);
        Assert.Equal(first.Attempt, second.Attempt);

        Assert.False(Assert.Single(await store.CloseAsync([back], Stop)));

        Assert.Equal("running", await ScalarAsync<string>(database, "select state from live_job"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(60)]
    public async Task A_crowd_on_a_held_account_parks_nobody_behind_it(int gap)
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var node = await TestNode.StartAsync(database.Database, new ScriptedDriver(), options: _apiOnly);
        var workspace = await node.MakeWorkspaceAsync("crowd");
        var held = await node.MakeAccountAsync(workspace, "held", account => account with { Paused = true });
        var good = await node.MakeAccountAsync(workspace, "good");
        NewJob At(Account account, string address) => TestNode.Mail(account, address, TimeSpan.FromSeconds(gap)) with { SendAt = In(TimeSpan.FromHours(1)) };
        await node.AcceptAllAsync([.. Enumerable.Range(0, 200).Select(i => At(held, $"held{i}@example.com"))]);
        var job = await node.AcceptedAsync(At(good, "good@example.com"));
        await database.TurnAsync(TimeSpan.FromHours(1));

        var (jobs, claims) = (new List<ClaimedJob>(), 0);
        for (var next = DateTimeOffset.MinValue; jobs.Count == 0; claims++)
        {
            Assert.True(claims < 10, $"After {claims} claims the job still waits; the lane is due at {next:O}.");
            var claim = await node.Get<IDispatchStore>().ClaimAsync(node.Get<NodeLease>().NodeId, 100, TimeSpan.Zero, _ => true, Stop);
            jobs.AddRange(claim.Jobs);
            next = claim.NextReady ?? DateTimeOffset.MaxValue;
            Assert.True(jobs.Count > 0 || next <= claim.Now, $"Nothing started, and the lane is parked until {next:O}.");
        }

        Assert.Equal(job.JobId, Assert.Single(jobs).Job.JobId);
    }

    [Fact]
    public async Task A_due_lane_that_another_holds_is_looked_at_again_at_once()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var node = await TestNode.StartAsync(database.Database, new ScriptedDriver(), options: _apiOnly);
        await node.AcceptedAsync(TestNode.Mail(await node.MakeAccountAsync(await node.MakeWorkspaceAsync("locked"), "a")));
        await using var other = await database.Database.Read.OpenConnectionAsync(Stop);
        await using var transaction = await other.BeginTransactionAsync(Stop);
        await using (var locking = new NpgsqlCommand("select from lane for no key update", other))
        {
            await locking.ExecuteNonQueryAsync(Stop);
        }

        var claim = await node.Get<IDispatchStore>().ClaimAsync(node.Get<NodeLease>().NodeId, 10, TimeSpan.Zero, _ => true, Stop);

        Assert.Empty(claim.Jobs);
        Assert.True(claim.NextReady <= claim.Now, $"The lane is due now, and the next claim would be at {claim.NextReady:O}.");
    }

    [Fact]
    public async Task More_due_lanes_than_one_claim_takes_wait_for_nothing_else()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var node = await TestNode.StartAsync(database.Database, new ScriptedDriver(), options: _apiOnly);
        for (var i = 0; i < 4; i++)
        {
            await node.AcceptedAsync(TestNode.Mail(await node.MakeAccountAsync(await node.MakeWorkspaceAsync($"many-{i}"), "a")));
        }

        var first = await node.Get<IDispatchStore>().ClaimAsync(node.Get<NodeLease>().NodeId, 3, TimeSpan.Zero, _ => true, Stop);
        Assert.Equal(3, first.Jobs.Count);
        Assert.True(first.NextReady <= first.Now);
        var second = await node.Get<IDispatchStore>().ClaimAsync(node.Get<NodeLease>().NodeId, 3, TimeSpan.Zero, _ => true, Stop);
        Assert.Single(second.Jobs);
        Assert.Null(second.NextReady);
    }

    [Fact]
    public async Task Due_lanes_are_found_through_their_index()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var node = await TestNode.StartAsync(database.Database, new ScriptedDriver(), options: _apiOnly);
        await using var explain = database.Database.Engine.CreateCommand($"explain {DispatchStore.Sql["lock_due_lanes"]}");
        explain.Parameters.Add(new() { Value = 25_000L });
        explain.Parameters.Add(new() { Value = 256 });
        var plan = new List<string>();
        await using (var reader = await explain.ExecuteReaderAsync(Stop))
        {
            while (await reader.ReadAsync(Stop))
            {
                plan.Add(reader.GetString(0));
            }
        }

        Assert.Contains(plan, line => line.Contains("lane_ready", StringComparison.Ordinal));
    }

    private static DateTimeOffset In(TimeSpan time) => TimeProvider.System.GetUtcNow() + time;

    private static async Task<T> ScalarAsync<T>(TestDatabase database, string sql)
    {
        await using var command = database.Database.Read.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(Stop))!;
    }
}
