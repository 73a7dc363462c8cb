using System.Text.Json.Nodes;
using Postrider.Attempts;
using Postrider.Channels;
using Postrider.Contacts;
using Postrider.Events;
using Postrider.Inbox;
using Postrider.Jobs;
using Postrider.Storage;
using Postrider.Testing.Engine;
using Postrider.Testing.Postgres;
using Xunit;

namespace Postrider.IntegrationTests.FarSides;

public sealed class NoteTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const string OwnId = "wamid.OURS";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_status_of_a_message_is_told_once_however_often_and_in_whatever_order_it_comes()
    {
        await using var said = await SaidAsync("notes");
        var at = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        var notes = new[] { said.Note(DeliveryStatus.Read) with { At = at }, said.Note(DeliveryStatus.Delivered), said.Note(DeliveryStatus.Failed) with { Detail = "gone \0 \ud83d" } };
        var told = await Task.WhenAll(Enumerable.Range(0, 24).Select(i => said.Inbox.NoteAsync(notes[i % 3], Cancellation)));
        Assert.Equal(3, told.Count(first => first));

        var events = await said.EventsAsync();
        Assert.Equal([EventKind.MessageDelivered, EventKind.MessageFailed, EventKind.MessageRead], events.Select(told => told.Kind).Order(StringComparer.Ordinal));
        Assert.All(events, told => Assert.Equal(said.JobId, told.JobId));
        var read = JsonNode.Parse(events.Single(told => told.Kind == EventKind.MessageRead).DataJson!)!;
        Assert.Equal(("read", OwnId, at), ((string?)read["status"], (string?)read["external_id"], read["at"]!.GetValue<DateTimeOffset>()));
        var conversation = Assert.Single(await said.Inbox.ListAsync(said.Workspace, null, null, 10, Cancellation));
        Assert.Equal(conversation.ConversationId, (Guid?)read["conversation_id"]);
        Assert.Equal((await said.Inbox.ListMessagesAsync(said.Workspace, conversation.ConversationId, null, 10, Cancellation))[0].MessageId, (Guid?)read["message_id"]);
        Assert.Equal("gone   \ufffd", (string?)JsonNode.Parse(events.Single(told => told.Kind == EventKind.MessageFailed).DataJson!)!["detail"]);
    }

    [Fact]
    public async Task What_is_told_before_the_message_is_written_down_is_told_with_it_and_once()
    {
        var handedOver = new TaskCompletionSource();
        var noted = new TaskCompletionSource();
        await using var said = await SaidAsync("early", async () =>
        {
            handedOver.SetResult();
            await noted.Task;
        });
        await handedOver.Task;
        Assert.False(await said.Inbox.NoteAsync(said.Note(DeliveryStatus.Delivered), Cancellation));
        Assert.False(await said.Inbox.NoteAsync(said.Note(DeliveryStatus.Delivered), Cancellation));
        Assert.Empty(await said.EventsAsync());
        noted.SetResult();
        await said.SentAsync();
        Assert.Equal(EventKind.MessageDelivered, Assert.Single(await said.EventsAsync()).Kind);
        Assert.False(await said.Inbox.NoteAsync(said.Note(DeliveryStatus.Delivered), Cancellation));
        Assert.True(await said.Inbox.NoteAsync(said.Note(DeliveryStatus.Read), Cancellation));
        Assert.Equal(2, (await said.EventsAsync()).Count);
    }

    [Fact]
    public async Task What_is_told_of_messages_that_are_not_ours_tells_nobody_anything()
    {
        await using var said = await SaidAsync("strange notes");
        await said.SentAsync();
        var stranger = await said.Node.MakeWorkspaceAsync("note strangers");
        var note = said.Note(DeliveryStatus.Delivered);
        Assert.False(await said.Inbox.NoteAsync(note with { Workspace = stranger }, Cancellation));
        Assert.False(await said.Inbox.NoteAsync(note with { AccountId = "another" }, Cancellation));
        Assert.False(await said.Inbox.NoteAsync(note with { ExternalId = "wamid.THEIRS" }, Cancellation));
        Assert.False(await said.Inbox.NoteAsync(note with { ExternalId = "" }, Cancellation));
        Assert.False(await said.Inbox.NoteAsync(note with { ExternalId = new string('x', 100_000) }, Cancellation));
        Assert.Empty(await said.EventsAsync());
        Assert.True(await said.Inbox.NoteAsync(note, Cancellation));
    }

    [Fact]
    public async Task The_last_inbound_is_that_which_was_written_last_not_that_which_was_told_last()
    {
        await using var said = await SaidAsync("windows");
        await said.SentAsync();
        Task<DateTimeOffset?> LastAsync(string account = "number") => said.Inbox.FindLastInboundAsync(said.Workspace, account, NoteHouse.Address, Cancellation);
        Assert.Null(await LastAsync());
        var written = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        await said.Inbox.TakeInAsync(said.Message("in-2") with { SentAt = written }, Cancellation);
        await said.Inbox.TakeInAsync(said.Message("in-1") with { SentAt = written.AddDays(-2) }, Cancellation);
        Assert.Equal(written, await LastAsync());
        Assert.Null(await LastAsync("another"));
        await said.Inbox.TakeInAsync(said.Message("in-3"), Cancellation);
        Assert.True(await LastAsync() > written);
    }

    [Fact]
    public async Task A_profile_is_kept_as_it_was_last_seen_and_forgotten_when_it_is_stale()
    {
        await using var said = await SaidAsync("profiles");
        var profiles = said.Node.Get<IProfileStore>();
        Task<FarProfile?> FindAsync(TimeSpan freshest) => profiles.FindAsync(said.Workspace, "number", "linkedin:alex", freshest, Cancellation);
        Assert.Null(await FindAsync(TimeSpan.FromDays(1)));
        await profiles.KeepAsync(said.Workspace, "number", "linkedin:alex", new FarProfile("ACo1", FarProfile.Pending, CanInMail: true), Cancellation);
        await profiles.KeepAsync(said.Workspace, "number", "linkedin:alex", new FarProfile("ACo1", FarProfile.Connected, "chat-1"), Cancellation);
        Assert.Equal(new FarProfile("ACo1", FarProfile.Connected, "chat-1"), await FindAsync(TimeSpan.FromDays(1)));
        Assert.Null(await FindAsync(TimeSpan.Zero));
        Assert.Null(await profiles.FindAsync(said.Workspace, "another", "linkedin:alex", TimeSpan.FromDays(1), Cancellation));
    }

    private async Task<NoteHouse> SaidAsync(string workspace, Func<Task>? before = null)
    {
        var driver = new ScriptedDriver
        {
            Perform = async (_, _) =>
            {
                await (before?.Invoke() ?? Task.CompletedTask);
                return new Outcome.Accepted(new Delivery("message", OwnId) { IsSaid = true });
            },
        };
        var node = await TestNode.StartAsync(database.Database, driver);
        var account = await node.MakeAccountAsync(await node.MakeWorkspaceAsync(workspace), "number", made => made with { Channel = Channel.WhatsApp });
        var job = await node.AcceptedAsync(TestNode.Mail(account) with { Address = NoteHouse.Address });
        var house = new NoteHouse(node, account.Workspace, job.JobId);
        if (before is null)
        {
            await house.SentAsync();
        }

        return house;
    }

    private sealed record NoteHouse(TestNode Node, WorkspaceId Workspace, Guid JobId) : IAsyncDisposable
    {
        public const string Address = "tel:+12025550123";

        public IInboxStore Inbox => Node.Get<IInboxStore>();

        public DeliveryNote Note(string status) => new(Workspace, "number", OwnId, status, null);

        public InboundMessage Message(string id) => new()
        {
            Workspace = Workspace,
            AccountId = "number",
            Match = new InboundMatch(Channel.WhatsApp, Address, null),
            Kind = MessageKind.Message,
            ExternalId = id,
            Text = "Yes.",
        };

        public Task<JobView> SentAsync() => Eventually.SeesAsync(() => Node.FindAsync(Workspace, JobId), view => view.State == JobState.Succeeded, "the message was sent");

        public async Task<IReadOnlyList<Event>> EventsAsync() =>
            [.. (await Node.Get<IEventStore>().ReadAsync(Workspace, 0, null, 100, Cancellation)).Where(told => told.Kind.StartsWith("message.", StringComparison.Ordinal))];

        public ValueTask DisposeAsync() => Node.DisposeAsync();
    }
}
