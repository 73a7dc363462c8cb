using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Postrider.Server.Api;

/// <summary>
/// A request's JSON object, in a pooled buffer until it is disposed, or the reason why there is none. Its strings are sure to
/// be valid Unicode without NUL, so reading them cannot fail and PostgreSQL can keep them.
/// </summary>
internal sealed class JsonBody : IDisposable
{
    public const int MaxSize = 40 * 1024 * 1024;

    private static readonly JsonDocumentOptions _options = new() { MaxDepth = 64 };
    private readonly JsonDocument? _document;
    private readonly BodyBuffer _buffer;

    private JsonBody(BodyBuffer buffer, JsonDocument? document, ApiError? error)
    {
        _buffer = buffer;
        _document = document;
        Error = error;
    }

    public ApiError? Error { get; }

    [MemberNotNullWhen(true, nameof(Error))]
    public bool IsFaulty => Error is not null;

    /// <summary>The object; of members with one name <see cref="JsonElement.TryGetProperty(string, out JsonElement)"/> finds the last.</summary>
    public JsonElement Root => _document!.RootElement;

    /// <summary>Never throws for what the caller sent; <see cref="Error"/> has it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="kind">What it must hold: an object, but for the rare call that takes an array.</param>
    public static async ValueTask<JsonBody> ReadAsync(HttpContext context, JsonValueKind kind = JsonValueKind.Object)
    {
        if (context.Request.ContentLength > MaxSize)
        {
            return TooLarge(context, default);
        }

        var buffer = await BodyBuffer.ReadAsync(context.Request.BodyReader, context.Request.ContentLength, MaxSize, context.RequestAborted);
        return buffer.IsOverfull ? TooLarge(context, buffer) : Parse(buffer, kind);
    }

    /// <summary>A member's text, or null when it is absent or of another type.</summary>
    public string? Text(string name) => Root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public void Dispose()
    {
        _document?.Dispose();
        _buffer.Return();
    }

    private static JsonBody Parse(BodyBuffer buffer, JsonValueKind kind)
    {
        if (JsonText.Fault(buffer.Bytes.Span) is { } fault)
        {
            return new JsonBody(buffer, null, ApiErrors.Json(fault));
        }

        try
        {
            var document = JsonDocument.Parse(buffer.Bytes, _options);
            return document.RootElement.ValueKind == kind
                ? new JsonBody(buffer, document, null)
                : new JsonBody(buffer, document, ApiErrors.Json("it holds another kind of value"));
        }
        catch (JsonException exception)
        {
            return new JsonBody(buffer, null, ApiErrors.Json($"it is not valid at line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}, or is nested deeper than 64"));
        }
    }

    // What is left of the body is not read: the answer ends the connection.
    private static JsonBody TooLarge(HttpContext context, BodyBuffer buffer)
    {
        context.Response.Headers.Connection = "close";
        return new JsonBody(buffer, null, ApiErrors.PayloadTooLarge);
    }
}
