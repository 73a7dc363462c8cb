using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Postrider.Server.Api;

/// <summary>The thread's one writer of answers. Writing an answer never awaits, so a thread needs no more.</summary>
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
}
