using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Postrider.Testing.Unipile;

/// <summary>Version 2: other paths and other words for the same people, chats and account.</summary>
public sealed partial class UnipileServer
{
    public const string AccountIdV2 = "acc_simulated1";

    private const string OwnIdV2 = "ACoOWN";

    private static readonly string[] _linkMembersV2 = ["providers", "account_id", "expires_on", "redirect_uri", "state"];

    /// <summary>For how long the answers to looks have lain in a cache; null: they are fresh.</summary>
    public TimeSpan? Age { get; set; }

    /// <summary>In version 2's words.</summary>
    public string StateV2 { get; set; } = "running";

    private string Named => Type == "WHATSAPP" ? "whatsapp" : "linkedin";

    private static bool IsV2(HttpContext context) => context.Request.Path.StartsWithSegments("/v2", StringComparison.Ordinal);

    /// <summary>Behind the version, and behind the account.</summary>
    private static string PathIn(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        return path.StartsWith($"/v2/{AccountIdV2}/", StringComparison.Ordinal) ? path[$"/v2/{AccountIdV2}".Length..]
            : path.StartsWith("/v2", StringComparison.Ordinal) ? path[3..]
            : path.StartsWith("/api/v1", StringComparison.Ordinal) ? path[7..]
            : path;
    }

    private void MapV2(WebApplication host)
    {
        host.MapGet("/v2/accounts", Run(ListAccountsV2));
        host.MapGet("/v2/accounts/{id}", Run(FindAccountV2));
        host.MapPost("/v2/auth/link", Run(LinkV2Async));
        host.MapGet("/v2/{account}/users/me/relation-requests", Run(ListInvitationsV2));
        host.MapPost("/v2/{account}/users/me/relation-requests", Run(InviteV2Async));
        host.MapGet("/v2/{account}/users/{person}", Run(FindPersonV2));
        host.MapGet("/v2/{account}/users/{person}/posts", Run(ListPostsV2));
        host.MapGet("/v2/{account}/users/{person}/chat", Run(FindChatsV2));
        host.MapPost("/v2/{account}/posts/{post}/reactions", Run(LikeV2Async));
        host.MapPost("/v2/{account}/chats/send", Run(BeginChatV2Async));
        host.MapPost("/v2/{account}/inboxes/{inbox}/chats/send", Run(BeginChatV2Async));
        host.MapGet("/v2/{account}/chats/{chat}", Run(FindChatV2));
        host.MapGet("/v2/{account}/chats/{chat}/messages", Run(ListMessagesV2));
        host.MapPost("/v2/{account}/chats/{chat}/messages/send", Run(SayV2Async));
    }

    private IResult? ObjectionV2(HttpContext context)
    {
        if (context.Request.Method == "GET" && Age is { } age)
        {
            context.Response.Headers.Age = age.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
            context.Response.Headers["X-Cache"] = "HIT";
        }

        return context.Request.Headers["X-API-KEY"] != Key ? RefuseV2(401, "api/missing_authorization", "The access key is wrong.")
            : context.Request.Headers.Accept != "application/json" ? FaultV2("Accept is not application/json.")
            : context.Request.Method == "GET" && context.Request.Headers.CacheControl != "no-cache" ? FaultV2("An answer out of the cache was asked for.")
            : context.Request.RouteValues["account"] is string account && account != AccountIdV2 ? RefuseV2(404, "api/resource_not_found", "Account not found")
            : null;
    }

    private static IResult RefuseV2(int status, string type, string words) =>
        Results.Json(new { @object = "Error", type = type.Contains('/', StringComparison.Ordinal) ? type : $"provider/{type}", status, title = type.Replace('_', ' '), detail = words, req_id = "req_simulated" }, statusCode: status);

    private IResult FaultV2(string words, int status = 400, string type = "api/invalid_parameters")
    {
        _faults.Enqueue(words);
        return RefuseV2(status, type, words);
    }

    /// <summary>Each once and none unknown; null: it is as it must be.</summary>
    private IResult? QueryObjectionV2(HttpContext context, params string[] known) =>
        context.Request.Query.FirstOrDefault(part => !known.Contains(part.Key) || part.Value.Count != 1) is { Key: { } other } ? FaultV2($"{other} is no parameter here.")
        : context.Request.Query["limit"].ToString() is { Length: > 0 } limit && !(int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= 100) ? FaultV2("limit is wrong.")
        : null;

    private Task<IResult> FindAccountV2(HttpContext context) => Task.FromResult(
        (string?)context.Request.RouteValues["id"] != AccountIdV2 ? RefuseV2(404, "api/resource_not_found", "Account not found") : Results.Json(DescribedV2()));

    private Task<IResult> ListAccountsV2(HttpContext context) => Task.FromResult(
        QueryObjectionV2(context, "limit", "offset", "status", "provider", "search")
        ?? (!context.Request.Path.Value!.EndsWith('/') ? FaultV2("The list's path ends with a slash.")
        : Results.Json(new Dictionary<string, object?> { ["object"] = "Accounts", ["data"] = new[] { DescribedV2(), new() { ["object"] = "Account", ["id"] = "acc_other", ["provider"] = "instagram", ["name"] = "Of no use", ["status"] = "running" } }, ["has_more"] = false })));

    private Dictionary<string, object?> DescribedV2() => new()
    {
        ["object"] = "Account",
        ["id"] = AccountIdV2,
        ["application_id"] = "app_1",
        ["user_id"] = OwnIdV2,
        ["name"] = Type == "WHATSAPP" ? "15550100" : "Robin Team",
        ["created_at"] = "2026-01-01T00:00:00.000Z",
        ["provider"] = Named,
        ["status"] = StateV2,
    };

    private async Task<IResult> LinkV2Async(HttpContext context)
    {
        if (await ReadObjectAsync(context, _linkMembersV2) is not { } body || !IsText(body, "expires_on") || !IsText(body, "redirect_uri") || !IsText(body, "state") || !Moment().IsMatch((string)body["expires_on"]!)
            || (body["account_id"] is { } account ? body["providers"] is not null || account.ToString() != AccountIdV2
                : body["providers"] is not JsonArray { Count: 1 } channels || channels[0]?.ToString() != Named))
        {
            return FaultV2("The page is not asked for as it must be.");
        }

        lock (_gate)
        {
            _links.Add(body);
            return Results.Json(new { @object = "HostedAuthLink", link = $"https://auth.unipile.example/{_links.Count}" });
        }
    }

    /// <summary>Null: it is no JSON object, or has other members.</summary>
    private static async Task<JsonObject?> ReadObjectAsync(HttpContext context, params string[] known)
    {
        try
        {
            return context.Request.ContentType == "application/json" && await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted) is JsonObject body
                && body.All(member => known.Contains(member.Key) && member.Value is not null) ? body : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsText(JsonObject body, string name) => body[name]?.GetValueKind() == JsonValueKind.String;
}
