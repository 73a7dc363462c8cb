using Postrider.Server.Api.Calls.Agents;
using Postrider.Server.Api.Calls.Campaigns;

namespace Postrider.Server.Api.Calls;

/// <summary>The Calls API.</summary>
internal static class CallsApi
{
    public static IServiceCollection AddCallsApi(this IServiceCollection services, CallsSettings settings) => services
        .AddSingleton(settings)
        .AddSingleton<CallsGate>()
        .AddSingleton<CallIntake>()
        .AddCampaigns();

    public static void MapCallsApi(this IEndpointRouteBuilder app)
    {
        var gate = app.ServiceProvider.GetRequiredService<CallsGate>();
        var group = app.MapGroup("/v1");
        MakeCallEndpoint.Map(group, gate);
        CallEndpoints.Map(group, gate);
        AgentEndpoints.Map(group, gate);
        CampaignsApi.Map(group, gate);
    }
}
