using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Postrider.Server.Api;

/// <summary>Writes the Dispatch API's answers straight into the response's pipe, or into any buffer whose bytes are to be kept.</summary>
internal static class Envelope
{
    /// <summary>Answers with one item; <paramref name="write"/> writes the item's members.</summary>
    public static Task ItemAsync<T>(HttpContext context, int status, T item, Action<Utf8JsonWriter, T> write)
    {
        AnswerWriter.Begin(context.Response, status);
        WriteItem(context.Response.BodyWriter, RequestId.Of(context), item, write);
        return Task.CompletedTask;
    }

    /// <summary>Answers with a page of items; <paramref name="write"/> writes the members of one.</summary>
    public static Task ItemsAsync<T>(HttpContext context, IReadOnlyList<T> items, string? nextCursor, Action<Utf8JsonWriter, T> write)
    {
        AnswerWriter.Begin(context.Response, StatusCodes.Status200OK);
        var writer = AnswerWriter.Rent(context.Response.BodyWriter);
        WriteHead(writer, RequestId.Of(context));
        writer.WriteStartArray("items"u8);
        foreach (var item in items)
        {
            writer.WriteStartObject();
            write(writer, item);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteString("next_cursor"u8, nextCursor);
        Finish(writer);
        return Task.CompletedTask;
    }

    public static Task ErrorAsync(HttpContext context, ApiError error)
    {
        AnswerWriter.Begin(context.Response, error.Status);
        if (error.RetryAfter is { } wait)
        {
            context.Response.Headers.RetryAfter = ApiErrors.WholeSeconds(wait).ToString(CultureInfo.InvariantCulture);
        }

        WriteError(context.Response.BodyWriter, RequestId.Of(context), error);
        return Task.CompletedTask;
    }

    public static void WriteItem<T>(IBufferWriter<byte> into, string requestId, T item, Action<Utf8JsonWriter, T> write)
    {
        var writer = AnswerWriter.Rent(into);
        WriteHead(writer, requestId);
        writer.WriteStartObject("item"u8);
        write(writer, item);
        writer.WriteEndObject();
        Finish(writer);
    }

    public static void WriteError(IBufferWriter<byte> into, string requestId, ApiError error)
    {
        var writer = AnswerWriter.Rent(into);
        writer.WriteStartObject();
        writer.WriteBoolean("ok"u8, false);
        writer.WriteStartObject("error"u8);
        writer.WriteString("code"u8, error.Code);
        writer.WriteString("message"u8, error.Message);
        writer.WriteString("request_id"u8, requestId);
        writer.WriteEndObject();
        Finish(writer);
    }

    private static void WriteHead(Utf8JsonWriter writer, string requestId)
    {
        writer.WriteStartObject();
        writer.WriteBoolean("ok"u8, true);
        writer.WriteString("request_id"u8, requestId);
    }

    private static void Finish(Utf8JsonWriter writer)
    {
        writer.WriteEndObject();
        AnswerWriter.Return(writer);
    }
}
