using Postrider.Calls;
using Postrider.Jobs;
using Postrider.Storage;
using Postrider.Testing.Engine;
using Postrider.Testing.Postgres;
using Postrider.Testing.Server;
using Xunit;

namespace Postrider.IntegrationTests.Promises;

/// <summary>Promises 1, 2 and 9 for calls: a call that was dialed is never dialed again, whatever died; and what was accepted ends, one way or another.</summary>
[Collection(Alone.Name)]
public sealed class CallsAreNeverRedialedTests(TestDatabase database, ITestOutputHelper output) : IClassFixture<TestDatabase>
{
    private const int Kills = 5;
    private const int Calls = 250;

    private static readonly Dictionary<string, string> _settings = new() { ["Logging__LogLevel__Default"] = "Warning", ["POSTRIDER_SANDBOX_TIME_SCALE"] = "0.2", ["POSTRIDER_ROLES"] = "worker" };

    [Fact]
    public async Task Accepted_is_kept_and_never_twice_for_calls_whose_nodes_are_killed()
    {
        await using var api = await CallHouse.StartApiAsync(database.Database);
        var account = await api.MakeVoiceAsync("killed", voice => voice with { Settings = new() { ["channel"] = "voice", ["calls_per_second"] = 50 } });
        await api.AcceptAllAsync([.. Enumerable.Range(0, Calls).Select(i => CallHouse.Call(account, $"+49301234{i % 10:00}", CallHouse.Plan with { RingTimeoutSeconds = 5 }))]);
        var random = new Random(7);
        for (var i = 0; i < Kills; i++)
        {
            await using var worker = await ServerProcess.StartAsync(database.ConnectionString, _settings);
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(300, 1500)), TimeProvider.System, CancellationToken.None);
            await worker.KillAsync();
        }

        await using var last = await ServerProcess.StartAsync(database.ConnectionString, _settings);
        await Eventually.SeesAsync(() => CountAsync("select count(*) from live_job"), live => live == 0, "every call has ended", TimeSpan.FromMinutes(5));
        var unknown = await CountAsync("select count(*) from call_record where outcome = 'unknown'");
        output.WriteLine($"{Kills} kills, {Calls} calls, {unknown} of unknown end");

        Assert.InRange(unknown, 1, Calls / 2);
        Assert.Equal(Calls, await CountAsync("select count(*) from call_record where state = 'ended'"));
        Assert.Equal(0, await CountAsync("select count(*) from (select job_id from sandbox_outbox where delivered group by job_id having count(*) > 1) twice"));
        Assert.Equal(0, await CountAsync("select count(*) from finished_job where attempt <> 1"));
        Assert.Equal(Calls, await CountAsync("select count(*) from event where kind = 'call.ended'"));
        Assert.Equal(Calls, await CountAsync("select count(distinct job_id) from event where kind = 'call.ended'"));
        Assert.Equal(unknown, await CountAsync("select count(*) from finished_job where error_code = 'outcome_unknown'"));
        Assert.Equal(0, await CountAsync("select count(*) from call_record c join finished_job f using (workspace_id, job_id) where (f.state = 'succeeded') <> (c.outcome in ('completed', 'voicemail', 'silence'))"));
        Assert.Equal(0, await CountAsync("select count(*) from account_load where in_flight <> 0"));
    }

    [Fact]
    public async Task Ownership_is_checked_twice_by_a_node_that_was_frozen_before_it_dialed()
    {
        await using var own = await TestDatabase.CreateAsync();
        await using var api = await CallHouse.StartApiAsync(own.Database);
        var account = await api.MakeVoiceAsync("frozen", voice => voice with { Settings = new() { ["channel"] = "voice", ["delay_ms"] = 10_000 } });
        await using var frozen = await ServerProcess.StartAsync(own.ConnectionString, _settings);
        var accepted = await api.AcceptedAsync(CallHouse.Call(account, "+4930123400"));
        await Eventually.SeesAsync(() => api.FindCallAsync(account.Workspace, accepted.JobId), seen => seen.Job.State == JobState.Running, "it runs");
        await frozen.SignalAsync("STOP");
        await using var other = await ServerProcess.StartAsync(own.ConnectionString, _settings);
        var call = await Eventually.SeesAsync(() => api.FindCallAsync(account.Workspace, accepted.JobId), seen => seen.Job.State.IsFinal(), "another node has settled it", TimeSpan.FromMinutes(2));
        await frozen.SignalAsync("CONT");
        await Eventually.SeesAsync(() => Task.FromResult(frozen.Log), log => log.Contains("going on under a new id", StringComparison.Ordinal), "the thawed node has found out");

        Assert.Equal((CallState.Ended, "unknown", JobFault.OutcomeUnknown), (call.Record.State, call.Record.Outcome, call.Job.Fault?.Code));
        Assert.Empty(await api.Get<ISandboxFarSide>().ListAsync(account.Workspace, accepted.JobId, 0, 10, CancellationToken.None));
        Assert.Equal("unknown", (await api.FindCallAsync(account.Workspace, accepted.JobId)).Record.Outcome);
    }

    private async Task<long> CountAsync(string sql)
    {
        await using var command = database.Database.Read.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
