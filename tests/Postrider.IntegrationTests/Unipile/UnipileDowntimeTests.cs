using System.Net;
using System.Text.Json.Nodes;
using Postrider.Dispatching;
using Postrider.Testing.Engine;
using Postrider.Testing.Postgres;
using Postrider.Testing.Server;
using Postrider.Testing.Unipile;
using Xunit;

namespace Postrider.IntegrationTests.Unipile;

/// <summary>No server is there while contacts write.</summary>
public sealed class UnipileDowntimeTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly Dictionary<string, string> _settings = new() { ["POSTRIDER_ALLOW_PRIVATE_NETWORKS"] = "true" };

    [Fact]
    public async Task What_was_written_while_no_server_was_there_is_heard_once_when_two_are()
    {
        await using var far = await UnipileServer.StartAsync();
        var friend = UnipilePerson.Connected("friend");
        far.Add(friend);
        string address;
        await using (var server = await ServerProcess.StartAsync(database.ConnectionString, _settings))
        {
            var account = (await server.Client.PostJsonAsync("/api/v1/connect/accounts", new JsonObject
            {
                ["kind"] = "unipile",
                ["name"] = "Robin",
                ["settings"] = new JsonObject { ["channel"] = "linkedin", ["base_url"] = far.Address, ["api_key"] = UnipileServer.Key, ["provider_account_id"] = UnipileServer.AccountId },
            })).Item;
            address = (string)account["callback_url"]!;
            var sent = await server.Client.PostJsonAsync("/api/v1/outreach/dispatches", new JsonObject
            {
                ["account_id"] = (string?)account["account_id"],
                ["channel"] = "linkedin",
                ["action"] = "outreach",
                ["recipient"] = new JsonObject { ["profile_url"] = "https://www.linkedin.com/in/friend" },
                ["content"] = new JsonObject { ["text"] = "Hello" },
            });
            await server.Client.WhenEndedAsync((string)sent.Item["id"]!);
            Assert.Equal(0, await server.StopAsync());
        }

        // As if all this had been an hour ago.
        await using (var command = database.Database.Read.CreateCommand("update account set created_at = created_at - interval '1 hour' where kind = 'unipile'"))
        {
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        var now = TimeProvider.System.GetUtcNow();
        far.Write(Enumerable.Range(1, 3).Select(i => new UnipileWritten($"in-{i}", friend.FarId, $"Words {i}", now.AddMinutes(i - 10))));
        await Assert.ThrowsAsync<HttpRequestException>(() => far.TellAsync(address, UnipileServer.Message("message_received", "in-1", friend.FarId, "Words 1")));

        // Two nodes, one of them in the test's own process.
        var starting = ServerProcess.StartAsync(database.ConnectionString, _settings);
        await using var node = await UnipileHouse.StartNodeAsync(database, null, new EngineOptions());
        await using var again = await starting;
        await Eventually.SeesAsync(() => InboundAsync(again), heard => heard.Count >= 3, "all that was written is heard");

        // Unipile tries again at last, and people go on writing.
        var path = new Uri(address).PathAndQuery;
        Assert.Equal(HttpStatusCode.OK, await far.TellAsync(new Uri(again.Address, path).ToString(), UnipileServer.Message("message_received", "in-1", friend.FarId, "Words 1")));
        Assert.Equal(HttpStatusCode.OK, await far.TellAsync(new Uri(again.Address, path).ToString(), UnipileServer.Message("message_received", "in-4", friend.FarId, "Words 4")));
        Assert.Equal([("Words 1", true), ("Words 2", true), ("Words 3", true), ("Words 4", false)], await InboundAsync(again));
        Assert.Equal(4, (await again.Client.GetJsonAsync("/api/v1/events?limit=1000")).Items.Count(told => (string?)told!["kind"] == "message.received"));
        Assert.Equal(1, far.Count("GET", "/messages"));
        Assert.Empty(far.Faults);
    }

    private static async Task<IReadOnlyList<(string Text, bool Backfilled)>> InboundAsync(ServerProcess server)
    {
        var conversation = Assert.Single((await server.Client.GetJsonAsync("/api/v1/inbox/conversations")).Items)!;
        var messages = (await server.Client.GetJsonAsync($"/api/v1/inbox/conversations/{conversation["id"]}/messages")).Items;
        return [.. messages.Where(message => (string?)message!["direction"] == "in").Select(message => ((string)message!["text"]!, (bool)message["backfilled"]!))];
    }
}
