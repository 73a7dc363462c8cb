using Postrider.Access;
using Postrider.Accounts;
using Postrider.Campaigns;
using Postrider.Server.Security;
using Postrider.Storage;

namespace Postrider.Server.Api.Calls.Campaigns;

/// <summary>Says before a start what will happen.</summary>
internal sealed class PreflightEndpoint(ICampaignStore campaigns, IAgentStore agents, CampaignPlans plans, CampaignOutlook outlook)
{
    public static void Map(IEndpointRouteBuilder group, CallsGate gate)
    {
        var endpoint = ActivatorUtilities.CreateInstance<PreflightEndpoint>(group.ServiceProvider);
        group.MapGet("/outbound-jobs/{id}/preflight", gate.Require(Scopes.CallsRead, endpoint.Get));
    }

    private async Task Get(HttpContext context, Caller caller)
    {
        var campaign = CampaignId.Parse((string)context.Request.RouteValues["id"]!) is { } id ? await campaigns.FindAsync(caller.WorkspaceId, id, context.RequestAborted) : null;
        await (campaign is null
            ? CallsAnswer.ErrorAsync(context, CampaignErrors.NotFound)
            : CallsAnswer.ItemAsync(context, StatusCodes.Status200OK, await LookAsync(campaign, context.RequestAborted), PreflightWire.Write));
    }

    private async Task<Preflight> LookAsync(Campaign campaign, CancellationToken cancellationToken)
    {
        var (workspace, id) = (campaign.Workspace, campaign.CampaignId);
        var zones = await campaigns.ReadZonesAsync(workspace, id, cancellationToken);
        var suppressed = await campaigns.CountSuppressedAsync(workspace, id, cancellationToken);
        var account = await outlook.AccountAsync(campaign, cancellationToken);
        var fault = await plans.ForbiddenAsync(workspace, cancellationToken) ?? (await plans.FindAsync(campaign, cancellationToken)).Fault;
        var agent = await agents.FindAsync(workspace, campaign.AgentId, cancellationToken);
        var dials = campaign.State.IsOver() ? 0 : Math.Max(0, campaign.Counts.Queued - suppressed);
        var begins = campaign.StartAt is { } at && campaign.State == CampaignState.Scheduled && at > campaign.Now ? at : campaign.Now;
        return new Preflight
        {
            Campaign = campaign,
            Dials = dials,
            Suppressed = suppressed,
            Rejected = await campaigns.CountRejectedAsync(workspace, id, cancellationToken),
            Waiting = Waiting(campaign, zones, begins),
            Limits = Limits(campaign, account),
            Forecast = CampaignOutlook.Forecast(campaign, zones, account, begins),
            Begins = begins,
            IsHeld = campaign.State.IsOver() || account is null || AccountLoad.HoldOf(account) is not null,
            CallSeconds = CampaignOutlook.CallSeconds(campaign.Counts),
            Warnings = campaign.State.IsOver() ? [] : PreflightWarnings.Of(campaign, account, fault, agent?.Settings.AccountId, dials),
        };
    }

    /// <summary>The most first.</summary>
    private static List<WaitingZones> Waiting(Campaign campaign, IReadOnlyDictionary<string, long> zones, DateTimeOffset at) =>
    [
        .. from zone in zones
           where zone.Value > 0
           let opens = campaign.Settings.Hours.ClosedUntil(zone.Key, at)
           where opens is not null
           orderby zone.Value descending, zone.Key
           select new WaitingZones(zone.Key.Length == 0 ? campaign.Settings.Hours.TimeZone : zone.Key, zone.Value, opens.Value),
    ];

    private static List<PaceLimit> Limits(Campaign campaign, Account? account)
    {
        var seconds = CampaignOutlook.CallSeconds(campaign.Counts) ?? CampaignOutlook.AssumedCallSeconds;
        var limits = new List<PaceLimit>
        {
            new("spacing_seconds", 60 / campaign.Settings.Spacing.TotalSeconds),
            new("max_concurrent", 60 * campaign.Settings.MaxConcurrent / seconds),
        };
        if (account is not null)
        {
            limits.Add(new PaceLimit("account_max_concurrent", 60 * account.MaxConnections / seconds));
            if (CallPace.StartGap(account) is { } gap)
            {
                limits.Add(new PaceLimit("account_calls_per_second", 60 / gap.TotalSeconds));
            }
        }

        return limits;
    }
}
