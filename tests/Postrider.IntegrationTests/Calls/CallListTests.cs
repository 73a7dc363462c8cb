using System.Text.Json.Nodes;
using Postrider.Calls;
using Postrider.Postgres.Storage;
using Postrider.Storage;
using Postrider.Testing.Engine;
using Postrider.Testing.Postgres;
using Xunit;

namespace Postrider.IntegrationTests.Calls;

/// <summary>Lists of calls, newest first.</summary>
public sealed class CallListTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task List_is_filtered_by_state_outcome_number_and_time_and_paged_by_the_last_call()
    {
        await using var node = await CallHouse.StartAsync(database.Database, 0.001);
        var account = await node.MakeVoiceAsync("listed");
        var ended = new List<Guid>();
        foreach (var digits in new[] { "00", "01", "00", "02", "01" })
        {
            var accepted = await node.AcceptedAsync(CallHouse.Call(account, $"+49301234{digits}"));
            ended.Insert(0, accepted.JobId);
            await node.WhenEndedAsync(account.Workspace, accepted.JobId);
        }

        var later = await node.AcceptedAsync(CallHouse.Call(account, "+4930123401") with { SendAt = DateTimeOffset.MaxValue.AddYears(-1000) });
        var stranger = await node.MakeVoiceAsync("stranger");
        await node.AcceptedAsync(CallHouse.Call(stranger, "+4930123401"));

        Assert.Equal([later.JobId, .. ended], await ListAsync(new CallFilter()));
        Assert.Equal([later.JobId], await ListAsync(new CallFilter { State = CallState.Queued }));
        Assert.Equal(ended, await ListAsync(new CallFilter { State = CallState.Ended }));
        Assert.Equal([ended[0], ended[3]], await ListAsync(new CallFilter { Outcome = "busy" }));
        Assert.Equal([later.JobId, ended[0], ended[3]], await ListAsync(new CallFilter { Address = "phone:+4930123401" }));
        Assert.Equal([later.JobId], await ListAsync(new CallFilter { Address = "phone:+4930123401", State = CallState.Queued }));
        Assert.Empty(await ListAsync(new CallFilter { Outcome = "busy", State = CallState.Queued }));
        Assert.Equal([ended[0], ended[1]], await ListAsync(new CallFilter { Before = later.JobId, Limit = 2 }));
        Assert.Equal([ended[2], ended[3], ended[4]], await ListAsync(new CallFilter { Before = ended[1] }));
        Assert.Empty(await ListAsync(new CallFilter { AcceptedBefore = (await node.FindCallAsync(account.Workspace, ended[4])).Job.AcceptedAt }));
        Assert.Equal([later.JobId], await ListAsync(new CallFilter { AcceptedFrom = later.AcceptedAt.AddMilliseconds(-1) }));

        async Task<IEnumerable<Guid>> ListAsync(CallFilter filter) => (await node.Get<ICallStore>().ListAsync(account.Workspace, filter, CancellationToken.None)).Select(call => call.Job.JobId);
    }

    [Theory]
    [InlineData("list_all", 50)]
    [InlineData("list_state", 50, "ended")]
    [InlineData("list_state", 0, "ringing")]
    [InlineData("list_outcome", 50, "busy", null)]
    [InlineData("list_outcome", 0, "expired", null)]
    [InlineData("list_callee", 40, "phone:+4930000007", null, null, null)]
    [InlineData("list_callee", 0, "phone:+4930999999", "ended", null, null)]
    [InlineData("list_campaign", 0, "01a21b2c-e438-70b9-b2f2-00e0d08d4444", null, null)]
    public async Task Page_of_a_list_reads_few_of_many_calls_whatever_the_filter(string name, int rows, params string?[] filter)
    {
        var workspace = await FillAsync();
        await using var command = database.Database.Read.CreateCommand($"explain (analyze, buffers, format json) {CallStore.Sql[name]}");
        object?[] values = [workspace, new Guid("ffffffff-ffff-ffff-ffff-ffffffffffff"), DBNull.Value, 50, .. filter.Select(value => Guid.TryParse(value, out var id) ? id : (object?)value ?? DBNull.Value)];
        foreach (var value in values)
        {
            command.Parameters.AddWithValue(value!);
        }

        var plan = JsonNode.Parse((string)(await command.ExecuteScalarAsync(CancellationToken.None))!)![0]!["Plan"]!;
        Assert.Equal(rows, (double)plan["Actual Rows"]!);
        var pages = (long)plan["Shared Hit Blocks"]! + (long)plan["Shared Read Blocks"]!;
        Assert.True(pages < 100 + (rows * 20), $"{pages} pages for {rows} calls: {plan}");
    }

    /// <summary>Forty thousand calls, once for all that look at them.</summary>
    private async Task<long> FillAsync()
    {
        const int Calls = 40_000;
        const long Workspace = 1_000_000;
        await using var batch = database.Database.Read.CreateBatch();
        batch.BatchCommands.Add(new(
            $"""
            insert into job (workspace_id, job_id, lane, account_id, channel, action, address, accepted_at, scheduled_at, gap, body)
            select {Workspace}, (lpad(to_hex(1700000000000 + i), 12, '0') || '70008000' || lpad(to_hex(i), 12, '0'))::uuid, 'direct', 'voice', 'voice', 'outreach.voice.call',
                'phone:+4930' || lpad((i % 1000)::text, 6, '0'), now(), now(), 0, ''
            from generate_series(1, {Calls}) as i
            where not exists (select from job where workspace_id = {Workspace})
            """));
        batch.BatchCommands.Add(new(
            $"""
            insert into call_record (workspace_id, job_id, agent_id, address, created_at, state, outcome, ended_at)
            select workspace_id, job_id, 'agent', address, accepted_at, 'ended', case when row_number() over () % 10 = 0 then 'busy' else 'completed' end, now() from job where workspace_id = {Workspace}
            on conflict do nothing
            """));
        batch.BatchCommands.Add(new(
            $$"""
            insert into finished_job (workspace_id, job_id, channel, state, attempt, finished_at, result)
            select workspace_id, job_id, 'voice', 'succeeded', 1, now(), '{}' from job where workspace_id = {{Workspace}}
            on conflict do nothing
            """));
        batch.BatchCommands.Add(new("analyze job, call_record, finished_job, live_job"));
        await batch.ExecuteNonQueryAsync(CancellationToken.None);
        return Workspace;
    }
}
