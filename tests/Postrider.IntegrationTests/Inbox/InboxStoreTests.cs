using Postrider.Attempts;
using Postrider.Contacts;
using Postrider.Inbox;
using Postrider.Jobs;
using Postrider.Storage;
using Postrider.Testing.Engine;
using Postrider.Testing.Postgres;
using Xunit;

namespace Postrider.IntegrationTests.Inbox;

public sealed class InboxStoreTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_is_taken_in_once_however_many_race()
    {
        await using var said = await SaidAsync("once");
        var message = said.Message("<a@far>") with { Text = "Half \ud83d and NUL \0" };
        var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => said.Inbox.TakeInAsync(message, Cancellation)));
        Assert.Single(taken, one => one);
        var conversation = Assert.Single(await said.Inbox.ListAsync(said.Workspace, null, null, 10, Cancellation));
        var messages = await said.Inbox.ListMessagesAsync(said.Workspace, conversation.ConversationId, null, 10, Cancellation);
        Assert.Equal([false, true], messages.Select(found => found.Inbound));
        Assert.Equal("Hello", messages[0].Text);
        Assert.Equal("Half \ufffd and NUL  ", messages[1].Text);
        Assert.Equal(conversation.LastInboundAt, conversation.LastAt);
    }

    [Fact]
    public async Task Lists_go_on_where_they_stopped()
    {
        await using var said = await SaidAsync("pages");
        for (var i = 0; i < 5; i++)
        {
            await said.Inbox.TakeInAsync(said.Message($"<{i}@far>"), Cancellation);
        }

        var conversation = Assert.Single(await said.Inbox.ListAsync(said.Workspace, said.AccountId, null, 10, Cancellation));
        Assert.Empty(await said.Inbox.ListAsync(said.Workspace, said.AccountId, (conversation.LastAt, conversation.ConversationId), 10, Cancellation));
        Assert.Empty(await said.Inbox.ListAsync(said.Workspace, "another", null, 10, Cancellation));
        var all = await said.Inbox.ListMessagesAsync(said.Workspace, conversation.ConversationId, null, 10, Cancellation);
        var found = new List<ConversationMessage>();
        for ((DateTimeOffset, Guid)? after = null; found.Count < 6; after = (found[^1].At, found[^1].MessageId))
        {
            found.AddRange(await said.Inbox.ListMessagesAsync(said.Workspace, conversation.ConversationId, after, 2, Cancellation));
        }

        Assert.Equal(all.Select(message => message.MessageId), found.Select(message => message.MessageId));
    }

    [Fact]
    public async Task A_mailboxs_place_never_goes_back_unless_the_mailbox_was_made_anew()
    {
        await using var said = await SaidAsync("places");
        var mailboxes = said.Node.Get<IMailboxStore>();
        foreach (var (validity, uid, kept) in ((uint, uint, uint)[])[(1, 5, 5), (1, 4, 5), (1, 6, 6), (2, 3, 3)])
        {
            await mailboxes.MoveAsync(said.Workspace, said.AccountId, validity, uid, Cancellation);
            var place = await mailboxes.FindAsync(said.Workspace, said.AccountId, Cancellation);
            Assert.Equal((validity, kept), (place.UidValidity, place.LastUid));
        }
    }

    [Fact]
    public async Task A_bounce_marks_the_job_and_suppresses_only_when_it_will_last()
    {
        await using var said = await SaidAsync("bounces");
        await said.Inbox.TakeInAsync(said.Message("<soft@far>") with { Kind = MessageKind.Bounce, Bounce = new Bounce(false, "4.2.2", "full") }, Cancellation);
        var suppressions = said.Node.Get<ISuppressionStore>();
        Assert.Null(await suppressions.FindAsync(said.Workspace, said.Address, Cancellation));
        Assert.Contains("\"permanent\": false", (await said.Node.FindAsync(said.Workspace, said.JobId)).ResultJson);

        await said.Inbox.TakeInAsync(said.Message("<hard@far>") with { Kind = MessageKind.Bounce, Bounce = new Bounce(true, "5.1.1", "unknown") }, Cancellation);
        Assert.Equal("bounce", (await suppressions.FindAsync(said.Workspace, said.Address, Cancellation))!.Reason);
        var result = (await said.Node.FindAsync(said.Workspace, said.JobId)).ResultJson;
        Assert.Contains("\"status\": \"bounced\"", result);
        Assert.Contains("5.1.1", result);
    }

    /// <summary>Promise 10.</summary>
    [Fact]
    public async Task Strangers_see_nothing_of_it()
    {
        await using var said = await SaidAsync("mine");
        await said.Inbox.TakeInAsync(said.Message("<b@far>"), Cancellation);
        var stranger = await said.Node.MakeWorkspaceAsync("strangers");
        var conversation = Assert.Single(await said.Inbox.ListAsync(said.Workspace, null, null, 10, Cancellation));
        var message = (await said.Inbox.ListMessagesAsync(said.Workspace, conversation.ConversationId, null, 10, Cancellation))[1];
        Assert.Empty(await said.Inbox.ListAsync(stranger, null, null, 10, Cancellation));
        Assert.Null(await said.Inbox.FindAsync(stranger, conversation.ConversationId, Cancellation));
        Assert.Empty(await said.Inbox.ListMessagesAsync(stranger, conversation.ConversationId, null, 10, Cancellation));
        Assert.Null(await said.Inbox.FindMessageAsync(stranger, message.MessageId, Cancellation));
        Assert.Null(await said.Inbox.MatchAsync(stranger, said.AccountId, [said.JobId], said.Address, Cancellation));
        Assert.Null(await said.Inbox.FindRecipientAsync(new JobRef(stranger, said.JobId), Cancellation));
    }

    [Fact]
    public async Task A_message_is_matched_by_its_job_else_by_its_writer()
    {
        await using var said = await SaidAsync("matches");
        Assert.Equal(said.JobId, (await said.Inbox.MatchAsync(said.Workspace, said.AccountId, [Guid.NewGuid(), said.JobId], null, Cancellation))!.JobId);
        var byWriter = await said.Inbox.MatchAsync(said.Workspace, said.AccountId, [], said.Address, Cancellation);
        Assert.Equal((said.Address, (Guid?)null), (byWriter!.Address, byWriter.JobId));
        Assert.Null(await said.Inbox.MatchAsync(said.Workspace, said.AccountId, [], "mail:somebody@else.test", Cancellation));
        Assert.Null(await said.Inbox.MatchAsync(said.Workspace, "another", [], said.Address, Cancellation));
    }

    private async Task<Said> SaidAsync(string workspace)
    {
        var driver = new ScriptedDriver { Perform = (_, _) => Task.FromResult<Outcome>(new Outcome.Accepted(new Delivery("message", "<ours@team>") { IsSaid = true })) };
        var node = await TestNode.StartAsync(database.Database, driver);
        var account = await node.MakeAccountAsync(await node.MakeWorkspaceAsync(workspace), "team");
        var job = await node.AcceptedAsync(TestNode.Mail(account));
        await Eventually.SeesAsync(() => node.FindAsync(account.Workspace, job.JobId), view => view.State == JobState.Succeeded, "the mail was sent");
        return new Said(node, account.Workspace, account.AccountId, job.JobId);
    }

    private sealed record Said(TestNode Node, WorkspaceId Workspace, string AccountId, Guid JobId) : IAsyncDisposable
    {
        public string Address => RecipientAddress.Mail("alex@example.com")!;

        public IInboxStore Inbox => Node.Get<IInboxStore>();

        public InboundMessage Message(string id) => new()
        {
            Workspace = Workspace,
            AccountId = AccountId,
            Match = new InboundMatch("email", Address, JobId),
            Kind = MessageKind.Reply,
            ExternalId = id,
            Text = "Yes.",
        };

        public ValueTask DisposeAsync() => Node.DisposeAsync();
    }
}
