using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Postrider.Testing.Postgres;
using Postrider.Testing.Server;
using Postrider.Testing.Unipile;
using Postrider.Testing.WhatsAppCloud;
using Xunit;

namespace Postrider.IntegrationTests.FarSides;

/// <summary>The real server, two workspaces, and everything that can be wrong with what is told to it.</summary>
public sealed class FanInTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const string Writer = "14155552671";
    private const string SignatureHeader = "X-Hub-Signature-256";
    private static readonly HttpClient _far = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_forged_replayed_foreign_or_garbage_changes_nothing_and_is_logged_once()
    {
        await using var meta = await CloudServer.StartAsync();
        await using var unipile = await UnipileServer.StartAsync();
        await using var server = await ServerProcess.StartAsync(database.ConnectionString, new Dictionary<string, string> { ["POSTRIDER_ALLOW_PRIVATE_NETWORKS"] = "true" });
        var stranger = (string)(await server.Client.PostJsonAsync("/api/v1/workspaces", new { name = "strangers" })).Item["key"]!;
        var ours = await ConnectAsync(server, ServerProcess.Key, Cloud(meta, CloudServer.AppSecret));
        var theirs = await ConnectAsync(server, stranger, Cloud(meta, "fedcba9876543210fedcba9876543210"));
        var linked = await ConnectAsync(server, ServerProcess.Key, Linked(unipile));
        var signed = await ConnectAsync(server, ServerProcess.Key, Linked(unipile, isV2: true));
        var (first, second) = (await EventsAsync(server, ServerProcess.Key), await EventsAsync(server, stranger));

        var at = TimeProvider.System.GetUtcNow();
        var news = CloudNews.Body(CloudNews.Text(Writer, "wamid.IN1", "Hello", at));
        var elsewhere = CloudNews.Body(CloudNews.Text(Writer, "wamid.IN2", "Hello", at).OfNumber("999"));
        for (var i = 0; i < 3; i++)
        {
            await AnswersAsync(403, ours.Url, news, null);
            await AnswersAsync(403, ours.Url, news, CloudNews.Sign(news, "fedcba9876543210fedcba9876543210"));
            await AnswersAsync(403, ours.Url, news, CloudNews.Sign(news)[..^2] + "zz");
            await AnswersAsync(403, theirs.Url, news, CloudNews.Sign(news));
            await AnswersAsync(404, ours.Url, elsewhere, CloudNews.Sign(elsewhere));
            await AnswersAsync(404, linked.Url, Bytes(UnipileServer.Message("message_received", "in-1", "ACoFRIEND", "Hello", account: "another")), null);
            await AnswersAsync(404, linked.Url, Bytes(UnipileServer.Status("CREDENTIALS", "another")), null);

            // Of version 2: without a signature, with that of another secret, and another account's.
            var unsigned = Bytes(UnipileServer.StatusEvent("disconnected"));
            var foreign = Bytes(UnipileServer.MessageEvent("in-1", "ACoFRIEND", "Hello", "chat-1", account: "acc_other"));
            await AnswersAsync(403, signed.Url, unsigned, null);
            await AnswersAsync(403, signed.Url, unsigned, UnipileServer.Sign(unsigned, at, "another"), UnipileServer.SignatureHeader);
            await AnswersAsync(404, signed.Url, foreign, UnipileServer.Sign(foreign, at), UnipileServer.SignatureHeader);

            // The way of one account with the secret of another, in the same workspace and in another.
            await AnswersAsync(404, linked.Url.Replace(linked.Id, ours.Id, StringComparison.Ordinal), news, CloudNews.Sign(news));
            await AnswersAsync(404, theirs.Url.Replace(theirs.Id, ours.Id, StringComparison.Ordinal), news, CloudNews.Sign(news));
        }

        foreach (var garbage in Garbage())
        {
            await NeverFailsAsync(ours.Url, garbage, CloudNews.Sign(garbage));
            await NeverFailsAsync(linked.Url, garbage, null);
            await NeverFailsAsync(signed.Url, garbage, UnipileServer.Sign(garbage, at), UnipileServer.SignatureHeader);
        }

        Assert.Equal((first, second), (await EventsAsync(server, ServerProcess.Key), await EventsAsync(server, stranger)));
        foreach (var (account, key) in new[] { (ours, ServerProcess.Key), (theirs, stranger), (linked, ServerProcess.Key), (signed, ServerProcess.Key) })
        {
            Assert.Equal("ok", (string?)(await GetAsync(server, key, $"/api/v1/connect/accounts/{account.Id}")).Item["status"]);
        }

        var log = server.Log.Split('\n').Where(line => line.Contains("was not taken:", StringComparison.Ordinal)).ToArray();
        Assert.Equal(log.Distinct().Count(), log.Select(line => line[line.IndexOf("account ", StringComparison.Ordinal)..]).Distinct().Count());
        Assert.Single(log, line => line.Contains(ours.Id, StringComparison.Ordinal) && line.Contains("signature", StringComparison.Ordinal));
        Assert.Single(log, line => line.Contains(theirs.Id, StringComparison.Ordinal));
        Assert.Single(log, line => line.Contains(linked.Id, StringComparison.Ordinal) && line.Contains("another account", StringComparison.Ordinal));
        Assert.Single(log, line => line.Contains(signed.Id, StringComparison.Ordinal) && line.Contains("signature", StringComparison.Ordinal));
        Assert.DoesNotContain("could not be taken", server.Log, StringComparison.Ordinal);

        // What is right is taken, and once.
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => AnswersAsync(200, ours.Url, news, CloudNews.Sign(news))));
        var conversation = Assert.Single((await GetAsync(server, ServerProcess.Key, $"/api/v1/inbox/conversations?account_id={ours.Id}")).Items);
        Assert.Single((await GetAsync(server, ServerProcess.Key, $"/api/v1/inbox/conversations/{conversation!["conversation_id"] ?? conversation["id"]}/messages")).Items);
        Assert.Equal(second, await EventsAsync(server, stranger));
    }

    private static JsonObject Cloud(CloudServer meta, string secret) => new()
    {
        ["kind"] = "whatsapp_cloud",
        ["settings"] = new JsonObject
        {
            ["base_url"] = meta.Address,
            ["phone_number_id"] = CloudServer.PhoneNumberId,
            ["access_token"] = CloudServer.AccessKey,
            ["app_secret"] = secret,
        },
    };

    private static JsonObject Linked(UnipileServer unipile, bool isV2 = false) => new()
    {
        ["kind"] = "unipile",
        ["settings"] = new JsonObject
        {
            ["channel"] = "linkedin",
            ["api_version"] = isV2 ? "v2" : "v1",
            ["base_url"] = unipile.Address,
            ["api_key"] = UnipileServer.Key,
            ["provider_account_id"] = isV2 ? UnipileServer.AccountIdV2 : UnipileServer.AccountId,
            ["webhook_secret"] = UnipileServer.WebhookSecret,
        },
    };

    private static IEnumerable<byte[]> Garbage()
    {
        string[] texts =
        [
            "", "{", "[]", "null", "7", "\"x\"", "{}", "[[[[", new string('[', 5000), "{\"object\":\"whatsapp_business_account\",\"entry\":7}", "{\"entry\":[null]}",
            "{\"object\":\"whatsapp_business_account\",\"entry\":[{\"changes\":[{\"field\":\"messages\",\"value\":[]}]}]}",
            "{\"account_id\":7}", "{\"account_id\":\"\\ud800\"}", "{\"AccountStatus\":[]}", $"{{\"account_id\":\"{UnipileServer.AccountId}\",\"event\":\"message_received\",\"sender\":7}}",
            $"{{\"account_id\":\"{UnipileServer.AccountId}\",\"event\":\"message_delivered\",\"message_id\":\"{new string('x', 100_000)}\"}}",
            $"{{\"AccountStatus\":{{\"account_id\":\"{UnipileServer.AccountId}\",\"message\":{{}}}}}}",
        ];
        return texts.Select(Encoding.UTF8.GetBytes).Append([0xff, 0xfe, 0x00]).Append(new byte[1024 * 1024]);
    }

    private static byte[] Bytes(JsonObject body) => Encoding.UTF8.GetBytes(body.ToJsonString());

    private static async Task AnswersAsync(int status, string url, byte[] body, string? signature, string header = SignatureHeader) => Assert.Equal(status, await TellAsync(url, body, signature, header));

    private static async Task NeverFailsAsync(string url, byte[] body, string? signature, string header = SignatureHeader) =>
        Assert.True(await TellAsync(url, body, signature, header) is 200 or 400 or 404, $"{await TellAsync(url, body, signature, header)} to {Encoding.UTF8.GetString(body, 0, Math.Min(100, body.Length))}");

    private static async Task<int> TellAsync(string url, byte[] body, string? signature, string header)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
        if (signature is not null)
        {
            request.Headers.Add(header, signature);
        }

        using var answer = await _far.SendAsync(request, Cancellation);
        return (int)answer.StatusCode;
    }

    private static async Task<(string Id, string Url)> ConnectAsync(ServerProcess server, string key, JsonObject account)
    {
        var made = await server.Client.SendJsonAsync(HttpMethod.Post, "/api/v1/connect/accounts", account.ToJsonString(), ("x-api-key", key), ("Authorization", ""));
        Assert.True(made.Status == HttpStatusCode.Created && (string?)made.Item["status"] == "ok", made.ToString());
        return ((string)made.Item["account_id"]!, (string)made.Item["callback_url"]!);
    }

    private static Task<Answer> GetAsync(ServerProcess server, string key, string path) => server.Client.SendJsonAsync(HttpMethod.Get, path, null, ("x-api-key", key), ("Authorization", ""));

    private static async Task<int> EventsAsync(ServerProcess server, string key) => (await GetAsync(server, key, "/api/v1/events?limit=1000")).Items.Count;
}
