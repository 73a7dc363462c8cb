namespace Postrider.Audio;

/// <summary>The container that the sound is in.</summary>
public enum AudioFormat
{
    Wav,
    Mp3,
    Ogg,
    Mp4,
    Aac,
    WebM,
}

/// <summary>What a sound file says of itself, whatever it is called.</summary>
/// <param name="Length">How long it plays, to some milliseconds; what a codec adds at both ends is in it where the file does not say how much that is.</param>
public sealed record AudioFacts(AudioFormat Format, TimeSpan Length, string ContentType)
{
    /// <summary>
    /// What an encoder may add to what was recorded, and no limit should count: priming of up to 2,112 samples and a last frame filled up to 1,152, which together
    /// make 0.41 seconds at 8 kHz, the lowest rate that voice is recorded at.
    /// </summary>
    public static readonly TimeSpan Padding = TimeSpan.FromMilliseconds(500);

    /// <summary>Whether more was recorded than <paramref name="limit"/>, the codec's padding left out.</summary>
    public bool IsLongerThan(TimeSpan limit) => Length > limit + Padding;
}
