namespace Postrider.Sip.Media;

/// <summary>Where a session receives, and whether it offers to encrypt.</summary>
public sealed record RtpOptions
{
    /// <summary>The lowest port that may be taken. Default 0: any free pair of ports.</summary>
    public int FirstPort { get; init; }

    /// <summary>The highest port that may be taken; counts only with <see cref="FirstPort"/>.</summary>
    public int LastPort { get; init; } = 65535;

    /// <summary>Whether the session makes a key of its own, to be offered.</summary>
    public bool Encrypt { get; init; }
}
