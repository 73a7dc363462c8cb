using System.Globalization;
using System.Text.Json;
using Postrider.Access;
using Postrider.Jobs;
using Postrider.Server.Security;
using Postrider.Storage;

namespace Postrider.Server.Api.Dispatch;

/// <summary>Reading jobs, and cancelling or moving those that wait.</summary>
internal sealed class JobEndpoints(IJobStore jobs, JobWatch watch, TimeProvider time)
{
    private static readonly TimeSpan _furthest = TimeSpan.FromDays(366);

    public static void Map(IEndpointRouteBuilder group, bool v2)
    {
        var gate = group.ServiceProvider.GetRequiredService<ApiKeyGate>();
        var endpoints = ActivatorUtilities.CreateInstance<JobEndpoints>(group.ServiceProvider);
        foreach (var path in v2 ? new[] { "/outreach/jobs", "/jobs" } : ["/outreach/jobs"])
        {
            group.MapGet(path, gate.Require(Scopes.JobsRead, endpoints.List));
            group.MapGet($"{path}/{{id}}", gate.Require(Scopes.JobsRead, endpoints.Get));
            group.MapGet($"{path}/{{id}}/explain", gate.Require(Scopes.JobsRead, endpoints.Explain));
            group.MapGet($"{path}/{{id}}/attempts", gate.Require(Scopes.JobsRead, endpoints.Attempts));
            group.MapPost($"{path}/{{id}}/cancel", gate.Require(Scopes.JobsWrite, endpoints.Cancel));
            group.MapPost($"{path}/{{id}}/reschedule", gate.Require(Scopes.JobsWrite, endpoints.Reschedule));
        }
    }

    private static Guid Id(HttpContext context) => Guid.TryParse((string?)context.Request.RouteValues["id"], out var id) ? id : Guid.Empty;

    private async Task Get(HttpContext context, Caller caller)
    {
        var job = new JobRef(caller.WorkspaceId, Id(context));
        var view = await jobs.FindAsync(job.Workspace, job.JobId, context.RequestAborted);
        if (view is { State: not (JobState.Succeeded or JobState.Failed or JobState.Cancelled) } && Preference.Wait(context) is { } wait)
        {
            await watch.WaitAsync(job, wait, context.RequestAborted);
            view = await jobs.FindAsync(job.Workspace, job.JobId, context.RequestAborted);
        }

        await AnswerAsync(context, view);
    }

    private Task AnswerAsync(HttpContext context, JobView? view) => view is null
        ? Envelope.ErrorAsync(context, DispatchErrors.JobNotFound)
        : Envelope.ItemAsync(context, StatusCodes.Status200OK, (view, time.GetUtcNow(), Preference.IsV2(context)), JobWire.Write);

    private async Task List(HttpContext context, Caller caller)
    {
        ApiError? fault = Paging.TryRead(context.Request.Query, out var paging);
        var filter = Filter(context.Request.Query, ref fault) with { Limit = paging.Limit + 1 };
        if (paging.After is { } after)
        {
            filter = filter with { Before = Guid.TryParseExact(after, "D", out var before) ? before : null };
            fault ??= filter.Before is null ? ApiErrors.InvalidCursor : null;
        }

        if (fault is not null)
        {
            await Envelope.ErrorAsync(context, fault);
            return;
        }

        var read = await jobs.ListAsync(caller.WorkspaceId, filter, context.RequestAborted);
        var (items, next) = paging.Page(read, job => job.JobId.ToString("D"));
        var (now, v2) = (time.GetUtcNow(), Preference.IsV2(context));
        await Envelope.ItemsAsync(context, [.. items.Select(job => (job, now, v2))], next, JobWire.Write);
    }

    private static JobFilter Filter(IQueryCollection query, ref ApiError? fault)
    {
        var filter = new JobFilter { AccountId = Text(query, "account_id"), Channel = Text(query, "channel"), Action = Text(query, "action") };
        if (filter.Channel is not null && !Channels.Channel.IsKnown(filter.Channel))
        {
            fault ??= DispatchErrors.InvalidChannel;
        }

        filter = filter with { AcceptedFrom = Time(query, "created_after", ref fault), AcceptedBefore = Time(query, "created_before", ref fault) };
        switch (Text(query, "status"))
        {
            case null:
                return filter;
            case "queued":
                return filter with { State = JobState.Waiting, Ahead = false };
            case "scheduled":
                return filter with { State = JobState.Waiting, Ahead = true };
            case "running" or "settling" or "succeeded" or "failed" or "cancelled":
                return filter with { State = JobStates.Parse(query["status"]!) };
            default:
                fault ??= DispatchErrors.InvalidStatus;
                return filter;
        }
    }

