using Postrider.Acceptance;
using Postrider.Calls;
using Postrider.Storage;
using Postrider.Testing.Engine;
using Postrider.Testing.Postgres;
using Xunit;

namespace Postrider.IntegrationTests.Calls;

/// <summary>Calls are accepted against their workspace's allowance, in the accepting transaction.</summary>
public sealed class CallAcceptanceTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Accepted_call_is_written_down_as_queued_and_tells_how_many_are_left()
    {
        await using var node = await CallHouse.StartApiAsync(database.Database);
        var account = await node.MakeVoiceAsync("written");
        var first = await node.AcceptedAsync(CallHouse.Call(account, "+4930123400"));
        var second = await node.AcceptedAsync(CallHouse.Call(account, "+4930123401"));
        var call = await node.FindCallAsync(account.Workspace, first.JobId);

        Assert.Equal((99_999L, 99_998L), (first.CallsRemaining, second.CallsRemaining));
        Assert.Equal((CallState.Queued, null, CallHouse.AgentId), (call.Record.State, call.Record.Outcome, call.AgentId));
        Assert.Equal("phone:+4930123400", call.Job.Address);
        Assert.Equal([new CallMoment(CallState.Queued, first.AcceptedAt)], call.Timeline);
        Assert.Equal(99_998, await RemainingAsync(node, account.Workspace));
    }

    [Fact]
    public async Task Call_beyond_the_allowance_is_refused_until_the_next_month_of_the_zone()
    {
        await using var own = await TestDatabase.CreateAsync();
        await using var node = await CallHouse.StartApiAsync(own.Database);
        var account = await node.MakeVoiceAsync("months");
        var allowances = node.Get<ICallAllowanceStore>();
        await allowances.SetAsync(account.Workspace, 2, "Pacific/Auckland", CancellationToken.None);

        // A minute before the month ends in Auckland.
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Pacific/Auckland");
        var (_, now) = await allowances.ReadAsync(account.Workspace, CancellationToken.None);
        var there = TimeZoneInfo.ConvertTime(now, zone).DateTime;
        var next = new DateTime(there.Year, there.Month, 1).AddMonths(1);
        var end = new DateTimeOffset(next, zone.GetUtcOffset(next));
        await own.TurnAsync(end - now - TimeSpan.FromMinutes(1));

        Assert.Equal(1, (await node.AcceptedAsync(CallHouse.Call(account, "+4930123400"))).CallsRemaining);
        Assert.Equal(0, (await node.AcceptedAsync(CallHouse.Call(account, "+4930123401"))).CallsRemaining);
        Assert.IsType<Reception.NoAllowance>(await node.AcceptAsync(CallHouse.Call(account, "+4930123402")));
        await own.TurnAsync(TimeSpan.FromMinutes(1.5));
        Assert.Equal(1, (await node.AcceptedAsync(CallHouse.Call(account, "+4930123402"))).CallsRemaining);
    }

    [Fact]
    public async Task What_is_not_accepted_spends_nothing()
    {
        await using var node = await CallHouse.StartApiAsync(database.Database);
        var account = await node.MakeVoiceAsync("unspent");
        await node.Get<ICallAllowanceStore>().SetAsync(account.Workspace, 1, "UTC", CancellationToken.None);
        await node.Get<ISuppressionStore>().AddAsync(account.Workspace, "phone:+4930123499", "do_not_call", null, CancellationToken.None);

        Assert.IsType<Reception.Checked>(await node.AcceptAsync(CallHouse.Call(account, "+4930123400") with { DryRun = true }));
        Assert.Equal(new Reception.Suppressed("do_not_call"), await node.AcceptAsync(CallHouse.Call(account, "+4930123499")));
        Assert.Equal(1, await RemainingAsync(node, account.Workspace));
        Assert.Equal(0, (await node.AcceptedAsync(CallHouse.Call(account, "+4930123400"))).CallsRemaining);
        Assert.IsType<Reception.NoAllowance>(await node.AcceptAsync(CallHouse.Call(account, "+4930123400") with { DryRun = true }));
    }

    [Fact]
    public async Task Batch_with_a_bad_request_runs_again_one_by_one_and_spends_each_call_once()
    {
        await using var node = await CallHouse.StartApiAsync(database.Database);
        var account = await node.MakeVoiceAsync("again");
        var acceptor = node.Get<Acceptor>();
        var bad = CallHouse.Call(account, "+4930123405") with { Contents = [new byte[32]] };
        var results = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => acceptor.AcceptAsync(Request(i == 15 ? bad : CallHouse.Call(account, "+4930123400")), CancellationToken.None)));

        Assert.Equal(29, results.Count(result => result is RequestResult.Done));
        Assert.IsType<RequestResult.Unstorable>(results[15]);
        Assert.Equal(100_000 - 29, await RemainingAsync(node, account.Workspace));
    }

    [Fact]
    public async Task Jobs_with_and_without_a_time_to_start_share_a_transaction()
    {
        await using var node = await CallHouse.StartApiAsync(database.Database);
        var account = await node.MakeVoiceAsync("mixed");
        var receptions = await node.AcceptAllAsync([CallHouse.Call(account, "+4930123400"), CallHouse.Call(account, "+4930123400") with { SendAt = DateTimeOffset.UnixEpoch.AddYears(200) }]);
        Assert.All(receptions, reception => Assert.IsType<Reception.Accepted>(reception));
    }

    [Fact]
    public async Task Repeat_of_a_key_gives_the_first_answer_and_spends_nothing()
    {
        await using var node = await CallHouse.StartApiAsync(database.Database);
        var account = await node.MakeVoiceAsync("keys");
        var acceptor = node.Get<Acceptor>();
        var key = new RequestKey(Guid.NewGuid(), Guid.NewGuid());
        var results = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => acceptor.AcceptAsync(Request(CallHouse.Call(account, "+4930123400"), key), CancellationToken.None)));

        Assert.Single(results, result => result is RequestResult.Done);
        Assert.Equal(9, results.Count(result => result is RequestResult.Repeated));
        Assert.Equal(99_999, await RemainingAsync(node, account.Workspace));
    }

    [Fact]
    public async Task Allowance_is_never_overspent_by_two_nodes_that_race()
    {
        await using var one = await CallHouse.StartApiAsync(database.Database);
        await using var other = await CallHouse.StartApiAsync(database.Database);
        var account = await one.MakeVoiceAsync("race");
        await one.Get<ICallAllowanceStore>().SetAsync(account.Workspace, 25, "Europe/Berlin", CancellationToken.None);
        TestNode[] nodes = [one, other];

        // In lanes of their own they do not meet at a lane's lock, but at the allowance's.
        var receptions = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => nodes[i % 2].AcceptAsync(CallHouse.Call(account, "+4930123400") with { Lane = $"race-{i % 6}" })));

        Assert.Equal(25, receptions.Count(reception => reception is Reception.Accepted));
        Assert.Equal(35, receptions.Count(reception => reception is Reception.NoAllowance));
        Assert.Equal(Enumerable.Range(0, 25).Select(left => (long?)left), receptions.OfType<Reception.Accepted>().Select(accepted => accepted.CallsRemaining).Order());
    }

    private static Request Request(NewJob job, RequestKey? key = null) => new() { Workspace = job.Workspace, Jobs = [job], Key = key, Answer = _ => new KeptAnswer(200, []) };

    private static async Task<long> RemainingAsync(TestNode node, WorkspaceId workspace)
    {
        var (allowance, now) = await node.Get<ICallAllowanceStore>().ReadAsync(workspace, CancellationToken.None);
        return allowance.Remaining(now);
    }
}
