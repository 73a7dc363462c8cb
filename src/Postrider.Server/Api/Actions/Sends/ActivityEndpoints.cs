using System.Text.Json;
using Postrider.Access;
using Postrider.Contacts;
using Postrider.Jobs;
using Postrider.Server.Security;
using Postrider.Storage;

namespace Postrider.Server.Api.Actions.Sends;

/// <summary>What was sent to a contact, one by one.</summary>
internal sealed class ActivityEndpoints(IContactStore contacts, IActivityStore activities)
{
    public static void Map(IEndpointRouteBuilder group, ActionsGate gate)
    {
        var endpoints = ActivatorUtilities.CreateInstance<ActivityEndpoints>(group.ServiceProvider);
        group.MapGet("/contacts/{id}/activities", gate.Require(Scopes.ContactsRead, endpoints.List));
    }

    private static void Write(Utf8JsonWriter writer, Activity activity)
    {
        writer.WriteNumber("id"u8, activity.ActivityId);
        writer.WriteString("type"u8, activity.Kind);
        writer.WriteString("status"u8, activity.State switch { JobState.Succeeded => "sent", JobState.Failed => "failed", JobState.Cancelled => "cancelled", _ => "new" });
        writer.WriteTime("createdAtUtc", activity.At);
        writer.WriteTime("sentAtUtc", activity.State == JobState.Succeeded ? activity.FinishedAt : null);
        writer.WriteString("messageId"u8, activity.JobId);
        writer.WriteString("error"u8, activity.Fault?.Message);
    }

    private async Task List(HttpContext context, Caller caller)
    {
        var problem = SkipPage.TryRead(context.Request.Query, out var page);
        var id = Call.Id(context);
        problem ??= await contacts.FindAsync(caller.WorkspaceId, id, context.RequestAborted) is null ? SendProblems.ContactNotFound : null;
        await (problem is not null
            ? ActionsAnswer.ProblemAsync(context, problem)
            : ActionsAnswer.PageAsync(context, page, await activities.ListAsync(caller.WorkspaceId, id, page.Skip, page.Limit, context.RequestAborted), Write));
    }
}