    private static string? Text(IQueryCollection query, string name) => query[name] is [{ Length: > 0 and <= 200 } text] && !text.Contains('\0', StringComparison.Ordinal) ? text : null;

    private static DateTimeOffset? Time(IQueryCollection query, string name, ref ApiError? fault)
    {
        if (Text(query, name) is not { } text)
        {
            return null;
        }

        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
        {
            return time;
        }

        fault ??= DispatchErrors.InvalidTime;
        return null;
    }

    private async Task Cancel(HttpContext context, Caller caller)
    {
        var cancelled = await jobs.CancelAsync(caller.WorkspaceId, Id(context), context.RequestAborted);
        var view = await jobs.FindAsync(caller.WorkspaceId, Id(context), context.RequestAborted);
        if (cancelled is false && view?.State != JobState.Cancelled)
        {
            await Envelope.ErrorAsync(context, DispatchErrors.NotCancellable);
            return;
        }

        await AnswerAsync(context, view);
    }

    private async Task Reschedule(HttpContext context, Caller caller)
    {
        using var body = await JsonBody.ReadAsync(context);
        ApiError? fault = body.Error;
        DateTimeOffset? sendAt = null;
        if (fault is null)
        {
            sendAt = new Members(body.Root).Time(DispatchErrors.InvalidSendAt, ref fault, "send_at");
            fault ??= sendAt is null || sendAt > time.GetUtcNow() + _furthest ? DispatchErrors.InvalidSendAt : null;
        }

        if (fault is not null)
        {
            await Envelope.ErrorAsync(context, fault);
            return;
        }

        var now = time.GetUtcNow();
        var moved = await jobs.RescheduleAsync(caller.WorkspaceId, Id(context), sendAt > now ? sendAt.Value : now, context.RequestAborted);
        if (moved is false)
        {
            await Envelope.ErrorAsync(context, DispatchErrors.NotReschedulable);
            return;
        }

        await AnswerAsync(context, await jobs.FindAsync(caller.WorkspaceId, Id(context), context.RequestAborted));
    }

    private async Task Attempts(HttpContext context, Caller caller)
    {
        if (await jobs.ListAttemptsAsync(caller.WorkspaceId, Id(context), context.RequestAborted) is not { } attempts)
        {
            await Envelope.ErrorAsync(context, DispatchErrors.JobNotFound);
            return;
        }

        await Envelope.ItemsAsync(context, attempts, null, static (writer, attempt) =>
        {
            writer.WriteNumber("number"u8, attempt.Number);
            writer.WriteString("account_id"u8, attempt.AccountId);
            writer.WriteTime("started_at", attempt.StartedAt);
            writer.WriteTime("finished_at", attempt.FinishedAt);
            writer.WriteString("outcome"u8, attempt.Outcome);
            writer.WriteString("detail"u8, attempt.Detail);
            writer.WriteString("found"u8, attempt.Found);
        });
    }

    private async Task Explain(HttpContext context, Caller caller)
    {
        if (await jobs.ExplainAsync(caller.WorkspaceId, Id(context), context.RequestAborted) is not { } explanation)
        {
            await Envelope.ErrorAsync(context, DispatchErrors.JobNotFound);
            return;
        }

        await Envelope.ItemAsync(context, StatusCodes.Status200OK, (explanation, Preference.IsV2(context)), static (writer, item) => Write(writer, item.explanation, item.Item2));
    }

    private static void Write(Utf8JsonWriter writer, JobExplanation explanation, bool v2)
    {
        var job = explanation.Job;
        writer.WriteString("id"u8, job.JobId);
        writer.WriteString("status"u8, JobWire.Status(job.State, job.ScheduledAt, explanation.Now, v2));
        writer.WriteTime("scheduled_at", job.ScheduledAt);
        writer.WriteTime("estimated_start_at", explanation.EstimatedStart);
        writer.WriteStartArray("holds"u8);
        foreach (var hold in explanation.Holds)
        {
            writer.WriteStartObject();
            writer.WriteString("reason"u8, hold.Reason);
            writer.WriteTime("until", hold.Until);
            writer.WriteString("cure"u8, hold.Cure);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteNumber("ahead"u8, explanation.Ahead);
        writer.WriteStartObject("lane"u8);
        writer.WriteTime("last_start_at", explanation.LaneLastStartAt);
        if (explanation.LaneLastJobId is { } last)
        {
            writer.WriteString("last_job_id"u8, last);
        }
        else
        {
            writer.WriteNull("last_job_id"u8);
        }

        writer.WriteEndObject();
        writer.WriteString("note"u8, job.Note);
    }
}
