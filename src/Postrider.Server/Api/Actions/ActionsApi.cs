namespace Postrider.Server.Api.Actions;

/// <summary>The Actions API.</summary>
internal static class ActionsApi
{
    public static IServiceCollection AddActionsApi(this IServiceCollection services) => services.AddSingleton<ActionsGate>();

    public static void MapActionsApi(this IEndpointRouteBuilder app)
    {
        var gate = app.ServiceProvider.GetRequiredService<ActionsGate>();
        var group = app.MapGroup("/v3");
        AccessEndpoints.Map(group, gate);
        EmailAccountLists.Map(group, gate);
        EmailAccountEndpoints.Map(group, gate);
        AccountTagEndpoints.Map(group, gate);
        EmailSignInEndpoints.Map(group, gate);
        LinkedInAccountEndpoints.Map(group, gate);
    }
}
