using System.Text.Json.Nodes;
using Postrider.Calls;
using Postrider.Dispatching;
using Postrider.Jobs;
using Postrider.Storage;
using Postrider.Testing.Engine;
using Postrider.Testing.Postgres;
using Xunit;

namespace Postrider.IntegrationTests.Calls;

/// <summary>A call ends with its job, however that ends.</summary>
public sealed class CallEndTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Waiting_call_that_is_cancelled_or_hung_up_has_ended_as_canceled()
    {
        await using var node = await CallHouse.StartApiAsync(database.Database);
        var account = await node.MakeVoiceAsync("cancel");
        var cancelled = await node.AcceptedAsync(CallHouse.Call(account, "+4930123400"));
        var hungUp = await node.AcceptedAsync(CallHouse.Call(account, "+4930123400"));
        var calls = node.Get<ICallStore>();

        Assert.True(await node.Get<IJobStore>().CancelAsync(account.Workspace, cancelled.JobId, CancellationToken.None));
        Assert.Equal(HangUp.Canceled, await calls.HangUpAsync(account.Workspace, hungUp.JobId, CancellationToken.None));
        Assert.Equal(HangUp.Ended, await calls.HangUpAsync(account.Workspace, hungUp.JobId, CancellationToken.None));
        Assert.Null(await calls.HangUpAsync(account.Workspace, Guid.NewGuid(), CancellationToken.None));
        Assert.Null(await calls.HangUpAsync(new WorkspaceId(account.Workspace.Value + 1), hungUp.JobId, CancellationToken.None));
        foreach (var jobId in new[] { cancelled.JobId, hungUp.JobId })
        {
            await AssertEndedAsync(node, account.Workspace, jobId, "canceled", JobState.Cancelled, null);
        }
    }

    [Fact]
    public async Task Call_whose_time_ran_out_has_ended_as_expired()
    {
        await using var api = await CallHouse.StartApiAsync(database.Database);
        var account = await api.MakeVoiceAsync("expired", voice => voice with { Paused = true });
        var accepted = await api.AcceptedAsync(CallHouse.Call(account, "+4930123400") with { ExpiresAt = DateTimeOffset.UnixEpoch });
        Assert.Equal(1, await api.Get<INodeStore>().ExpireJobsAsync(100, CancellationToken.None));
        await AssertEndedAsync(api, account.Workspace, accepted.JobId, "expired", JobState.Failed, JobFault.Expired);
    }

    [Fact]
    public async Task Suppressed_is_final_for_calls_that_wait()
    {
        await using var api = await CallHouse.StartApiAsync(database.Database);
        var account = await api.MakeVoiceAsync("suppressed");
        var accepted = await api.AcceptedAsync(CallHouse.Call(account, "+4930123400"));
        await api.Get<ISuppressionStore>().AddAsync(account.Workspace, "phone:+4930123400", "do_not_call", null, CancellationToken.None);
        await using var worker = await CallHouse.StartAsync(database.Database);
        await worker.WhenEndedAsync(account.Workspace, accepted.JobId);

        await AssertEndedAsync(api, account.Workspace, accepted.JobId, "suppressed", JobState.Failed, JobFault.RecipientSuppressed);
        Assert.Empty(await api.Get<ISandboxFarSide>().ListAsync(account.Workspace, accepted.JobId, 0, 10, CancellationToken.None));
    }

    [Fact]
    public async Task Call_of_a_deleted_account_has_failed()
    {
        await using var api = await CallHouse.StartApiAsync(database.Database);
        var account = await api.MakeVoiceAsync("gone");
        var accepted = await api.AcceptedAsync(CallHouse.Call(account, "+4930123400"));
        await api.Get<IAccountStore>().DeleteAsync(account.Workspace, account.AccountId, CancellationToken.None);
        await using var worker = await CallHouse.StartAsync(database.Database);
        await worker.WhenEndedAsync(account.Workspace, accepted.JobId);
        await AssertEndedAsync(api, account.Workspace, accepted.JobId, "failed", JobState.Failed, JobFault.AccountGone);
    }

    [Fact]
    public async Task Held_is_not_failed_for_calls_of_an_account_that_is_found_broken_before_they_are_dialed()
    {
        await using var node = await CallHouse.StartAsync(database.Database);
        var account = await node.MakeVoiceAsync("broken", voice => voice with { Settings = new JsonObject { ["channel"] = "voice", ["condition"] = "credentials" } });
        var accepted = await node.AcceptedAsync(CallHouse.Call(account, "+4930123400"));
        await Eventually.SeesAsync(() => node.Get<IAccountStore>().FindAsync(account.Workspace, account.AccountId, CancellationToken.None), found => found!.Status == Accounts.AccountStatus.Credentials, "the account is broken");
        var held = await Eventually.SeesAsync(() => node.FindCallAsync(account.Workspace, accepted.JobId), call => call.Job.State == JobState.Waiting, "the call waits again");
        Assert.Equal((CallState.Queued, 1), (held.Record.State, held.Job.Attempt));

        var broken = (await node.Get<IAccountStore>().FindAsync(account.Workspace, account.AccountId, CancellationToken.None))!;
        await node.Get<IAccountStore>().ReplaceAsync(broken with { Status = Accounts.AccountStatus.Ok, StatusReason = null, Settings = new JsonObject { ["channel"] = "voice" } }, CancellationToken.None);
        node.Get<Accounts.AccountDirectory>().Forget();
        await node.WhenEndedAsync(account.Workspace, accepted.JobId);
        await AssertEndedAsync(node, account.Workspace, accepted.JobId, "completed", JobState.Succeeded, null);
    }

    [Fact]
    public async Task Call_that_rings_is_hung_up_from_another_node()
    {
        await using var worker = await CallHouse.StartAsync(database.Database, 30);
        await using var api = await CallHouse.StartApiAsync(database.Database);
        var account = await api.MakeVoiceAsync("ringing");
        var accepted = await api.AcceptedAsync(CallHouse.Call(account, "+4930123400"));
        await Eventually.SeesAsync(() => api.FindCallAsync(account.Workspace, accepted.JobId), call => call.Record.State == CallState.Ringing, "it rings");

        Assert.Equal(HangUp.Asked, await api.Get<ICallStore>().HangUpAsync(account.Workspace, accepted.JobId, CancellationToken.None));
        var call = await api.WhenEndedAsync(account.Workspace, accepted.JobId);
        Assert.Equal(("canceled", "operator", 487), (call.Record.Outcome, call.Record.EndedBy, call.Record.SipCode));
        Assert.Equal((JobState.Failed, "canceled"), (call.Job.State, call.Job.Fault?.Code));
        Assert.NotNull(call.HangUpAskedAt);
    }

    [Fact]
    public async Task Answered_call_is_hung_up_and_has_completed()
    {
        await using var node = await CallHouse.StartAsync(database.Database, 2);
        var account = await node.MakeVoiceAsync("answered");
        var accepted = await node.AcceptedAsync(CallHouse.Call(account, "+4930123400"));
        await Eventually.SeesAsync(() => node.FindCallAsync(account.Workspace, accepted.JobId), seen => seen.Record.State == CallState.InProgress, "it is answered");
        await node.Get<ICallStore>().HangUpAsync(account.Workspace, accepted.JobId, CancellationToken.None);
        var call = await node.WhenEndedAsync(account.Workspace, accepted.JobId);
        Assert.Equal(("completed", "operator", JobState.Succeeded), (call.Record.Outcome, call.Record.EndedBy, call.Job.State));
        Assert.InRange(call.Record.TalkSeconds!.Value, 0, 9.9);
    }

    [Fact]
    public async Task Call_that_goes_back_into_its_line_although_somebody_wants_its_end_is_cancelled()
    {
        await using var api = await CallHouse.StartApiAsync(database.Database);
        var worker = await CallHouse.StartAsync(database.Database, 1, options: new EngineOptions { Drain = TimeSpan.FromMilliseconds(10) });
        var account = await api.MakeVoiceAsync("back", voice => voice with { Settings = new JsonObject { ["channel"] = "voice", ["delay_ms"] = 60_000 } });
        var accepted = await api.AcceptedAsync(CallHouse.Call(account, "+4930123400"));
        await Eventually.SeesAsync(() => api.FindCallAsync(account.Workspace, accepted.JobId), seen => seen.Job.State == JobState.Running, "it runs, and is not dialed yet");
        Assert.Equal(HangUp.Asked, await api.Get<ICallStore>().HangUpAsync(account.Workspace, accepted.JobId, CancellationToken.None));
        await worker.DisposeAsync();

        var call = await AssertEndedAsync(api, account.Workspace, accepted.JobId, "canceled", JobState.Cancelled, null);
        Assert.Equal(0, call.Job.Attempt);
    }

    private static async Task<CallView> AssertEndedAsync(TestNode node, WorkspaceId workspace, Guid jobId, string outcome, JobState state, string? code)
    {
        var call = await node.FindCallAsync(workspace, jobId);
        Assert.Equal((CallState.Ended, outcome, state, code), (call.Record.State, call.Record.Outcome, call.Job.State, call.Job.Fault?.Code));
        var ended = Assert.Single(await node.EventsOfAsync(workspace, jobId), entry => entry.Kind == "call.ended");
        Assert.Equal(outcome, (string?)JsonNode.Parse(ended.DataJson!)!["outcome"]);
        return call;
    }
}
