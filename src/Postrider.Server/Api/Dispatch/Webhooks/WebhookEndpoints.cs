using Postrider.Access;
using Postrider.Accounts;
using Postrider.Channels.Webhook;
using Postrider.Server.Security;
using Postrider.Storage;

namespace Postrider.Server.Api.Dispatch.Webhooks;

/// <summary>Where a workspace wants its events posted to.</summary>
internal sealed class WebhookEndpoints(IWebhookStore store, Endpoints endpoints, EndpointCheck check)
{
    private const int MostEndpoints = 100;

    public static void Map(IEndpointRouteBuilder group)
    {
        var gate = group.ServiceProvider.GetRequiredService<ApiKeyGate>();
        var own = ActivatorUtilities.CreateInstance<WebhookEndpoints>(group.ServiceProvider);
        group.MapGet("/webhooks", gate.Require(Scopes.WebhooksRead, own.List));
        group.MapPost("/webhooks", gate.Require(Scopes.WebhooksWrite, own.Add));
        group.MapGet("/webhooks/{id}", gate.Require(Scopes.WebhooksRead, own.Get));
        group.MapPatch("/webhooks/{id}", gate.Require(Scopes.WebhooksWrite, own.Change));
        group.MapDelete("/webhooks/{id}", gate.Require(Scopes.WebhooksWrite, own.Delete));
        group.MapPost("/webhooks/{id}/rotate", gate.Require(Scopes.WebhooksWrite, own.Rotate));
        DeliveryEndpoints.Map(group);
    }

    internal static string Id(HttpContext context) => (string?)context.Request.RouteValues["id"] ?? "";

    private async Task List(HttpContext context, Caller caller)
    {
        if (Paging.TryRead(context.Request.Query, out var paging) is { } fault)
        {
            await Envelope.ErrorAsync(context, fault);
            return;
        }

        var read = await store.ListAsync(caller.WorkspaceId, paging.After, paging.Limit + 1, context.RequestAborted);
        var (items, next) = paging.Page(read, endpoint => endpoint.AccountId);
        await Envelope.ItemsAsync(context, items, next, (writer, endpoint) => WebhookWire.Write(writer, (endpoint, endpoints.OldSecretUntil(endpoint), null)));
    }

    private async Task Add(HttpContext context, Caller caller)
    {
        using var body = await JsonBody.ReadAsync(context);
        var draft = body.IsFaulty ? new WebhookDraft(null, null, null, null, body.Error) : WebhookDraft.Read(body.Root);
        var fault = draft.Fault ?? (draft.Url is null ? WebhookErrors.InvalidUrl : await ObjectionAsync(draft, context.RequestAborted));
        fault ??= (await store.ListAsync(caller.WorkspaceId, null, MostEndpoints, context.RequestAborted)).Count == MostEndpoints ? WebhookErrors.TooMany : null;
        if (fault is not null)
        {
            await Envelope.ErrorAsync(context, fault);
            return;
        }

        var (endpoint, secret) = await endpoints.AddAsync(caller.WorkspaceId, draft.Url!, draft, context.RequestAborted);
        await AnswerAsync(context, endpoint, StatusCodes.Status201Created, secret);
    }

    private async Task Get(HttpContext context, Caller caller) => await AnswerAsync(context, await store.FindAsync(caller.WorkspaceId, Id(context), context.RequestAborted));

    private async Task Change(HttpContext context, Caller caller)
    {
        using var body = await JsonBody.ReadAsync(context);
        var draft = body.IsFaulty ? new WebhookDraft(null, null, null, null, body.Error) : WebhookDraft.Read(body.Root);
        if ((draft.Fault ?? await ObjectionAsync(draft, context.RequestAborted)) is { } fault)
        {
            await Envelope.ErrorAsync(context, fault);
            return;
        }

        await AnswerAsync(context, await endpoints.ChangeAsync(caller.WorkspaceId, Id(context), endpoint => Endpoints.Apply(endpoint, draft), context.RequestAborted));
    }

    private async Task Delete(HttpContext context, Caller caller)
    {
        var endpoint = await store.FindAsync(caller.WorkspaceId, Id(context), context.RequestAborted);
        await AnswerAsync(context, endpoint is not null && await endpoints.DeleteAsync(endpoint, context.RequestAborted) ? endpoint : null);
    }

    private async Task Rotate(HttpContext context, Caller caller)
    {
        string? secret = null;
        var rotated = await endpoints.ChangeAsync(caller.WorkspaceId, Id(context), endpoint =>
        {
            (endpoint, secret) = endpoints.Rotate(endpoint);
            return endpoint;
        }, context.RequestAborted);
        await AnswerAsync(context, rotated, StatusCodes.Status200OK, secret);
    }

    private async Task<ApiError?> ObjectionAsync(WebhookDraft draft, CancellationToken cancellationToken) =>
        draft.Url is { } url && await check.ObjectionAsync(url, cancellationToken) is { } objection ? WebhookErrors.InvalidUrl.With(objection) : null;

    private Task AnswerAsync(HttpContext context, Account? endpoint, int status = StatusCodes.Status200OK, string? secret = null) => endpoint is null
        ? Envelope.ErrorAsync(context, WebhookErrors.NotFound)
        : Envelope.ItemAsync(context, status, (endpoint, endpoints.OldSecretUntil(endpoint), secret), WebhookWire.Write);
}
