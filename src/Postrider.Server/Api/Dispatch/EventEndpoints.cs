using System.Globalization;
using System.Text.Json;
using Postrider.Access;
using Postrider.Events;
using Postrider.Server.Security;
using Postrider.Storage;

namespace Postrider.Server.Api.Dispatch;

/// <summary>The workspace's log in pages. Positions rise in commit order, so a reader of <c>after=</c> never misses one.</summary>
internal sealed class EventEndpoints(IEventStore events)
{
    private static readonly ApiError _invalidAfter = new(400, "invalid_after", "after must be a position: a position of an earlier answer, or 0 for the beginning.");

    public static void Map(IEndpointRouteBuilder group)
    {
        var gate = group.ServiceProvider.GetRequiredService<ApiKeyGate>();
        var endpoints = ActivatorUtilities.CreateInstance<EventEndpoints>(group.ServiceProvider);
        group.MapGet("/events", gate.Require(Scopes.EventsRead, endpoints.List));
    }

    private async Task List(HttpContext context, Caller caller)
    {
        var query = context.Request.Query;
        var fault = Paging.TryRead(query, out var paging);
        var text = paging.After ?? (query.TryGetValue("after", out var given) ? given.ToString() : "0");
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var after))
        {
            fault ??= _invalidAfter;
        }

        if (fault is not null)
        {
            await Envelope.ErrorAsync(context, fault);
            return;
        }

        var kind = query["kind"].ToString() is { Length: > 0 and <= 64 } wanted && !wanted.Contains('\0', StringComparison.Ordinal) ? wanted : null;
        var read = await events.ReadAsync(caller.WorkspaceId, after, kind, paging.Limit + 1, context.RequestAborted);
        var (items, next) = paging.Page(read, entry => entry.Position.ToString(CultureInfo.InvariantCulture));
        await Envelope.ItemsAsync(context, items, next, Write);
    }

    private static void Write(Utf8JsonWriter writer, Event entry)
    {
        writer.WriteNumber("position"u8, entry.Position);
        writer.WriteString("kind"u8, entry.Kind);
        if (entry.JobId is { } jobId)
        {
            writer.WriteString("job_id"u8, jobId);
        }
        else
        {
            writer.WriteNull("job_id"u8);
        }

        writer.WriteString("account_id"u8, entry.AccountId);
        writer.WriteTime("at", entry.At);
        writer.WritePropertyName("data"u8);
        writer.WriteRawValue(entry.DataJson ?? "{}", skipInputValidation: true);
    }
}
