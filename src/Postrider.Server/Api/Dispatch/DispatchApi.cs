using Postrider.Server.Api.Dispatch.Webhooks;
using Postrider.Server.Security;

namespace Postrider.Server.Api.Dispatch;

/// <summary>The Dispatch API under both of its prefixes.</summary>
internal static class DispatchApi
{
    public static IServiceCollection AddDispatchApi(this IServiceCollection services, TimeSpan floor) => services
        .AddSingleton(new DispatchSettings(floor))
        .AddSingleton<DispatchIntake>()
        .AddSingleton<Endpoints>()
        .AddSingleton<JobWatch>();

    public static void MapDispatchApi(this IEndpointRouteBuilder app)
    {
        app.MapAccessEndpoints();
        foreach (var prefix in new[] { "/api/v1", "/api/v2" })
        {
            var group = app.MapGroup(prefix);
            WorkspaceCallingEndpoints.Map(group);
            AccountEndpoints.Map(group);
            CallbackSetUpEndpoints.Map(group);
            DispatchEndpoints.Map(group);
            BatchEndpoints.Map(group);
            JobEndpoints.Map(group, v2: prefix == "/api/v2");
            EventEndpoints.Map(group);
            SuppressionEndpoints.Map(group);
            WebhookEndpoints.Map(group);
            InboxEndpoints.Map(group);
            SandboxEndpoints.Map(group);
        }
    }
}
