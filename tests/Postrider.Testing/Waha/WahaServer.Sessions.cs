using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Postrider.Testing.Waha;

/// <summary>The session's configuration.</summary>
public sealed partial class WahaServer
{
    private static readonly string[] _configMembers = ["webhooks", "metadata", "proxy", "debug", "noweb", "webjs", "gows", "client", "ignore"];
    private static readonly string[] _webhookMembers = ["url", "events", "hmac", "retries", "customHeaders"];
    private static readonly string[] _webhookEvents = ["session.status", "message", "message.reaction", "message.any", "message.ack", "message.revoked", "group.join", "presence.update", "*"];

    private int _restarts;

    /// <summary>Null: the session was made without one.</summary>
    public JsonObject? Config { get; set; } = [];

    /// <summary>How often the session was stopped and started for a new configuration.</summary>
    public int Restarts => Volatile.Read(ref _restarts);

    private async Task<IResult> ConfigureAsync(HttpContext context)
    {
        if (await ReadAsync(context) is not { } body || !Has(body, ("config", JsonValueKind.Object)) || !IsConfig(body.GetProperty("config")))
        {
            return Wrong("The configuration is not as it must be.");
        }

        if (SessionObjection((string?)context.Request.RouteValues["session"], mustWork: false) is { } objection)
        {
            return objection;
        }

        Config = JsonNode.Parse(body.GetProperty("config").GetRawText())!.AsObject();
        Interlocked.Increment(ref _restarts);
        return Results.Json(new { name = Session, status = "STARTING", config = Config });
    }

    private static bool IsConfig(JsonElement config) =>
        config.EnumerateObject().All(member => _configMembers.Contains(member.Name)) && config.TryGetProperty("webhooks", out var webhooks) && webhooks.ValueKind == JsonValueKind.Array
        && webhooks.EnumerateArray().All(webhook =>
            webhook.EnumerateObject().All(member => _webhookMembers.Contains(member.Name)) && Uri.TryCreate(Text(webhook, "url"), UriKind.Absolute, out _)
            && webhook.GetProperty("events").EnumerateArray().All(told => _webhookEvents.Contains(told.GetString()))
            && (!webhook.TryGetProperty("hmac", out var hmac) || Has(hmac, ("key", JsonValueKind.String))));
}
