using System.Text.Json;
using Postrider.Access;
using Postrider.Contacts;
using Postrider.Server.Security;
using Postrider.Storage;
using Postrider.Suppression;

namespace Postrider.Server.Api.Dispatch;

/// <summary>The addresses that must not be reached.</summary>
internal sealed class SuppressionEndpoints(ISuppressionStore store)
{
    private static readonly ApiError _invalidAddress =
        new(400, "invalid_address", "address must be a mail address, a LinkedIn profile URL, or a phone number or contact identifier, as text.");

    private static readonly ApiError _invalidReason = new(400, "invalid_reason", $"reason must be one of {string.Join(", ", SuppressionEntry.Reasons)}.");
    private static readonly ApiError _invalidNote = new(400, "invalid_note", "note must be text of at most 1,000 characters.");
    private static readonly ApiError _notFound = new(404, "suppression_not_found", "That address is not on the suppression list.");

    public static void Map(IEndpointRouteBuilder group)
    {
        var gate = group.ServiceProvider.GetRequiredService<ApiKeyGate>();
        var endpoints = ActivatorUtilities.CreateInstance<SuppressionEndpoints>(group.ServiceProvider);
        group.MapGet("/suppressions", gate.Require(Scopes.SuppressionsRead, endpoints.List));
        group.MapPost("/suppressions", gate.Require(Scopes.SuppressionsWrite, endpoints.Add));
        group.MapDelete("/suppressions", gate.Require(Scopes.SuppressionsWrite, endpoints.Remove));
    }

    private static string? Address(string? text) => string.IsNullOrWhiteSpace(text) || text.Length > 2048 || text.Contains('\0', StringComparison.Ordinal) ? null : RecipientAddress.Any(text);

    private async Task List(HttpContext context, Caller caller)
    {
        if (Paging.TryRead(context.Request.Query, out var paging) is { } fault)
        {
            await Envelope.ErrorAsync(context, fault);
            return;
        }

        if (context.Request.Query.TryGetValue("address", out var given))
        {
            var entry = Address(given) is { } address ? await store.FindAsync(caller.WorkspaceId, address, context.RequestAborted) : null;
            await Envelope.ItemsAsync<SuppressionEntry>(context, entry is null ? [] : [entry], null, Write);
            return;
        }

        var read = await store.ListAsync(caller.WorkspaceId, paging.After, paging.Limit + 1, context.RequestAborted);
        var (items, next) = paging.Page(read, entry => entry.Address);
        await Envelope.ItemsAsync(context, items, next, Write);
    }

    private async Task Add(HttpContext context, Caller caller)
    {
        using var body = await JsonBody.ReadAsync(context);
        var fault = body.Error;
        var (address, reason, note) = ("", "manual", (string?)null);
        if (fault is null)
        {
            var members = new Members(body.Root);
            address = Address(members.Text(_invalidAddress, ref fault, "address")) ?? "";
            fault ??= address.Length == 0 ? _invalidAddress : null;
            reason = members.Text(_invalidReason, ref fault, "reason") ?? "manual";
            fault ??= SuppressionEntry.Reasons.Contains(reason) ? null : _invalidReason;
            note = members.Text(_invalidNote, ref fault, "note");
            fault ??= note is { Length: > 1000 } ? _invalidNote : null;
        }

        if (fault is not null)
        {
            await Envelope.ErrorAsync(context, fault);
            return;
        }

        var entry = await store.AddAsync(caller.WorkspaceId, address, reason, note, context.RequestAborted);
        await Envelope.ItemAsync(context, StatusCodes.Status201Created, entry, Write);
    }

    /// <summary>The address is in the query: a mail address or a URL does not fit into a path.</summary>
    private async Task Remove(HttpContext context, Caller caller)
    {
        var address = Address(context.Request.Query["address"]);
        var entry = address is null ? null : await store.FindAsync(caller.WorkspaceId, address, context.RequestAborted);
        if (entry is null || !await store.RemoveAsync(caller.WorkspaceId, address!, context.RequestAborted))
        {
            await Envelope.ErrorAsync(context, _notFound);
            return;
        }

        await Envelope.ItemAsync(context, StatusCodes.Status200OK, entry, Write);
    }

    private static void Write(Utf8JsonWriter writer, SuppressionEntry entry)
    {
        writer.WriteString("address"u8, RecipientAddress.Bare(entry.Address));
        writer.WriteString("type"u8, entry.Address[..entry.Address.IndexOf(':', StringComparison.Ordinal)]);
        writer.WriteString("reason"u8, entry.Reason);
        writer.WriteString("note"u8, entry.Note);
        writer.WriteTime("created_at", entry.CreatedAt);
    }
}
