using Postrider.Accounts;
using Postrider.Calls;
using Postrider.Campaigns;
using Postrider.Storage;

namespace Postrider.Server.Api.Calls.Campaigns;

/// <summary>What can be foreseen of campaigns: when they will be done, and what they wait for.</summary>
internal sealed class CampaignOutlook(ICampaignStore campaigns, AccountDirectory accounts)
{
    /// <summary>How long a call takes of which nothing is known yet.</summary>
    public const double AssumedCallSeconds = 60;

    /// <summary>From the dialing to the end, by the campaign's own calls; null: none was dialed to its end yet.</summary>
    public static double? CallSeconds(CampaignCounts counts)
    {
        var dialed = counts.Outcomes.Where(ended => ended.Key is not (CallOutcome.Canceled or CallOutcome.Suppressed or CallOutcome.Expired)).Sum(ended => ended.Value);
        return dialed > 0 && counts.TimeOnLine > TimeSpan.Zero ? counts.TimeOnLine.TotalSeconds / dialed : null;
    }

    public async ValueTask<ShownCampaign> ShowAsync(Campaign campaign, CancellationToken cancellationToken)
    {
        // What stands still, for whatever reason, has no end in sight.
        if (campaign.State != CampaignState.Running || await AccountAsync(campaign, cancellationToken) is not { } account || AccountLoad.HoldOf(account) is not null)
        {
            return new ShownCampaign(campaign, null);
        }

        var zones = await campaigns.ReadZonesAsync(campaign.Workspace, campaign.CampaignId, cancellationToken);
        return new ShownCampaign(campaign, Forecast(campaign, zones, account, campaign.Now).EndsAt);
    }

    /// <summary>Null: it was deleted.</summary>
    public async ValueTask<Account?> AccountAsync(Campaign campaign, CancellationToken cancellationToken) =>
        (await accounts.FindAsync(campaign.Workspace, campaign.AccountId, cancellationToken))?.Account;

    public static CampaignForecast Forecast(Campaign campaign, IReadOnlyDictionary<string, long> zones, Account? account, DateTimeOffset from)
    {
        var settings = campaign.Settings;
        var most = Math.Min(settings.MaxConcurrent, account?.MaxConnections ?? int.MaxValue);
        var pace = new CampaignPace(settings.Spacing, most, account is null ? null : CallPace.StartGap(account), TimeSpan.FromSeconds(CallSeconds(campaign.Counts) ?? AssumedCallSeconds));
        return CampaignForecast.Of(zones, pace, settings.Hours, from);
    }
}
