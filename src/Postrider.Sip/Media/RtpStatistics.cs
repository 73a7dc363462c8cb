namespace Postrider.Sip.Media;

/// <summary>What a session has sent and heard so far.</summary>
public sealed record RtpStatistics
{
    public long PacketsSent { get; init; }

    /// <summary>Bytes of sound and events, without headers.</summary>
    public long BytesSent { get; init; }

    /// <summary>Packets that the network refused at once.</summary>
    public long PacketsUnsent { get; init; }

    public long PacketsReceived { get; init; }

    /// <summary>Bytes of sound and events, without headers.</summary>
    public long BytesReceived { get; init; }

    /// <summary>What arrived and was no packet of this call: of another kind or place, broken, repeated, or not sealed with the agreed key.</summary>
    public long PacketsIgnored { get; init; }

    /// <summary>How many packets the far side's numbers say are missing.</summary>
    public long Lost { get; init; }

    /// <summary>Packets that came after one with a higher number.</summary>
    public long Reordered { get; init; }

    /// <summary>Packets whose sound came too late to be heard.</summary>
    public long LateFrames { get; init; }

    /// <summary>How unevenly packets arrive (RFC 3550, §6.4.1).</summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>How much later than its ideal moment the latest packet left: from the moment on the clock to the return of the call that sent it.</summary>
    public double LongestLatenessMilliseconds { get; init; }

    /// <summary>How many packets left more than 20 ms after their ideal moment.</summary>
    public long SentLate { get; init; }

    /// <summary>Frames that were left out because the machine stood still for too long.</summary>
    public long FramesSkipped { get; init; }

    /// <summary>Calls to the ear that threw.</summary>
    public long EarFaults { get; init; }

    /// <summary>What the far side says it lost of what was sent; null: it has not said.</summary>
    public long? LostThere { get; init; }

    /// <summary>The jitter that the far side sees; null: it has not said.</summary>
    public TimeSpan? JitterThere { get; init; }

    /// <summary>There and back, from the far side's reports; null: not known.</summary>
    public TimeSpan? RoundTrip { get; init; }
}
