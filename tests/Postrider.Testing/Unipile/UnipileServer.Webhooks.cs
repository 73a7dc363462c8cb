using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Postrider.Testing.Unipile;

/// <summary>Webhooks: listing, making and deleting them.</summary>
public sealed partial class UnipileServer
{
    private static readonly string[] _webhookMembers = ["source", "request_url", "name", "format", "enabled", "account_ids", "headers", "events"];

    private static readonly Dictionary<string, string[]> _webhookEvents = new()
    {
        ["messaging"] = ["message_received", "message_read", "message_reaction", "message_edited", "message_deleted", "message_delivered"],
        ["users"] = ["new_relation"],
        ["account_status"] = [],
    };

    private readonly List<JsonObject> _webhooks = [];
    private int _webhookNumbers;

    /// <summary>Those that are there, as they were made, each with its id.</summary>
    public IReadOnlyList<JsonObject> Webhooks
    {
        get
        {
            lock (_gate)
            {
                return [.. _webhooks.Select(webhook => webhook.DeepClone().AsObject())];
            }
        }
    }

    /// <summary>How many a page lists at most.</summary>
    public int WebhooksPerPage { get; set; } = 250;

    /// <summary>Whether the list says what each is about: descriptions of the API disagree.</summary>
    public bool ListsSources { get; set; } = true;

    /// <summary>Somebody made one in the dashboard.</summary>
    public void AddWebhook(JsonObject webhook)
    {
        lock (_gate)
        {
            webhook["id"] = string.Create(CultureInfo.InvariantCulture, $"whk_{++_webhookNumbers}");
            _webhooks.Add(webhook);
        }
    }

    private Task<IResult> ListWebhooks(HttpContext context)
    {
        if (QueryObjection(context, false, "limit", "cursor") is { } objection)
        {
            return Task.FromResult(objection);
        }

        lock (_gate)
        {
            var from = context.Request.Query["cursor"].ToString() is { Length: > 0 } cursor ? int.Parse(cursor, CultureInfo.InvariantCulture) : 0;
            var page = _webhooks.Skip(from).Take(WebhooksPerPage).Select(Listed).ToList();
            var next = from + page.Count < _webhooks.Count ? (from + page.Count).ToString(CultureInfo.InvariantCulture) : null;
            return Task.FromResult(Results.Json(new Dictionary<string, object?> { ["object"] = "WebhookList", ["items"] = page, ["cursor"] = next }));
        }
    }

    /// <summary>Accounts are listed with their names, and events always.</summary>
    private JsonObject Listed(JsonObject webhook)
    {
        var item = webhook.DeepClone().AsObject();
        item["object"] = "Webhook";
        item["type"] = "AUTO";
        item["account_ids"] = new JsonArray([.. (webhook["account_ids"] as JsonArray ?? []).Select(id => new JsonObject { ["id"] = (string?)id, ["name"] = "Robin Team", ["type"] = "LINKEDIN" })]);
        item["events"] ??= new JsonArray((string?)webhook["source"] == "messaging" ? ["message_received"] : []);
        if (!ListsSources)
        {
            item.Remove("source");
        }

        return item;
    }

    private async Task<IResult> MakeWebhookAsync(HttpContext context)
    {
        JsonObject? body = null;
        try
        {
            body = context.Request.ContentType == "application/json" ? await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted) as JsonObject : null;
        }
        catch (JsonException)
        {
            // It is none.
        }

        if (body is null || body.Any(member => !_webhookMembers.Contains(member.Key)) || (string?)body["source"] is not { } source || !_webhookEvents.TryGetValue(source, out var known)
            || !Uri.TryCreate((string?)body["request_url"], UriKind.Absolute, out _) || (string?)body["format"] != "json" || body["enabled"]?.GetValueKind() != JsonValueKind.True
            || body["account_ids"] is not JsonArray { Count: 1 } accounts || (string?)accounts[0] != AccountId
            || body["headers"] is not JsonArray { Count: 1 } headers || headers[0]!.ToJsonString() != """{"key":"Content-Type","value":"application/json"}"""
            || (body["events"] is { } events && (events is not JsonArray { Count: > 0 } told || told.Any(name => !known.Contains((string?)name)))))
        {
            return Fault(400, "invalid_parameters", "The webhook is not made as it must be.");
        }

        AddWebhook(body);
        return Results.Json(new { @object = "WebhookCreated", webhook_id = (string?)body["id"] }, statusCode: 201);
    }

    private Task<IResult> DeleteWebhook(HttpContext context)
    {
        lock (_gate)
        {
            return Task.FromResult(_webhooks.RemoveAll(webhook => (string?)webhook["id"] == (string?)context.Request.RouteValues["webhook"]) == 0
                ? Refuse(404, "resource_not_found", "There is no such webhook.")
                : Results.Json(new { @object = "WebhookDeleted" }));
        }
    }
}
