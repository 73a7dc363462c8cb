using System.Text.Json.Nodes;
using Postrider.Testing.Engine;
using Postrider.Testing.Postgres;
using Postrider.Testing.Server;
using Postrider.Testing.TwilioWhatsApp;
using Xunit;

namespace Postrider.IntegrationTests.WhatsApp;

/// <summary>No server is there while contacts write.</summary>
public sealed class TwilioDowntimeTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const string Writer = "whatsapp:+14155552671";

    private static readonly HttpClient _far = new();
    private static readonly Dictionary<string, string> _settings = new() { ["POSTRIDER_ALLOW_PRIVATE_NETWORKS"] = "true" };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_written_while_no_server_was_there_is_heard_once_when_one_is()
    {
        await using var far = await MessageServer.StartAsync();
        string id;
        await using (var server = await ServerProcess.StartAsync(database.ConnectionString, _settings))
        {
            var made = await server.Client.PostJsonAsync("/api/v1/connect/accounts", new JsonObject { ["kind"] = "twilio_whatsapp", ["name"] = "Acme", ["settings"] = WithKey(TwilioMessageHouse.Settings(far)) });
            id = (string)made.Item["account_id"]!;
            Assert.Equal(0, await server.StopAsync());
        }

        // As if all this had been an hour ago.
        await using (var command = database.Database.Read.CreateCommand("update account set created_at = created_at - interval '1 hour' where kind = 'twilio_whatsapp'"))
        {
            await command.ExecuteNonQueryAsync(Stop);
        }

        var now = TimeProvider.System.GetUtcNow();
        var missed = far.Write(Writer, "Hello?", now.AddMinutes(-10));
        far.Write(Writer, "Anybody there?", now.AddMinutes(-9));
        await using var again = await ServerProcess.StartAsync(database.ConnectionString, _settings);
        await Eventually.SeesAsync(() => InboundAsync(again, id), heard => heard.Count >= 2, "all that was written is heard");

        // Twilio tells it at last, and people go on writing.
        var url = (string)(await again.Client.GetJsonAsync($"/api/v1/connect/accounts/{id}")).Item["callback_url"]!;
        await TellAsync(url, missed);
        await TellAsync(url, far.Write(Writer, "At last", now));
        Assert.Equal([("Hello?", true), ("Anybody there?", true), ("At last", false)], await InboundAsync(again, id));
        var told = (await again.Client.GetJsonAsync("/api/v1/events?limit=1000")).Items.Where(found => (string?)found!["kind"] == "message.received").ToList();
        Assert.Equal([true, true, false], told.Select(found => (bool)found!["data"]!["backfilled"]!));
        Assert.Empty(far.Faults);
    }

    private static JsonObject WithKey(JsonObject settings)
    {
        settings["auth_token"] = MessageServer.AuthKey;
        return settings;
    }

    private static async Task TellAsync(string url, MessageHeard message)
    {
        var callback = MessageServer.Callback(url, MessageServer.AuthKey, MessageServer.Fields(message));
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(callback.Body) };
        foreach (var (name, value) in callback.Headers)
        {
            request.Headers.Add(name, value);
        }

        using var answer = await _far.SendAsync(request, Stop);
        Assert.Equal(200, (int)answer.StatusCode);
    }

    private static async Task<IReadOnlyList<(string Text, bool Backfilled)>> InboundAsync(ServerProcess server, string account)
    {
        if ((await server.Client.GetJsonAsync($"/api/v1/inbox/conversations?account_id={account}")).Items is not [{ } conversation])
        {
            return [];
        }

        var messages = (await server.Client.GetJsonAsync($"/api/v1/inbox/conversations/{conversation["id"]}/messages")).Items;
        return [.. messages.Select(message => ((string)message!["text"]!, (bool)message["backfilled"]!))];
    }
}
