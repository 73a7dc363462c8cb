using Npgsql;
using Postrider.Accounts;
using Postrider.Channels;
using Postrider.Jobs;
using Postrider.Storage;
using Postrider.Testing.Engine;
using Postrider.Testing.Postgres;
using Postrider.Webhooks;
using Xunit;

namespace Postrider.IntegrationTests.Webhooks;

/// <summary>What an endpoint gets while all goes well: every event once, in order, signed; and nothing that is not its own.</summary>
public sealed class DeliveryTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Events_arrive_in_their_order_each_once_and_signed()
    {
        await using var house = await WebhookHouse.OpenAsync(database);
        await house.TellAsync(3);
        var (endpoint, secrets) = await house.MakeEndpointAsync();
        await house.TellAsync(120);
        await house.TakenAsync(120);

        var expected = (await house.IdsAsync())[3..];
        Assert.Equal(expected, house.Receiver.Taken.Select(post => post.Id));
        Assert.All(house.Receiver.Taken, post => Assert.Equal("application/json", post.Headers["content-type"]));
        await WebhookReceiver.VerifyAsync(secrets.Present, house.Clock.GetUtcNow(), house.Receiver.Taken);
        Assert.Equal(
            Enumerable.Repeat("no signature matches", 120),
            await WebhookReceiver.VerdictsAsync(EndpointSecrets.Make().Present, house.Clock.GetUtcNow(), house.Receiver.Taken));

        var listed = await house.Store.ListDeliveriesAsync(house.Workspace, endpoint.AccountId, null, 500, Stop);
        Assert.Equal(expected.Reverse(), listed.Select(delivery => delivery.Post.Id));
    }

    [Fact]
    public async Task What_is_posted_is_no_event_and_no_job_that_anybody_sees()
    {
        await using var house = await WebhookHouse.OpenAsync(database);
        var (endpoint, _) = await house.MakeEndpointAsync();
        await house.TellAsync(2);
        await house.TakenAsync(2);
        var delivery = await house.NewestAsync(endpoint);

        Assert.Equal(["workspace.created", "key.created", "suppression.added", "suppression.added"], (await house.LogAsync()).Select(entry => entry.Kind));
        var jobs = house.Node.Get<IJobStore>();
        Assert.Null(await jobs.FindAsync(house.Workspace, delivery.Job.JobId, Stop));
        Assert.Null(await jobs.ListAttemptsAsync(house.Workspace, delivery.Job.JobId, Stop));
        Assert.Null(await jobs.CancelAsync(house.Workspace, delivery.Job.JobId, Stop));
        Assert.Null(await jobs.RescheduleAsync(house.Workspace, delivery.Job.JobId, house.Clock.GetUtcNow(), Stop));
        foreach (var state in new JobState?[] { null, JobState.Waiting, JobState.Running, JobState.Succeeded, JobState.Failed })
        {
            Assert.Empty(await jobs.ListAsync(house.Workspace, new JobFilter { State = state }, Stop));
            Assert.Empty(await jobs.ListAsync(house.Workspace, new JobFilter { State = state, Channel = Channel.Webhook }, Stop));
        }

        var accounts = house.Node.Get<IAccountStore>();
        Assert.Empty(await accounts.ListAsync(house.Workspace, null, null, null, 10, Stop));
        Assert.Empty(await accounts.ListAsync(house.Workspace, Channel.Webhook, null, null, 10, Stop));
        Assert.Null(await accounts.FindByNumberAsync(house.Workspace, endpoint.Number, Stop));
    }

    [Fact]
    public async Task A_workspace_s_events_go_to_its_own_endpoints_and_only_those_they_want()
    {
        await using var house = await WebhookHouse.OpenAsync(database);
        var other = await house.MakeWorkspaceAsync();
        await using var second = await WebhookReceiver.StartAsync();
        await using var third = await WebhookReceiver.StartAsync();
        await house.MakeEndpointAsync();
        await house.MakeEndpointAsync(url: third.Url, events: ["job.*", "suppression.removed"]);
        await house.MakeEndpointAsync(other, second.Url);
        await house.TellAsync(3);
        await house.TellAsync(2, other);
        var entry = (await house.Node.Get<ISuppressionStore>().ListAsync(house.Workspace, null, 1, Stop))[0];
        await house.Node.Get<ISuppressionStore>().RemoveAsync(house.Workspace, entry.Address, Stop);
        await house.TakenAsync(4);
        await Eventually.SeesAsync(() => Task.FromResult((second.Taken.Count, third.Taken.Count)), counts => counts == (2, 1), "the others have theirs");

        Assert.Equal(await house.IdsAsync(other), second.Taken.Select(post => post.Id));
        Assert.Equal(["suppression.removed"], third.Taken.Select(post => post.Kind));
        Assert.Equal(["suppression.added", "suppression.added", "suppression.added", "suppression.removed"], house.Receiver.Taken.Select(post => post.Kind));
        Assert.Empty(await house.Store.ListDeliveriesAsync(other, (await house.Store.ListAsync(house.Workspace, null, 9, Stop))[0].AccountId, null, 9, Stop));
    }

    [Fact]
    public async Task A_changed_secret_signs_along_for_a_day()
    {
        await using var house = await WebhookHouse.OpenAsync(database);
        var (endpoint, first) = await house.MakeEndpointAsync();
        var second = first.Rotate(house.Clock.GetUtcNow());
        Assert.True(await house.Store.ReplaceAsync(endpoint with { SealedSecrets = house.Node.Get<AccountSecrets>().Seal(house.Workspace, endpoint.AccountId, second.ToSeal()) }, Stop));
        house.Node.Get<AccountDirectory>().Forget();
        await house.TellAsync(1);
        await house.TakenAsync(1);
        var during = house.Receiver.Taken.First();
        await WebhookReceiver.VerifyAsync(first.Present, house.Clock.GetUtcNow(), during);
        await WebhookReceiver.VerifyAsync(second.Present, house.Clock.GetUtcNow(), during);

        await house.QuietAsync(endpoint);
        await house.TurnAsync(EndpointSecrets.Overlap);
        await house.TellAsync(1);
        await house.TakenAsync(2);
        var after = house.Receiver.Taken.Last();
        await WebhookReceiver.VerifyAsync(second.Present, house.Clock.GetUtcNow(), after);
        Assert.Equal(["no signature matches"], await WebhookReceiver.VerdictsAsync(first.Present, house.Clock.GetUtcNow(), after));
    }

    [Fact]
    public async Task A_deleted_endpoint_gets_nothing_more_and_what_waits_for_it_fails()
    {
        await using var house = await WebhookHouse.OpenAsync(database);
        house.Receiver.Answer = house.Receiver.Always(500);
        var (endpoint, _) = await house.MakeEndpointAsync();
        await house.TellAsync(3);
        await Eventually.SeesAsync(async () => (await house.Store.ListDeliveriesAsync(house.Workspace, endpoint.AccountId, null, 9, Stop)).Count, count => count == 3, "three wait");
        Assert.True(await house.Store.DeleteAsync(house.Workspace, endpoint.AccountId, Stop));
        Assert.False(await house.Store.DeleteAsync(house.Workspace, endpoint.AccountId, Stop));
        house.Node.Get<AccountDirectory>().Forget();
        var events = (await house.LogAsync()).Count;
        await Eventually.SeesAsync(
            async () => (await house.Store.ListDeliveriesAsync(house.Workspace, endpoint.AccountId, null, 9, Stop)).Count(delivery => delivery.Job.Fault?.Code == JobFault.AccountGone),
            failed => failed == 3,
            "all three have failed");
        await house.TellAsync(1);
        Assert.Equal(0, await CountAsync("select count(*) from webhook_cursor where account_id = $1", endpoint.AccountId));
        Assert.Equal(events + 1, (await house.LogAsync()).Count);
    }

    private async Task<long> CountAsync(string sql, string id)
    {
        await using var command = database.Database.Read.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter { Value = id });
        return (long)(await command.ExecuteScalarAsync(Stop))!;
    }
}
