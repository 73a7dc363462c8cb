using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Postrider.Testing.Unipile;

/// <summary>The one account, and the page to sign it in at.</summary>
public sealed partial class UnipileServer
{
    private static readonly string[] _linkMembers = ["type", "providers", "api_url", "expiresOn", "name", "notify_url", "success_redirect_url", "failure_redirect_url", "reconnect_account"];

    private readonly List<JsonObject> _links = [];

    /// <summary>Every page to sign in at that was asked for, as it was asked for.</summary>
    public IReadOnlyList<JsonObject> Links
    {
        get
        {
            lock (_gate)
            {
                return [.. _links];
            }
        }
    }

    /// <summary>Somebody signs in at a page: Unipile tells it where it was asked to.</summary>
    /// <param name="name">Null: the page's own.</param>
    public Task<HttpStatusCode> SignInAsync(JsonObject link, string? name = null, string account = AccountId) => TellAsync((string)link["notify_url"]!, new JsonObject
    {
        ["status"] = (string?)link["type"] == "create" ? "CREATION_SUCCESS" : "RECONNECTED",
        ["account_id"] = account,
        ["name"] = name ?? (string?)link["name"],
    });

    private Task<IResult> FindAccount(HttpContext context) => Task.FromResult(
        (string?)context.Request.RouteValues["account"] != AccountId ? Refuse(404, "resource_not_found", "Account not found") : Results.Json(Described()));

    private Task<IResult> ListAccounts(HttpContext context) => Task.FromResult(QueryObjection(context, false, "limit", "cursor") ?? Results.Json(new Dictionary<string, object?>
    {
        ["object"] = "AccountList",
        ["items"] = new[] { Described(), new() { ["object"] = "Account", ["type"] = "INSTAGRAM", ["id"] = "far-account-2", ["name"] = "Of no use" } },
        ["cursor"] = null,
    }));

    private Dictionary<string, object?> Described() => new()
    {
        ["object"] = "Account",
        ["type"] = Type,
        ["id"] = AccountId,
        ["name"] = Type == "WHATSAPP" ? "15550100" : "Robin Team",
        ["created_at"] = "2026-01-01T00:00:00.000Z",
        ["connection_params"] = new Dictionary<string, object?> { ["im"] = new Dictionary<string, object?> { ["id"] = OwnId, ["username"] = "Robin Team", ["publicIdentifier"] = "robin-team" } },
        ["sources"] = State is null ? [] : new[] { new { id = $"{AccountId}_MESSAGING", status = State } },
    };

    private async Task<IResult> LinkAsync(HttpContext context)
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

        var isCreated = body is not null && IsText("type") && (string?)body["type"] == "create";
        if (body is null || body.Any(member => !_linkMembers.Contains(member.Key)) || !_linkMembers.Except(["providers", "reconnect_account"]).All(IsText)
            || !Moment().IsMatch((string)body["expiresOn"]!) || (string?)body["api_url"] != Address
            || (isCreated ? body["providers"] is not JsonArray { Count: 1 } channels || channels[0]?.ToString() != Type || body["reconnect_account"] is not null
                : (string?)body["type"] != "reconnect" || body["providers"] is not null || (string?)body["reconnect_account"] != AccountId))
        {
            return Fault(400, "invalid_parameters", "The page is not asked for as it must be.");
        }

        lock (_gate)
        {
            _links.Add(body);
            return Results.Json(new { @object = "HostedAuthURL", url = $"https://account.unipile.example/{_links.Count}" }, statusCode: 201);
        }

        bool IsText(string name) => body[name]?.GetValueKind() == JsonValueKind.String;
    }
}
