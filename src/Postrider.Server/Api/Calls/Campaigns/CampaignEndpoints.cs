using Postrider.Access;
using Postrider.Campaigns;
using Postrider.Server.Api.Actions;
using Postrider.Server.Security;
using Postrider.Storage;

namespace Postrider.Server.Api.Calls.Campaigns;

/// <summary>Reading campaigns, changing them while they run, and moving them from state to state.</summary>
internal sealed class CampaignEndpoints(ICampaignStore campaigns, CampaignPlans plans, CampaignOutlook outlook, TimeProvider time)
{
    public static void Map(IEndpointRouteBuilder group, CallsGate gate)
    {
        var endpoints = ActivatorUtilities.CreateInstance<CampaignEndpoints>(group.ServiceProvider);
        group.MapGet("/outbound-jobs", gate.Require(Scopes.CallsRead, endpoints.List));
        group.MapGet("/outbound-jobs/{id}", gate.Require(Scopes.CallsRead, endpoints.Get));
        group.MapPatch("/outbound-jobs/{id}", gate.Require(Scopes.CampaignsWrite, endpoints.Change));
        group.MapPost("/outbound-jobs/{id}/start", gate.Require(Scopes.CampaignsWrite, endpoints.Start));
        group.MapPost("/outbound-jobs/{id}/pause", gate.Require(Scopes.CampaignsWrite, endpoints.Pause));
        group.MapPost("/outbound-jobs/{id}/resume", gate.Require(Scopes.CampaignsWrite, endpoints.Resume));
        group.MapPost("/outbound-jobs/{id}/cancel", gate.Require(Scopes.CampaignsWrite, endpoints.Cancel));
    }

    private async Task List(HttpContext context, Caller caller)
    {
        var query = context.Request.Query;
        var fault = Paging.TryRead(query, out var paging);
        Guid? before = paging.After is { } after && Guid.TryParseExact(after, "D", out var last) ? last : null;
        fault ??= paging.After is not null && before is null ? ApiErrors.InvalidCursor : null;
        CampaignState? wanted = null;
        if (query["state"].ToString() is { Length: > 0 } word)
        {
            wanted = CampaignStates.TryParse(word, out var state) && state != CampaignState.Gathering ? state : null;
            fault ??= wanted is null ? CampaignErrors.InvalidState : null;
        }

        if (fault is not null)
        {
            await CallsAnswer.ErrorAsync(context, fault);
            return;
        }

        var read = await campaigns.ListAsync(caller.WorkspaceId, before, wanted, paging.Limit + 1, context.RequestAborted);
        var (items, next) = paging.Page(read, campaign => campaign.CampaignId.ToString("D"));
        var shown = new List<ShownCampaign>(items.Count);
        foreach (var campaign in items)
        {
            shown.Add(await outlook.ShowAsync(campaign, context.RequestAborted));
        }

        await CallsAnswer.ItemsAsync(context, shown, next, CampaignWire.Write);
    }

    private Task Get(HttpContext context, Caller caller) => OnAsync(context, caller, campaign => AnswerAsync(context, campaign));

    private Task Change(HttpContext context, Caller caller) => OnAsync(context, caller, async campaign =>
    {
        using var body = await JsonBody.ReadAsync(context);
        if (await ReadAsync(context, body, CampaignReader.Read) is { } change)
        {
            await AnswerAsync(context, await campaigns.ChangeAsync(caller.WorkspaceId, campaign.CampaignId, change, context.RequestAborted));
        }
    });

    private Task Start(HttpContext context, Caller caller) => OnAsync(context, caller, async campaign =>
    {
        using var body = await OptionalBodyAsync(context);
        if (await ReadAsync(context, body, fields => new StartWish(CampaignReader.StartAt(fields, time.GetUtcNow()))) is not { } wish)
        {
            return;
        }

        var fault = campaign.State is CampaignState.Draft or CampaignState.Scheduled ? null : CampaignErrors.In(campaign.State);
        fault ??= campaign.Counts.Accepted == 0 ? CampaignErrors.Empty : null;
        await RunAsync(context, campaign, fault, plan => campaigns.StartAsync(caller.WorkspaceId, campaign.CampaignId, plan, wish.At, context.RequestAborted));
    });

