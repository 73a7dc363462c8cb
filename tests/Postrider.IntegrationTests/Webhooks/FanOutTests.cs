using Postrider.Acceptance;
using Postrider.Storage;
using Postrider.Testing.Engine;
using Postrider.Testing.Postgres;
using Postrider.Webhooks;
using Xunit;

namespace Postrider.IntegrationTests.Webhooks;

/// <summary>From the log to jobs: once each, however many do it at once; and no faster than the endpoint takes them. These nodes do nothing by themselves.</summary>
public sealed class FanOutTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_nodes_that_fan_out_at_once_make_one_job_of_each_event()
    {
        await using var house = await WebhookHouse.OpenAsync(database, roles: "api");
        await using var second = await WebhookHouse.StartNodeAsync(database, house.Clock, roles: "api");
        var (endpoint, _) = await house.MakeEndpointAsync();
        for (var round = 0; round < 20; round++)
        {
            await house.TellAsync(3);
            await Task.WhenAll(Rounds(house.Node).Concat(Rounds(second)));
        }

        var made = await house.Store.ListDeliveriesAsync(house.Workspace, endpoint.AccountId, null, 500, Stop);
        Assert.Equal(await house.IdsAsync(), made.Reverse().Select(delivery => delivery.Post.Id));

        static IEnumerable<Task> Rounds(TestNode node) => Enumerable.Range(0, 3).Select(_ => node.Get<FanOut>().RunOnceAsync(Stop));
    }

    [Fact]
    public async Task Who_was_overtaken_stores_nothing()
    {
        await using var house = await WebhookHouse.OpenAsync(database, roles: "api");
        var (endpoint, _) = await house.MakeEndpointAsync();
        await house.TellAsync(1);
        var behind = Assert.Single(await house.Store.FindBehindAsync(null, 99, Stop), found => found.AccountId == endpoint.AccountId);
        var entry = (await house.Node.Get<IEventStore>().ReadAsync(house.Workspace, behind.Position, null, 9, Stop))[0];
        var request = new Request
        {
            Workspace = house.Workspace,
            Jobs = [WebhookPosts.Job(house.Workspace, endpoint.AccountId, WebhookPosts.Of(entry))],
            Move = new CursorMove(endpoint.AccountId, behind.Position, entry.Position),
            Answer = _ => new KeptAnswer(202, []),
        };
        var acceptor = house.Node.Get<Acceptor>();
        var results = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => acceptor.AcceptAsync(request, Stop)));

        Assert.Single(results, result => result is RequestResult.Done);
        Assert.Equal(4, results.Count(result => result is RequestResult.Overtaken));
        Assert.Single(await house.Store.ListDeliveriesAsync(house.Workspace, endpoint.AccountId, null, 9, Stop));
        Assert.False(await house.Store.MoveAsync(house.Workspace, request.Move.Value, Stop));
    }

    [Fact]
    public async Task Events_that_an_endpoint_does_not_want_are_passed_over()
    {
        await using var house = await WebhookHouse.OpenAsync(database, roles: "api");
        var (endpoint, _) = await house.MakeEndpointAsync(events: "job.*");
        await house.TellAsync(5);
        Assert.True(await house.Node.Get<FanOut>().RunOnceAsync(Stop));
        Assert.DoesNotContain(await house.Store.FindBehindAsync(null, 99, Stop), found => found.AccountId == endpoint.AccountId);
        Assert.Empty(await house.Store.ListDeliveriesAsync(house.Workspace, endpoint.AccountId, null, 9, Stop));
    }

    [Fact]
    public async Task What_an_endpoint_does_not_take_waits_in_the_log_and_not_in_its_line()
    {
        await using var house = await WebhookHouse.OpenAsync(database, roles: "api");
        var (endpoint, _) = await house.MakeEndpointAsync();
        await using (var command = database.Database.Read.CreateCommand(
            "insert into event (workspace_id, position, kind, at) select $1, nextval('event_position'), 'job.accepted', postrider_now() from generate_series(1, 2000)"))
        {
            command.Parameters.AddWithValue(house.Workspace.Value);
            await command.ExecuteNonQueryAsync(Stop);
        }

        while (await house.Node.Get<FanOut>().RunOnceAsync(Stop))
        {
            // Until nothing moves any more.
        }

        var waiting = await house.Store.ListDeliveriesAsync(house.Workspace, endpoint.AccountId, null, 5000, Stop);
        Assert.InRange(waiting.Count, 1000, 1000 + 256);
        Assert.DoesNotContain(await house.Store.FindBehindAsync(null, 99, Stop), found => found.AccountId == endpoint.AccountId);
    }
}
