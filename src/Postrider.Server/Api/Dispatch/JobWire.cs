using System.Text.Json;
using Postrider.Acceptance;
using Postrider.Contacts;
using Postrider.Jobs;

namespace Postrider.Server.Api.Dispatch;

/// <summary>Jobs in the words of the wire.</summary>
internal static class JobWire
{
    /// <summary>The state's name: <c>scheduled</c> while its slot lies ahead; v1 does not know <c>settling</c>.</summary>
    public static string Status(JobState state, DateTimeOffset scheduledAt, DateTimeOffset now, bool v2) => state switch
    {
        JobState.Waiting => scheduledAt > now ? "scheduled" : "queued",
        JobState.Settling when !v2 => "running",
        _ => state.Name(),
    };

    /// <summary>The members of a new job's item.</summary>
    public static void WriteReception(Utf8JsonWriter writer, NewJob job, Reception reception)
    {
        var (id, status, scheduledAt, duplicate) = reception switch
        {
            Reception.Accepted accepted => ((Guid?)accepted.JobId, Status(JobState.Waiting, accepted.ScheduledAt, accepted.AcceptedAt, true), accepted.ScheduledAt, false),
            Reception.Checked seen => (null, Status(JobState.Waiting, seen.ScheduledAt, seen.Now, true), seen.ScheduledAt, false),
            Reception.Duplicate earlier => (earlier.JobId, Status(earlier.State, earlier.ScheduledAt, earlier.Now, false), earlier.ScheduledAt, true),
            _ => throw new ArgumentOutOfRangeException(nameof(reception)),
        };
        if (id is { } known)
        {
            writer.WriteString("id"u8, known);
        }
        else
        {
            writer.WriteNull("id"u8);
        }

        writer.WriteString("status"u8, status);
        writer.WriteString("action"u8, job.Action);
        writer.WriteString("channel"u8, job.Channel);
        writer.WriteTime("scheduled_at", scheduledAt);
        if (duplicate)
        {
            writer.WriteBoolean("deduplicated"u8, true);
        }
    }

    public static void Write(Utf8JsonWriter writer, (JobView Job, DateTimeOffset Now, bool V2) item)
    {
        var (job, now, v2) = item;
        var body = JobBody.Read(job.Body);
        writer.WriteString("id"u8, job.JobId);
        writer.WriteString("status"u8, Status(job.State, job.ScheduledAt, now, v2));
        writer.WriteString("action"u8, job.Action);
        writer.WriteString("channel"u8, job.Channel);
        writer.WriteTime("scheduled_at", job.ScheduledAt);
        writer.WriteTime("started_at", job.StartedAt);
        writer.WriteTime("finished_at", job.FinishedAt);
        writer.WriteNumber("attempt_count"u8, job.Attempt);
        writer.WriteTime("next_attempt_at", job.State == JobState.Waiting && job.NextAt > now ? job.NextAt : null);
        WriteResult(writer, job);
        WriteFault(writer, job.Fault);
        writer.WriteNull("billing"u8);
        writer.WriteString("account_id"u8, job.AccountId);
        writer.WriteString("recipient"u8, RecipientAddress.Bare(job.Address));
        writer.WriteTime("created_at", job.AcceptedAt);
        writer.WriteTime("send_at", job.SendAt);
        writer.WriteTime("expires_at", job.ExpiresAt);
        writer.WritePropertyName("metadata"u8);
        if (body.Metadata is { } metadata)
        {
            metadata.WriteTo(writer);
        }
        else
        {
            writer.WriteNullValue();
        }
    }

    private static void WriteResult(Utf8JsonWriter writer, JobView job)
    {
        if (job.ResultJson is null)
        {
            writer.WriteNull("result"u8);
            return;
        }

        writer.WriteStartObject("result"u8);
        writer.WriteString("account_id"u8, job.AccountId);
        writer.WriteString("channel"u8, job.Channel);
        writer.WriteString("action"u8, job.Action == JobAction.PostLike ? "post_like" : "outreach");
        using var result = JsonDocument.Parse(job.ResultJson);
        foreach (var member in result.RootElement.EnumerateObject())
        {
            member.WriteTo(writer);
        }

        writer.WriteEndObject();
    }

    private static void WriteFault(Utf8JsonWriter writer, JobFault? fault)
    {
        if (fault is null)
        {
            writer.WriteNull("error"u8);
            return;
        }

        // A job that has failed was tried for as long as it made sense; whoever tries again makes a new one.
        writer.WriteStartObject("error"u8);
        writer.WriteString("code"u8, fault.Code);
        writer.WriteString("message"u8, fault.Message);
        writer.WriteBoolean("retryable"u8, false);
        writer.WriteEndObject();
    }
}
