using System.Text.Json.Nodes;
using Postrider.Testing.Engine;
using Postrider.Testing.Server;
using Xunit;
using static Postrider.IntegrationTests.Actions.AccountBodies;

namespace Postrider.IntegrationTests.Actions;

/// <summary>Sends that take longer than an answer waits.</summary>
public sealed class PendingSendTests(PendingSendTests.Impatient server) : IClassFixture<PendingSendTests.Impatient>
{
    [Fact]
    public async Task A_slow_mail_is_new_and_the_same_message_is_sent_later()
    {
        var contact = await server.AddContactAsync("slow@example.com");
        var path = $"/v3/contacts/{contact}/send-direct-email";
        var first = await server.Client.PostJsonAsync(path, new { subject = "A", body = "<p>A</p>" }, ("Idempotency-Key", "slow"));
        Assert.Equal((200, "new"), ((int)first.Status, (string?)first.Json["status"]));
        var waiting = Assert.Single(await ActivitiesAsync(contact))!;
        Assert.Equal(((string?)first.Json["messageId"], "new", null), ((string?)waiting["messageId"], (string?)waiting["status"], waiting["sentAtUtc"]));
        Assert.Empty(await OutboxAsync(waiting));

        var sent = Assert.Single(await Eventually.SeesAsync(() => ActivitiesAsync(contact), all => (string?)all[0]!["status"] == "sent", "the mail was sent"))!;
        Assert.Equal((string?)first.Json["messageId"], (string?)sent["messageId"]);
        Assert.Single(await OutboxAsync(sent));
        var again = await server.Client.PostJsonAsync(path, new { subject = "A", body = "<p>A</p>" }, ("Idempotency-Key", "slow"));
        Assert.Equal((200, "sent", (string?)first.Json["messageId"]), ((int)again.Status, (string?)again.Json["status"], (string?)again.Json["messageId"]));
        Assert.Single(await OutboxAsync(sent));
    }

    [Fact]
    public async Task A_slow_profile_is_a_background_job_that_cannot_be_cancelled_once_it_started()
    {
        var contact = await server.AddContactAsync(linkedIn: "slow-connected");
        var accepted = await MessageAsync(server, contact, await server.NumberOfAsync("sandbox_linkedin"));
        Assert.Equal((202, "message", null), ((int)accepted.Status, (string?)accepted.Json["actionType"], accepted.Json["sentAtUtc"]));
        var place = accepted.Headers["Location"];
        var job = await SeesAsync(place, "Processing");
        Assert.Equal(("Processing", "directSend", null, 0), ((string?)job["status"], (string?)job["category"], job["finishedAt"], (int)job["progress"]!));
        (await server.Client.PostJsonAsync($"{place}/cancel", null)).Refused(409, "backgroundJob.notCancellable");

        var done = await Eventually.SeesAsync(async () => (await server.Client.GetJsonAsync(place)).Json, seen => (string?)seen["status"] is not "Processing", "the job ended");
        Assert.Equal(("Done", 1), ((string?)done["status"], (int)done["progress"]!));
        var result = JsonNode.Parse((string)done["jsonDataResult"]!)!;
        Assert.Equal(("message", (long)accepted.Json["linkedInActivityId"]!), ((string?)result["actionType"], (long)result["linkedInActivityId"]!));
        Assert.EndsWith("Z", (string?)result["sentAtUtc"], StringComparison.Ordinal);
        Assert.Single(await OutboxAsync((await ActivitiesAsync(contact))[0]!));
        (await server.Client.PostJsonAsync($"{place}/cancel", null)).Refused(409, "backgroundJob.notCancellable");
    }

    [Fact]
    public async Task What_was_put_off_can_be_cancelled_while_it_waits()
    {
        var contact = await server.AddContactAsync(linkedIn: "defer-connected");
        var accepted = await MessageAsync(server, contact, await server.NumberOfAsync("sandbox_linkedin"));
        Assert.Equal((202, null), ((int)accepted.Status, accepted.Json["sentAtUtc"]));
        var place = accepted.Headers["Location"];
        await SeesAsync(place, "Scheduled");

        var stranger = await server.ConnectStrangerAsync("cancels");
        (await stranger.PostJsonAsync($"{place}/cancel", null)).Refused(404, "backgroundJob.notFound");
        for (var i = 0; i < 2; i++)
        {
            var cancelled = await server.Client.PostJsonAsync($"{place}/cancel", null);
            Assert.Equal((200, "Cancelled"), ((int)cancelled.Status, (string?)cancelled.Json["status"]));
        }

        var activity = Assert.Single(await ActivitiesAsync(contact))!;
        Assert.Equal("cancelled", (string?)activity["status"]);
        Assert.Empty(await OutboxAsync(activity));
    }

