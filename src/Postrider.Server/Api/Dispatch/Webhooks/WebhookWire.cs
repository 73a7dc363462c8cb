using System.Text.Json;
using Postrider.Accounts;
using Postrider.Jobs;
using Postrider.Webhooks;

namespace Postrider.Server.Api.Dispatch.Webhooks;

/// <summary>Endpoints and deliveries in the words of the wire.</summary>
internal static class WebhookWire
{
    /// <summary>The secret is in the answer that makes it, and nowhere else ever.</summary>
    public static void Write(Utf8JsonWriter writer, (Account Endpoint, DateTimeOffset? OldSecretUntil, string? Secret) item)
    {
        var (endpoint, oldUntil, secret) = item;
        writer.WriteString("id"u8, endpoint.AccountId);
        writer.WriteString("name"u8, endpoint.Name);
        writer.WriteString("url"u8, (string)endpoint.Settings["url"]!);
        writer.WriteStartArray("events"u8);
        foreach (var word in endpoint.Settings["events"]!.AsArray())
        {
            writer.WriteStringValue((string)word!);
        }

        writer.WriteEndArray();
        writer.WriteBoolean("paused"u8, !endpoint.CanSend);
        writer.WriteString("paused_reason"u8, endpoint.Status == AccountStatus.Ok ? null : endpoint.StatusReason);
        writer.WriteTime("old_secret_until", oldUntil);
        writer.WriteTime("created_at", endpoint.CreatedAt);
        writer.WriteTime("updated_at", endpoint.UpdatedAt);
        if (secret is not null)
        {
            writer.WriteString("secret"u8, secret);
        }
    }

    public static void Write(Utf8JsonWriter writer, (WebhookDelivery Delivery, DateTimeOffset Now) item)
    {
        var (delivery, now) = item;
        var (job, post) = (delivery.Job, delivery.Post);
        writer.WriteString("id"u8, job.JobId);
        writer.WriteString("webhook_id"u8, post.Id);
        writer.WriteString("event"u8, post.Kind);
        if (post.Position is { } position)
        {
            writer.WriteNumber("position"u8, position);
        }
        else
        {
            writer.WriteNull("position"u8);
        }

        writer.WriteString("status"u8, JobWire.Status(job.State, job.ScheduledAt, now, v2: true));
        writer.WriteTime("created_at", job.AcceptedAt);
        writer.WriteTime("finished_at", job.FinishedAt);
        writer.WriteTime("next_attempt_at", job.State == JobState.Waiting && job.Attempt > 0 ? job.NextAt : null);
        writer.WriteNumber("attempt_count"u8, job.Attempt);
        writer.WriteStartArray("attempts"u8);
        foreach (var attempt in delivery.Attempts)
        {
            Write(writer, attempt);
        }

        writer.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter writer, DeliveryAttempt attempt)
    {
        writer.WriteStartObject();
        writer.WriteNumber("number"u8, attempt.Number);
        writer.WriteTime("started_at", attempt.StartedAt);
        writer.WriteTime("finished_at", attempt.FinishedAt);
        writer.WriteString("outcome"u8, attempt.Outcome);
        if (attempt.Status is { } status)
        {
            writer.WriteNumber("status_code"u8, status);
        }
        else
        {
            writer.WriteNull("status_code"u8);
        }

        writer.WriteString("answer"u8, attempt.Answer);
        writer.WriteString("detail"u8, attempt.Detail);
        writer.WriteEndObject();
    }
}
