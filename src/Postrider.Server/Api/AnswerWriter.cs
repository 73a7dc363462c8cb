using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Postrider.Server.Api;

/// <summary>What the dialects' answers have in common: their head, and the thread's one writer. Writing an answer never awaits, so a thread needs no more.</summary>
internal static class AnswerWriter
{
    // Answers are read as JSON and never set into a page, so only what JSON demands is escaped.
    private static readonly JsonWriterOptions _options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    [ThreadStatic]
    private static Utf8JsonWriter? _ofThread;

    /// <summary>A fault between this and <see cref="Return"/> leaves the writer in use: the next takes a new one.</summary>
    public static Utf8JsonWriter Rent(IBufferWriter<byte> into)
    {
        var writer = _ofThread ?? new Utf8JsonWriter(into, _options);
        _ofThread = null;
        writer.Reset(into);
        return writer;
    }

    public static void Return(Utf8JsonWriter writer)
    {
        writer.Flush();
        _ofThread = writer;
    }

    /// <summary>Answers with bytes that were written before.</summary>
    public static async Task BytesAsync(HttpContext context, int status, ReadOnlyMemory<byte> bytes)
    {
        Begin(context.Response, status);
        context.Response.ContentLength = bytes.Length;
        await context.Response.BodyWriter.WriteAsync(bytes, context.RequestAborted);
    }

    /// <summary>Sets what every answer of JSON has before its body.</summary>
    public static void Begin(HttpResponse response, int status)
    {
        response.StatusCode = status;
        response.ContentType = "application/json; charset=utf-8";
        response.Headers.CacheControl = "no-store";
    }
}
