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
        ContactEndpoints.Map(group, gate);
        ContactFilterEndpoints.Map(group, gate);
        ContactImportEndpoints.Map(group, gate);
        ContactListEndpoints.Map(group, gate);
        CustomFieldEndpoints.Map(group, gate);
        SuppressionRuleEndpoints.Map(group, gate);
    }
}
