using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Postrider.Accounts;
using Postrider.Channels;
using Postrider.Channels.Webhook;
using Postrider.Events;
using Postrider.Lanes;
using Postrider.Storage;
using Postrider.Testing;
using Postrider.Testing.Engine;
using Postrider.Testing.Postgres;
using Postrider.Webhooks;
using Xunit;

namespace Postrider.IntegrationTests.Webhooks;

/// <summary>A node that posts to a receiver of the test's own, on a database whose time can be turned with the node's.</summary>
internal sealed class WebhookHouse : IAsyncDisposable
{
    private static int _made;
    private int _told;

    private WebhookHouse(TestDatabase database, RunningClock clock, TestNode node, WebhookReceiver receiver)
    {
        (Database, Clock, Node, Receiver) = (database, clock, node, receiver);
    }

    public TestDatabase Database { get; }

    public RunningClock Clock { get; }

    public TestNode Node { get; }

    public WebhookReceiver Receiver { get; private set; }

    public WorkspaceId Workspace { get; private set; }

    public IWebhookStore Store => Node.Get<IWebhookStore>();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <param name="database">The class's database.</param>
    /// <param name="deadline">How long the node waits for an endpoint's answer.</param>
    /// <param name="allowPrivate">Whether it may post to loopback at all.</param>
    /// <param name="roles">Without the worker's role only what the test does is done.</param>
    public static async Task<WebhookHouse> OpenAsync(TestDatabase database, TimeSpan? deadline = null, bool allowPrivate = true, string roles = "api,worker")
    {
        var clock = new RunningClock();
        clock.Turn(await ShiftAsync(database));
        var node = await StartNodeAsync(database, clock, deadline, allowPrivate, roles);
        var house = new WebhookHouse(database, clock, node, await WebhookReceiver.StartAsync());
        house.Workspace = await house.MakeWorkspaceAsync();
        return house;
    }

    public static Task<TestNode> StartNodeAsync(TestDatabase database, TimeProvider clock, TimeSpan? deadline = null, bool allowPrivate = true, string roles = "api,worker") => TestNode.StartAsync(
        database.Database, services => services.AddSingleton(new NetworkPolicy(allowPrivate)).AddWebhooks(deadline).AddSingleton<IDriver>(new ScriptedDriver()),
        clock, TestNode.Turned with { Roles = roles });

    public Task<WorkspaceId> MakeWorkspaceAsync() => Node.MakeWorkspaceAsync(string.Create(CultureInfo.InvariantCulture, $"hooks-{Interlocked.Increment(ref _made)}"));

    public async Task<(Account Endpoint, EndpointSecrets Secrets)> MakeEndpointAsync(WorkspaceId? workspace = null, string? url = null, params string[] events)
    {
        var made = EndpointSecrets.Make();
        var owner = workspace ?? Workspace;
        var id = $"we_{Guid.NewGuid():N}";
        await Store.AddAsync(
            new Account
            {
                Workspace = owner,
                AccountId = id,
                Kind = "webhook",
                Channel = Channel.Webhook,
                Name = "Webhook",
                Settings = new JsonObject { ["url"] = url ?? Receiver.Url, ["events"] = new JsonArray([.. (events.Length == 0 ? ["*"] : events).Select(word => (JsonNode)word)]) },
                SealedSecrets = Node.Get<AccountSecrets>().Seal(owner, id, made.ToSeal()),
            },
            Stop);
        return ((await Store.FindAsync(owner, id, Stop))!, made);
    }

    /// <summary>Writes so many events, one after the other, into a workspace's log.</summary>
    public async Task TellAsync(int count, WorkspaceId? workspace = null)
    {
        for (var i = 0; i < count; i++)
        {
            await Node.Get<ISuppressionStore>().AddAsync(workspace ?? Workspace, string.Create(CultureInfo.InvariantCulture, $"mail:a{Interlocked.Increment(ref _told)}@example.com"), "manual", null, Stop);
        }
    }

    public Task<IReadOnlyList<Event>> LogAsync(WorkspaceId? workspace = null) => Node.Get<IEventStore>().ReadAsync(workspace ?? Workspace, 0, null, 10_000, Stop);

    /// <summary>The ids of the workspace's events of the suppression list, as they must arrive.</summary>
    public async Task<string[]> IdsAsync(WorkspaceId? workspace = null) =>
        [.. (await LogAsync(workspace)).Where(entry => entry.Kind == EventKind.SuppressionAdded).Select(entry => string.Create(CultureInfo.InvariantCulture, $"evt_{entry.Position}"))];

    /// <summary>The node's time and the database's, together.</summary>
    public async Task TurnAsync(TimeSpan by)
    {
        await Database.TurnAsync(by);
        Clock.Turn(by);
    }

    /// <summary>Waits until nothing of the endpoint's lane runs or is due. Before that no clock is turned: a turn would be a deadline's end.</summary>
    public Task QuietAsync(Account endpoint) => Eventually.SeesAsync(
        async () =>
        {
            await using var command = Database.Database.Read.CreateCommand("select case when in_flight = 0 and ready_at > postrider_now() then 'quiet' else format('%s in flight, ready at %s', in_flight, ready_at) end from lane where lane = $1");
            command.Parameters.AddWithValue(LaneName.Webhook(endpoint.AccountId));
            return (string)(await command.ExecuteScalarAsync(Stop))!;
        },
        lane => lane == "quiet",
        "nothing runs or is due");

    /// <summary>Turns the clocks forward, step by step, until the receiver has taken so many.</summary>
    public async Task TurnUntilTakenAsync(Account endpoint, int count, TimeSpan step)
    {
        for (var turns = 0; Receiver.Taken.Count < count; turns++)
        {
            Assert.True(turns < 100, $"{Receiver.Taken.Count} of {count} posts were taken");
            await TurnAsync(step);
            await QuietAsync(endpoint);
        }
    }

    public Task TakenAsync(int count) => Eventually.SeesAsync(() => Task.FromResult(Receiver.Taken.Count), taken => taken >= count, $"{count} posts were taken");

    public async Task<WebhookDelivery> NewestAsync(Account endpoint) => (await Store.ListDeliveriesAsync(endpoint.Workspace, endpoint.AccountId, null, 1, Stop))[0];

    /// <summary>How far tests before this one have turned the database's time.</summary>
    private static async Task<TimeSpan> ShiftAsync(TestDatabase database)
    {
        await using var command = database.Database.Read.CreateCommand("select shift from test_clock");
        return (TimeSpan)(await command.ExecuteScalarAsync(Stop))!;
    }

    public async ValueTask DisposeAsync()
    {
        await Node.DisposeAsync();
        await Receiver.DisposeAsync();
    }
}
