using System.Text.Json;
using System.Text.Json.Serialization;

namespace Postrider.Calls;

/// <summary>Who calls and what is said: all of a voice agent that its owner decides.</summary>
public sealed record AgentSettings
{
    public const int LongestCallSeconds = 7200;
    public const int LongestRingSeconds = 120;
    public const int LongestSilenceMilliseconds = 60_000;

    public required string Name { get; init; }

    /// <summary>The voice account through which it calls.</summary>
    public required string AccountId { get; init; }

    /// <summary>What the callee's phone shows: E.164 or a SIP user; null: the account's own.</summary>
    public string? CallerId { get; init; }

    public required IReadOnlyList<CallScript> Scripts { get; init; }

    public bool Record { get; init; }

    public int MaxDurationSeconds { get; init; } = 600;

    public int RingTimeoutSeconds { get; init; } = 30;

    /// <summary>From the answer to the first speech heard; 0: no limit.</summary>
    public int InitialSilenceMilliseconds { get; init; }

    public VoicemailAction Voicemail { get; init; }

    /// <summary>What is left on a machine after its beep; null: the greeting.</summary>
    public string? VoicemailMessage { get; init; }

    /// <summary>The voice, as the speech engine calls it; null: the operator's choice.</summary>
    public string? Voice { get; init; }

    /// <summary>The user's own agent, to whom sound is passed both ways; null: the scripts speak.</summary>
    public string? StreamUrl { get; init; }

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, AgentJson.Default.AgentSettings);

    public static AgentSettings Read(ReadOnlySpan<byte> bytes) => JsonSerializer.Deserialize(bytes, AgentJson.Default.AgentSettings)!;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AgentSettings))]
internal sealed partial class AgentJson : JsonSerializerContext;
