namespace Postrider.Sip.Media;

/// <summary>How sound travels; the value is the static payload type of RFC 3551.</summary>
public enum MediaCodec : byte
{
    /// <summary>G.711 µ-law.</summary>
    Pcmu = 0,

    /// <summary>G.711 A-law.</summary>
    Pcma = 8,
}