    private Task Pause(HttpContext context, Caller caller) => OnAsync(context, caller, async campaign =>
        await AnswerAsync(context, await campaigns.PauseAsync(caller.WorkspaceId, campaign.CampaignId, context.RequestAborted)));

    private Task Resume(HttpContext context, Caller caller) => OnAsync(context, caller, campaign =>
        RunAsync(
            context,
            campaign,
            campaign.State == CampaignState.Paused ? null : CampaignErrors.In(campaign.State),
            plan => campaigns.ResumeAsync(caller.WorkspaceId, campaign.CampaignId, plan, context.RequestAborted)));

    private Task Cancel(HttpContext context, Caller caller) => OnAsync(context, caller, async campaign =>
    {
        using var body = await OptionalBodyAsync(context);
        if (await ReadAsync(context, body, fields => new CancelWish(fields.Flag("hangup") ?? IsTrue(context.Request.Query["hangup"]))) is { } wish)
        {
            await AnswerAsync(context, await campaigns.CancelAsync(caller.WorkspaceId, campaign.CampaignId, wish.HangUp, context.RequestAborted));
        }
    });

    /// <summary>Calls begin again only where they may and can.</summary>
    private async Task RunAsync(HttpContext context, Campaign campaign, ApiError? fault, Func<Postrider.Calls.CallPlan, Task<CampaignMove>> move)
    {
        fault ??= await plans.ForbiddenAsync(campaign.Workspace, context.RequestAborted);
        var found = fault ?? await plans.FindAsync(campaign, context.RequestAborted);
        await (found.Plan is { } plan ? AnswerAsync(context, await move(plan)) : CallsAnswer.ErrorAsync(context, found.Fault!));
    }

    private async Task OnAsync(HttpContext context, Caller caller, Func<Campaign, Task> act)
    {
        var campaign = CampaignId.Parse((string)context.Request.RouteValues["id"]!) is { } id ? await campaigns.FindAsync(caller.WorkspaceId, id, context.RequestAborted) : null;
        await (campaign is null ? CallsAnswer.ErrorAsync(context, CampaignErrors.NotFound) : act(campaign));
    }

    /// <summary>What the body says; null: the request is answered.</summary>
    private static async Task<T?> ReadAsync<T>(HttpContext context, JsonBody? body, Func<Fields, T> read)
        where T : class
    {
        if (body is { IsFaulty: true })
        {
            await CallsAnswer.ErrorAsync(context, body.Error);
            return null;
        }

        var fields = new Fields(body?.Root ?? default, isLenient: true);
        var said = read(fields);
        if (!fields.IsFaulty)
        {
            return said;
        }

        await CallsAnswer.ErrorAsync(context, CampaignErrors.Invalid.With(FaultSentence.Of(fields.Faults)));
        return null;
    }

    /// <summary>Null: the request has none.</summary>
    private static async Task<JsonBody?> OptionalBodyAsync(HttpContext context) =>
        context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false } ? null : await JsonBody.ReadAsync(context);

    private static bool IsTrue(string? text) => bool.TryParse(text, out var flag) && flag;

    private Task AnswerAsync(HttpContext context, CampaignMove move) => move switch
    {
        { Campaign: null } => CallsAnswer.ErrorAsync(context, CampaignErrors.NotFound),
        { IsDone: false } => CallsAnswer.ErrorAsync(context, CampaignErrors.In(move.Campaign.State)),
        _ => AnswerAsync(context, move.Campaign),
    };

    private async Task AnswerAsync(HttpContext context, Campaign campaign) =>
        await CallsAnswer.ItemAsync(context, StatusCodes.Status200OK, await outlook.ShowAsync(campaign, context.RequestAborted), CampaignWire.Write);

    private sealed record StartWish(DateTimeOffset? At);

    private sealed record CancelWish(bool HangUp);
}
