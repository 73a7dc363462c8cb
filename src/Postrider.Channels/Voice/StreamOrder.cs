using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Postrider.Channels.Voice;

/// <summary>What somebody else's agent says over its stream, in the shape of Twilio's Media Streams.</summary>
internal abstract record StreamOrder
{
    public const int LongestName = 256;
    public const int LongestText = 4000;

    private static readonly JsonDocumentOptions _bounded = new() { MaxDepth = 16 };

    private StreamOrder()
    {
    }

    /// <summary>Sound to be said, µ-law at 8 kHz.</summary>
    public sealed record Media(byte[] Sound) : StreamOrder;

    /// <summary>To be sent back once everything before it has been said.</summary>
    public sealed record Mark(string Name) : StreamOrder;

    /// <summary>What has not been said yet is to be forgotten.</summary>
    public sealed record Clear : StreamOrder;

    /// <summary>A digit to be pressed.</summary>
    public sealed record Press(char Digit) : StreamOrder;

    /// <summary>A line for the transcript: an addition of ours.</summary>
    public sealed record Transcript(string Who, string Text) : StreamOrder;

    /// <summary>The agent is done.</summary>
    public sealed record Stop : StreamOrder;

    /// <summary>False: it is nothing that is known here, and is passed over.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> message, [NotNullWhen(true)] out StreamOrder? order)
    {
        order = null;
        try
        {
            using var json = JsonDocument.Parse(message, _bounded);
            order = Of(json.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // No JSON, or text in it that is none.
        }

        return order is not null;
    }

    private static StreamOrder? Of(JsonElement root) => Member(root, "event") switch
    {
        "media" => root.TryGetProperty("media", out var media) && media.ValueKind == JsonValueKind.Object && media.TryGetProperty("payload", out var payload)
            && payload.ValueKind == JsonValueKind.String && payload.TryGetBytesFromBase64(out var sound) ? new Media(sound) : null,
        "mark" => root.TryGetProperty("mark", out var mark) && Member(mark, "name") is { Length: <= LongestName } name ? new Mark(name) : null,
        "clear" => new Clear(),
        "dtmf" => root.TryGetProperty("dtmf", out var dtmf) && Member(dtmf, "digit") is [>= '0' and <= '9' or '*' or '#' or >= 'A' and <= 'D'] digit ? new Press(digit[0]) : null,
        "transcript" => Member(root, "who") is LineWords.Agent or LineWords.Callee && Member(root, "text")?.Trim() is { Length: > 0 } text ? new Transcript(Member(root, "who")!, text.Length > LongestText ? text[..LongestText] : text) : null,
        "stop" => new Stop(),
        _ => null,
    };

    private static string? Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