    [Fact]
    public async Task A_paused_account_sends_nothing()
    {
        var profile = await server.Client.MakeProfileAsync("paused");
        await server.Client.PostJsonAsync($"{Profiles}/{profile}/toggle-status", null);
        var contact = await server.AddContactAsync("paused@example.com", "connected-paused");
        (await MessageAsync(server, contact, profile)).Refused(400, "contact.linkedInAccountNotEnabled");

        var made = await server.Client.PostJsonAsync("/api/v1/connect/accounts", new { kind = "sandbox", name = "Paused", settings = new { channel = "email" }, paused = true });
        var mailbox = await server.NumberOfAsync((string)made.Item["account_id"]!);
        var refused = await server.Client.PostJsonAsync($"/v3/contacts/{contact}/send-direct-email", new { emailAccountId = mailbox, subject = "A", body = "<p>A</p>" });
        refused.Refused(400, "contact.emailAccountNotEnabled");
        Assert.Empty(await ActivitiesAsync(contact));
    }

    [Fact]
    public async Task An_account_that_is_paused_before_the_claim_gives_the_send_back()
    {
        await using var patient = new Patient();
        await patient.InitializeAsync();
        var made = await patient.Client.PostJsonAsync("/api/v1/connect/accounts", new { kind = "sandbox", name = "One", max_connections = 1, settings = new { channel = "linkedin", delay_ms = 20_000 } });
        var profile = await patient.NumberOfAsync((string)made.Item["account_id"]!);

        // The first keeps the account busy, so the second waits for its claim.
        var busy = MessageAsync(patient, await patient.AddContactAsync(linkedIn: "connected-first"), profile);
        await Eventually.SeesAsync(async () => (await patient.Client.GetJsonAsync("/v3/background-jobs")).Items, all => (string?)all.SingleOrDefault()?["status"] == "Processing", "the first one runs");
        var contact = await patient.AddContactAsync(linkedIn: "connected-second");
        var waiting = MessageAsync(patient, contact, profile);
        await Eventually.SeesAsync(async () => (await patient.Client.GetJsonAsync("/v3/background-jobs")).Items.Count, count => count == 2, "the second one waits");
        Assert.Equal(200, (int)(await patient.Client.PostJsonAsync($"{Profiles}/{profile}/toggle-status", null)).Status);

        (await waiting).Refused(400, "contact.linkedInAccountNotEnabled");
        Assert.Equal(202, (int)(await busy).Status);
        Assert.Equal("cancelled", (string?)Assert.Single((await patient.Client.GetJsonAsync($"/v3/contacts/{contact}/activities")).Items)!["status"]);
    }

    private static Task<Answer> MessageAsync(ActionsServer server, long contact, long account) =>
        server.Client.PostJsonAsync($"/v3/contacts/{contact}/send-direct-linkedin-message", new { linkedInAccountId = account, message = "Hi Dana" });

    /// <summary>The answer may have waited less than the machine takes to begin, or to put off.</summary>
    private Task<JsonNode> SeesAsync(string place, string status) =>
        Eventually.SeesAsync(async () => (await server.Client.GetJsonAsync(place)).Json, job => (string?)job["status"] == status, $"the job is {status}");

    private async Task<JsonArray> ActivitiesAsync(long contact) => (await server.Client.GetJsonAsync($"/v3/contacts/{contact}/activities")).Items;

    private async Task<JsonArray> OutboxAsync(JsonNode activity) => (await server.Client.GetJsonAsync($"/api/v1/sandbox/outbox?job_id={activity["messageId"]}")).Items;

    /// <summary>What is slow takes ten seconds, so that a busy machine has looked at it long before it is over.</summary>
    public sealed class Impatient : ActionsServer
    {
        protected override IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string> { ["POSTRIDER_DIRECT_WAIT_SECONDS"] = "1", ["POSTRIDER_SANDBOX_TIME_SCALE"] = "2" };
    }

    private sealed class Patient : ActionsServer
    {
        protected override IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string> { ["POSTRIDER_DIRECT_WAIT_SECONDS"] = "8" };
    }
}
