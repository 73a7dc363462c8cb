using Postrider.Server.Api.Actions.Accounts;
using Postrider.Server.Api.Actions.Contacts;
using Postrider.Server.Api.Actions.Inbox;
using Postrider.Server.Api.Actions.Sends;

namespace Postrider.Server.Api.Actions;

/// <summary>The Actions API.</summary>
internal static class ActionsApi
{
    public static IServiceCollection AddActionsApi(this IServiceCollection services, DirectSettings direct) => services
        .AddSingleton<ActionsGate>()
        .AddSingleton(direct)
        .AddSingleton<DirectIntake>()
        .AddSingleton<DirectRun>()
        .AddSingleton<VoiceContent>();

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
        SendEndpoints.Map(group, gate);
        ActivityEndpoints.Map(group, gate);
        AttachmentEndpoints.Map(group, gate);
        BackgroundJobEndpoints.Map(group, gate);
        ThreadEndpoints.Map(group, gate);
        CategoryEndpoints.Map(group, gate);
        ReplyEndpoints.Map(group, gate);
        ContactEndpoints.Map(group, gate);
        ContactFilterEndpoints.Map(group, gate);
        ContactImportEndpoints.Map(group, gate);
        ContactListEndpoints.Map(group, gate);
        CustomFieldEndpoints.Map(group, gate);
        SuppressionRuleEndpoints.Map(group, gate);
    }
}
