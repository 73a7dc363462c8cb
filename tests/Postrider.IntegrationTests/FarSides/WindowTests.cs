using System.Text.Json.Nodes;
using Postrider.Testing.Postgres;
using Postrider.Testing.Server;
using Xunit;

namespace Postrider.IntegrationTests.FarSides;

public sealed class WindowTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const string Code = "outside_messaging_window";
    private static readonly TimeSpan _day = TimeSpan.FromHours(24);

    [Fact]
    public async Task Free_words_are_accepted_only_for_a_day_after_the_contact_wrote()
    {
        await using var node = await CallbackNode.StartAsync(database, replyWindow: _day);
        var account = await node.ConnectAsync();
        var id = (string)account["account_id"]!;
        var never = await SendAsync(node, Message(id));
        Assert.Equal((409, Code), ((int)never.Status, never.Code));
        Assert.Contains("within 24 hours", never.Text, StringComparison.Ordinal);

        await WriteAsync(node, account, "in-1");
        Assert.Equal(200, (int)(await SendAsync(node, Message(id, dryRun: true))).Status);
        Assert.Equal(202, (int)(await SendAsync(node, Message(id, key: "first"))).Status);
        Assert.Equal(Code, (await SendAsync(node, Message(id, "+12025550124"))).Code);

        // By then it is over.
        Assert.Equal(Code, (await SendAsync(node, Message(id, sendAt: TimeProvider.System.GetUtcNow().AddHours(25)))).Code);
        Assert.Equal(202, (int)(await SendAsync(node, Message(id, sendAt: TimeProvider.System.GetUtcNow().AddHours(23)))).Status);
        Assert.DoesNotContain(node.Driver.HandedOver, job => job.Address != "phone:+12025550123");
    }

    [Fact]
    public async Task What_was_heard_late_opens_the_window_from_when_it_was_written()
    {
        await using var node = await CallbackNode.StartAsync(database, replyWindow: _day);
        var account = await node.ConnectAsync();
        var (id, now) = ((string)account["account_id"]!, TimeProvider.System.GetUtcNow());
        await WriteAsync(node, account, "in-1", now.AddHours(-25));
        Assert.Equal(Code, (await SendAsync(node, Message(id))).Code);
        await WriteAsync(node, account, "in-2", now.AddHours(-23));
        Assert.Equal(202, (int)(await SendAsync(node, Message(id))).Status);
        Assert.Equal(Code, (await SendAsync(node, Message(id, sendAt: now.AddHours(2)))).Code);

        // What was written before it is heard after it, and closes nothing.
        await WriteAsync(node, account, "in-0", now.AddHours(-30));
        Assert.Equal(202, (int)(await SendAsync(node, Message(id))).Status);
    }

    [Fact]
    public async Task A_repeat_of_what_was_accepted_in_time_is_answered_as_it_was()
    {
        await using var short_ = await CallbackNode.StartAsync(database, replyWindow: TimeSpan.FromMilliseconds(1));
        await using var node = await CallbackNode.StartAsync(database, replyWindow: _day);
        var account = await node.ConnectAsync();
        await WriteAsync(node, account, "in-1");
        var message = Message((string)account["account_id"]!, key: "once");
        var first = await SendAsync(node, message);
        Assert.Equal(202, (int)first.Status);
        Assert.Equal(first.Text, (await SendAsync(short_, message)).Text);
        Assert.Equal(Code, (await SendAsync(short_, Message((string)account["account_id"]!, key: "twice"))).Code);
    }

    [Fact]
    public async Task With_a_template_or_without_a_window_nobody_has_to_write_first()
    {
        await using var node = await CallbackNode.StartAsync(database, replyWindow: _day);
        var id = (string)(await node.ConnectAsync(new { password = CallbackNode.Password, template = "hello_again" }))["account_id"]!;
        Assert.Equal(202, (int)(await SendAsync(node, Message(id))).Status);
        await node.Client.SendJsonAsync(HttpMethod.Patch, $"/api/v1/connect/accounts/{id}", new { settings = new { template = (string?)null } });
        Assert.Equal(Code, (await SendAsync(node, Message(id))).Code);

        await using var open = await CallbackNode.StartAsync(database);
        Assert.Equal(202, (int)(await SendAsync(open, Message(id))).Status);
    }

    [Fact]
    public async Task Of_a_batch_only_those_outside_are_refused()
    {
        await using var node = await CallbackNode.StartAsync(database, replyWindow: _day);
        var account = await node.ConnectAsync();
        var id = (string)account["account_id"]!;
        await WriteAsync(node, account, "in-1");
        var batch = await node.Client.PostJsonAsync("/api/v1/outreach/dispatches/batch", new JsonObject { ["dispatches"] = new JsonArray(Message(id), Message(id, "+12025550125")) }.ToJsonString());
        Assert.Contains(Code, batch.Text, StringComparison.Ordinal);
        Assert.Single(batch.Items, item => item!["id"] is not null || item["item"]?["id"] is not null);
    }

    internal static JsonObject Message(string accountId, string phone = "+12025550123", DateTimeOffset? sendAt = null, bool dryRun = false, string? key = null)
    {
        var message = new JsonObject
        {
            ["account_id"] = accountId,
            ["channel"] = "whatsapp",
            ["action"] = "outreach",
            ["dry_run"] = dryRun,
            ["recipient"] = new JsonObject { ["phone"] = phone },
            ["content"] = new JsonObject { ["text"] = "Hello" },
        };
        if (sendAt is { } at)
        {
            message["send_at"] = at.ToString("O");
        }

        if (key is not null)
        {
            message["metadata"] = new JsonObject { ["key"] = key };
        }

        return message;
    }

    private static Task<Answer> SendAsync(CallbackNode node, JsonObject message) => (string?)message["metadata"]?["key"] is { } key
        ? node.Client.PostJsonAsync("/api/v1/outreach/dispatches", message.ToJsonString(), ("Idempotency-Key", key))
        : node.Client.PostJsonAsync("/api/v1/outreach/dispatches", message.ToJsonString());

    /// <param name="written">Of what is heard late: when the contact wrote it.</param>
    private static async Task WriteAsync(CallbackNode node, JsonNode account, string id, DateTimeOffset? written = null)
    {
        var body = new JsonObject { ["account"] = (string?)account["account_id"], ["event"] = "message", ["id"] = id, ["from"] = "+12025550123", ["text"] = "Hi" };
        if (written is { } at)
        {
            body["written"] = at;
        }

        using var told = await node.TellAsync((string)account["callback_url"]!, body.ToJsonString());
        Assert.Equal(200, (int)told.StatusCode);
    }
}
