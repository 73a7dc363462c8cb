using System.Text;
using System.Text.Json.Nodes;
using Postrider.Accounts;
using Postrider.Channels;
using Postrider.Contacts;
using Postrider.Dispatching;
using Postrider.Events;
using Postrider.Jobs;
using Postrider.Storage;
using Postrider.Testing.Engine;
using Postrider.Testing.Postgres;
using Postrider.Testing.Unipile;
using Xunit;

namespace Postrider.IntegrationTests.Unipile;

public sealed class UnipileCallbackTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly UnipilePerson _alex = UnipilePerson.Connected("alex");

    [Theory]
    [InlineData(Channel.LinkedIn, "alex", "ACoALEX")]
    [InlineData(Channel.WhatsApp, "+14155552671", "14155552671@s.whatsapp.net")]
    public async Task Answers_are_taken_in_once_and_what_is_told_of_ours_is_told_on(string channel, string to, string farId)
    {
        await using var house = await UnipileHouse.StartAsync(database, channel, options: new EngineOptions());
        house.Far.Add(_alex);
        var job = (await house.AcceptAsync([(to, "Hello")]))[0];
        await Eventually.SeesAsync(() => house.Node.FindAsync(house.Account.Workspace, job), view => view.State == JobState.Succeeded, "it was said");
        var ours = house.Far.Taken.Single().Id;

        // The later word first, each twice, our own message coming back in between.
        foreach (var what in new[] { "message_read", "message_delivered", "message_read", "message_delivered" })
        {
            Assert.Equal(CallbackVerdict.Taken, await house.TellAsync(UnipileServer.Message(what, ours, farId, "Hello")));
        }

        Assert.Equal(CallbackVerdict.Taken, await house.TellAsync(UnipileServer.Message("message_received", ours, UnipileServer.OwnId, "Hello")));
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(CallbackVerdict.Taken, await house.TellAsync(UnipileServer.Message("message_received", "in-1", farId, "Thanks, got it.")));
        }

        var events = await EventsAsync(house);
        Assert.Equal(["message.delivered", "message.read", "message.received"], events.Select(one => one.Kind).Where(kind => kind.StartsWith("message.", StringComparison.Ordinal)).Order());
        Assert.All(events.Where(one => one.Kind is "message.delivered" or "message.read"), one => Assert.Equal(job, one.JobId));
        var conversation = Assert.Single(await house.Node.Get<IInboxStore>().ListAsync(house.Account.Workspace, null, null, 10, CancellationToken.None));
        var messages = await house.Node.Get<IInboxStore>().ListMessagesAsync(house.Account.Workspace, conversation.ConversationId, null, 10, CancellationToken.None);
        Assert.Equal([(false, "Hello"), (true, "Thanks, got it.")], messages.Select(message => (message.Inbound, message.Text!)));
        Assert.Equal("Alex Example", messages[1].FromName);
    }

    [Fact]
    public async Task Strangers_and_conversations_of_many_are_not_taken_in()
    {
        await using var house = await UnipileHouse.StartAsync(database, options: new EngineOptions());
        house.Far.Add(_alex);
        await SayAsync(house, "alex");
        Assert.Equal(CallbackVerdict.Taken, await house.TellAsync(UnipileServer.Message("message_received", "in-2", "ACoSTRANGER", "Buy this")));
        var many = UnipileServer.Message("message_received", "in-3", _alex.FarId, "Hello all");
        many["attendees"]!.AsArray().Add(new JsonObject { ["attendee_provider_id"] = "ACoTHIRD" });
        Assert.Equal(CallbackVerdict.Taken, await house.TellAsync(many));
        Assert.DoesNotContain(await EventsAsync(house), one => one.Kind == EventKind.MessageReceived);
    }

    [Fact]
    public async Task Whoever_accepts_is_connected_and_the_invitation_s_job_is_told_once()
    {
        await using var house = await UnipileHouse.StartAsync(database, options: new EngineOptions());
        var pat = new UnipilePerson("pat");
        house.Far.Add(pat);
        var job = await SayAsync(house, "pat");
        house.Far.Connect(pat.FarId);
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(CallbackVerdict.Taken, await house.TellAsync(UnipileServer.NewRelation(pat)));
        }

        Assert.Equal(CallbackVerdict.Taken, await house.TellAsync(UnipileServer.NewRelation(new UnipilePerson("stranger"))));
        var told = Assert.Single(await EventsAsync(house), one => one.Kind == EventKind.InvitationAccepted);
        Assert.Equal((job, "pat"), (told.JobId, (string?)JsonNode.Parse(told.DataJson!)!["address"]));
        Assert.Equal(FarProfile.Connected, (await house.Node.Get<IProfileStore>().FindAsync(house.Account.Workspace, "team", "linkedin:pat", TimeSpan.FromHours(1), CancellationToken.None))!.Relation);
    }

    [Theory]
    [InlineData("CREDENTIALS", AccountStatus.Credentials)]
    [InlineData("PERMISSIONS", AccountStatus.Credentials)]
    [InlineData("ERROR", AccountStatus.Error)]
    [InlineData("STOPPED", AccountStatus.Error)]
    [InlineData("CONNECTING", AccountStatus.Error)]
    [InlineData("DELETED", AccountStatus.Error)]
    public async Task An_account_that_broke_is_known_to_be_and_one_that_is_well_again_too(string word, AccountStatus status)
    {
        await using var house = await UnipileHouse.StartAsync(database);
        Assert.Equal(CallbackVerdict.Foreign, await house.TellAsync(UnipileServer.Status(word, "other")));
        Assert.Equal(AccountStatus.Ok, await StatusAsync(house));
        Assert.Equal(CallbackVerdict.Taken, await house.TellAsync(UnipileServer.Status(word)));
        Assert.Equal(status, await StatusAsync(house));
        Assert.Equal(CallbackVerdict.Taken, await house.TellAsync(UnipileServer.Status("UNHEARD_OF")));
        Assert.Equal(status, await StatusAsync(house));
        var notice = new JsonObject { ["status"] = "RECONNECTED", ["account_id"] = UnipileServer.AccountId, ["name"] = "x" };
        Assert.Equal(CallbackVerdict.Taken, await house.TellAsync(word.Length % 2 == 0 ? UnipileServer.Status("OK") : notice));
        Assert.Equal(AccountStatus.Ok, await StatusAsync(house));
    }

    [Theory]
    [InlineData("OK", AccountStatus.Ok)]
    [InlineData("CREDENTIALS", AccountStatus.Credentials)]
    [InlineData("PERMISSIONS", AccountStatus.Credentials)]
    [InlineData("ERROR", AccountStatus.Error)]
    [InlineData("STOPPED", AccountStatus.Error)]
    [InlineData("CONNECTING", AccountStatus.Error)]
    [InlineData("BRAND_NEW", AccountStatus.Error)]
    [InlineData(null, AccountStatus.Error)]
    public async Task A_probe_reads_the_same_words(string? word, AccountStatus status)
    {
        await using var house = await UnipileHouse.StartAsync(database);
        house.Far.State = word;
        var found = await house.Driver.ProbeAsync(house.DriverAccount, CancellationToken.None);
        Assert.Equal((status, "https://www.linkedin.com/in/robin-team/", status == AccountStatus.Ok), (found.Status, found.Identifier, found.Reason is null));
        house.Far.Type = "WHATSAPP";
        Assert.Equal(AccountStatus.Error, (await house.Driver.ProbeAsync(house.DriverAccount, CancellationToken.None)).Status);
    }

    [Fact]
    public async Task Garbage_is_refused_and_changes_nothing()
    {
        await using var house = await UnipileHouse.StartAsync(database);
        foreach (var body in new[] { "", "null", "[]", "{", "{}", "\"x\"", "{\"account_id\":7}", "{\"AccountStatus\":{}}", "{\"account_id\":\"far-account-1\",\"event\":\"message_received\"}", "{\"account_id\":\"far-account-1\",\"event\":\"message_read\",\"message_id\":\"\\ud800\"}", "{\"account_id\":\"far-account-1\",\"event\":\"new_relation\",\"user_provider_id\":[]}", new string('[', 200) })
        {
            Assert.Equal(CallbackVerdict.Malformed, await house.TellAsync(Encoding.UTF8.GetBytes(body)));
        }

        // Halves of what is right, with other bytes in it.
        var (whole, random) = (Encoding.UTF8.GetBytes(UnipileServer.Message("message_received", "in-9", "ACoX", "Hello").ToJsonString()), new Random(7));
        for (var i = 0; i < 2000; i++)
        {
            var bytes = whole[..random.Next(whole.Length + 1)];
            for (var j = random.Next(4); j > 0 && bytes.Length > 0; j--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            await house.TellAsync(bytes);
        }

        Assert.Equal(AccountStatus.Ok, await StatusAsync(house));
        Assert.Empty(await house.Node.Get<IInboxStore>().ListAsync(house.Account.Workspace, null, null, 10, CancellationToken.None));
    }

    private static async Task<Guid> SayAsync(UnipileHouse house, string to)
    {
        var job = (await house.AcceptAsync([(to, "Hello")]))[0];
        await Eventually.SeesAsync(() => house.Node.FindAsync(house.Account.Workspace, job), view => view.State == JobState.Succeeded, "it was said");
        return job;
    }

    private static Task<IReadOnlyList<Event>> EventsAsync(UnipileHouse house) => house.Node.Get<IEventStore>().ReadAsync(house.Account.Workspace, 0, null, 200, CancellationToken.None);

    private static async Task<AccountStatus> StatusAsync(UnipileHouse house) => (await house.Node.Get<IAccountStore>().FindAsync(house.Account.Workspace, "team", CancellationToken.None))!.Status;
}
