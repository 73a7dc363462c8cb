using System.Text.Json.Nodes;
using Postrider.Testing.Engine;
using Postrider.Testing.Server;
using Xunit;

namespace Postrider.IntegrationTests.Actions;

/// <summary>The six sends on the sandbox.</summary>
public sealed class SendTests(ActionsServer server) : IClassFixture<ActionsServer>
{
    [Fact]
    public async Task The_seed_s_mail_word_for_word_but_for_its_two_ids()
    {
        var contact = await server.AddContactAsync("dana@example.com");
        var account = await server.NumberOfAsync("sandbox_email");
        var body = "{\n\"emailAccountId\": 4821,\n\"subject\": \"Re: your question about SOC 2\",\n\"body\": \"<p>Hi Dana — short answer, yes. Full report attached to our trust page.</p>\"\n}"
            .Replace("4821", $"{account}", StringComparison.Ordinal);
        var answer = await server.Client.PostJsonAsync($"/v3/contacts/{contact}/send-direct-email", body);
        Assert.Equal((200, "sent", "true"), ((int)answer.Status, (string?)answer.Json["status"], answer.Headers["Postrider-Sandbox"]));

        var sent = Assert.Single(await OutboxAsync((string)answer.Json["messageId"]!));
        Assert.Equal("dana@example.com", (string?)sent!["to"]);
        Assert.Equal("<p>Hi Dana — short answer, yes. Full report attached to our trust page.</p>", (string?)sent["content"]!["html"]);
    }

    [Fact]
    public async Task Without_a_mailbox_the_default_one_sends()
    {
        var contact = await server.AddContactAsync("default@example.com");
        var answer = await server.Client.PostJsonAsync($"/v3/contacts/{contact}/send-direct-email", new { subject = "Hi", body = "<p>Hi</p>", emailAccountId = (int?)null });
        Assert.Equal("sent", (string?)answer.Json["status"]);
        Assert.Equal("sandbox_email", (string?)Assert.Single(await OutboxAsync((string)answer.Json["messageId"]!))!["account_id"]);
    }

    [Theory]
    [InlineData("connect", "connect", "invitation", "stranger-a")]
    [InlineData("inmail", "inMail", "inmail", "stranger-b")]
    [InlineData("message", "message", "direct_message", "connected-a")]
    public async Task A_profile_is_reached_and_a_receipt_given(string path, string type, string action, string slug)
    {
        var contact = await server.AddContactAsync(linkedIn: slug);
        var account = await server.NumberOfAsync("sandbox_linkedin");
        var answer = await server.Client.PostJsonAsync(
            $"/v3/contacts/{contact}/send-direct-linkedin-{path}",
            new { linkedInAccountId = account, message = "Hi Dana", subject = "Hello", body = "Hi Dana" });
        Assert.Equal((200, type), ((int)answer.Status, (string?)answer.Json["actionType"]));
        Assert.EndsWith("Z", (string?)answer.Json["sentAtUtc"], StringComparison.Ordinal);

        var activity = Assert.Single((await server.Client.GetJsonAsync($"/v3/contacts/{contact}/activities")).Items)!;
        Assert.Equal(((long)answer.Json["linkedInActivityId"]!, type, "sent"), ((long)activity["id"]!, (string?)activity["type"], (string?)activity["status"]));
        Assert.Equal(action, (string?)Assert.Single(await OutboxAsync((string)activity["messageId"]!))!["action"]);
    }

