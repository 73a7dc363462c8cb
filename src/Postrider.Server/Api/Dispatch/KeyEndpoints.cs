using System.Text.Json;
using Postrider.Access;
using Postrider.Server.Security;
using Postrider.Storage;

namespace Postrider.Server.Api.Dispatch;

/// <summary>The keys of the caller's workspace. A key's text is in the answer that makes it, and nowhere else ever.</summary>
internal sealed class KeyEndpoints(IAccessStore store, KeyRing ring, TimeProvider clock)
{
    private static readonly ApiError _notFound = new(404, "key_not_found", "This workspace has no key of that id.");

    public static void Map(IEndpointRouteBuilder group)
    {
        var gate = group.ServiceProvider.GetRequiredService<ApiKeyGate>();
        var endpoints = ActivatorUtilities.CreateInstance<KeyEndpoints>(group.ServiceProvider);
        group.MapGet("/keys", gate.Require(Scopes.KeysRead, endpoints.List));
        group.MapPost("/keys", gate.Require(Scopes.KeysWrite, endpoints.Create));
        group.MapDelete("/keys/{id}", gate.Require(Scopes.KeysWrite, endpoints.Revoke));
    }

    private async Task List(HttpContext context, Caller caller)
    {
        var after = Guid.Empty;
        if (Paging.TryRead(context.Request.Query, out var paging) is { } fault)
        {
            await Envelope.ErrorAsync(context, fault);
            return;
        }

        if (paging.After is { } place && !Guid.TryParseExact(place, "D", out after))
        {
            await Envelope.ErrorAsync(context, ApiErrors.InvalidCursor);
            return;
        }

        var read = await store.ListKeysAsync(caller.WorkspaceId, after, paging.Limit + 1, context.RequestAborted);
        var (items, next) = paging.Page(read, key => key.KeyId.ToString("D"));
        await Envelope.ItemsAsync(context, items, next, Write);
    }

    private async Task Create(HttpContext context, Caller caller)
    {
        using var body = await JsonBody.ReadAsync(context);
        if (body.IsFaulty)
        {
            await Envelope.ErrorAsync(context, body.Error);
            return;
        }

        if (NewKeyRequest.Read(body, caller.Key, clock.GetUtcNow(), out var request) is { } fault)
        {
            await Envelope.ErrorAsync(context, fault);
            return;
        }

        var text = KeyText.Generate();
        var kept = KeyText.ToKeep(text, request.Name, request.Scopes, request.ExpiresAt, clock);
        var key = await store.CreateKeyAsync(caller.WorkspaceId, kept, context.RequestAborted);
        await Envelope.ItemAsync(context, StatusCodes.Status201Created, (key, text), static (writer, item) =>
        {
            writer.WriteString("key"u8, item.text);
            Write(writer, item.key);
        });
    }

    private async Task Revoke(HttpContext context, Caller caller)
    {
        if (!Guid.TryParseExact((string?)context.Request.RouteValues["id"], "D", out var keyId)
            || await store.RevokeKeyAsync(caller.WorkspaceId, keyId, context.RequestAborted) is not { } key)
        {
            await Envelope.ErrorAsync(context, _notFound);
            return;
        }

        // Other nodes see it within a second; on this one the next request does.
        ring.LookAgain();
        await Envelope.ItemAsync(context, StatusCodes.Status200OK, key, Write);
    }

    private static void Write(Utf8JsonWriter writer, ApiKey key)
    {
        writer.WriteString("key_id"u8, key.KeyId);
        writer.WriteString("name"u8, key.Name);
        writer.WriteString("hint"u8, key.Hint);
        writer.WriteStartArray("scopes"u8);
        foreach (var name in key.Scopes.Names)
        {
            writer.WriteStringValue(name);
        }

        writer.WriteEndArray();
        writer.WriteTime("created_at", key.CreatedAt);
        writer.WriteTime("expires_at", key.ExpiresAt);
        writer.WriteTime("revoked_at", key.RevokedAt);
    }
}
