using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Postrider.Accounts;
using Postrider.Channels;
using Postrider.Testing.TwilioWhatsApp;
using Xunit;

namespace Postrider.IntegrationTests.Connecting;

/// <summary>Far sides that answer whatever they are asked with something else.</summary>
public sealed class GarbledSetUpTests : IAsyncLifetime
{
    private static readonly string[] _bodies =
    [
        "", "null", "7", "[]", "{", "\"text\"", "\0", "\ufeff{}", "{}{}", new string('[', 5000),
        """{"object":"WebhookList","items":7,"cursor":7}""",
        """{"object":"WebhookList","items":[null,7,{"id":7},{"id":"a","account_ids":{},"events":7,"source":[],"request_url":"\ud800"},{"id":"b","events":["\udc00",null]}],"cursor":"again"}""",
        """{"status":7,"config":{"webhooks":[null,7,[],{"url":7,"events":{},"hmac":7},{"url":"\ud800","events":["\ud800",7]}]}}""",
        """{"status":"WORKING","config":{"metadata":{"a":"\ud800"},"webhooks":[{"url":"https://postrider.example/callbacks/1/acc_1/c2VjcmV0","events":{},"hmac":"x"}]}}""",
        """{"url":7,"enabled":"yes","events":["\ud800",7]}""",
        """{"id":"1","webhook_configuration":[]}""",
        """{"id":"1","webhook_configuration":{"phone_number":"\ud800"}}""",
        """{"id":"1","webhook_configuration":{"phone_number":"no address at all"}}""",
        """{"senders":{}}""",
        """{"senders":[null,7,{"sender_id":"whatsapp:+15550100100","sid":"../../x"},{"sender_id":"\ud800","sid":7}]}""",
        """{"senders":[{"sender_id":"whatsapp:+15550100100","sid":"XE0123456789abcdef0123456789abcdef","webhook":[]}]}""",
        """{"senders":[{"sender_id":"whatsapp:+15550100100","sid":"XE0123456789abcdef0123456789abcdef","webhook":{"callback_url":"\ud800","status_callback_url":7}}]}""",
    ];

    private readonly SetUps _setUps = new();
    private readonly WebApplication _far;
    private string _body = "";
    private int _status = StatusCodes.Status200OK;

    public GarbledSetUpTests()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _far = builder.Build();
        _far.MapFallback(() => Results.Text(_body, "application/json", statusCode: _status));
    }

    public async ValueTask InitializeAsync() => await _far.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _far.DisposeAsync();
        await _setUps.DisposeAsync();
    }

    [Theory]
    [InlineData("unipile")]
    [InlineData("waha")]
    [InlineData("evolution")]
    [InlineData("whatsapp_cloud")]
    [InlineData("twilio_whatsapp")]
    public async Task Whatever_a_far_side_answers_is_an_outcome(string kind)
    {
        foreach (var status in new[] { 200, 201, 302, 400, 404, 500 })
        {
            foreach (var body in _bodies)
            {
                (_status, _body) = (status, body);
                var result = await _setUps.RunAsync(Account(kind), replaces: true);
                Assert.True(status < 300 || result is CallbackSetUp.Refused, $"{status} {body} came to {result}");
            }
        }
    }

    private DriverAccount Account(string kind) => new(
        new Account
        {
            Workspace = new WorkspaceId(1),
            AccountId = "acc_1",
            Kind = kind,
            Channel = Channel.WhatsApp,
            Name = kind,
            Settings = new JsonObject
            {
                ["base_url"] = _far.Urls.Single(),
                ["provider_account_id"] = "far-account-1",
                ["instance"] = "sales",
                ["phone_number_id"] = "1",
                ["business_account_id"] = "2",
                ["account_sid"] = MessageServer.AccountSid,
                ["from"] = MessageServer.From,
            },
        },
        new Dictionary<string, string> { ["api_key"] = "k", ["access_token"] = "k", ["app_secret"] = "s", ["verify_token"] = "w", ["auth_token"] = "k" });
}
