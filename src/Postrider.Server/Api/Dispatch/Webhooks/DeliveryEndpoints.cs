using Postrider.Access;
using Postrider.Accounts;
using Postrider.Jobs;
using Postrider.Server.Security;
using Postrider.Storage;
using Postrider.Webhooks;

namespace Postrider.Server.Api.Dispatch.Webhooks;

/// <summary>What was posted to an endpoint, and what is to be posted besides.</summary>
internal sealed class DeliveryEndpoints(IWebhookStore store, Endpoints endpoints, TimeProvider time)
{
    public static void Map(IEndpointRouteBuilder group)
    {
        var gate = group.ServiceProvider.GetRequiredService<ApiKeyGate>();
        var own = ActivatorUtilities.CreateInstance<DeliveryEndpoints>(group.ServiceProvider);
        group.MapPost("/webhooks/{id}/test", gate.Require(Scopes.WebhooksWrite, own.Test));
        group.MapGet("/webhooks/{id}/deliveries", gate.Require(Scopes.WebhooksRead, own.List));
        group.MapGet("/webhooks/{id}/deliveries/{delivery}", gate.Require(Scopes.WebhooksRead, own.Get));
        group.MapPost("/webhooks/{id}/deliveries/{delivery}/resend", gate.Require(Scopes.WebhooksWrite, own.Resend));
    }

    private async Task Test(HttpContext context, Caller caller)
    {
        var endpoint = await EndpointAsync(context, caller);
        var fault = endpoint is null ? WebhookErrors.NotFound : endpoint.CanSend ? null : WebhookErrors.Paused;
        await (fault is null ? AnswerAcceptedAsync(context, await endpoints.TestAsync(endpoint!, context.RequestAborted)) : Envelope.ErrorAsync(context, fault));
    }

    private async Task List(HttpContext context, Caller caller)
    {
        var fault = Paging.TryRead(context.Request.Query, out var paging);
        Guid before = default;
        if (paging.After is { } place && !Guid.TryParseExact(place, "D", out before))
        {
            fault ??= ApiErrors.InvalidCursor;
        }

        fault ??= await EndpointAsync(context, caller) is null ? WebhookErrors.NotFound : null;
        if (fault is not null)
        {
            await Envelope.ErrorAsync(context, fault);
            return;
        }

        var read = await store.ListDeliveriesAsync(caller.WorkspaceId, WebhookEndpoints.Id(context), paging.After is null ? null : before, paging.Limit + 1, context.RequestAborted);
        var (items, next) = paging.Page(read, delivery => delivery.Job.JobId.ToString("D"));
        var now = time.GetUtcNow();
        await Envelope.ItemsAsync(context, items, next, (writer, delivery) => WebhookWire.Write(writer, (delivery, now)));
    }

    private async Task Get(HttpContext context, Caller caller)
    {
        var (_, delivery, fault) = await FindAsync(context, caller);
        await (fault is null ? AnswerAsync(context, delivery!, StatusCodes.Status200OK) : Envelope.ErrorAsync(context, fault));
    }

    private async Task Resend(HttpContext context, Caller caller)
    {
        var (endpoint, delivery, fault) = await FindAsync(context, caller);
        fault ??= delivery!.Job.State == JobState.Failed ? null : WebhookErrors.NotFailed;
        await (fault is null ? AnswerAcceptedAsync(context, await endpoints.ResendAsync(endpoint!, delivery!.Post, context.RequestAborted)) : Envelope.ErrorAsync(context, fault));
    }

    private Task<Account?> EndpointAsync(HttpContext context, Caller caller) => store.FindAsync(caller.WorkspaceId, WebhookEndpoints.Id(context), context.RequestAborted);

    private async Task<(Account? Endpoint, WebhookDelivery? Delivery, ApiError? Fault)> FindAsync(HttpContext context, Caller caller)
    {
        if (await EndpointAsync(context, caller) is not { } endpoint)
        {
            return (null, null, WebhookErrors.NotFound);
        }

        var delivery = Guid.TryParseExact((string?)context.Request.RouteValues["delivery"], "D", out var id)
            ? await store.FindDeliveryAsync(caller.WorkspaceId, endpoint.AccountId, id, context.RequestAborted)
            : null;
        return (endpoint, delivery, delivery is null ? WebhookErrors.DeliveryNotFound : null);
    }

    private Task AnswerAcceptedAsync(HttpContext context, WebhookDelivery? delivery) =>
        delivery is null ? Envelope.ErrorAsync(context, ApiErrors.Unavailable) : AnswerAsync(context, delivery, StatusCodes.Status202Accepted);

    private Task AnswerAsync(HttpContext context, WebhookDelivery delivery, int status) =>
        Envelope.ItemAsync(context, status, (delivery, time.GetUtcNow()), static (writer, item) => WebhookWire.Write(writer, item));
}
