using System.Net;
using System.Text.Json.Nodes;
using Postrider.Testing.Evolution;
using Postrider.Testing.Postgres;
using Postrider.Testing.Server;
using Postrider.Testing.Waha;
using Postrider.Testing.WhatsAppWeb;
using Xunit;

namespace Postrider.IntegrationTests.WhatsAppWeb;

/// <summary>The whole way over HTTP: an account is connected, a message asked for as the Dispatch API documents it, and the far side tells what came of it.</summary>
public sealed class PhoneServerTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const string Phone = "+14155552671";

    [Fact]
    public async Task A_message_goes_out_and_what_comes_of_it_is_told_through_both()
    {
        await using var server = await ServerProcess.StartAsync(database.ConnectionString, new Dictionary<string, string> { ["POSTRIDER_ALLOW_PRIVATE_NETWORKS"] = "true" });
        await using var waha = await WahaServer.StartAsync();
        waha.Spelled[Phone[1..]] = "14155552670";
        waha.Hidden["777@lid"] = "14155552670@c.us";
        var account = await ConnectAsync(server, "waha", new JsonObject { ["base_url"] = waha.Address, ["api_key"] = WahaServer.Key, ["hmac_key"] = WebPhone.HmacKey });
        var job = await SendAsync(server, account);
        await TellsWahaAsync(server, waha, account, job);

        await using var evolution = await EvolutionServer.StartAsync();
        account = await ConnectAsync(server, "evolution", new JsonObject { ["base_url"] = evolution.Address, ["api_key"] = EvolutionServer.Key, ["instance"] = EvolutionServer.Instance });
        job = await SendAsync(server, account);
        await TellsEvolutionAsync(server, evolution, account, job);
        Assert.Empty(waha.Faults);
        Assert.Empty(evolution.Faults);
        Assert.DoesNotContain(WebPhone.HmacKey, server.Log);
    }

    private static async Task TellsWahaAsync(ServerProcess server, WahaServer far, JsonNode account, JsonNode job)
    {
        var (id, taken) = ((string)account["account_id"]!, Assert.Single(far.Taken));
        Assert.Equal(("14155552670@c.us", taken.Id), (taken.Chat, (string?)job["result"]!["message_id"]));
        await TellAsync(HttpStatusCode.Forbidden, WahaServer.Message("message", "IN1", "14155552670@c.us", "forged"), sign: false);
        await TellAsync(HttpStatusCode.NotFound, WahaServer.Message("message", "IN1", "14155552670@c.us", "foreign", session: "another"));
        await TellAsync(HttpStatusCode.BadRequest, new JsonObject { ["event"] = "message" });
        await TellAsync(HttpStatusCode.NotFound, WahaServer.Status("FAILED", "another"));
        await TellAsync(HttpStatusCode.OK, WahaServer.Message("message.any", taken.Id, "14155552670@c.us", taken.Text!, fromMe: true));
        await TellAsync(HttpStatusCode.OK, WahaServer.Message("message", "IN0", "15550001111@c.us", "A stranger's own business"));

        // In any order, and more than once.
        foreach (var ack in new[] { 3, 0, 2, 2, 4, 1 })
        {
            await TellAsync(HttpStatusCode.OK, WahaServer.Ack(taken, ack));
        }

        foreach (var what in new[] { "message.any", "message", "message" })
        {
            await TellAsync(HttpStatusCode.OK, WahaServer.Message(what, "IN2", "14155552670@c.us", "Tell me more"));
        }

        await TellAsync(HttpStatusCode.OK, WahaServer.Message("message", "IN3", "777@lid", "I hide my number"));
        await SaysAsync(server, id, ["Tell me more", "I hide my number"]);
        Assert.Empty((await server.Client.GetJsonAsync("/api/v1/suppressions")).Items);
        await TellAsync(HttpStatusCode.OK, WahaServer.Message("message", "IN4", "14155552670@c.us", "Stop."));
        Assert.Equal(Phone, (string?)Assert.Single((await server.Client.GetJsonAsync("/api/v1/suppressions")).Items)!["address"]);
        await server.Client.SendJsonAsync(HttpMethod.Delete, $"/api/v1/suppressions?address={Uri.EscapeDataString(Phone)}", null);
        await TellAsync(HttpStatusCode.OK, WahaServer.Status("SCAN_QR_CODE"));
        await IsAsync(server, id, "credentials");
        await TellAsync(HttpStatusCode.OK, WahaServer.Status("WORKING"));
        await IsAsync(server, id, "ok");

        async Task TellAsync(HttpStatusCode status, JsonObject body, bool sign = true) =>
            Assert.Equal(status, await far.TellAsync((string)account["callback_url"]!, body, sign ? WahaServer.Sign(WebServer.Bytes(body), WebPhone.HmacKey) : null));
    }

    private static async Task TellsEvolutionAsync(ServerProcess server, EvolutionServer far, JsonNode account, JsonNode job)
    {
        var (id, taken, chat) = ((string)account["account_id"]!, Assert.Single(far.Taken), "14155552671@s.whatsapp.net");
        Assert.Equal((chat, taken.Id), (taken.Chat, (string?)job["result"]!["message_id"]));
        await TellAsync(HttpStatusCode.NotFound, EvolutionServer.Message("IN1", chat, "foreign", instance: "another"));
        await TellAsync(HttpStatusCode.BadRequest, new JsonObject { ["instance"] = EvolutionServer.Instance });
        await TellAsync(HttpStatusCode.BadRequest, new JsonObject { ["instance"] = EvolutionServer.Instance, ["event"] = "messages.upsert", ["data"] = 7 });
        await TellAsync(HttpStatusCode.OK, EvolutionServer.Message(taken.Id, chat, taken.Text!, fromMe: true));
        await TellAsync(HttpStatusCode.OK, EvolutionServer.Message("IN0", "15550001111@s.whatsapp.net", "A stranger's own business"));
        foreach (var status in new[] { "READ", "SERVER_ACK", "DELIVERY_ACK", "DELIVERY_ACK", "PLAYED" })
        {
            await TellAsync(HttpStatusCode.OK, EvolutionServer.Update(taken, status));
        }

        await TellAsync(HttpStatusCode.OK, EvolutionServer.Message("IN2", chat, "Tell me more"));
        await TellAsync(HttpStatusCode.OK, EvolutionServer.Message("IN2", chat, "Tell me more"));
        await TellAsync(HttpStatusCode.OK, EvolutionServer.Message("IN3", "777@lid", "I hide my number", beneath: chat));
        await SaysAsync(server, id, ["Tell me more", "I hide my number"]);
        await TellAsync(HttpStatusCode.OK, EvolutionServer.Link("close"));
        await IsAsync(server, id, "credentials");
        await TellAsync(HttpStatusCode.OK, EvolutionServer.Link("open"));
        await IsAsync(server, id, "ok");

        async Task TellAsync(HttpStatusCode status, JsonObject body) => Assert.Equal(status, await far.TellAsync((string)account["callback_url"]!, body));
    }

    private static async Task<JsonNode> ConnectAsync(ServerProcess server, string kind, JsonObject settings)
    {
        // Without jitter of its own it would leave up to half a minute later.
        var answer = await server.Client.SendJsonAsync(HttpMethod.Post, "/api/v1/connect/accounts", new JsonObject { ["kind"] = kind, ["name"] = kind, ["settings"] = settings, ["jitter_seconds"] = 0 }.ToJsonString());
        Assert.Equal(("ok", 50), ((string?)answer.Item["status"], (int?)answer.Item["daily_limit"]));
        return answer.Item;
    }

    private static async Task<JsonNode> SendAsync(ServerProcess server, JsonNode account)
    {
        var accepted = await server.Client.SendJsonAsync(HttpMethod.Post, "/api/v1/outreach/dispatches", new JsonObject
        {
            ["account_id"] = (string)account["account_id"]!,
            ["channel"] = "whatsapp",
            ["action"] = "outreach",
            ["recipient"] = new JsonObject { ["phone"] = Phone },
            ["content"] = new JsonObject { ["text"] = "Hi Alex, this is a quick WhatsApp message from Revor AI." },
        }.ToJsonString());
        var ended = await server.Client.WhenEndedAsync((string)accepted.Item["id"]!);
        Assert.Equal(("succeeded", "message"), ((string?)ended["status"], (string?)ended["result"]!["resolved_action"]));
        return ended;
    }

    private static async Task SaysAsync(ServerProcess server, string account, string[] words)
    {
        var conversation = Assert.Single((await server.Client.GetJsonAsync($"/api/v1/inbox/conversations?account_id={account}")).Items)!;
        Assert.Equal(Phone, (string?)conversation["contact"]);
        var messages = (await server.Client.GetJsonAsync($"/api/v1/inbox/conversations/{conversation["id"]}/messages")).Items;
        Assert.Equal(words, messages.Where(message => (string?)message!["direction"] == "in").Select(message => (string?)message!["text"]));
        var events = (await server.Client.GetJsonAsync("/api/v1/events?limit=500")).Items.Where(told => (string?)told!["account_id"] == account).Select(told => (string?)told!["kind"]).ToArray();
        Assert.Equal((1, 1, words.Length), (events.Count(kind => kind == "message.delivered"), events.Count(kind => kind == "message.read"), events.Count(kind => kind == "message.received")));
    }

    private static async Task IsAsync(ServerProcess server, string account, string status) =>
        Assert.Equal(status, (string?)(await server.Client.GetJsonAsync($"/api/v1/connect/accounts/{account}")).Item["status"]);
}
