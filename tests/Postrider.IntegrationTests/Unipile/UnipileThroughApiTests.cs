using System.Net;
using System.Text.Json.Nodes;
using Postrider.Testing.Engine;
using Postrider.Testing.Postgres;
using Postrider.Testing.Server;
using Postrider.Testing.Unipile;
using Xunit;

namespace Postrider.IntegrationTests.Unipile;

/// <summary>The whole way: connected, sent and answered through the server's own API.</summary>
public sealed class UnipileThroughApiTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task LinkedIn_and_WhatsApp_are_connected_reached_and_heard()
    {
        await using var linkedIn = await UnipileServer.StartAsync();
        await using var whatsApp = await UnipileServer.StartAsync();
        whatsApp.Type = "WHATSAPP";
        linkedIn.Add(new UnipilePerson("test-user"), UnipilePerson.Connected("friend") with { Posts = [new UnipilePost("urn:li:activity:7", "Outbound automation that works")] });
        await using var server = await ServerProcess.StartAsync(database.ConnectionString, new Dictionary<string, string> { ["POSTRIDER_ALLOW_PRIVATE_NETWORKS"] = "true" });
        var profile = await ConnectAsync(server, linkedIn, "linkedin");
        var number = await ConnectAsync(server, whatsApp, "whatsapp");
        Assert.Equal("https://www.linkedin.com/in/robin-team/", (string?)profile["account_identifier"]);

        // As the seeds have them.
        var invited = await DispatchAsync(server, profile, "linkedin", new JsonObject { ["profile_url"] = "https://www.linkedin.com/in/test-user/" }, "Hi Alex, saw your recent work on outbound automation and wanted to connect.");
        Assert.Equal(("invitation", "accepted", "invitation-1"), ((string?)invited["resolved_action"], (string?)invited["status"], (string?)invited["message_id"]));
        var said = await DispatchAsync(server, profile, "linkedin", new JsonObject { ["profile_url"] = "https://www.linkedin.com/in/friend" }, "Hi.");
        Assert.Equal("direct_message", (string?)said["resolved_action"]);
        var sent = await DispatchAsync(server, number, "whatsapp", new JsonObject { ["phone"] = "+14155552671" }, "Hi Alex, this is a quick WhatsApp message from Revor AI.");
        Assert.Equal("message", (string?)sent["resolved_action"]);
        Assert.Equal("14155552671@s.whatsapp.net", Assert.Single(whatsApp.Taken).To);

        var liking = await server.Client.PostJsonAsync("/api/v1/outreach/linkedin/post-likes", new JsonObject { ["profile_url"] = "https://www.linkedin.com/in/friend", ["topic"] = "outbound automation", ["account_id"] = (string?)profile["account_id"] });
        Assert.Equal("urn:li:activity:7", (string?)(await server.Client.WhenEndedAsync((string)liking.Item["id"]!))["result"]!["post_id"]);

        // The Actions API's sends, whose answer is the outcome.
        var account = await NumberOfAsync((string)profile["account_id"]!);
        var contact = (long)(await server.Client.PostJsonAsync("/v3/contacts", new { firstName = "Friend", linkedInUrl = "https://www.linkedin.com/in/friend" })).Json["id"]!;
        var message = await server.Client.PostJsonAsync($"/v3/contacts/{contact}/send-direct-linkedin-message", new { linkedInAccountId = account, message = "One more." });
        Assert.Equal(HttpStatusCode.OK, message.Status);
        Assert.Equal(["invitation", "message", "like", "message"], linkedIn.Taken.Select(taken => taken.Kind));

        // Nobody waits for a day of the account's: what has no room is refused before it is accepted.
        await TakeAllAsync((string)profile["account_id"]!, "direct_message", 60);
        var refused = await server.Client.PostJsonAsync($"/v3/contacts/{contact}/send-direct-linkedin-message", new { linkedInAccountId = account, message = "Too many." });
        Assert.Equal("contact.linkedInDailyLimitReached", (string?)refused.Json["code"]);
        Assert.Contains("There is room again at", (string?)refused.Json["detail"], StringComparison.Ordinal);
        Assert.Equal(4, linkedIn.Taken.Count);

        // They answer, where only the account's own address is heard.
        var address = (string)profile["callback_url"]!;
        var reply = UnipileServer.Message("message_received", "in-1", "ACoFRIEND", "Glad to hear it.");
        Assert.Equal(HttpStatusCode.OK, await linkedIn.TellAsync(address, reply));
        Assert.Equal(HttpStatusCode.NotFound, await linkedIn.TellAsync(address[..^1] + (address[^1] == 'A' ? 'B' : 'A'), reply));
        var inbox = await server.Client.GetJsonAsync("/api/v1/inbox/conversations");
        Assert.Contains("friend", inbox.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await linkedIn.TellAsync(address, UnipileServer.Status("CREDENTIALS")));
        await Eventually.SeesAsync(() => server.Client.GetJsonAsync($"/api/v1/connect/accounts/{profile["account_id"]}"), answer => (string?)answer.Item["lifecycle_status"] == "reconnect_required", "the account must be reconnected");
        Assert.DoesNotContain(UnipileServer.Key, server.Log, StringComparison.Ordinal);
        Assert.Empty(linkedIn.Faults.Concat(whatsApp.Faults));
    }

    [Fact]
    public async Task The_same_goes_through_version_2_which_needs_no_address_and_signs_what_it_tells()
    {
        await using var linkedIn = await UnipileServer.StartAsync();
        await using var whatsApp = await UnipileServer.StartAsync();
        whatsApp.Type = "WHATSAPP";
        linkedIn.Add(new UnipilePerson("test-user"), UnipilePerson.Connected("friend") with { Posts = [new UnipilePost("7", "Outbound automation that works")] });
        await using var server = await ServerProcess.StartAsync(database.ConnectionString, new Dictionary<string, string> { ["POSTRIDER_ALLOW_PRIVATE_NETWORKS"] = "true" });
        var profile = await ConnectAsync(server, linkedIn, "linkedin", isV2: true);
        var number = await ConnectAsync(server, whatsApp, "whatsapp", isV2: true);
        var invited = await DispatchAsync(server, profile, "linkedin", new JsonObject { ["profile_url"] = "https://www.linkedin.com/in/test-user/" }, "Hi Alex, saw your recent work on outbound automation and wanted to connect.");
        Assert.Equal(("invitation", "accepted", "invitation-1"), ((string?)invited["resolved_action"], (string?)invited["status"], (string?)invited["message_id"]));
        Assert.Equal("direct_message", (string?)(await DispatchAsync(server, profile, "linkedin", new JsonObject { ["profile_url"] = "https://www.linkedin.com/in/friend" }, "Hi."))["resolved_action"]);
        Assert.Equal("message", (string?)(await DispatchAsync(server, number, "whatsapp", new JsonObject { ["phone"] = "+14155552671" }, "Hi Alex, this is a quick WhatsApp message from Revor AI."))["resolved_action"]);
        Assert.Equal("14155552671@s.whatsapp.net", Assert.Single(whatsApp.Taken).To);
        var liking = await server.Client.PostJsonAsync("/api/v1/outreach/linkedin/post-likes", new JsonObject { ["profile_url"] = "https://www.linkedin.com/in/friend", ["topic"] = "outbound automation", ["account_id"] = (string?)profile["account_id"] });
        Assert.Equal("7", (string?)(await server.Client.WhenEndedAsync((string)liking.Item["id"]!))["result"]!["post_id"]);

        var address = (string)profile["callback_url"]!;
        var reply = UnipileServer.MessageEvent("in-1", "ACoFRIEND", "Glad to hear it.", "chat-ACoFRIEND");
        Assert.Equal(HttpStatusCode.Forbidden, await linkedIn.TellAsync(address, reply));
        Assert.Equal(HttpStatusCode.OK, await linkedIn.TellSignedAsync(address, reply));
        Assert.Contains("friend", (await server.Client.GetJsonAsync("/api/v1/inbox/conversations")).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await linkedIn.TellSignedAsync(address, UnipileServer.StatusEvent("disconnected")));
        await Eventually.SeesAsync(() => server.Client.GetJsonAsync($"/api/v1/connect/accounts/{profile["account_id"]}"), answer => (string?)answer.Item["lifecycle_status"] == "reconnect_required", "the account must be reconnected");

        // Of version 1 the address is asked for, of version 2 it is known.
        var settings = new JsonObject { ["channel"] = "linkedin", ["api_key"] = "k" };
        Assert.Contains("settings.base_url is required", (await ConnectRawAsync(server, settings)).Text, StringComparison.Ordinal);
        settings["api_version"] = "v3";
        Assert.Equal(HttpStatusCode.BadRequest, (await ConnectRawAsync(server, settings)).Status);
        (settings["api_version"], settings["provider_account_id"]) = ("v2", "no-such");
        var other = await ConnectRawAsync(server, settings);
        Assert.Equal((HttpStatusCode.Created, "error"), (other.Status, (string?)other.Item["status"]));
        Assert.Contains("begins with acc_", (string?)other.Item["status_reason"], StringComparison.Ordinal);
        Assert.DoesNotContain(UnipileServer.WebhookSecret, server.Log, StringComparison.Ordinal);
        Assert.Empty(linkedIn.Faults.Concat(whatsApp.Faults));
    }

    private static Task<Answer> ConnectRawAsync(ServerProcess server, JsonObject settings) =>
        server.Client.PostJsonAsync("/api/v1/connect/accounts", new JsonObject { ["kind"] = "unipile", ["settings"] = settings.DeepClone() });

    private async Task TakeAllAsync(string accountId, string action, int most)
    {
        await using var command = database.Database.Engine.CreateCommand(
            "insert into action_budget (workspace_id, account_id, action, day, taken) select workspace_id, account_id, $2, (postrider_now() at time zone 'UTC')::date, $3 from account where account_id = $1 on conflict (workspace_id, account_id, action, day) do update set taken = excluded.taken");
        command.Parameters.AddWithValue(accountId);
        command.Parameters.AddWithValue(action);
        command.Parameters.AddWithValue(most);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<long> NumberOfAsync(string accountId)
    {
        await using var command = database.Database.Read.CreateCommand("select number from account where account_id = $1");
        command.Parameters.AddWithValue(accountId);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static async Task<JsonNode> ConnectAsync(ServerProcess server, UnipileServer far, string channel, bool isV2 = false)
    {
        var settings = new JsonObject { ["channel"] = channel, ["base_url"] = far.Address, ["api_key"] = UnipileServer.Key, ["provider_account_id"] = isV2 ? UnipileServer.AccountIdV2 : UnipileServer.AccountId };
        if (isV2)
        {
            (settings["api_version"], settings["webhook_secret"]) = ("v2", UnipileServer.WebhookSecret);
        }

        var answer = await server.Client.PostJsonAsync("/api/v1/connect/accounts", new JsonObject
        {
            ["kind"] = "unipile",
            ["name"] = channel,
            ["settings"] = settings,
        });
        Assert.Equal((HttpStatusCode.Created, "ok"), (answer.Status, (string?)answer.Item["status"]));
        Assert.DoesNotContain(UnipileServer.Key, answer.Text, StringComparison.Ordinal);
        return answer.Item;
    }

    private static async Task<JsonNode> DispatchAsync(ServerProcess server, JsonNode account, string channel, JsonObject recipient, string text)
    {
        var answer = await server.Client.PostJsonAsync("/api/v1/outreach/dispatches", new JsonObject
        {
            ["account_id"] = (string?)account["account_id"],
            ["channel"] = channel,
            ["action"] = "outreach",
            ["recipient"] = recipient,
            ["content"] = new JsonObject { ["text"] = text },
        });
        Assert.Equal(HttpStatusCode.Accepted, answer.Status);
        var job = await server.Client.WhenEndedAsync((string)answer.Item["id"]!);
        Assert.Equal("succeeded", (string?)job["status"]);
        return job["result"]!;
    }
}
