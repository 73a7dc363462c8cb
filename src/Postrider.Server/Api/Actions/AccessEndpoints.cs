using Postrider.Access;
using Postrider.Server.Security;
using Postrider.Storage;

namespace Postrider.Server.Api.Actions;

/// <summary>Who the key's holder is.</summary>
internal sealed class AccessEndpoints(IAccessStore store)
{
    public static void Map(IEndpointRouteBuilder group, ActionsGate gate)
    {
        var endpoints = ActivatorUtilities.CreateInstance<AccessEndpoints>(group.ServiceProvider);
        group.MapGet("/whoami", gate.Require(null, endpoints.WhoAmI));
        group.MapGet("/whoami/team-users", gate.Require(null, endpoints.TeamUsers));
    }

    private async Task WhoAmI(HttpContext context, Caller caller) =>
        await ActionsAnswer.ObjectAsync(context, StatusCodes.Status200OK, await WorkspaceAsync(caller, context.RequestAborted), static (writer, workspace) =>
        {
            writer.WriteNumber("userId"u8, workspace.WorkspaceId.Value);
            writer.WriteString("username"u8, workspace.Name);
            writer.WriteNumber("teamId"u8, workspace.WorkspaceId.Value);
        });

    private async Task TeamUsers(HttpContext context, Caller caller) =>
        await ActionsAnswer.ArrayAsync(context, [await WorkspaceAsync(caller, context.RequestAborted)], static (writer, workspace) =>
        {
            writer.WriteNumber("userId"u8, workspace.WorkspaceId.Value);
            writer.WriteNumber("teamId"u8, workspace.WorkspaceId.Value);
            writer.WriteString("teamName"u8, workspace.Name);
        });

    private async Task<Workspace> WorkspaceAsync(Caller caller, CancellationToken cancellationToken) =>
        (await store.ListWorkspacesAsync(new WorkspaceId(caller.WorkspaceId.Value - 1), 1, cancellationToken))[0];
}
