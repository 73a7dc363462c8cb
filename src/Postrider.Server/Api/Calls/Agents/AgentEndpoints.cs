using Postrider.Access;
using Postrider.Accounts;
using Postrider.Calls;
using Postrider.Channels;
using Postrider.Server.Api.Actions;
using Postrider.Server.Security;
using Postrider.Storage;

namespace Postrider.Server.Api.Calls.Agents;

/// <summary>Voice agents: who calls, and what is said.</summary>
internal sealed class AgentEndpoints(IAgentStore agents, AccountDirectory accounts, IAttachmentStore attachments, TimeProvider time)
{
    public static void Map(IEndpointRouteBuilder group, CallsGate gate)
    {
        var endpoints = ActivatorUtilities.CreateInstance<AgentEndpoints>(group.ServiceProvider);
        group.MapGet("/agents", gate.Require(Scopes.CallsRead, endpoints.List));
        group.MapPost("/agents", gate.Require(Scopes.CallsWrite, endpoints.Create));
        group.MapGet("/agents/{id}", gate.Require(Scopes.CallsRead, endpoints.Get));
        group.MapPut("/agents/{id}", gate.Require(Scopes.CallsWrite, endpoints.Replace));
        group.MapDelete("/agents/{id}", gate.Require(Scopes.CallsWrite, endpoints.Delete));
    }

    private static string Id(HttpContext context) => (string)context.Request.RouteValues["id"]!;

    private async Task List(HttpContext context, Caller caller)
    {
        if (Paging.TryRead(context.Request.Query, out var paging) is { } fault)
        {
            await CallsAnswer.ErrorAsync(context, fault);
            return;
        }

        if (paging.After?.Contains('\0', StringComparison.Ordinal) == true)
        {
            await CallsAnswer.ErrorAsync(context, ApiErrors.InvalidCursor);
            return;
        }

        var read = await agents.ListAsync(caller.WorkspaceId, paging.After, paging.Limit + 1, context.RequestAborted);
        var (items, next) = paging.Page(read, agent => agent.AgentId);
        await CallsAnswer.ItemsAsync(context, items, next, AgentWire.Write);
    }

    private async Task Get(HttpContext context, Caller caller) => await AnswerAsync(context, await FindAsync(caller.WorkspaceId, Id(context), context.RequestAborted));

    private async Task Create(HttpContext context, Caller caller)
    {
        if (await ReadAsync(context, caller.WorkspaceId) is { } settings)
        {
            var agent = await agents.AddAsync(caller.WorkspaceId, VoiceAgent.NewId(time.GetUtcNow()), settings, context.RequestAborted);
            context.Response.Headers.Location = $"/v1/agents/{agent.AgentId}";
            await CallsAnswer.ItemAsync(context, StatusCodes.Status201Created, agent, AgentWire.Write);
        }
    }

    private async Task Replace(HttpContext context, Caller caller)
    {
        if (await FindAsync(caller.WorkspaceId, Id(context), context.RequestAborted) is null)
        {
            await AnswerAsync(context, null);
        }
        else if (await ReadAsync(context, caller.WorkspaceId) is { } settings)
        {
            await AnswerAsync(context, await agents.ReplaceAsync(caller.WorkspaceId, Id(context), settings, context.RequestAborted));
        }
    }

    private async Task Delete(HttpContext context, Caller caller)
    {
        var isGone = IsId(Id(context)) && await agents.DeleteAsync(caller.WorkspaceId, Id(context), context.RequestAborted);
        await (isGone ? CallsAnswer.DoneAsync(context) : CallsAnswer.ErrorAsync(context, CallsErrors.AgentNotFound));
    }

    private async Task<VoiceAgent?> FindAsync(WorkspaceId workspace, string id, CancellationToken cancellationToken) =>
        IsId(id) ? await agents.FindAsync(workspace, id, cancellationToken) : null;

    /// <summary>PostgreSQL keeps no NUL, so no id has one.</summary>
    private static bool IsId(string id) => !id.Contains('\0', StringComparison.Ordinal);

    private static Task AnswerAsync(HttpContext context, VoiceAgent? agent) => agent is null
        ? CallsAnswer.ErrorAsync(context, CallsErrors.AgentNotFound)
        : CallsAnswer.ItemAsync(context, StatusCodes.Status200OK, agent, AgentWire.Write);

    /// <summary>The agent that the body describes; null when something is wrong with it, and the request is answered.</summary>
    private async Task<AgentSettings?> ReadAsync(HttpContext context, WorkspaceId workspace)
    {
        using var body = await JsonBody.ReadAsync(context);
        if (body.IsFaulty)
        {
            await CallsAnswer.ErrorAsync(context, body.Error);
            return null;
        }

        var recordings = await attachments.FindVoicesAsync(workspace, AgentReader.Recordings(body.Root), context.RequestAborted);
        var fields = new Fields(body.Root, isLenient: true);
        var settings = AgentReader.Read(fields, recordings);
        if (settings.AccountId.Length > 0 && (await accounts.FindAsync(workspace, settings.AccountId, context.RequestAborted))?.Account.Channel != Channel.Voice)
        {
            fields.Fail("account_id", "account_id must be a voice account of this workspace; GET /api/v1/connect/accounts?channel=voice lists them.");
        }

        if (!fields.IsFaulty)
        {
            return settings;
        }

        await CallsAnswer.ErrorAsync(context, CallsErrors.InvalidAgent.With(FaultSentence.Of(fields.Faults)));
        return null;
    }
}
