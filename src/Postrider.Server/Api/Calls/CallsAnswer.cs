using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Postrider.Server.Api.Calls;

/// <summary>Writes this dialect's answers: a result, then what came of the request.</summary>
internal static class CallsAnswer
{
    /// <summary>Answers with one item.</summary>
    /// <param name="context">The request.</param>
    /// <param name="status">The answer's.</param>
    /// <param name="item">What is shown.</param>
    /// <param name="write">Writes it.</param>
    /// <param name="writeBeside">Writes what stands beside the item.</param>
    public static Task ItemAsync<T>(HttpContext context, int status, T item, Action<Utf8JsonWriter, T> write, Action<Utf8JsonWriter>? writeBeside = null)
    {
        AnswerWriter.Begin(context.Response, status);
        var writer = Head(context.Response.BodyWriter, "Ok"u8);
        writer.WriteStartObject("item"u8);
        write(writer, item);
        writer.WriteEndObject();
        writeBeside?.Invoke(writer);
        return Finish(writer);
    }

    /// <summary>Answers with a page of items; <paramref name="write"/> writes the members of one.</summary>
    public static Task ItemsAsync<T>(HttpContext context, IReadOnlyList<T> items, string? nextCursor, Action<Utf8JsonWriter, T> write)
    {
        AnswerWriter.Begin(context.Response, StatusCodes.Status200OK);
        var writer = Head(context.Response.BodyWriter, "Ok"u8);
        writer.WriteStartArray("items"u8);
        foreach (var item in items)
        {
            writer.WriteStartObject();
            write(writer, item);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteString("next_cursor"u8, nextCursor);
        return Finish(writer);
    }

    /// <summary>Answers that it is done, where there is nothing to show of it.</summary>
    public static Task DoneAsync(HttpContext context)
    {
        AnswerWriter.Begin(context.Response, StatusCodes.Status200OK);
        return Finish(Head(context.Response.BodyWriter, "Ok"u8));
    }

    public static Task ErrorAsync(HttpContext context, ApiError error)
    {
        if (error.RetryAfter is { } wait)
        {
            context.Response.Headers.RetryAfter = ApiErrors.WholeSeconds(wait).ToString(CultureInfo.InvariantCulture);
        }

        AnswerWriter.Begin(context.Response, error.Status);
        WriteError(context.Response.BodyWriter, error);
        return Task.CompletedTask;
    }

    /// <summary>Writes a success whose members stand beside the result.</summary>
    public static void WriteOk<T>(IBufferWriter<byte> into, T answer, Action<Utf8JsonWriter, T> write)
    {
        var writer = Head(into, "Ok"u8);
        write(writer, answer);
        Finish(writer);
    }

    public static void WriteError(IBufferWriter<byte> into, ApiError error)
    {
        var writer = Head(into, "Error"u8);
        writer.WriteString("error"u8, error.Code);
        writer.WriteString("message"u8, error.Message);
        Finish(writer);
    }

    private static Utf8JsonWriter Head(IBufferWriter<byte> into, ReadOnlySpan<byte> result)
    {
        var writer = AnswerWriter.Rent(into);
        writer.WriteStartObject();
        writer.WriteString("result"u8, result);
        return writer;
    }

    private static Task Finish(Utf8JsonWriter writer)
    {
        writer.WriteEndObject();
        AnswerWriter.Return(writer);
        return Task.CompletedTask;
    }
}
