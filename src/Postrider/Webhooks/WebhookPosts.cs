using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Postrider.Acceptance;
using Postrider.Channels;
using Postrider.Events;
using Postrider.Jobs;
using Postrider.Lanes;

namespace Postrider.Webhooks;

/// <summary>Makes posts of events, and jobs of posts.</summary>
public static class WebhookPosts
{
    private static readonly string[] _own = ["job_id", "account_id", "position"];

    /// <summary>Positions are of one log for all workspaces, so a position names an event.</summary>
    public static WebhookPost Of(Event entry) =>
        new(string.Create(CultureInfo.InvariantCulture, $"evt_{entry.Position}"), entry.Kind, entry.Position, Body(entry.Kind, entry.At, writer => WriteData(writer, entry)));

    public static WebhookPost Test(string accountId, DateTimeOffset now) =>
        new($"test_{Guid.CreateVersion7(now):N}", WebhookPost.TestKind, null, Body(WebhookPost.TestKind, now, writer => writer.WriteString("webhook_id"u8, accountId)));

    /// <summary>A job of the endpoint's own lane, where it waits for all that came before it.</summary>
    public static NewJob Job(WorkspaceId workspace, string accountId, WebhookPost post) => new()
    {
        Workspace = workspace,
        Lane = LaneName.Webhook(accountId),
        AccountId = accountId,
        Channel = Channel.Webhook,
        Action = JobAction.Post,
        Address = $"webhook:{accountId}",
        Gap = TimeSpan.Zero,
        Body = new JobBody { Recipient = new JobRecipient(), Content = new JobContent { Webhook = post } }.ToBytes(),
    };

    private static string Body(string kind, DateTimeOffset at, Action<Utf8JsonWriter> data)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, kind);
            writer.WriteString("timestamp"u8, at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            writer.WriteStartObject("data"u8);
            data(writer);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteData(Utf8JsonWriter writer, Event entry)
    {
        using var data = JsonDocument.Parse(entry.DataJson ?? "{}");
        if (data.RootElement.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in data.RootElement.EnumerateObject().Where(member => !_own.Contains(member.Name)))
            {
                member.WriteTo(writer);
            }
        }

        writer.WriteString("job_id"u8, entry.JobId?.ToString("D"));
        writer.WriteString("account_id"u8, entry.AccountId);
        writer.WriteNumber("position"u8, entry.Position);
    }
}
