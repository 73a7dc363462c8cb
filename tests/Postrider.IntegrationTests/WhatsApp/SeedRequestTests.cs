using System.Net;
using System.Text.Json.Nodes;
using Postrider.Channels;
using Postrider.Testing.Postgres;
using Postrider.Testing.Server;
using Postrider.Testing.TwilioWhatsApp;
using Postrider.Testing.WhatsAppCloud;
using Xunit;

namespace Postrider.IntegrationTests.WhatsApp;

/// <summary>The published WhatsApp request through the real server, by its HTTP API and the addresses that it gives its far sides.</summary>
public sealed class SeedRequestTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly HttpClient _far = new();

    [Fact]
    public async Task The_published_request_succeeds_after_the_contact_wrote_or_with_a_template()
    {
        await using var meta = await CloudServer.StartAsync();
        await using var twilio = await MessageServer.StartAsync();
        await using var server = await ServerProcess.StartAsync(database.ConnectionString, new Dictionary<string, string> { ["POSTRIDER_ALLOW_PRIVATE_NETWORKS"] = "true" });
        var cloud = Cloud(meta, null);
        var twilioSettings = TwilioMessageHouse.Settings(twilio);
        twilioSettings["auth_token"] = MessageServer.AuthKey;

        // Nobody wrote yet.
        var (free, told) = await ConnectAsync(server, "whatsapp_cloud", cloud);
        Assert.Equal((HttpStatusCode)409, (await DispatchAsync(server, free)).Status);
        Assert.Equal("outside_messaging_window", (await DispatchAsync(server, free)).Code);

        // Meta asks who listens, and then tells that the contact wrote.
        Assert.Equal("1158201444", await _far.GetStringAsync(new Uri($"{told}?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token={Uri.EscapeDataString(CloudServer.VerifyWord)}"), TestContext.Current.CancellationToken));
        await TellAsync(told, CloudNews.Request(CloudNews.Body(CloudNews.Text(CloudHouse.Digits, "wamid.in", "Hi there", TimeProvider.System.GetUtcNow()))));
        Assert.Equal(CloudHouse.Digits, Assert.Single(meta.Taken, await SucceedsAsync(server, free, interval: 60)).To);

        var (bound, _) = await ConnectAsync(server, "whatsapp_cloud", Cloud(meta, "intro"));
        meta.IsOpen = false;
        Assert.Single(meta.Taken, await SucceedsAsync(server, bound));
        Assert.Equal("template", meta.Taken.Last().Type);

        // The same through Twilio.
        var (carried, heard) = await ConnectAsync(server, "twilio_whatsapp", twilioSettings);
        Assert.Equal("outside_messaging_window", (await DispatchAsync(server, carried)).Code);
        await TellAsync(heard, MessageServer.Callback(heard, MessageServer.AuthKey, ("MessageSid", "SMin"), ("AccountSid", MessageServer.AccountSid), ("From", "whatsapp:+14155552671"), ("To", MessageServer.From), ("Body", "Hi there")));
        var messageId = await IdAsync(server, carried);
        var taken = Assert.Single(twilio.Taken);
        Assert.Equal((messageId, heard), (taken.Sid, taken.Form["StatusCallback"].Split("?job=")[0]));
        Assert.Empty(meta.Faults.Concat(twilio.Faults));
        Assert.DoesNotContain(CloudServer.AccessKey, server.Log, StringComparison.Ordinal);
    }

    private static JsonObject Cloud(CloudServer meta, string? template)
    {
        var settings = new JsonObject
        {
            ["base_url"] = meta.Address,
            ["phone_number_id"] = CloudServer.PhoneNumberId,
            ["business_account_id"] = CloudServer.BusinessAccountId,
            ["access_token"] = CloudServer.AccessKey,
            ["app_secret"] = CloudServer.AppSecret,
            ["verify_token"] = CloudServer.VerifyWord,
        };
        if (template is not null)
        {
            settings["template"] = template;
        }

        return settings;
    }

    private static async Task<(string Id, string CallbackUrl)> ConnectAsync(ServerProcess server, string kind, JsonObject settings)
    {
        // An account without a template has no such setting.
        var given = new JsonObject(settings.Where(setting => setting.Value is not null).Select(setting => KeyValuePair.Create(setting.Key, setting.Value?.DeepClone())));
        var made = await server.Client.PostJsonAsync("/api/v1/connect/accounts", new JsonObject { ["kind"] = kind, ["settings"] = given }.ToJsonString());
        Assert.True(made.Status == HttpStatusCode.Created && (string?)made.Item["status"] == "ok", made.ToString());
        Assert.DoesNotContain(MessageServer.AuthKey, made.Text, StringComparison.Ordinal);
        var id = (string)made.Item["account_id"]!;
        return (id, (string)(await server.Client.GetJsonAsync($"/api/v1/connect/accounts/{id}")).Item["callback_url"]!);
    }

    /// <param name="interval">The published one, but where the next would have to wait for it.</param>
    private static Task<Answer> DispatchAsync(ServerProcess server, string account, int interval = 0) => server.Client.PostJsonAsync("/api/v1/outreach/dispatches", new JsonObject
    {
        ["account_id"] = account,
        ["channel"] = "whatsapp",
        ["action"] = "outreach",
        ["recipient"] = new JsonObject { ["phone"] = CloudHouse.Number },
        ["content"] = new JsonObject { ["text"] = "Hi Alex, this is a quick WhatsApp message from Revor AI." },
        ["min_channel_task_interval_seconds"] = interval,
    }.ToJsonString());

    private static async Task<Predicate<CloudTaken>> SucceedsAsync(ServerProcess server, string account, int interval = 0)
    {
        var id = await IdAsync(server, account, interval);
        return taken => taken.Id == id;
    }

    /// <summary>The far side's own id of the message that a dispatch became.</summary>
    private static async Task<string> IdAsync(ServerProcess server, string account, int interval = 0)
    {
        var accepted = await DispatchAsync(server, account, interval);
        Assert.True(accepted.Status == HttpStatusCode.Accepted, accepted.ToString());
        var job = await server.Client.WhenEndedAsync((string)accepted.Item["id"]!);
        Assert.True((string?)job["status"] == "succeeded", job.ToJsonString());
        var result = job["result"]!;
        Assert.Equal(("whatsapp", "outreach", "message", "accepted"), ((string?)result["channel"], (string?)result["action"], (string?)result["resolved_action"], (string?)result["status"]));
        return (string)result["message_id"]!;
    }

    private static async Task TellAsync(string url, CallbackRequest told)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(told.Body) };
        foreach (var (name, value) in told.Headers)
        {
            request.Headers.Add(name, value);
        }

        using var answer = await _far.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }
}
