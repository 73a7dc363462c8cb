using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Postrider.Channels.Voice.Twilio;

/// <summary>What a media stream says of itself when it begins.</summary>
internal sealed record TwilioStart(string StreamSid, string CallSid)
{
    /// <summary>False: it says no such thing, or nothing that could be used.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> message, [NotNullWhen(true)] out TwilioStart? start)
    {
        start = null;
        try
        {
            using var json = JsonDocument.Parse(message, new JsonDocumentOptions { MaxDepth = 16 });
            if (json.RootElement is { ValueKind: JsonValueKind.Object } root && Text(root, "event") == "start" && root.TryGetProperty("start", out var told) && told.ValueKind == JsonValueKind.Object
                && (Text(told, "streamSid") ?? Text(root, "streamSid")) is { } stream && Text(told, "callSid") is { } call && TwilioAnswer.IsName(stream) && TwilioAnswer.IsName(call) && IsSound(told))
            {
                start = new TwilioStart(stream, call);
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // No JSON, or text in it that is none.
        }

        return start is not null;
    }

    /// <summary>Whether its sound is what we speak; one that says nothing of it speaks that, too.</summary>
    private static bool IsSound(JsonElement told) =>
        !told.TryGetProperty("mediaFormat", out var format) || format.ValueKind != JsonValueKind.Object || Text(format, "encoding") is null or "audio/x-mulaw";

    private static string? Text(JsonElement root, string name) => root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
