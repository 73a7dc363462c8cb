using System.Globalization;
using System.Text.Json;
using Postrider.Access;
using Postrider.Contacts;
using Postrider.Inbox;
using Postrider.Server.Security;
using Postrider.Storage;

namespace Postrider.Server.Api.Dispatch;

/// <summary>Conversations and their messages, as far as answers to what was sent came in.</summary>
internal sealed class InboxEndpoints(IInboxStore inbox, IContentStore contents)
{
    public static void Map(IEndpointRouteBuilder group)
    {
        var gate = group.ServiceProvider.GetRequiredService<ApiKeyGate>();
        var endpoints = ActivatorUtilities.CreateInstance<InboxEndpoints>(group.ServiceProvider);
        group.MapGet("/inbox/conversations", gate.Require(Scopes.InboxRead, endpoints.List));
        group.MapGet("/inbox/conversations/{id}", gate.Require(Scopes.InboxRead, endpoints.Get));
        group.MapGet("/inbox/conversations/{id}/messages", gate.Require(Scopes.InboxRead, endpoints.ListMessages));
        group.MapGet("/inbox/messages/{id}", gate.Require(Scopes.InboxRead, endpoints.GetMessage));
        group.MapGet("/inbox/messages/{id}/raw", gate.Require(Scopes.InboxRead, endpoints.GetRaw));
    }

    private static Guid Id(HttpContext context) => Guid.TryParse((string?)context.Request.RouteValues["id"], out var id) ? id : Guid.Empty;

    private static string Place(DateTimeOffset at, Guid id) => string.Create(CultureInfo.InvariantCulture, $"{at.UtcTicks} {id:N}");

    private static ApiError? TryReadPage(HttpContext context, out Paging paging, out (DateTimeOffset At, Guid Id)? after)
    {
        after = null;
        if (Paging.TryRead(context.Request.Query, out paging) is { } fault)
        {
            return fault;
        }

        if (paging.After is not { } place)
        {
            return null;
        }

        var parts = place.Split(' ');
        if (parts.Length != 2 || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) || ticks > DateTime.MaxValue.Ticks || !Guid.TryParseExact(parts[1], "N", out var id))
        {
            return ApiErrors.InvalidCursor;
        }

        after = (new DateTimeOffset(ticks, TimeSpan.Zero), id);
        return null;
    }

    private async Task List(HttpContext context, Caller caller)
    {
        if (TryReadPage(context, out var paging, out var after) is { } fault)
        {
            await Envelope.ErrorAsync(context, fault);
            return;
        }

        var account = context.Request.Query.TryGetValue("account_id", out var given) ? given.ToString() : null;
        var read = await inbox.ListAsync(caller.WorkspaceId, account, after, paging.Limit + 1, context.RequestAborted);
        var (items, next) = paging.Page(read, conversation => Place(conversation.LastAt, conversation.ConversationId));
        await Envelope.ItemsAsync(context, items, next, Write);
    }

    private async Task Get(HttpContext context, Caller caller) =>
        await (await inbox.FindAsync(caller.WorkspaceId, Id(context), context.RequestAborted) is { } conversation
            ? Envelope.ItemAsync(context, StatusCodes.Status200OK, conversation, Write)
            : Envelope.ErrorAsync(context, DispatchErrors.ConversationNotFound));

    private async Task ListMessages(HttpContext context, Caller caller)
    {
        var fault = TryReadPage(context, out var paging, out var after);
        if (fault is null && await inbox.FindAsync(caller.WorkspaceId, Id(context), context.RequestAborted) is null)
        {
            fault = DispatchErrors.ConversationNotFound;
        }

        if (fault is not null)
        {
            await Envelope.ErrorAsync(context, fault);
            return;
        }

        var read = await inbox.ListMessagesAsync(caller.WorkspaceId, Id(context), after, paging.Limit + 1, context.RequestAborted);
        var (items, next) = paging.Page(read, message => Place(message.At, message.MessageId));
        await Envelope.ItemsAsync(context, items, next, Write);
    }

    private async Task GetMessage(HttpContext context, Caller caller) =>
        await (await inbox.FindMessageAsync(caller.WorkspaceId, Id(context), context.RequestAborted) is { } message
            ? Envelope.ItemAsync(context, StatusCodes.Status200OK, message, Write)
            : Envelope.ErrorAsync(context, DispatchErrors.MessageNotFound));

    /// <summary>The message as it came in. It is a stranger's, so it is offered as a file and never shown.</summary>
    private async Task GetRaw(HttpContext context, Caller caller)
    {
        if (await inbox.FindMessageAsync(caller.WorkspaceId, Id(context), context.RequestAborted) is not { RawSha256: { } hash, RawSize: { } size })
        {
            await Envelope.ErrorAsync(context, DispatchErrors.MessageNotFound);
            return;
        }

        context.Response.ContentType = "message/rfc822";
        context.Response.ContentLength = size;
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{Id(context):N}.eml\"";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.CacheControl = "no-store";
        await contents.CopyAsync(caller.WorkspaceId, hash, context.Response.Body, context.RequestAborted);
    }

    private static void Write(Utf8JsonWriter writer, Conversation conversation)
    {
        writer.WriteString("id"u8, conversation.ConversationId);
        writer.WriteString("channel"u8, conversation.Channel);
        writer.WriteString("account_id"u8, conversation.AccountId);
        writer.WriteString("contact"u8, RecipientAddress.Bare(conversation.Address));
        writer.WriteTime("started_at", conversation.StartedAt);
        writer.WriteTime("last_message_at", conversation.LastAt);
        writer.WriteTime("last_inbound_at", conversation.LastInboundAt);
    }

    private static void Write(Utf8JsonWriter writer, ConversationMessage message)
    {
        writer.WriteString("id"u8, message.MessageId);
        writer.WriteString("conversation_id"u8, message.ConversationId);
        writer.WriteString("account_id"u8, message.AccountId);
        writer.WriteString("direction"u8, message.Inbound ? "in"u8 : "out"u8);
        writer.WriteString("kind"u8, message.Kind);
        if (message.JobId is { } job)
        {
            writer.WriteString("job_id"u8, job);
        }
        else
        {
            writer.WriteNull("job_id"u8);
        }

        writer.WriteString("message_id"u8, message.ExternalId);
        writer.WriteString("from_address"u8, message.FromAddress);
        writer.WriteString("from_name"u8, message.FromName);
        writer.WriteString("subject"u8, message.Subject);
        writer.WriteString("text"u8, message.Text);
        writer.WriteString("html"u8, message.Html);
        writer.WriteStartArray("files"u8);
        foreach (var file in message.Files)
        {
            writer.WriteStartObject();
            writer.WriteString("name"u8, file.Name);
            writer.WriteString("content_type"u8, file.ContentType);
            writer.WriteNumber("size"u8, file.Size);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteBoolean("backfilled"u8, message.Backfilled);
        writer.WriteTime("sent_at", message.SentAt);
        writer.WriteTime("at", message.At);
        writer.WriteBoolean("has_raw"u8, message.RawSha256 is not null);
    }
}
