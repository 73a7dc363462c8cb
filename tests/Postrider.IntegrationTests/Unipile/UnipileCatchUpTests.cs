using System.Text.Json.Nodes;
using Postrider.Channels;
using Postrider.Contacts;
using Postrider.Dispatching;
using Postrider.Events;
using Postrider.Inbox;
using Postrider.Jobs;
using Postrider.Storage;
using Postrider.Testing;
using Postrider.Testing.Engine;
using Postrider.Testing.Postgres;
using Postrider.Testing.Unipile;
using Xunit;

namespace Postrider.IntegrationTests.Unipile;

public sealed class UnipileCatchUpTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly UnipilePerson _alex = UnipilePerson.Connected("alex");
    private static readonly DateTimeOffset _until = TimeProvider.System.GetUtcNow().AddMinutes(-10);
    private static readonly DateTimeOffset _created = _until.AddDays(-20);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Channel.LinkedIn, "alex", "ACoALEX")]
    [InlineData(Channel.WhatsApp, "+14155552671", "14155552671@s.whatsapp.net")]
    public async Task What_a_contact_wrote_meanwhile_is_taken_in_in_its_order_once_and_marked(string channel, string to, string farId)
    {
        await using var house = await SaidAsync(to, channel);
        house.Far.Write(
            Wrote("in-2", farId, 30),
            Wrote("in-1", farId, 40),
            Wrote("own", farId, 25) with { IsOwn = true },
            Wrote("reaction", farId, 24) with { IsEvent = true },
            Wrote("hidden", farId, 23) with { IsHidden = true },
            Wrote("deleted", farId, 22) with { IsDeleted = true },
            Wrote("many", farId, 21) with { IsAmongMany = true },
            Wrote("stranger", "ACoSTRANGER", 20),
            Wrote("later", farId, -5),
            new UnipileWritten("before", farId, "before", _created.AddMinutes(-1)));

        // One of them was told before the server went down.
        await house.TellAsync(UnipileServer.Message("message_received", "in-1", farId, "in-1"));
        var since = _until.AddMinutes(-45);
        Assert.Equal(_until, await HearAsync(house, since));
        Assert.Equal(_until, await HearAsync(house, since));
        Assert.Equal([("in-1", false), ("in-2", true)], (await InboundAsync(house)).Select(message => (message.ExternalId!, message.Backfilled)));
        await house.TellAsync(UnipileServer.Message("message_received", "in-2", farId, "in-2"));
        await house.TellAsync(UnipileServer.Message("message_received", "in-3", farId, "in-3"));
        var heard = await InboundAsync(house);
        Assert.Equal([("in-1", false), ("in-2", true), ("in-3", false)], heard.Select(message => (message.ExternalId!, message.Backfilled)));
        Assert.Equal(("Alex Example", "in-2"), (heard[1].FromName, heard[1].Text));
        Assert.Equal(_until.AddMinutes(-30).UtcDateTime, heard[1].SentAt!.Value.UtcDateTime, TimeSpan.FromMilliseconds(1));
        Assert.Equal(3, (await EventsAsync(house)).Count(one => one.Kind == EventKind.MessageReceived));
        Assert.Empty(house.Far.Faults);
    }

    [Fact]
    public async Task Where_Unipile_does_not_tell_nothing_is_heard_and_the_next_look_hears_all()
    {
        await using var house = await SaidAsync("alex");
        house.Far.Write(Wrote("in-1", _alex.FarId, 30));
        foreach (var path in new[] { "/messages", $"/chats/chat-{_alex.FarId}/attendees" })
        {
            foreach (var fate in new[] { UnipileFate.Refuse(500, "provider_error"), UnipileFate.Refuse(429, "too_many_requests"), UnipileFate.Refuse(401, "disconnected_account"), UnipileFate.Broken(UnipileBreak.Garbage, false), UnipileFate.Broken(UnipileBreak.Cut, false) })
            {
                house.Far.Script = moment => moment.Path == path ? fate : null;
                Assert.Null(await HearAsync(house, _until.AddHours(-1)));
            }
        }

        Assert.Empty(await InboundAsync(house));
        house.Far.Script = _ => null;
        Assert.Equal(_until, await HearAsync(house, _until.AddHours(-1)));
        Assert.Single(await InboundAsync(house));
    }

    [Fact]
    public async Task A_chat_that_is_gone_keeps_nobody_else_s_words_from_being_heard()
    {
        await using var house = await SaidAsync("alex");
        house.Far.Write(Wrote("in-1", _alex.FarId, 30), Wrote("gone", "ACoGONE", 31));
        house.Far.Drop("chat-ACoGONE");
        Assert.Equal(_until, await HearAsync(house, _until.AddHours(-1)));
        Assert.Single(await InboundAsync(house));
    }

    [Fact]
    public async Task More_than_is_read_for_once_is_heard_in_parts()
    {
        await using var house = await SaidAsync("alex");
        house.Far.Write(Enumerable.Range(0, 1500).Select(i => Wrote($"own-{i}", _alex.FarId, 10 + (i * 0.4)) with { IsOwn = true }));
        house.Far.Write(Wrote("old", _alex.FarId, 590), Wrote("new", _alex.FarId, 15));
        var since = _until.AddHours(-10);
        var heard = await HearAsync(house, since);
        Assert.Equal(since.AddHours(5), heard);
        Assert.Equal(["old"], (await InboundAsync(house)).Select(message => message.ExternalId));
        Assert.Equal(_until, await HearAsync(house, heard!.Value));
        Assert.Equal(["old", "new"], (await InboundAsync(house)).Select(message => message.ExternalId));
    }

    [Fact]
    public async Task A_long_time_is_heard_day_by_day_and_nothing_older_than_the_account()
    {
        await using var house = await SaidAsync("alex");
        house.Far.Write(new UnipileWritten("first", _alex.FarId, "first", _created.AddMinutes(1)), new UnipileWritten("older", _alex.FarId, "older", _created.AddMinutes(-1)));
        Assert.Equal(_created.AddDays(1), await HearAsync(house, _created));
        Assert.Equal(["first"], (await InboundAsync(house)).Select(message => message.ExternalId));
    }

    [Fact]
    public async Task Messages_that_are_too_long_for_one_answer_are_asked_for_few_at_a_time()
    {
        await using var house = await SaidAsync("alex");
        house.Far.Write(Enumerable.Range(0, 50).Select(i => new UnipileWritten($"in-{i:00}", _alex.FarId, new string('x', 60_000), _until.AddMinutes(i - 60))));
        Assert.Equal(_until, await HearAsync(house, _until.AddHours(-1)));
        Assert.Equal(50, (await InboundAsync(house)).Count);
    }

    [Fact]
    public async Task An_acceptance_that_nobody_told_is_found_once_and_looked_for_every_six_hours_at_most()
    {
        // By a clock that is turned, whoever attends to the account would ask beside the test: it is sent by a node with another.
        var clock = new RunningClock();
        await using var sender = await UnipileHouse.StartNodeAsync(database, null, new EngineOptions());
        await using var house = await SaidAsync("alex", time: clock, options: new EngineOptions { Roles = "api" });
        Assert.Equal(_until, await HearAsync(house, _until.AddHours(-1)));
        Assert.Equal(0, house.Far.Count("GET", "/users/relations"));
        var (pat, sam) = (new UnipilePerson("pat"), new UnipilePerson("sam"));
        house.Far.Add([pat, sam, .. Enumerable.Range(0, 350).Select(i => UnipilePerson.Connected($"friend-{i}") with { ConnectedAt = i < 120 ? clock.GetUtcNow().AddYears(1) : _until.AddYears(-2) })]);
        var job = await SendAsync(house, "pat");
        await SendAsync(house, "sam");
        house.Far.Connect(pat.FarId);
        await HearAsync(house, _until.AddHours(-1));
        Assert.Equal(0, house.Far.Count("GET", "/users/relations"));

        clock.Turn(TimeSpan.FromHours(7));
        for (var i = 0; i < 3; i++)
        {
            await HearAsync(house, _until.AddHours(-1));
        }

        // Whoever was a connection before anybody was invited is not read any further.
        Assert.Equal(2, house.Far.Count("GET", "/users/relations"));
        await house.TellAsync(UnipileServer.NewRelation(pat));
        var told = Assert.Single(await EventsAsync(house), one => one.Kind == EventKind.InvitationAccepted);
        Assert.Equal((job, "pat"), (told.JobId, (string?)JsonNode.Parse(told.DataJson!)!["address"]));
        Assert.Equal(FarProfile.Pending, (await house.Node.Get<IProfileStore>().FindAsync(house.Account.Workspace, "team", "linkedin:sam", TimeSpan.FromDays(1), Stop))!.Relation);

        // LinkedIn does not like to be asked; a no is not asked again soon, and keeps no message from being heard.
        house.Far.Script = moment => moment.Path == "/users/relations" ? UnipileFate.Refuse(429, "too_many_requests") : null;
        clock.Turn(TimeSpan.FromHours(7));
        Assert.Equal(_until, await HearAsync(house, _until.AddHours(-1)));
        Assert.Equal(_until, await HearAsync(house, _until.AddHours(-1)));
        Assert.Equal(3, house.Far.Count("GET", "/users/relations"));
        Assert.Empty(house.Far.Faults);
    }

    private async Task<UnipileHouse> SaidAsync(string to, string channel = Channel.LinkedIn, TimeProvider? time = null, EngineOptions? options = null)
    {
        var house = await UnipileHouse.StartAsync(database, channel, time, options ?? new EngineOptions());
        house.Far.Add(_alex);
        await SendAsync(house, to);
        return house;
    }

    private static async Task<Guid> SendAsync(UnipileHouse house, string to)
    {
        var job = (await house.AcceptAsync([(to, "Hello")]))[0];
        await Eventually.SeesAsync(() => house.Node.FindAsync(house.Account.Workspace, job), view => view.State == JobState.Succeeded, "it was said");
        return job;
    }

    private static UnipileWritten Wrote(string id, string writer, double minutesBefore) => new(id, writer, id, _until.AddMinutes(-minutesBefore));

    private static Task<DateTimeOffset?> HearAsync(UnipileHouse house, DateTimeOffset since) =>
        house.Node.Get<ICatchUp>().HearAsync(house.DriverAccount with { Account = house.Account with { CreatedAt = _created } }, since, _until, Stop);

    private static async Task<IReadOnlyList<ConversationMessage>> InboundAsync(UnipileHouse house)
    {
        var inbox = house.Node.Get<IInboxStore>();
        var conversation = Assert.Single(await inbox.ListAsync(house.Account.Workspace, null, null, 10, Stop));
        return [.. (await inbox.ListMessagesAsync(house.Account.Workspace, conversation.ConversationId, null, 200, Stop)).Where(message => message.Inbound)];
    }

    private static Task<IReadOnlyList<Event>> EventsAsync(UnipileHouse house) => house.Node.Get<IEventStore>().ReadAsync(house.Account.Workspace, 0, null, 500, Stop);
}
