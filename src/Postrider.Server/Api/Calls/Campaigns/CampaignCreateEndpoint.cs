using Postrider.Access;
using Postrider.Campaigns;
using Postrider.Postgres.Storage;
using Postrider.Server.Security;
using Postrider.Storage;

namespace Postrider.Server.Api.Calls.Campaigns;

/// <summary>Makes campaigns, with the numbers that come along. Nobody sees one before all of them are in.</summary>
internal sealed class CampaignCreateEndpoint(ICampaignStore campaigns, CampaignPlans plans, CampaignIntake intake, CampaignAnswers answers, ICallAllowanceStore allowances, CallsSettings calls, TimeProvider time)
{
    public static void Map(IEndpointRouteBuilder group, CallsGate gate)
    {
        var endpoint = ActivatorUtilities.CreateInstance<CampaignCreateEndpoint>(group.ServiceProvider);
        group.MapPost("/outbound-jobs", gate.Require(Scopes.CampaignsWrite, endpoint.Create));
    }

    private async Task Create(HttpContext context, Caller caller)
    {
        if (await plans.ForbiddenAsync(caller.WorkspaceId, context.RequestAborted) is { } forbidden)
        {
            await CallsAnswer.ErrorAsync(context, forbidden);
            return;
        }

        await using var request = await CampaignRequest.ReadAsync(context, calls.UploadFolder);
        var (key, fault) = request.Fault is { } unread ? (null, unread) : await request.KeyAsync(context, caller);
        if (fault is not null)
        {
            await CallsAnswer.ErrorAsync(context, fault);
            return;
        }

        var (allowance, now) = await allowances.ReadAsync(caller.WorkspaceId, context.RequestAborted);
        var draft = CampaignDraft.Read(request.Fields, allowance.TimeZone, now) with { Key = key };
        if (key is { } given && await campaigns.FindKeyAsync(caller.WorkspaceId, given.KeyHash, context.RequestAborted) is { } known)
        {
            await RepeatAsync(context, caller, draft, known);
        }
        else if (request.Fields.IsFaulty)
        {
            await CallsAnswer.ErrorAsync(context, CampaignErrors.Invalid.With(FaultSentence.Of(request.Fields.Faults)));
        }
        else
        {
            await MakeAsync(context, caller, draft, request);
        }
    }

    private async Task MakeAsync(HttpContext context, Caller caller, CampaignDraft draft, CampaignRequest request)
    {
        var found = await plans.FindAsync(caller.WorkspaceId, draft.AgentId, draft.Trigger, draft.Settings, context.RequestAborted);
        if (found is not { Plan: { } plan, Account: { } account })
        {
            await CallsAnswer.ErrorAsync(context, found.Fault!);
            return;
        }

        if (account.Kind == "sandbox")
        {
            context.Response.Headers["Postrider-Sandbox"] = "true";
        }

        var campaign = new NewCampaign
        {
            Workspace = caller.WorkspaceId,
            CampaignId = Guid.CreateVersion7(time.GetUtcNow()),
            AgentId = draft.AgentId,
            AccountId = account.AccountId,
            Trigger = draft.Trigger,
            Plan = plan,
            Settings = draft.Settings,
            Key = draft.Key,
        };
        if (!await campaigns.CreateAsync(campaign, context.RequestAborted))
        {
            // Another request with this key came first, a moment ago.
            await RepeatAsync(context, caller, draft, await campaigns.FindKeyAsync(caller.WorkspaceId, draft.Key!.Value.KeyHash, context.RequestAborted));
            return;
        }

        if (await FillAsync(campaign, request, context.RequestAborted) is { } fault)
        {
            await CallsAnswer.ErrorAsync(context, fault);
            return;
        }

        await answers.MadeAsync(context, await RunAsync(caller.WorkspaceId, campaign.CampaignId, draft, plan, context.RequestAborted));
    }

    /// <summary>Takes in the numbers. Whatever goes wrong before all are in leaves nothing behind.</summary>
    private async Task<ApiError?> FillAsync(NewCampaign campaign, CampaignRequest request, CancellationToken cancellationToken)
    {
        var isOpen = false;
        try
        {
            var target = new IntakeTarget(campaign.Workspace, campaign.CampaignId, campaign.AgentId, campaign.AccountId);
            var tally = await intake.TakeAsync(target, request.ReadRows(campaign.Settings.Hours, time.GetUtcNow(), cancellationToken), cancellationToken);
            if (tally.End != IntakeEnd.Complete)
            {
                return tally.End == IntakeEnd.StoreDown ? ApiErrors.Unavailable : ApiErrors.ActionFailed;
            }

            await campaigns.OpenAsync(campaign.Workspace, campaign.CampaignId, cancellationToken);
            isOpen = true;
            return null;
        }
        finally
        {
            if (!isOpen)
            {
                await DiscardAsync(campaign);
            }
        }
    }

    private async Task DiscardAsync(NewCampaign campaign)
    {
        try
        {
            await campaigns.DiscardAsync(campaign.Workspace, campaign.CampaignId, CancellationToken.None);
        }
        catch (Exception exception) when (StoreFailure.IsUnavailable(exception))
        {
            // The sweeper does it when the store is back.
        }
    }

    /// <summary>The campaign as it is then: running where that is wished and there is somebody to call.</summary>
    private async Task<Campaign> RunAsync(WorkspaceId workspace, Guid campaignId, CampaignDraft draft, Postrider.Calls.CallPlan plan, CancellationToken cancellationToken)
    {
        var campaign = (await campaigns.FindAsync(workspace, campaignId, cancellationToken))!;
        return draft.Starts && campaign is { State: CampaignState.Draft, Counts.Accepted: > 0 }
            ? (await campaigns.StartAsync(workspace, campaignId, plan, draft.StartAt, cancellationToken)).Campaign!
            : campaign;
    }

    /// <summary>The key has made a campaign: that is the answer, as it is now. One whose start was cut short is started.</summary>
    private async Task RepeatAsync(HttpContext context, Caller caller, CampaignDraft draft, CampaignKey? known)
    {
        var campaign = known is null ? null : await campaigns.FindAsync(caller.WorkspaceId, known.CampaignId, context.RequestAborted);
        if (known is not null && known.BodyHash != draft.Key!.Value.BodyHash)
        {
            await CallsAnswer.ErrorAsync(context, CallsErrors.KeyConflict);
        }
        else if (campaign is null)
        {
            await CallsAnswer.ErrorAsync(context, CampaignErrors.StillComing);
        }
        else
        {
            var found = draft.Starts && campaign.State == CampaignState.Draft ? await plans.FindAsync(campaign, context.RequestAborted) : default;
            await answers.MadeAsync(context, found.Plan is { } plan ? await RunAsync(caller.WorkspaceId, campaign.CampaignId, draft, plan, context.RequestAborted) : campaign);
        }
    }
}
