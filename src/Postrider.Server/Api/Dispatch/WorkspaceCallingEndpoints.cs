using System.Globalization;
using System.Text.Json;
using Postrider.Access;
using Postrider.Server.Security;
using Postrider.Storage;

namespace Postrider.Server.Api.Dispatch;

/// <summary>One workspace, and what it may call: whoever runs the server reads and sets it.</summary>
internal sealed class WorkspaceCallingEndpoints(IAccessStore store, ICallAllowanceStore allowances)
{
    private const long MostCalls = 1_000_000_000;
    private static readonly ApiError _notFound = new(404, "workspace_not_found", "There is no such workspace. GET /api/v1/workspaces lists them.");
    private static readonly ApiError _invalidCalling = new(400, "invalid_outbound_calling", "outbound_calling must be true or false.");
    private static readonly ApiError _invalidCampaigns = new(400, "invalid_outbound_campaigns", "outbound_campaigns must be true or false.");
    private static readonly ApiError _invalidCalls = new(400, "invalid_calls_per_month", "calls_per_month must be a whole number from 0 to 1000000000.");
    private static readonly ApiError _invalidZone = new(400, "invalid_time_zone", "time_zone must be a zone's name such as Europe/Berlin.");

    public static void Map(IEndpointRouteBuilder group)
    {
        var gate = group.ServiceProvider.GetRequiredService<ApiKeyGate>();
        var endpoints = ActivatorUtilities.CreateInstance<WorkspaceCallingEndpoints>(group.ServiceProvider);
        group.MapGet("/workspaces/{workspace}", gate.Require(Scopes.Operator, endpoints.Get));
        group.MapPatch("/workspaces/{workspace}", gate.Require(Scopes.Operator, endpoints.Change));
    }

    /// <summary>By its number or its name; of a name that is a number only the number is looked at.</summary>
    private async Task<Workspace?> FindAsync(HttpContext context)
    {
        var named = (string)context.Request.RouteValues["workspace"]!;
        return long.TryParse(named, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? await store.FindWorkspaceAsync(new WorkspaceId(id), context.RequestAborted)
            : Workspace.IsName(named) ? await store.FindWorkspaceAsync(named, context.RequestAborted)
            : null;
    }

    private async Task Get(HttpContext context, Caller caller) => await AnswerAsync(context, await FindAsync(context));

    private async Task AnswerAsync(HttpContext context, Workspace? workspace)
    {
        if (workspace is null)
        {
            await Envelope.ErrorAsync(context, _notFound);
            return;
        }

        var (allowance, now) = await allowances.ReadAsync(workspace.WorkspaceId, context.RequestAborted);
        await Envelope.ItemAsync(context, StatusCodes.Status200OK, (workspace, allowance, now), static (writer, item) =>
        {
            writer.WriteString("workspace_id"u8, item.workspace.WorkspaceId.ToString());
            writer.WriteString("name"u8, item.workspace.Name);
            writer.WriteTime("created_at", item.workspace.CreatedAt);
            writer.WriteBoolean("outbound_calling"u8, item.workspace.OutboundCalling);
            writer.WriteBoolean("outbound_campaigns"u8, item.workspace.OutboundCampaigns);
            writer.WriteNumber("calls_per_month"u8, item.allowance.Monthly);
            writer.WriteNumber("calls_remaining"u8, item.allowance.Remaining(item.now));
            writer.WriteString("time_zone"u8, item.allowance.TimeZone);
        });
    }

    private async Task Change(HttpContext context, Caller caller)
    {
        using var body = await JsonBody.ReadAsync(context);
        if (body.IsFaulty)
        {
            await Envelope.ErrorAsync(context, body.Error);
            return;
        }

        var members = new Members(body.Root);
        ApiError? fault = null;
        var calling = Switch(members, "outbound_calling", _invalidCalling, ref fault);
        var campaigns = Switch(members, "outbound_campaigns", _invalidCampaigns, ref fault);
        var monthly = Calls(members, ref fault);
        var zone = Zone(members, ref fault);
        var workspace = await FindAsync(context);
        if (fault is not null && workspace is not null)
        {
            await Envelope.ErrorAsync(context, fault);
            return;
        }

        if (workspace is not null && (monthly is not null || zone is not null))
        {
            var (allowance, _) = await allowances.ReadAsync(workspace.WorkspaceId, context.RequestAborted);
            await allowances.SetAsync(workspace.WorkspaceId, monthly ?? allowance.Monthly, zone ?? allowance.TimeZone, context.RequestAborted);
        }

        if (workspace is not null && (calling is not null || campaigns is not null))
        {
            workspace = await store.PermitAsync(workspace.WorkspaceId, calling, campaigns, context.RequestAborted);
        }

        await AnswerAsync(context, workspace);
    }

    private static bool? Switch(Members members, string name, ApiError wrong, ref ApiError? fault)
    {
        if (members.Find(name) is not { } value)
        {
            return null;
        }

        fault ??= value.ValueKind is JsonValueKind.True or JsonValueKind.False ? null : wrong;
        return value.ValueKind == JsonValueKind.True;
    }

    private static long? Calls(Members members, ref ApiError? fault)
    {
        if (members.Find("calls_per_month") is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var calls) && calls is >= 0 and <= MostCalls)
        {
            return calls;
        }

        fault ??= _invalidCalls;
        return null;
    }

    private static string? Zone(Members members, ref ApiError? fault)
    {
        if (members.Find("time_zone") is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.String && TimeZoneInfo.TryFindSystemTimeZoneById(value.GetString()!, out var zone))
        {
            return zone.Id;
        }

        fault ??= _invalidZone;
        return null;
    }
}
