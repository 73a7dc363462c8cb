using System.Net;

namespace Postrider.Sip.Media;

/// <summary>What offer and answer agreed on: where sound goes, and how.</summary>
public sealed record MediaPlan
{
    public required IPEndPoint Remote { get; init; }

    /// <summary>Where reports go; null: nowhere.</summary>
    public IPEndPoint? RemoteControl { get; init; }

    public required MediaCodec Codec { get; init; }

    /// <summary>The payload type of telephone events (RFC 4733); null: the far side takes none.</summary>
    public byte? DigitPayloadType { get; init; }

    public MediaDirection Direction { get; init; } = MediaDirection.Both;

    /// <summary>Both or neither: sound is encrypted or it is not.</summary>
    public SrtpKey? LocalKey { get; init; }

    public SrtpKey? RemoteKey { get; init; }
}
