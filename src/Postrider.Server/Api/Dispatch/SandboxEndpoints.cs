using System.Globalization;
using System.Text.Json;
using Postrider.Access;
using Postrider.Server.Security;
using Postrider.Storage;

namespace Postrider.Server.Api.Dispatch;

/// <summary>What the sandbox's far side was handed.</summary>
internal sealed class SandboxEndpoints(ISandboxFarSide farSide)
{
    public static void Map(IEndpointRouteBuilder group)
    {
        var gate = group.ServiceProvider.GetRequiredService<ApiKeyGate>();
        var endpoints = ActivatorUtilities.CreateInstance<SandboxEndpoints>(group.ServiceProvider);
        group.MapGet("/sandbox/outbox", gate.Require(Scopes.JobsRead, endpoints.List));
    }

    private async Task List(HttpContext context, Caller caller)
    {
        var query = context.Request.Query;
        var fault = Paging.TryRead(query, out var paging);
        var after = 0L;
        if (paging.After is { } text && !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out after))
        {
            fault ??= ApiErrors.InvalidCursor;
        }

        if (fault is not null)
        {
            await Envelope.ErrorAsync(context, fault);
            return;
        }

        // An id that is none matches nothing.
        Guid? jobId = query.TryGetValue("job_id", out var given) ? Guid.TryParse(given, out var wanted) ? wanted : Guid.Empty : null;
        var read = await farSide.ListAsync(caller.WorkspaceId, jobId, after, paging.Limit + 1, context.RequestAborted);
        var (items, next) = paging.Page(read, item => item.Entry.ToString(CultureInfo.InvariantCulture));
        await Envelope.ItemsAsync(context, items, next, Write);
    }

    private static void Write(Utf8JsonWriter writer, SandboxItem item)
    {
        writer.WriteString("job_id"u8, item.Job.JobId);
        writer.WriteNumber("attempt"u8, item.Attempt);
        writer.WriteString("channel"u8, item.Channel);
        writer.WriteString("account_id"u8, item.AccountId);
        writer.WriteString("to"u8, item.To);
        writer.WriteString("action"u8, item.Action);
        writer.WritePropertyName("content"u8);
        writer.WriteRawValue(item.ContentJson, skipInputValidation: true);
        writer.WriteTime("at", item.At);
    }
}