    [Fact]
    public async Task A_key_sends_once_however_many_race_and_answers_the_same()
    {
        var contact = await server.AddContactAsync("once@example.com");
        var path = $"/v3/contacts/{contact}/send-direct-email";
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => server.Client.PostJsonAsync(path, new { subject = "Once", body = "<p>Once</p>" }, ("Idempotency-Key", "k1"))));
        Assert.All(answers, answer => Assert.Equal((200, "sent"), ((int)answer.Status, (string?)answer.Json["status"])));
        var id = Assert.Single(answers.Select(answer => (string)answer.Json["messageId"]!).Distinct());
        Assert.Single(await OutboxAsync(id));

        var other = await server.Client.PostJsonAsync(path, new { subject = "Once", body = "<p>Other</p>" }, ("Idempotency-Key", "k1"));
        Assert.Equal((409, "contact.idempotencyKeyReused"), ((int)other.Status, other.Code));
    }

    [Fact]
    public async Task A_key_whose_send_failed_tells_the_failure_again_even_when_nothing_could_be_sent_now()
    {
        var contact = await server.AddContactAsync("refuse.once@example.com");
        var path = $"/v3/contacts/{contact}/send-direct-email";
        var first = await server.Client.PostJsonAsync(path, new { subject = "A", body = "<p>A</p>" }, ("Idempotency-Key", "k2"));
        Assert.Equal((400, "contact.sendFailed", "550 5.1.1 The recipient does not exist."), ((int)first.Status, first.Code, (string?)first.Json["detail"]));

        await server.Client.PostJsonAsync("/api/v1/suppressions", new { address = "refuse.once@example.com", reason = "unsubscribe" });
        var second = await server.Client.PostJsonAsync(path, new { subject = "A", body = "<p>A</p>" }, ("Idempotency-Key", "k2"));
        Assert.Equal("contact.sendFailed", second.Code);
        Assert.Equal("contact.optedOut", (await server.Client.PostJsonAsync(path, new { subject = "A", body = "<p>A</p>" })).Code);
    }

    [Fact]
    public async Task The_same_twice_without_a_key_is_refused_and_another_body_is_not()
    {
        var contact = await server.AddContactAsync("twice@example.com");
        var path = $"/v3/contacts/{contact}/send-direct-email";
        Assert.Equal(200, (int)(await server.Client.PostJsonAsync(path, new { subject = "A", body = "<p>A</p>" })).Status);
        var again = await server.Client.PostJsonAsync(path, new { subject = "A", body = "<p>A</p>" });
        Assert.Equal((409, "contact.duplicateSend"), ((int)again.Status, again.Code));
        Assert.Equal(200, (int)(await server.Client.PostJsonAsync(path, new { subject = "A", body = "<p>B</p>" })).Status);
        Assert.Equal(200, (int)(await server.Client.PostJsonAsync(path, new { subject = "A", body = "<p>A</p>" }, ("Idempotency-Key", "k3"))).Status);
    }

    [Fact]
    public async Task All_faults_of_a_body_are_told_at_once()
    {
        var contact = await server.AddContactAsync("faults@example.com");
        var answer = await server.Client.PostJsonAsync($"/v3/contacts/{contact}/send-direct-email", new { emailAccountId = "x", body = 5 });
        Assert.Equal((400, "contact.invalidInput"), ((int)answer.Status, answer.Code));
        Assert.Equal(["/emailAccountId", "/subject", "/body"], answer.Json["errors"]!.AsArray().Select(error => (string?)error!["pointer"]));
    }

    [Fact]
    public async Task A_lost_answer_that_nobody_can_look_up_is_told_as_unknown()
    {
        var contact = await server.AddContactAsync("unknown@example.com");
        var answer = await server.Client.PostJsonAsync($"/v3/contacts/{contact}/send-direct-email", new { subject = "A", body = "<p>A</p>" });
        Assert.Equal((502, "contact.outcomeUnknown"), ((int)answer.Status, answer.Code));
    }

    [Fact]
    public async Task A_reply_is_a_thread_and_can_be_answered()
    {
        var contact = await server.AddContactAsync("reply.thread@example.com", firstName: "Rita");
        await server.Client.PostJsonAsync($"/v3/contacts/{contact}/send-direct-email", new { subject = "Question", body = "<p>Still interested?</p>" });
        var threads = await Eventually.SeesAsync(
            async () => (await server.Client.PostJsonAsync("/v3/inbox/threads/filter", new { search = "reply.thread", bucket = "unread" })).Items, found => found.Count == 1, "the reply is a thread");
        var thread = threads[0]!;
        Assert.Single((await server.Client.PostJsonAsync("/v3/inbox/threads/filter", new { search = "rita" })).Items);
        Assert.Empty((await server.Client.PostJsonAsync("/v3/inbox/threads/filter", new { search = "nobody at all" })).Items);
        Assert.Equal((contact, "Rita", false), ((long)thread["contact"]!["id"]!, (string?)thread["contact"]!["fullName"], (bool)thread["isRead"]!));

        var path = $"/v3/inbox/threads/{thread["id"]}";
        var answer = await server.Client.PostJsonAsync($"{path}/messages", new { channel = "email", message = "<p>Great.</p>", cc = new[] { "boss@example.com" } });
        Assert.Equal((200, "Re: Question", true), ((int)answer.Status, (string?)answer.Json["subject"], (bool)answer.Json["isOutbound"]!));
        Assert.Equal(["boss@example.com"], answer.Json["cc"]!.AsArray().Select(copy => (string?)copy));

        // The sandbox's replies have no Message-ID that a mail could name.
        var latest = (await server.Client.GetJsonAsync($"/v3/contacts/{contact}/activities")).Items[0]!;
        Assert.Null(Assert.Single(await OutboxAsync((string)latest["messageId"]!))!["content"]!["in_reply_to"]);

        var whole = await server.Client.GetJsonAsync(path);
        Assert.Equal([true, false, true], whole.Json["messages"]!.AsArray().Select(message => (bool)message!["isOutbound"]!));
        Assert.Equal("inboxThread.channelMismatch", (await server.Client.PostJsonAsync($"{path}/messages", new { channel = "linkedIn", message = "Hi" })).Code);
    }

    [Fact]
    public async Task A_limit_by_action_refuses_what_is_over_it_and_nothing_else()
    {
        var (_, number) = await server.AddProfileAsync(new { });
        var limited = await server.Client.SendJsonAsync(HttpMethod.Put, $"/v3/linkedin-accounts/{number}/limits", new { limitsMode = "fixed", fixedMax = new { dailySendConnectionRequestCount = 1 } });
        Assert.Equal(200, (int)limited.Status);
        for (var i = 0; i < 2; i++)
        {
            var contact = await server.AddContactAsync(linkedIn: $"limited-{(char)('a' + i)}");
            var answer = await server.Client.PostJsonAsync($"/v3/contacts/{contact}/send-direct-linkedin-connect", new { linkedInAccountId = number });
            Assert.Equal(i == 0 ? (200, null) : (400, "contact.linkedInDailyLimitReached"), ((int)answer.Status, answer.Code));
            var inMail = await server.Client.PostJsonAsync($"/v3/contacts/{contact}/send-direct-linkedin-inmail", new { linkedInAccountId = number, subject = "Hi", body = "Hi" });
            Assert.Equal(200, (int)inMail.Status);
        }
    }

    [Fact]
    public async Task A_mailbox_with_an_opt_out_link_adds_it_to_what_is_sent()
    {
        var id = (string)(await server.Client.PostJsonAsync("/api/v1/connect/accounts", new { kind = "sandbox", name = "Polite", settings = new { channel = "email" } })).Item["account_id"]!;
        var number = await server.NumberOfAsync(id);
        var patched = await server.Client.SendJsonAsync(HttpMethod.Patch, $"/v3/email-accounts/{number}", new { optOut = new { isOptOutLinkEnabled = true, optOutTextBlock = "No more of this" } });
        Assert.Equal(200, (int)patched.Status);
        var contact = await server.AddContactAsync("polite.reply@example.com");
        var sent = await server.Client.PostJsonAsync($"/v3/contacts/{contact}/send-direct-email", new { subject = "A", body = "<p>A</p>", emailAccountId = number });
        var content = Assert.Single(await OutboxAsync((string)sent.Json["messageId"]!))!["content"]!;
        Assert.Equal((true, "No more of this"), ((bool)content["unsubscribe"]!, (string?)content["unsubscribe_text"]));
    }

    private async Task<JsonArray> OutboxAsync(string jobId) => (await server.Client.GetJsonAsync($"/api/v1/sandbox/outbox?job_id={jobId}")).Items;
}
