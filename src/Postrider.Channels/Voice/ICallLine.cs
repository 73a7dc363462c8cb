namespace Postrider.Channels.Voice;

/// <summary>An answered call's sound, both ways: G.711 µ-law at 8 kHz, in frames of 20 ms (160 bytes), whatever the far side speaks.</summary>
internal interface ICallLine
{
    /// <summary>Who is told what is heard and said; set once, before anything is said.</summary>
    ILineEar? Ear { get; set; }

    /// <summary>When the far side is gone (hung up, or lost), with what is known about it.</summary>
    Task<LineEnd> Ended { get; }

    /// <summary>How long sound was not heard at all: since the last packet, or since the answer. Zero while the far side holds the call.</summary>
    TimeSpan Deafness { get; }

    /// <summary>How long it takes until all is said that has not been.</summary>
    TimeSpan Unsaid { get; }

    /// <summary>Appends to what is being said. Any length; what is short of a frame at the end is filled up with silence once nothing follows.</summary>
    void Say(ReadOnlySpan<byte> ulaw);

    /// <summary>Forgets what has not been said yet.</summary>
    void Hush();

    /// <summary>Ends when everything that was appended before has been said or hushed.</summary>
    Task WhenSaidAsync(CancellationToken cancellationToken);

    /// <summary>Sends a digit as a telephone event.</summary>
    void Press(char digit);

    Task HangUpAsync(CancellationToken cancellationToken);
}

/// <summary>Told by the line's own clock; must return at once and never throw.</summary>
internal interface ILineEar
{
    /// <summary>Every 20 ms: what was heard and what was said in them. Empty: nothing.</summary>
    void Hear(ReadOnlySpan<byte> heard, ReadOnlySpan<byte> said);

    void HearDigit(char digit);
}

/// <param name="IsLost">It did not hang up: it vanished.</param>
internal sealed record LineEnd(bool IsLost, string? Reason = null);
