using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Postrider.Testing.Evolution;
using Postrider.Testing.Postgres;
using Postrider.Testing.Server;
using Postrider.Testing.TwilioWhatsApp;
using Postrider.Testing.Unipile;
using Postrider.Testing.Waha;
using Postrider.Testing.WhatsAppCloud;
using Xunit;

namespace Postrider.IntegrationTests.FarSides;

/// <summary>The real server, two workspaces, every kind of account whose far side tells things, and everything that can be wrong with what is told.</summary>
public sealed class FanInTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly HttpClient _far = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_forged_replayed_foreign_or_garbage_changes_nothing_and_is_logged_once()
    {
        await using var meta = await CloudServer.StartAsync();
        await using var twilio = await MessageServer.StartAsync();
        await using var waha = await WahaServer.StartAsync();
        await using var evolution = await EvolutionServer.StartAsync();
        await using var unipile = await UnipileServer.StartAsync();
        var now = TimeProvider.System.GetUtcNow();
        FanInDoor[] doors = [FanInDoor.Cloud(meta, now), FanInDoor.Twilio(twilio), FanInDoor.Waha(waha), FanInDoor.Evolution(evolution), FanInDoor.Unipile(unipile), FanInDoor.UnipileV2(unipile, now)];
        await using var server = await ServerProcess.StartAsync(database.ConnectionString, new Dictionary<string, string> { ["POSTRIDER_ALLOW_PRIVATE_NETWORKS"] = "true" });
        var stranger = (string)(await server.Client.PostJsonAsync("/api/v1/workspaces", new { name = "strangers" })).Item["key"]!;
        var rows = new List<(FanInDoor Door, (string Id, string Url) Ours, (string Id, string Url) Theirs)>();
        foreach (var door in doors)
        {
            rows.Add((door, await ConnectAsync(server, ServerProcess.Key, door, door.Secret), await ConnectAsync(server, stranger, door, door.OtherSecret)));
        }

        var (first, second) = (await EventsAsync(server, ServerProcess.Key), await EventsAsync(server, stranger));
        for (var i = 0; i < 3; i++)
        {
            foreach (var (door, ours, theirs) in rows)
            {
                var url = ours.Url + door.Query;
                foreach (var forgery in door.Forgeries(door.News, url))
                {
                    await AnswersAsync(403, url, door.News, forgery);
                }

                if (door.Sign is not null)
                {
                    await AnswersAsync(403, theirs.Url + door.Query, door.News, door.Signed(door.News, url));
                }

                await AnswersAsync(404, url, door.Foreign, door.Signed(door.Foreign, url));

                // The way of one account with the secret of another, in the same workspace and in another.
                foreach (var other in rows.Select(row => row.Ours).Where(other => other.Id != ours.Id).Append(theirs))
                {
                    await AnswersAsync(404, other.Url.Replace(other.Id, ours.Id, StringComparison.Ordinal) + door.Query, door.News, door.Signed(door.News, url));
                }
            }
        }

        // A signature of an address is none of the same with something added.
        var (byAddress, known, _) = rows.Single(row => row.Door.Query.Length > 0);
        await AnswersAsync(403, known.Url + byAddress.Query, byAddress.News, byAddress.Signed(byAddress.News, known.Url));
        foreach (var (door, ours, _) in rows)
        {
            foreach (var garbage in Garbage().Concat(door.Garbage.Select(Encoding.UTF8.GetBytes)))
            {
                await NeverFailsAsync(ours.Url, garbage, door.Signed(garbage, ours.Url));
            }
        }

        Assert.Equal((first, second), (await EventsAsync(server, ServerProcess.Key), await EventsAsync(server, stranger)));
        var log = server.Log.Split('\n').Where(line => line.Contains("was not taken:", StringComparison.Ordinal)).ToArray();
        Assert.Equal(log.Distinct().Count(), log.Select(line => line[line.IndexOf("account ", StringComparison.Ordinal)..]).Distinct().Count());
        Assert.DoesNotContain("could not be taken", server.Log, StringComparison.Ordinal);
        foreach (var (door, ours, theirs) in rows)
        {
            Assert.Equal(door.Sign is null ? 0 : 1, log.Count(line => line.Contains(ours.Id, StringComparison.Ordinal) && line.Contains("signature", StringComparison.Ordinal)));
            Assert.Equal(door.Sign is null ? 0 : 1, log.Count(line => line.Contains(theirs.Id, StringComparison.Ordinal)));
            Assert.Single(log, line => line.Contains(ours.Id, StringComparison.Ordinal) && line.Contains("another account", StringComparison.Ordinal));
            await IsTakenOnceAsync(server, door, ours);
            Assert.Equal("ok", (string?)(await GetAsync(server, stranger, $"/api/v1/connect/accounts/{theirs.Id}")).Item["status"]);
        }

        Assert.Equal(second, await EventsAsync(server, stranger));
    }

    /// <summary>What is right is taken, and once, however often it is told.</summary>
    private static async Task IsTakenOnceAsync(ServerProcess server, FanInDoor door, (string Id, string Url) ours)
    {
        var url = ours.Url + door.Query;
        Assert.Equal("ok", (string?)(await GetAsync(server, ServerProcess.Key, $"/api/v1/connect/accounts/{ours.Id}")).Item["status"]);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => AnswersAsync(200, url, door.News, door.Signed(door.News, url))));
        Assert.Equal(door.IsMessage ? "ok" : "credentials", (string?)(await GetAsync(server, ServerProcess.Key, $"/api/v1/connect/accounts/{ours.Id}")).Item["status"]);
        if (door.IsMessage)
        {
            var conversation = Assert.Single((await GetAsync(server, ServerProcess.Key, $"/api/v1/inbox/conversations?account_id={ours.Id}")).Items);
            Assert.Single((await GetAsync(server, ServerProcess.Key, $"/api/v1/inbox/conversations/{conversation!["conversation_id"] ?? conversation["id"]}/messages")).Items);
        }

        var events = await EventsAsync(server, ServerProcess.Key);
        await AnswersAsync(200, url, door.News, door.Signed(door.News, url));
        Assert.Equal(events, await EventsAsync(server, ServerProcess.Key));
    }

    private static IEnumerable<byte[]> Garbage()
    {
        string[] texts = ["", "{", "[]", "null", "7", "\"x\"", "{}", "[[[[", new string('[', 5000)];
        return texts.Select(Encoding.UTF8.GetBytes).Append([0xff, 0xfe, 0x00]).Append(new byte[1024 * 1024]);
    }

    private static async Task AnswersAsync(int status, string url, byte[] body, Dictionary<string, string> headers) => Assert.Equal(status, await TellAsync(url, body, headers));

    private static async Task NeverFailsAsync(string url, byte[] body, Dictionary<string, string> headers)
    {
        var status = await TellAsync(url, body, headers);
        Assert.True(status is 200 or 400 or 404, $"{status} to {Encoding.UTF8.GetString(body, 0, Math.Min(100, body.Length))}");
    }

    private static async Task<int> TellAsync(string url, byte[] body, Dictionary<string, string> headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var answer = await _far.SendAsync(request, Cancellation);
        return (int)answer.StatusCode;
    }

    private static async Task<(string Id, string Url)> ConnectAsync(ServerProcess server, string key, FanInDoor door, string secret)
    {
        var account = new JsonObject { ["kind"] = door.Kind, ["settings"] = door.Settings(secret) };
        var made = await server.Client.SendJsonAsync(HttpMethod.Post, "/api/v1/connect/accounts", account.ToJsonString(), ("x-api-key", key), ("Authorization", ""));
        Assert.True(made.Status == HttpStatusCode.Created && (string?)made.Item["status"] == "ok", made.ToString());
        return ((string)made.Item["account_id"]!, (string)made.Item["callback_url"]!);
    }

    private static Task<Answer> GetAsync(ServerProcess server, string key, string path) => server.Client.SendJsonAsync(HttpMethod.Get, path, null, ("x-api-key", key), ("Authorization", ""));

    private static async Task<int> EventsAsync(ServerProcess server, string key) => (await GetAsync(server, key, "/api/v1/events?limit=1000")).Items.Count;
}
