using Postrider.Channels;
using Postrider.Contacts;
using Postrider.Inbox;
using Postrider.Storage;
using Postrider.Testing.Engine;
using Postrider.Testing.Postgres;
using Postrider.Testing.TwilioWhatsApp;
using Xunit;

namespace Postrider.IntegrationTests.WhatsApp;

public sealed class TwilioCatchUpTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const string Kind = TwilioMessageHouse.Kind;
    private const string Writer = "whatsapp:+14155552671";
    private const string Other = "whatsapp:+14155552672";
    private const string Service = "MG0123456789abcdef0123456789abcdef";

    private static readonly DateTimeOffset _until = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_contacts_wrote_meanwhile_is_taken_in_once_however_it_is_heard()
    {
        await using var server = await MessageServer.StartAsync();
        await using var node = await CloudHouse.StartAsync(database.Database);
        var account = await node.OpenAsync(await node.MakeTwilioAsync(server, "catches"));
        await node.Driver(Kind).PerformAsync(CloudHouse.Job(account), Stop);
        server.Write(Writer, "Long ago", _until.AddDays(-2));
        for (var i = 0; i < 120; i++)
        {
            server.Write(Writer, $"Words {i}", _until.AddMinutes(-200 + i));
        }

        var told = server.Write(Writer, "Told as well", _until.AddMinutes(-9));
        server.Write(Writer, "Look", _until.AddMinutes(-8), media: ["image/jpeg", "application/pdf"]);
        server.Write(Other, "stop", _until.AddMinutes(-7));
        server.Write(Writer, "To another number", _until.AddMinutes(-6), to: "whatsapp:+15550100199");
        server.Write("+14155552671", "No WhatsApp", _until.AddMinutes(-5));
        server.Write(Writer, "Not yet", _until.AddMinutes(1));
        Assert.Equal(CallbackVerdict.Taken, await node.Callback(Kind).TakeAsync(MessageServer.Callback(MessageServer.AuthKey, MessageServer.Fields(told)), account, Stop));

        Assert.Equal(_until, await HearAsync(node, account));
        var said = await SaidAsync(node, account, Writer);
        Assert.Equal(["Told as well", .. Enumerable.Range(0, 120).Select(i => $"Words {i}"), "Look"], said.Select(message => message.Text));
        Assert.Equal([false, .. Enumerable.Repeat(true, 121)], said.Select(message => message.Backfilled));
        Assert.Equal(_until.AddMinutes(-200), said[1].SentAt);
        Assert.Equal(["image/jpeg", "application/pdf"], said[^1].Files.Select(file => file.ContentType));
        Assert.All(said[^1].Files, file => Assert.StartsWith($"{server.Address}/2010-04-01/Accounts/{MessageServer.AccountSid}/Messages/SM", file.Part, StringComparison.Ordinal));
        Assert.NotNull(await node.Get<ISuppressionStore>().FindAsync(account.Account.Workspace, RecipientAddress.Phone("+14155552672")!, Stop));

        // Heard once more it changes nothing, not even what was lifted since.
        await node.Get<ISuppressionStore>().RemoveAsync(account.Account.Workspace, RecipientAddress.Phone("+14155552672")!, Stop);
        Assert.Equal(_until, await HearAsync(node, account));
        Assert.Equal(said.Count, (await SaidAsync(node, account, Writer)).Count);
        Assert.Null(await node.Get<ISuppressionStore>().FindAsync(account.Account.Workspace, RecipientAddress.Phone("+14155552672")!, Stop));
        Assert.Empty(server.Faults);
    }

    [Fact]
    public async Task Of_a_service_what_came_through_it_is_heard()
    {
        await using var server = await MessageServer.StartAsync();
        await using var node = await CloudHouse.StartAsync(database.Database);
        var account = await node.OpenAsync(await node.MakeTwilioAsync(server, "service", from: Service));
        server.Write(Writer, "Through the service", _until.AddMinutes(-9), to: "whatsapp:+15550100200", service: Service);
        server.Write(Writer, "Through another", _until.AddMinutes(-8), service: "MGother");
        server.Write(Writer, "Through none", _until.AddMinutes(-7));
        Assert.Equal(_until, await HearAsync(node, account));
        Assert.Equal("Through the service", Assert.Single(await SaidAsync(node, account, Writer)).Text);
    }

    [Fact]
    public async Task A_list_that_cannot_be_read_is_heard_up_to_nowhere_and_what_leads_elsewhere_is_not_followed()
    {
        await using var server = await MessageServer.StartAsync();
        await using var node = await CloudHouse.StartAsync(database.Database);
        var account = await node.OpenAsync(await node.MakeTwilioAsync(server, "unheard"));
        for (var i = 0; i < 101; i++)
        {
            server.Write("+14155552671", "No WhatsApp", _until.AddMinutes(-5));
        }

        var asked = server.Listed;
        foreach (var place in new[] { "http://127.0.0.1:1/2010-04-01/", "//127.0.0.1:1/", "/2010-04-01/Accounts/ACother/Messages.json?Page=1", "/2010-04-01/Accounts/" + MessageServer.AccountSid + "/Messages.json?" + new string('x', 5000) })
        {
            server.NextPlace = place;
            Assert.Null(await HearAsync(node, account));
            Assert.Equal(++asked, server.Listed);
        }

        server.NextPlace = null;
        Assert.Equal(_until, await HearAsync(node, account));
        server.IsListed = false;
        Assert.Null(await HearAsync(node, account));
        Assert.Null(await HearAsync(node, account with { Account = account.Account with { Settings = [] } }));
        Assert.Empty(await node.Get<IInboxStore>().ListAsync(account.Account.Workspace, "tw", null, 10, Stop));
        Assert.Empty(server.Faults);
    }

    private static Task<DateTimeOffset?> HearAsync(TestNode node, DriverAccount account) =>
        node.Get<IEnumerable<ICatchUp>>().Single(catchUp => catchUp.Kind == Kind).HearAsync(account with { Account = account.Account with { CreatedAt = _until.AddDays(-1) } }, _until.AddHours(-10), _until, Stop);

    private static async Task<IReadOnlyList<ConversationMessage>> SaidAsync(TestNode node, DriverAccount account, string writer)
    {
        var inbox = node.Get<IInboxStore>();
        var conversation = (await inbox.ListAsync(account.Account.Workspace, "tw", null, 100, Stop)).Single(conversation => conversation.Address == RecipientAddress.Phone(writer["whatsapp:".Length..]));
        return await inbox.ListMessagesAsync(account.Account.Workspace, conversation.ConversationId, null, 500, Stop);
    }
}
