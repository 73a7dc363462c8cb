using System.Text.Json;
using System.Text.Json.Nodes;
using Postrider.Access;
using Postrider.Contacts;
using Postrider.Jobs;
using Postrider.Server.Security;
using Postrider.Storage;

namespace Postrider.Server.Api.Actions.Sends;

/// <summary>Sends through LinkedIn that took longer than a request, and what became of them.</summary>
internal sealed class BackgroundJobEndpoints(IActivityStore activities, IJobStore jobs)
{
    private const string Category = "directSend";
    private const int DefaultTop = 100;
    private const int MaxTop = 200;

    public static void Map(IEndpointRouteBuilder group, ActionsGate gate)
    {
        var endpoints = ActivatorUtilities.CreateInstance<BackgroundJobEndpoints>(group.ServiceProvider);
        group.MapGet("/background-jobs", gate.Require(Scopes.ContactsRead, endpoints.List));
        group.MapGet("/background-jobs/{id}", gate.Require(Scopes.ContactsRead, endpoints.Get));
        group.MapPost("/background-jobs/{id}/cancel", gate.Require(Scopes.ContactsOperate, endpoints.Cancel));
    }

    private async Task List(HttpContext context, Caller caller)
    {
        if (SkipPage.TryRead(context.Request.Query, out var page, DefaultTop, MaxTop) is { } problem)
        {
            await ActionsAnswer.ProblemAsync(context, problem);
            return;
        }

        var isOther = context.Request.Query.TryGetValue("category", out var category) && !string.Equals(category, Category, StringComparison.OrdinalIgnoreCase);
        var read = isOther ? [] : await activities.ListLinkedInAsync(caller.WorkspaceId, page.Skip, page.Limit, context.RequestAborted);
        await ActionsAnswer.PageAsync(context, page, read, Write);
    }

    private async Task Get(HttpContext context, Caller caller) => await AnswerAsync(context, await FindAsync(context, caller));

    private async Task Cancel(HttpContext context, Caller caller)
    {
        if (await FindAsync(context, caller) is not { } activity)
        {
            await AnswerAsync(context, null);
            return;
        }

        var cancelled = await jobs.CancelAsync(caller.WorkspaceId, activity.JobId, context.RequestAborted) == true;
        await (cancelled || activity.State == JobState.Cancelled
            ? AnswerAsync(context, await FindAsync(context, caller))
            : ActionsAnswer.ProblemAsync(context, BackgroundJobProblems.NotCancellable));
    }

    private async Task<Activity?> FindAsync(HttpContext context, Caller caller) =>
        Guid.TryParse((string?)context.Request.RouteValues["id"], out var id) && await activities.FindByJobAsync(caller.WorkspaceId, id, context.RequestAborted) is { } activity
        && activity.Kind != ActivityKind.Email
            ? activity
            : null;

    private static Task AnswerAsync(HttpContext context, Activity? activity) => activity is null
        ? ActionsAnswer.ProblemAsync(context, BackgroundJobProblems.NotFound)
        : ActionsAnswer.ObjectAsync(context, StatusCodes.Status200OK, activity, Write);

    private static void Write(Utf8JsonWriter writer, Activity activity)
    {
        writer.WriteString("jobId"u8, activity.JobId);
        writer.WriteString("status"u8, activity.State switch
        {
            JobState.Waiting => "Scheduled",
            JobState.Running or JobState.Settling => "Processing",
            JobState.Succeeded => "Done",
            JobState.Failed => "Failed",
            _ => "Cancelled",
        });
        writer.WriteString("category"u8, Category);
        writer.WriteTime("startedAt", activity.StartedAt);
        writer.WriteTime("finishedAt", activity.FinishedAt);
        writer.WriteNumber("progress"u8, activity.State.IsFinal() ? 1 : 0);
        writer.WriteString("jsonData"u8, new JsonObject { ["contactId"] = activity.ContactId, ["actionType"] = activity.Kind }.ToJsonString());
        writer.WriteString("jsonDataResult"u8, Result(activity)?.ToJsonString());
    }

    private static JsonObject? Result(Activity activity) => activity.State switch
    {
        JobState.Succeeded => new JsonObject { ["actionType"] = activity.Kind, ["linkedInActivityId"] = activity.ActivityId, ["sentAtUtc"] = WireTime.Text(activity.FinishedAt!.Value) },
        JobState.Failed => new JsonObject { ["code"] = DirectRun.Failure(activity.State, activity.Fault)!.Code, ["detail"] = activity.Fault!.Message },
        _ => null,
    };
}
