using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Postrider.Testing.Evolution;

/// <summary>The instance's one webhook.</summary>
public sealed partial class EvolutionServer
{
    private static readonly string[] _webhookEvents = ["QRCODE_UPDATED", "MESSAGES_SET", "MESSAGES_UPSERT", "MESSAGES_UPDATE", "MESSAGES_DELETE", "SEND_MESSAGE", "CONTACTS_UPSERT", "CONNECTION_UPDATE", "CALL"];

    /// <summary>As it is stored; null: none was ever set.</summary>
    public JsonObject? Webhook { get; set; }

    private Task<IResult> FindWebhook(HttpContext context) => Task.FromResult(Results.Text(Webhook?.ToJsonString() ?? "null", "application/json"));

    private async Task<IResult> SetWebhookAsync(HttpContext context)
    {
        if (await ReadAsync(context) is not { } body || !Has(body, ("webhook", JsonValueKind.Object))
            || body.GetProperty("webhook") is var asked && !Has(asked, ("enabled", JsonValueKind.True), ("url", JsonValueKind.String), ("headers?", JsonValueKind.Object), ("byEvents?", JsonValueKind.True), ("base64?", JsonValueKind.True), ("events", JsonValueKind.Array))
            || asked.GetProperty("events").EnumerateArray().Any(told => !_webhookEvents.Contains(told.GetString())))
        {
            return Wrong("instance.webhook requires property \"url\"");
        }

        Webhook = new JsonObject
        {
            ["id"] = "cmab00000000000000000001",
            ["url"] = Text(asked, "url"),
            ["headers"] = asked.TryGetProperty("headers", out var headers) ? JsonNode.Parse(headers.GetRawText()) : Webhook?["headers"]?.DeepClone(),
            ["enabled"] = asked.GetProperty("enabled").GetBoolean(),
            ["events"] = JsonNode.Parse(asked.GetProperty("events").GetRawText()),
            ["webhookByEvents"] = asked.TryGetProperty("byEvents", out var byEvents) && byEvents.GetBoolean(),
            ["webhookBase64"] = asked.TryGetProperty("base64", out var base64) && base64.GetBoolean(),
            ["instanceId"] = "6a0f2a4e-0000-4000-8000-000000000000",
        };
        return Results.Text(Webhook.ToJsonString(), "application/json", statusCode: StatusCodes.Status201Created);
    }
}
