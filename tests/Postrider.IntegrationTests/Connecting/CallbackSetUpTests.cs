using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Postrider.Testing.Evolution;
using Postrider.Testing.Server;
using Postrider.Testing.Unipile;
using Postrider.Testing.Waha;
using Postrider.Testing.WhatsAppCloud;
using Xunit;

namespace Postrider.IntegrationTests.Connecting;

/// <summary>Far sides are told the callback address through the server's own API.</summary>
public sealed class CallbackSetUpTests(CallbackSetUpServer house) : IClassFixture<CallbackSetUpServer>
{
    [Fact]
    public async Task Far_sides_are_told_the_callback_address_over_http()
    {
        var server = await house.GetAsync();
        await using var unipile = await UnipileServer.StartAsync();
        await using var waha = await WahaServer.StartAsync();
        await using var evolution = await EvolutionServer.StartAsync();
        await using var meta = await CloudServer.StartAsync();

        // Under both prefixes, with a body and without.
        var account = await ConnectAsync(server, "unipile", new JsonObject { ["channel"] = "linkedin", ["base_url"] = unipile.Address, ["api_key"] = UnipileServer.Key, ["provider_account_id"] = UnipileServer.AccountId });
        var first = await SetUpAsync(server, account, null);
        Assert.Equal($$"""{"account_id":"{{account["account_id"]}}","callback_url":"{{account["callback_url"]}}","set_up":[{"name":"messaging","state":"made"},{"name":"account_status","state":"made"},{"name":"users","state":"made"}],"by_hand":null}""", first.Item.ToJsonString());
        Assert.All(unipile.Webhooks, webhook => Assert.Equal((string?)account["callback_url"], (string?)webhook["request_url"]));
        var again = await server.Client.PostJsonAsync($"/api/v2/connect/accounts/{account["account_id"]}/callback", new JsonObject());
        Assert.All(again.Item["set_up"]!.AsArray(), part => Assert.Equal("already_there", (string?)part!["state"]));
        Assert.Equal(3, unipile.Webhooks.Count);

        account = await ConnectAsync(server, "waha", new JsonObject { ["base_url"] = waha.Address, ["api_key"] = WahaServer.Key, ["hmac_key"] = "hush-hmac" });
        Assert.Equal("""[{"name":"webhook","state":"made"}]""", (await SetUpAsync(server, account, null)).Item["set_up"]!.ToJsonString());
        Assert.Equal("hush-hmac", (string?)waha.Config!["webhooks"]![0]!["hmac"]!["key"]);

        evolution.Webhook = new JsonObject { ["url"] = SetUps.Another, ["enabled"] = true };
        account = await ConnectAsync(server, "evolution", new JsonObject { ["base_url"] = evolution.Address, ["api_key"] = EvolutionServer.Key, ["instance"] = EvolutionServer.Instance });
        foreach (var body in new[] { null, """{"replace":false}""", """{"replace":null}""" })
        {
            var occupied = await SetUpAsync(server, account, body);
            Assert.Equal((HttpStatusCode.Conflict, "callback_occupied"), (occupied.Status, occupied.Code));
            Assert.Contains("another.example", occupied.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("hush", occupied.Text, StringComparison.Ordinal);
        }

        Assert.Equal("""[{"name":"webhook","state":"changed"}]""", (await SetUpAsync(server, account, """{"replace":true}""")).Item["set_up"]!.ToJsonString());
        Assert.Equal((string?)account["callback_url"], (string?)evolution.Webhook["url"]);

        // Meta asks the address for the word before it takes it.
        meta.Reach = url => new Uri(server.Address, url.AbsolutePath);
        var cloud = new JsonObject { ["base_url"] = meta.Address, ["phone_number_id"] = CloudServer.PhoneNumberId, ["business_account_id"] = CloudServer.BusinessAccountId, ["access_token"] = CloudServer.AccessKey, ["app_secret"] = CloudServer.AppSecret, ["verify_token"] = CloudServer.VerifyWord };
        account = await ConnectAsync(server, "whatsapp_cloud", cloud);
        Assert.Contains("the field messages", (string?)(await SetUpAsync(server, account, null)).Item["by_hand"], StringComparison.Ordinal);
        Assert.Equal((string?)account["callback_url"], meta.NumberCallback);
        meta.NumberCallback = null;
        meta.Reach = url => new Uri(server.Address, $"{url.AbsolutePath}x");
        var refused = await SetUpAsync(server, account, null);
        Assert.Equal((HttpStatusCode.BadGateway, "callback_refused"), (refused.Status, refused.Code));
        Assert.Contains("Callback verification failed.", refused.Text, StringComparison.Ordinal);
        Assert.Contains("by hand: In Meta's App Dashboard", refused.Text, StringComparison.Ordinal);

        Assert.Empty(unipile.Faults);
        Assert.Empty(waha.Faults);
        Assert.Empty(evolution.Faults);
        Assert.DoesNotContain("/callbacks/", server.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", server.Log, StringComparison.Ordinal);
        Assert.DoesNotContain(CloudServer.VerifyWord, server.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_told_is_refused_with_its_reason_and_strangers_see_nothing()
    {
        var server = await house.GetAsync();
        await using var waha = await WahaServer.StartAsync();
        var account = await ConnectAsync(server, "waha", new JsonObject { ["base_url"] = waha.Address, ["api_key"] = WahaServer.Key });
        foreach (var (body, code) in new[] { ("{", "invalid_json"), ("[]", "invalid_json"), ("""{"replace":"yes"}""", "invalid_replace"), ("""{"replace":1}""", "invalid_replace") })
        {
            var wrong = await SetUpAsync(server, account, body);
            Assert.Equal((HttpStatusCode.BadRequest, code), (wrong.Status, wrong.Code));
        }

        using var reader = With(server, (string)(await server.Client.PostJsonAsync("/api/v1/keys", new { name = "narrow", scopes = new[] { "connect.accounts:read" } })).Item["key"]!);
        using var stranger = With(server, (string)(await server.Client.PostJsonAsync("/api/v1/workspaces", new { name = "strangers" })).Item["key"]!);
        using var nobody = new HttpClient { BaseAddress = server.Address };
        var path = PathOf(account);
        Assert.Equal("permission_denied", (await reader.PostJsonAsync(path, null)).Code);
        Assert.Equal("api_key_missing", (await nobody.PostJsonAsync(path, null)).Code);
        var foreign = await stranger.PostJsonAsync(path, null);
        var none = await stranger.PostJsonAsync("/api/v1/connect/accounts/acc_none/callback", null);
        Assert.Equal((HttpStatusCode.NotFound, "account_not_found"), (foreign.Status, foreign.Code));
        Assert.Equal((none.Status, none.Json["error"]!["message"]!.ToJsonString()), (foreign.Status, foreign.Json["error"]!["message"]!.ToJsonString()));
        Assert.Equal(0, waha.Restarts);

        var sandbox = await server.Client.PostJsonAsync("/api/v1/connect/accounts/sandbox_whatsapp/callback", null);
        Assert.Equal((HttpStatusCode.Conflict, "callback_not_possible"), (sandbox.Status, sandbox.Code));
        account = await ConnectAsync(server, "whatsapp_cloud", new JsonObject { ["base_url"] = waha.Address, ["phone_number_id"] = "1", ["access_token"] = "x", ["app_secret"] = "x", ["verify_token"] = "x" });
        var byHand = await SetUpAsync(server, account, null);
        Assert.Equal((HttpStatusCode.Conflict, "callback_by_hand"), (byHand.Status, byHand.Code));
        Assert.Contains("business_account_id is needed", byHand.Text, StringComparison.Ordinal);
        Assert.Contains("By hand: In Meta's App Dashboard", byHand.Text, StringComparison.Ordinal);
    }

    private static string PathOf(JsonNode account) => $"/api/v1/connect/accounts/{account["account_id"]}/callback";

    private static Task<Answer> SetUpAsync(ServerProcess server, JsonNode account, string? body) => server.Client.PostJsonAsync(PathOf(account), body);

    private static HttpClient With(ServerProcess server, string key) => new() { BaseAddress = server.Address, DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", key) } };

    private static async Task<JsonNode> ConnectAsync(ServerProcess server, string kind, JsonObject settings)
    {
        var answer = await server.Client.PostJsonAsync("/api/v1/connect/accounts", new JsonObject { ["kind"] = kind, ["name"] = kind, ["settings"] = settings });
        Assert.Equal(HttpStatusCode.Created, answer.Status);
        return answer.Item;
    }
}
