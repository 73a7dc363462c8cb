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

/// <summary>What version 2 tells by itself: signed, lighter, and in other words.</summary>
public sealed class V2CallbackTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly UnipilePerson _alex = UnipilePerson.Connected("alex");

    [Theory]
    [InlineData(Channel.LinkedIn, "alex", "ACoALEX", "chat-ACoALEX", false)]
    [InlineData(Channel.WhatsApp, "+14155552671", "14155552671@s.whatsapp.net", "14155552671@s.whatsapp.net", false)]
    [InlineData(Channel.WhatsApp, "+14155552671", "17625555141@lid", "17625555141@lid", true)]
    public async Task Answers_are_taken_in_once_and_what_is_told_of_ours_is_told_on(string channel, string to, string farId, string chat, bool hidesNumbers)
    {
        await using var house = await StartAsync(channel);
        house.Far.HidesNumbers = hidesNumbers;
        var job = await SayAsync(house, to);
        var ours = house.Far.Taken.Single();
        Assert.Equal(chat, ours.ChatId);
        foreach (var what in new[] { "read", "delivery", "read", "delivery" })
        {
            Assert.Equal(CallbackVerdict.Taken, await house.TellAsync(UnipileServer.ReceiptEvent(what, ours.Id, chat)));
        }

        // Our own words coming back, a notice of the far side's, and an answer: each as often as it pleases.
        Assert.Equal(CallbackVerdict.Taken, await house.TellAsync(UnipileServer.MessageEvent(ours.Id, UnipileServer.OwnId, "Hello", chat, isOwn: true)));
        Assert.Equal(CallbackVerdict.Taken, await house.TellAsync(UnipileServer.MessageEvent("note-1", farId, "They called", chat).With("is_event", true)));
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(CallbackVerdict.Taken, await house.TellAsync(UnipileServer.MessageEvent("in-1", farId, "Thanks, got it.", chat)));
        }

        var events = await EventsAsync(house);
        Assert.Equal(["message.delivered", "message.read", "message.received"], events.Select(one => one.Kind).Where(kind => kind.StartsWith("message.", StringComparison.Ordinal)).Order());
        Assert.All(events.Where(one => one.Kind is "message.delivered" or "message.read"), one => Assert.Equal(job, one.JobId));
        var conversation = Assert.Single(await house.Node.Get<IInboxStore>().ListAsync(house.Account.Workspace, null, null, 10, CancellationToken.None));
        var messages = await house.Node.Get<IInboxStore>().ListMessagesAsync(house.Account.Workspace, conversation.ConversationId, null, 10, CancellationToken.None);
        Assert.Equal([(false, "Hello"), (true, "Thanks, got it.")], messages.Select(message => (message.Inbound, message.Text!)));
        Assert.Equal("Alex Example", messages[1].FromName);
        Assert.DoesNotContain(house.Far.Seen, moment => moment.Method == "GET" && moment.Path.StartsWith("/chats/", StringComparison.Ordinal));
        Assert.Empty(house.Far.Faults);
    }

    [Fact]
    public async Task A_number_that_hides_is_known_by_what_is_shown_beside_its_id()
    {
        await using var house = await StartAsync(Channel.WhatsApp);
        await SayAsync(house, "+14155552671");
        var reply = UnipileServer.MessageEvent("in-1", "99887766@lid", "It is me", "99887766@lid");
        reply["payload"]!["sender"]!["public_identifier"] = "14155552671";
        Assert.Equal(CallbackVerdict.Taken, await house.TellAsync(reply));
        Assert.Single(await EventsAsync(house), one => one.Kind == EventKind.MessageReceived);
    }

    [Fact]
    public async Task Strangers_and_conversations_of_many_are_not_taken_in_and_what_cannot_be_told_now_is_told_again()
    {
        await using var house = await StartAsync();
        await SayAsync(house, "alex");
        Assert.Equal(CallbackVerdict.Taken, await house.TellAsync(UnipileServer.MessageEvent("in-2", "ACoSTRANGER", "Buy this", "chat-x")));
        Assert.Equal(CallbackVerdict.Taken, await house.TellAsync(UnipileServer.MessageEvent("in-3", _alex.FarId, "Hello all", "group-1")));
        Assert.Equal(CallbackVerdict.Taken, await house.TellAsync(UnipileServer.MessageEvent("in-4", _alex.FarId, "Hello", "gone-1")));
        Assert.DoesNotContain(await EventsAsync(house), one => one.Kind == EventKind.MessageReceived);

        foreach (var fate in new[] { UnipileFate.Refuse(502, "api/proxy_error"), UnipileFate.Refuse(429, "api/too_many_requests"), UnipileFate.Broken(UnipileBreak.Cut, false), UnipileFate.Broken(UnipileBreak.Garbage, false) })
        {
            house.Far.Script = moment => moment.Path.StartsWith("/chats/", StringComparison.Ordinal) ? fate : null;
            await Assert.ThrowsAsync<HttpRequestException>(() => house.TellAsync(UnipileServer.MessageEvent("in-5", _alex.FarId, "An InMail of mine", "other-1")));
        }

        house.Far.Script = _ => null;
        Assert.Equal(CallbackVerdict.Taken, await house.TellAsync(UnipileServer.MessageEvent("in-5", _alex.FarId, "An InMail of mine", "other-1")));
        Assert.Single(await EventsAsync(house), one => one.Kind == EventKind.MessageReceived);

        await using var phone = await StartAsync(Channel.WhatsApp);
        await SayAsync(phone, "+14155552671");
        Assert.Equal(CallbackVerdict.Taken, await phone.TellAsync(UnipileServer.MessageEvent("in-6", "14155552671@s.whatsapp.net", "Hello all", "123-456@g.us")));
        Assert.DoesNotContain(await EventsAsync(phone), one => one.Kind == EventKind.MessageReceived);
    }

    [Fact]
    public async Task Whoever_accepts_is_connected_and_the_invitation_s_job_is_told_once()
    {
        await using var house = await StartAsync();
        var pat = new UnipilePerson("pat");
        house.Far.Add(pat);
        var job = await SayAsync(house, "pat");
        house.Far.Connect(pat.FarId);
        var accepted = UnipileServer.RelationEvent(pat);
        accepted["type"] = "relation.request.accept";
        foreach (var told in new[] { UnipileServer.RelationEvent(pat), accepted, UnipileServer.RelationEvent(pat), UnipileServer.RelationEvent(new UnipilePerson("stranger")), UnipileServer.Event("relation.request.accept", []) })
        {
            Assert.Equal(CallbackVerdict.Taken, await house.TellAsync(told));
        }

        Assert.Equal(job, Assert.Single(await EventsAsync(house), one => one.Kind == EventKind.InvitationAccepted).JobId);
        Assert.Equal(FarProfile.Connected, (await house.Node.Get<IProfileStore>().FindAsync(house.Account.Workspace, "team", "linkedin:pat", TimeSpan.FromHours(1), CancellationToken.None))!.Relation);
    }

    [Theory]
    [InlineData("account.status.disconnected", AccountStatus.Credentials)]
    [InlineData("account.status.errored", AccountStatus.Error)]
    [InlineData("account.status.paused", AccountStatus.Error)]
    [InlineData("account.remove", AccountStatus.Error)]
    public async Task An_account_that_broke_is_known_to_be_and_one_that_is_well_again_too(string type, AccountStatus status)
    {
        await using var house = await StartAsync();
        Assert.Equal(CallbackVerdict.Foreign, await house.TellAsync(UnipileServer.Event(type, [], "acc_other")));
        Assert.Equal(AccountStatus.Ok, await StatusAsync(house));

        // One product broke: how the account is, the account shows.
        Assert.Equal(CallbackVerdict.Taken, await house.TellAsync(UnipileServer.Event(type, new JsonObject { ["product"] = "sales_navigator" })));
        Assert.Equal(AccountStatus.Ok, await StatusAsync(house));

        Assert.Equal(CallbackVerdict.Taken, await house.TellAsync(UnipileServer.Event(type, [])));
        Assert.Equal(status, await StatusAsync(house));
        Assert.Equal(CallbackVerdict.Taken, await house.TellAsync(UnipileServer.StatusEvent("unheard_of")));
        Assert.Equal(status, await StatusAsync(house));
        Assert.Equal(CallbackVerdict.Taken, await house.TellAsync(UnipileServer.StatusEvent("running")));
        Assert.Equal(AccountStatus.Ok, await StatusAsync(house));
    }

    [Fact]
    public async Task What_is_not_signed_by_the_endpoint_s_secret_changes_nothing()
    {
        await using var house = await StartAsync();
        var (body, now) = (Encoding.UTF8.GetBytes(UnipileServer.StatusEvent("disconnected").ToJsonString()), TimeProvider.System.GetUtcNow());
        var good = UnipileServer.Sign(body, now);
        string?[] signatures =
        [
            null, "", "x", "t=,v0=", $"t={long.MaxValue},v0=00", "t=99999999999999999999,v0=00", new string('t', 300), good[..^1], $"{good[..^2]}zz", good.Replace("v0=", "v1=", StringComparison.Ordinal),
            UnipileServer.Sign(body, now, "another"), UnipileServer.Sign([.. body, (byte)' '], now), UnipileServer.Sign(body, now.AddDays(-2)), UnipileServer.Sign(body, now.AddHours(1)),
            good.Replace("t=", "t=1", StringComparison.Ordinal),
        ];
        foreach (var signature in signatures)
        {
            Assert.Equal(CallbackVerdict.Forged, await house.TellAsync(body, signature));
        }

        Assert.Equal(AccountStatus.Ok, await StatusAsync(house));
        Assert.Equal(CallbackVerdict.Taken, await house.TellAsync(body, good.Replace(",", ", ", StringComparison.Ordinal)));
        Assert.Equal(AccountStatus.Credentials, await StatusAsync(house));
    }

    [Fact]
    public async Task Garbage_is_refused_and_changes_nothing()
    {
        await using var house = await StartAsync();
        foreach (var body in new[]
        {
            "", "null", "[]", "{", "{}", "{\"account_id\":7}", "{\"account_id\":\"acc_simulated1\"}", "{\"account_id\":\"acc_simulated1\",\"type\":\"message.new\"}", "{\"account_id\":\"acc_simulated1\",\"type\":\"message.new\",\"payload\":[]}",
            "{\"account_id\":\"acc_simulated1\",\"type\":\"message.new\",\"payload\":{}}", "{\"account_id\":\"acc_simulated1\",\"type\":\"message.receipt.read\",\"payload\":{\"message_id\":\"\\ud800\"}}",
            "{\"account_id\":\"acc_simulated1\",\"type\":\"relation.new\",\"payload\":{\"user\":[]}}", new string('[', 200),
            UnipileServer.Message("message_received", "in-1", "ACoX", "Of version 1", account: UnipileServer.AccountIdV2).ToJsonString(),
        })
        {
            Assert.Equal(CallbackVerdict.Malformed, await house.TellAsync(Encoding.UTF8.GetBytes(body)));
        }

        var (whole, random) = (Encoding.UTF8.GetBytes(UnipileServer.MessageEvent("in-9", "ACoX", "Hello", "chat-x").ToJsonString()), new Random(7));
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

    private async Task<UnipileHouse> StartAsync(string channel = Channel.LinkedIn)
    {
        var house = await UnipileHouse.StartAsync(database, channel, options: new EngineOptions(), isV2: true);
        house.Far.Add(_alex);
        return house;
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

internal static class EventChanges
{
    /// <summary>The event with something else in its payload.</summary>
    public static JsonObject With(this JsonObject told, string name, JsonNode value)
    {
        told["payload"]![name] = value;
        return told;
    }
}
