using Postrider.Campaigns;
using Postrider.Server.Api.Calls.Campaigns.Reports;

namespace Postrider.Server.Api.Calls.Campaigns;

/// <summary>Campaigns, under the Calls API.</summary>
internal static class CampaignsApi
{
    public static IServiceCollection AddCampaigns(this IServiceCollection services) => services
        .AddSingleton<CampaignIntake>()
        .AddSingleton<CampaignPlans>()
        .AddSingleton<CampaignOutlook>()
        .AddSingleton<CampaignAnswers>()
        .AddSingleton<ProgressReading>()
        .AddSingleton<ProgressLook>(provider => provider.GetRequiredService<ProgressReading>().LookAsync)
        .AddSingleton<ProgressHub>();

    public static void Map(IEndpointRouteBuilder group, CallsGate gate)
    {
        CampaignCreateEndpoint.Map(group, gate);
        CampaignCallsEndpoint.Map(group, gate);
        CampaignEndpoints.Map(group, gate);
        PreflightEndpoint.Map(group, gate);
        ProgressEndpoint.Map(group, gate);
        ReportEndpoints.Map(group, gate);
    }
}
