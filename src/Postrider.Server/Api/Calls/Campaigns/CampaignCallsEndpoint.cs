using Postrider.Access;
using Postrider.Campaigns;
using Postrider.Server.Security;
using Postrider.Storage;

namespace Postrider.Server.Api.Calls.Campaigns;

/// <summary>Hands numbers to a campaign that is there, be it running.</summary>
internal sealed class CampaignCallsEndpoint(ICampaignStore campaigns, CampaignPlans plans, CampaignIntake intake, CampaignAnswers answers, CallsSettings calls, TimeProvider time)
{
    private static readonly ApiError _brokenOff = ApiErrors.Unavailable.With(
        "The database went away while the numbers were taken in. Hand in the same again: what the campaign has already is counted as duplicate and called once.");

    public static void Map(IEndpointRouteBuilder group, CallsGate gate)
    {
        var endpoint = ActivatorUtilities.CreateInstance<CampaignCallsEndpoint>(group.ServiceProvider);
        group.MapPost("/outbound-jobs/{id}/calls", gate.Require(Scopes.CampaignsWrite, endpoint.Add));
    }

    private async Task Add(HttpContext context, Caller caller)
    {
        var campaign = CampaignId.Parse((string)context.Request.RouteValues["id"]!) is { } id ? await campaigns.FindAsync(caller.WorkspaceId, id, context.RequestAborted) : null;
        var fault = campaign is null ? CampaignErrors.NotFound
            : !campaign.State.TakesNumbers() ? CampaignErrors.In(campaign.State)
            : await plans.ForbiddenAsync(caller.WorkspaceId, context.RequestAborted) ?? await plans.AccountFaultAsync(campaign, context.RequestAborted);
        if (fault is not null)
        {
            await CallsAnswer.ErrorAsync(context, fault);
            return;
        }

        await using var request = await CampaignRequest.ReadAsync(context, calls.UploadFolder);
        if ((request.Fault ?? (request.HasNumbers ? null : request.NumbersMissing)) is { } missing)
        {
            await CallsAnswer.ErrorAsync(context, missing);
            return;
        }

        var target = new IntakeTarget(caller.WorkspaceId, campaign!.CampaignId, campaign.AgentId, campaign.AccountId);
        var rows = request.ReadRows(campaign.Settings.Hours, time.GetUtcNow(), context.RequestAborted);
        await AnswerAsync(context, campaign, await intake.TakeAsync(target, rows, context.RequestAborted));
    }

    private async Task AnswerAsync(HttpContext context, Campaign before, CampaignTally tally)
    {
        var campaign = await campaigns.FindAsync(before.Workspace, before.CampaignId, context.RequestAborted) ?? before;
        await (tally.End switch
        {
            IntakeEnd.Complete => answers.GrownAsync(context, campaign, tally),
            IntakeEnd.CampaignOver => CallsAnswer.ErrorAsync(context, CampaignErrors.In(campaign.State)),
            IntakeEnd.StoreDown => CallsAnswer.ErrorAsync(context, _brokenOff),
            _ => CallsAnswer.ErrorAsync(context, ApiErrors.ActionFailed),
        });
    }
}
