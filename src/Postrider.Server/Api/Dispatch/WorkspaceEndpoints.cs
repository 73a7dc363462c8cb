using System.Globalization;
using Postrider.Access;
using Postrider.Server.Security;
using Postrider.Storage;

namespace Postrider.Server.Api.Dispatch;

/// <summary>Workspaces: whoever runs the server makes and lists them.</summary>
internal sealed class WorkspaceEndpoints(IAccessStore store, TimeProvider clock)
{
    private static readonly ApiError _invalidName =
        new(400, "invalid_name", "'name' must have 1 to 64 characters, of a–z, 0–9, '-' and '_'.");

    private static readonly ApiError _exists = new(409, "workspace_exists", "A workspace of that name exists already.");

    public static void Map(IEndpointRouteBuilder group)
    {
        var gate = group.ServiceProvider.GetRequiredService<ApiKeyGate>();
        var endpoints = ActivatorUtilities.CreateInstance<WorkspaceEndpoints>(group.ServiceProvider);
        group.MapPost("/workspaces", gate.Require(Scopes.Operator, endpoints.Create));
        group.MapGet("/workspaces", gate.Require(Scopes.Operator, endpoints.List));
    }

    private async Task Create(HttpContext context, Caller caller)
    {
        using var body = await JsonBody.ReadAsync(context);
        if (body.IsFaulty)
        {
            await Envelope.ErrorAsync(context, body.Error);
            return;
        }

        if (body.Text("name") is not { } name || !Workspace.IsName(name))
        {
            await Envelope.ErrorAsync(context, _invalidName);
            return;
        }

        var text = KeyText.Generate();
        var key = KeyText.ToKeep(text, "first", ScopeSet.Full, expiresAt: null, clock);
        if (await store.CreateWorkspaceAsync(name, key, context.RequestAborted) is not { } made)
        {
            await Envelope.ErrorAsync(context, _exists);
            return;
        }

        await Envelope.ItemAsync(context, StatusCodes.Status201Created, (made.Workspace, made.Key, text), static (writer, item) =>
        {
            writer.WriteString("workspace_id"u8, item.Workspace.WorkspaceId.ToString());
            writer.WriteString("name"u8, item.Workspace.Name);
            writer.WriteString("key"u8, item.text);
            writer.WriteString("key_id"u8, item.Key.KeyId);
            writer.WriteTime("created_at", item.Workspace.CreatedAt);
        });
    }

    private async Task List(HttpContext context, Caller caller)
    {
        var after = 0L;
        if (Paging.TryRead(context.Request.Query, out var paging) is { } fault)
        {
            await Envelope.ErrorAsync(context, fault);
            return;
        }

        if (paging.After is { } place && !long.TryParse(place, NumberStyles.None, CultureInfo.InvariantCulture, out after))
        {
            await Envelope.ErrorAsync(context, ApiErrors.InvalidCursor);
            return;
        }

        var read = await store.ListWorkspacesAsync(new WorkspaceId(after), paging.Limit + 1, context.RequestAborted);
        var (items, next) = paging.Page(read, workspace => workspace.WorkspaceId.ToString());
        await Envelope.ItemsAsync(context, items, next, static (writer, workspace) =>
        {
            writer.WriteString("workspace_id"u8, workspace.WorkspaceId.ToString());
            writer.WriteString("name"u8, workspace.Name);
            writer.WriteTime("created_at", workspace.CreatedAt);
            writer.WriteBoolean("outbound_calling"u8, workspace.OutboundCalling);
            writer.WriteBoolean("outbound_campaigns"u8, workspace.OutboundCampaigns);
        });
    }
}
