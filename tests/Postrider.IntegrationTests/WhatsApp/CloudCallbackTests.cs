using System.Text;
using System.Text.Json.Nodes;
using Postrider.Accounts;
using Postrider.Channels;
using Postrider.Contacts;
using Postrider.Events;
using Postrider.Jobs;
using Postrider.Storage;
using Postrider.Testing.Engine;
using Postrider.Testing.Postgres;
using Postrider.Testing.WhatsAppCloud;
using Xunit;

namespace Postrider.IntegrationTests.WhatsApp;

public sealed class CloudCallbackTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const string Kind = "whatsapp_cloud";
    private static readonly DateTimeOffset _at = TimeProvider.System.GetUtcNow().AddMinutes(-1);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_is_taken_in_once_however_often_it_is_told()
    {
        await using var house = await HouseAsync("inbound");
        var body = CloudNews.Body(CloudNews.Text(CloudHouse.Digits, "wamid.in", "Yes, gladly", _at), CloudNews.Message(CloudHouse.Digits, "wamid.pdf", _at, "document", new JsonObject { ["id"] = "7", ["mime_type"] = "application/pdf", ["filename"] = "cv.pdf" }));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => house.TellAsync(body)));
        var conversation = Assert.Single(await house.Inbox.ListAsync(house.Workspace, "wa", null, 10, Stop));
        Assert.Equal(RecipientAddress.Phone(CloudHouse.Number), conversation.Address);
        var messages = await house.Inbox.ListMessagesAsync(house.Workspace, conversation.ConversationId, null, 10, Stop);
        Assert.Equal([("Yes, gladly", "Alex", CloudHouse.Number), (null, "Alex", CloudHouse.Number)], messages.OrderBy(message => message.Files.Count).Select(message => (message.Text, message.FromName, message.FromAddress)));
        Assert.Equal("cv.pdf", Assert.Single(messages.SelectMany(message => message.Files)).Name);
        Assert.NotNull(await house.Inbox.FindLastInboundAsync(house.Workspace, "wa", conversation.Address, Stop));
    }

    [Fact]
    public async Task What_becomes_of_a_message_is_told_once_in_whatever_order_it_comes()
    {
        await using var house = await HouseAsync("statuses");
        var sent = await house.SendAsync();
        foreach (var status in new[] { "read", "sent", "delivered", "read", "delivered", "deleted" })
        {
            await house.TellAsync(CloudNews.Body(CloudNews.Status(sent.Id, status, sent.To, _at, sent.Mark)));
        }

        await house.TellAsync(CloudNews.Body(CloudNews.Status("wamid.stranger", "delivered", sent.To, _at)));
        var events = await house.EventsAsync();
        Assert.Equal([EventKind.MessageRead, EventKind.MessageDelivered], events.Select(told => told.Kind));
        Assert.All(events, told => Assert.Equal(house.JobId, told.JobId));
    }

    [Fact]
    public async Task A_failure_is_told_with_metas_words_and_an_opt_out_among_them_suppresses()
    {
        await using var house = await HouseAsync("failures");
        var sent = await house.SendAsync();
        await house.TellAsync(CloudNews.Body(CloudNews.Status(sent.Id, "failed", sent.To, _at, sent.Mark, 131050)));
        var failed = Assert.Single(await house.EventsAsync());
        Assert.Equal(EventKind.MessageFailed, failed.Kind);
        Assert.Contains("As it was told — Details of 131050. (131050)", JsonNode.Parse(failed.DataJson!)!["detail"]!.GetValue<string>());
        Assert.NotNull(await house.SuppressionAsync(CloudHouse.Number));
    }

    [Fact]
    public async Task A_word_that_opts_out_suppresses_whoever_wrote_it()
    {
        await using var house = await HouseAsync("words");
        await house.TellAsync(CloudNews.Body(CloudNews.Text(CloudHouse.Digits, "wamid.1", "Stop talking about it", _at)));
        await house.TellAsync(CloudNews.Body(CloudNews.Message(CloudHouse.Digits, "wamid.2", _at, "image", new JsonObject { ["id"] = "1", ["caption"] = "STOP" })));
        Assert.Null(await house.SuppressionAsync(CloudHouse.Number));
        await house.TellAsync(CloudNews.Body(CloudNews.Message(CloudHouse.Digits, "wamid.3", _at, "button", new JsonObject { ["payload"] = "p", ["text"] = "Stop promotions" })));
        Assert.Equal("unsubscribe", (await house.SuppressionAsync(CloudHouse.Number))!.Reason);
        Assert.Single(await house.Inbox.ListAsync(house.Workspace, "wa", null, 10, Stop));
    }

    /// <summary>In Brazil and elsewhere a number may be known by another one.</summary>
    [Fact]
    public async Task Who_answers_from_another_number_is_the_one_who_was_written_to()
    {
        await using var house = await HouseAsync("othernumber");
        house.Server.WritesFrom = _ => "551187654321";
        await house.SendAsync("+5511987654321");
        await house.TellAsync(CloudNews.Body(CloudNews.Text("551187654321", "wamid.in", "Stop", _at)));
        var conversation = Assert.Single(await house.Inbox.ListAsync(house.Workspace, "wa", null, 10, Stop));
        Assert.Equal("phone:+5511987654321", conversation.Address);
        Assert.NotNull(await house.SuppressionAsync("+5511987654321"));
        Assert.NotNull(await house.SuppressionAsync("+551187654321"));
    }

    [Fact]
    public async Task Forged_foreign_and_broken_callbacks_change_nothing()
    {
        await using var house = await HouseAsync("forged");
        var news = CloudNews.Text(CloudHouse.Digits, "wamid.in", "STOP", _at);
        var body = CloudNews.Body(news);
        var changed = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(body).Replace("STOP", "stop", StringComparison.Ordinal));
        foreach (var request in new[]
        {
            CloudNews.Request(body, ""), CloudNews.Request(body, CloudNews.Sign(body, "another secret")), CloudNews.Request(changed, CloudNews.Sign(body)),
            CloudNews.Request(body, CloudNews.Sign(body)["sha256=".Length..]), CloudNews.Request(body, "sha256=ä"),
        })
        {
            Assert.Equal(CallbackVerdict.Forged, await house.AskAsync(request));
        }

        Assert.Equal(CallbackVerdict.Forged, await house.AskAsync(CloudNews.Request(body, CloudNews.Sign(body, "")), house.Opened with { Secrets = new Dictionary<string, string>() }));
        Assert.Equal(CallbackVerdict.Foreign, await house.AskAsync(CloudNews.Request(CloudNews.Body(news.OfNumber("5550000")))));
        Assert.Equal(CallbackVerdict.Malformed, await house.AskAsync(CloudNews.Request("[1]"u8.ToArray())));
        Assert.Equal(CallbackVerdict.Malformed, await house.AskAsync(CloudNews.Request("{\"object\":"u8.ToArray())));
        Assert.Empty(await house.Inbox.ListAsync(house.Workspace, null, null, 10, Stop));
        Assert.Null(await house.SuppressionAsync(CloudHouse.Number));

        // What is ours among what is not is taken.
        Assert.Equal(CallbackVerdict.Taken, await house.AskAsync(CloudNews.Request(CloudNews.Body(CloudNews.Text("14155550000", "wamid.other", "Hi", _at).OfNumber("5550000"), CloudNews.Text(CloudHouse.Digits, "wamid.own", "Hi", _at)))));
        Assert.Equal("phone:+14155552671", Assert.Single(await house.Inbox.ListAsync(house.Workspace, null, null, 10, Stop)).Address);
    }

    [Fact]
    public async Task The_handshake_answers_whoever_knows_the_word()
    {
        await using var house = await HouseAsync("handshake");
        Assert.Equal("1158201444", Greet("subscribe", CloudServer.VerifyWord, "1158201444"));
        Assert.Null(Greet("subscribe", "another word", "1158201444"));
        Assert.Null(Greet("subscribe", null, "1158201444"));
        Assert.Null(Greet("unsubscribe", CloudServer.VerifyWord, "1158201444"));
        Assert.Null(Greet("subscribe", CloudServer.VerifyWord, null));
        Assert.Null(Greet("subscribe", CloudServer.VerifyWord, new string('1', 300)));
        Assert.Null(Greet("subscribe", "", "1158201444", house.Opened with { Secrets = new Dictionary<string, string>() }));

        string? Greet(string mode, string? word, string? challenge, DriverAccount? account = null)
        {
            var query = new Dictionary<string, string?> { ["hub.mode"] = mode, ["hub.verify_token"] = word, ["hub.challenge"] = challenge }.Where(pair => pair.Value is not null).ToDictionary(pair => pair.Key, pair => pair.Value!);
            return house.Node.Callback(Kind).Greet(CloudNews.Request([], "") with { Query = query }, account ?? house.Opened);
        }
    }

    private async Task<House> HouseAsync(string name)
    {
        var server = await CloudServer.StartAsync();
        var node = await CloudHouse.StartAsync(database.Database);
        var account = await node.MakeCloudAsync(server, await node.MakeWorkspaceAsync(name));
        return new House(server, node, account, await node.OpenAsync(account));
    }

    private sealed record House(CloudServer Server, TestNode Node, Account Account, DriverAccount Opened) : IAsyncDisposable
    {
        public WorkspaceId Workspace => Account.Workspace;

        public IInboxStore Inbox => Node.Get<IInboxStore>();

        public Guid JobId { get; private set; }

        public Task<CallbackVerdict> AskAsync(CallbackRequest request, DriverAccount? account = null) => Node.Callback(Kind).TakeAsync(request, account ?? Opened, Stop);

        public async Task TellAsync(byte[] body) => Assert.Equal(CallbackVerdict.Taken, await AskAsync(CloudNews.Request(body)));

        public async Task<CloudTaken> SendAsync(string phone = CloudHouse.Number)
        {
            JobId = (await Node.AcceptedAsync(CloudHouse.Dispatch(Account, phone: phone))).JobId;
            Assert.Equal(JobState.Succeeded, (await Node.WhenEndedAsync(Account, JobId)).State);
            return Server.Taken.Last();
        }

        public Task<Suppression.SuppressionEntry?> SuppressionAsync(string phone) => Node.Get<ISuppressionStore>().FindAsync(Workspace, RecipientAddress.Phone(phone)!, Stop);

        public async Task<IReadOnlyList<Event>> EventsAsync() =>
            [.. (await Node.Get<IEventStore>().ReadAsync(Workspace, 0, null, 1000, Stop)).Where(told => told.Kind is EventKind.MessageDelivered or EventKind.MessageRead or EventKind.MessageFailed)];

        public async ValueTask DisposeAsync()
        {
            await Node.DisposeAsync();
            await Server.DisposeAsync();
        }
    }
}
