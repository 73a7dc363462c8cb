using Npgsql;
using Postrider.Attempts;
using Postrider.Calls;
using Postrider.Channels;
using Postrider.Dispatching;
using Postrider.Jobs;
using Postrider.Storage;
using Postrider.Testing.Engine;
using Postrider.Testing.Postgres;
using Xunit;

namespace Postrider.IntegrationTests.Calls;

/// <summary>What a call does is written by whoever has its job, and by nobody else.</summary>
public sealed class CallWritingTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Node_that_lost_the_job_writes_nothing_and_the_call_ends_as_unknown()
    {
        await using var api = await CallHouse.StartApiAsync(database.Database);
        var account = await api.MakeVoiceAsync("lost");
        var accepted = await api.AcceptedAsync(CallHouse.Call(account, "+4930123400"));
        var (job, nodeId) = await ClaimAsync(api, account.Workspace);
        var calls = api.Get<ICallStore>();
        var dialing = new CallRecord { Job = job.Job, Attempt = 1, State = CallState.Dialing, DialedAt = job.StartedAt };

        Assert.False(await calls.WriteAsync(dialing, job.ClaimNumber + 1, CancellationToken.None));
        Assert.True(await calls.WriteAsync(dialing, job.ClaimNumber, CancellationToken.None));
        await api.Get<Ledger>().CloseAsync(ClosingRule.Orphan(job, nodeId, job.StartedAt, null));
        Assert.False(await calls.WriteAsync(dialing with { State = CallState.Ended, Outcome = "completed", EndedAt = job.StartedAt }, job.ClaimNumber, CancellationToken.None));

        await using var worker = await CallHouse.StartAsync(database.Database);
        var call = await api.WhenEndedAsync(account.Workspace, accepted.JobId);
        Assert.Equal(("unknown", JobFault.OutcomeUnknown), (call.Record.Outcome, call.Job.Fault?.Code));
        Assert.Equal(["call.dialing", "call.ended"], (await api.EventsOfAsync(account.Workspace, accepted.JobId)).Select(entry => entry.Kind));
        Assert.Empty(await api.Get<ISandboxFarSide>().ListAsync(account.Workspace, accepted.JobId, 0, 10, CancellationToken.None));
    }

    [Theory]
    [InlineData("completed", JobState.Succeeded, null)]
    [InlineData("busy", JobState.Failed, "busy")]
    [InlineData("unknown", JobState.Failed, JobFault.OutcomeUnknown)]
    public async Task Attempt_that_broke_off_behind_the_call_s_end_is_settled_by_what_was_written(string outcome, JobState state, string? code)
    {
        await using var api = await CallHouse.StartApiAsync(database.Database);
        var account = await api.MakeVoiceAsync($"settled-{outcome}");
        var accepted = await api.AcceptedAsync(CallHouse.Call(account, "+4930123400"));
        var (job, nodeId) = await ClaimAsync(api, account.Workspace);
        var entry = api.Get<ICallLog>().Open(Job(job, account));
        entry.Dialing();
        entry.Answered();
        await entry.EndAsync(outcome, null, 200, "OK");
        await api.Get<Ledger>().CloseAsync(ClosingRule.Orphan(job, nodeId, job.StartedAt, null));

        await using var worker = await CallHouse.StartAsync(database.Database);
        var call = await Eventually.SeesAsync(() => api.FindCallAsync(account.Workspace, accepted.JobId), seen => seen.Job.State.IsFinal(), "it is settled");
        Assert.Equal((outcome, state, code), (call.Record.Outcome, call.Job.State, call.Job.Fault?.Code));
        Assert.Single(await api.EventsOfAsync(account.Workspace, accepted.JobId), told => told.Kind == "call.ended");
    }

    [Fact]
    public async Task Claim_that_goes_back_leaves_the_call_queued()
    {
        await using var api = await CallHouse.StartApiAsync(database.Database);
        var account = await api.MakeVoiceAsync("back");
        var accepted = await api.AcceptedAsync(CallHouse.Call(account, "+4930123400"));
        var (job, nodeId) = await ClaimAsync(api, account.Workspace);
        await api.Get<ICallStore>().WriteAsync(new CallRecord { Job = job.Job, Attempt = 1, State = CallState.Dialing, DialedAt = job.StartedAt }, job.ClaimNumber, CancellationToken.None);
        await api.Get<Ledger>().CloseAsync(ClosingRule.GiveBack(job, nodeId));
        var call = await api.FindCallAsync(account.Workspace, accepted.JobId);
        Assert.Equal((CallState.Queued, null, JobState.Waiting), (call.Record.State, call.Record.DialedAt, call.Job.State));
    }

    [Fact]
    public async Task End_that_could_not_be_written_is_the_ledgers_to_write()
    {
        await using var api = await CallHouse.StartApiAsync(database.Database);
        var account = await api.MakeVoiceAsync("ledger");
        var accepted = await api.AcceptedAsync(CallHouse.Call(account, "+4930123400"));
        var (job, nodeId) = await ClaimAsync(api, account.Workspace);
        await api.Get<Ledger>().CloseAsync(ClosingRule.Of(job, nodeId, new Outcome.Accepted(new Delivery("call", Status: "voicemail")), null, job.StartedAt, 0));
        var call = await api.FindCallAsync(account.Workspace, accepted.JobId);
        Assert.Equal((CallState.Ended, "voicemail", JobState.Succeeded), (call.Record.State, call.Record.Outcome, call.Job.State));
        Assert.Single(await api.EventsOfAsync(account.Workspace, accepted.JobId), told => told.Kind == "call.ended");
    }

    [Fact]
    public async Task States_of_a_call_wake_whoever_posts_events_to_endpoints()
    {
        await using var api = await CallHouse.StartApiAsync(database.Database);
        var account = await api.MakeVoiceAsync("news");
        await api.AcceptedAsync(CallHouse.Call(account, "+4930123400"));
        var (job, _) = await ClaimAsync(api, account.Workspace);
        var woken = new TaskCompletionSource();
        await using var listening = new NpgsqlConnection(database.ConnectionString);
        listening.Notification += (_, _) => woken.TrySetResult();
        await listening.OpenAsync(CancellationToken.None);
        await using (var command = new NpgsqlCommand($"insert into webhook_cursor (workspace_id, account_id, position) values ({account.Workspace.Value}, '{account.AccountId}', 0); listen postrider_news", listening))
        {
            await command.ExecuteNonQueryAsync(CancellationToken.None);
        }

        await api.Get<ICallStore>().WriteAsync(new CallRecord { Job = job.Job, Attempt = 1, State = CallState.Dialing, DialedAt = job.StartedAt }, job.ClaimNumber, CancellationToken.None);
        Assert.True(await listening.WaitAsync(TimeSpan.FromSeconds(20), CancellationToken.None));
        await woken.Task;
    }

    [Fact]
    public async Task Recording_of_a_call_is_kept_while_the_call_is()
    {
        await using var own = await TestDatabase.CreateAsync();
        await using var api = await CallHouse.StartApiAsync(own.Database);
        var account = await api.MakeVoiceAsync("recorded");
        await api.AcceptedAsync(CallHouse.Call(account, "+4930123400"));
        var (job, nodeId) = await ClaimAsync(api, account.Workspace, own);
        var content = api.Get<IContentStore>();
        var recording = await content.PutAsync(account.Workspace, new byte[] { 1, 2, 3 }, CancellationToken.None);
        var unused = await content.PutAsync(account.Workspace, new byte[] { 4, 5, 6 }, CancellationToken.None);
        var entry = api.Get<ICallLog>().Open(Job(job, account));
        entry.Recorded(recording);
        await api.Get<Ledger>().CloseAsync(ClosingRule.Of(job, nodeId, await entry.EndAsync("completed", "agent", 200, "OK"), null, job.StartedAt, 0));

        await own.TurnAsync(TimeSpan.FromDays(400));
        await api.Get<INodeStore>().DropUnusedContentAsync(CancellationToken.None);
        Assert.Equal([1, 2, 3], await content.ReadAsync(account.Workspace, recording, CancellationToken.None));
        Assert.Null(await content.ReadAsync(account.Workspace, unused, CancellationToken.None));
    }

    /// <summary>Claims as a worker would that then does nothing more.</summary>
    private async Task<(ClaimedJob Job, Guid NodeId)> ClaimAsync(TestNode node, WorkspaceId workspace, TestDatabase? own = null)
    {
        var store = new Postgres.Storage.DispatchStore((own ?? database).Database);
        var nodeId = Guid.NewGuid();
        await node.Get<INodeStore>().RenewAsync(nodeId, "claimer", "worker", TimeSpan.FromMinutes(1), true, CancellationToken.None);
        var claim = await store.ClaimAsync(nodeId, 10, TimeSpan.FromMilliseconds(25), _ => true, CancellationToken.None);
        return (Assert.Single(claim.Jobs, job => job.Job.Workspace == workspace), nodeId);
    }

    private static DriverJob Job(ClaimedJob job, Accounts.Account account) => new()
    {
        Job = job.Job,
        Attempt = job.Attempt,
        ClaimNumber = job.ClaimNumber,
        StartedAt = job.StartedAt,
        Channel = job.Channel,
        Action = job.Action,
        Address = job.Address,
        Body = JobBody.Read(job.Body),
        Account = new DriverAccount(account, new Dictionary<string, string>()),
        MayCommit = static () => true,
    };
}
