namespace Postrider.Server.Api.Calls.Campaigns;

internal static class ReportErrors
{
    public static readonly ApiError CampaignNotFound = new(404, "campaign_not_found", "There is no such campaign in this workspace.");
}
