namespace Postrider.Channels.Voice;

/// <summary>What the operator set about calls.</summary>
public sealed record VoiceOptions
{
    /// <summary>Where recordings lie while they are made; null: the machine's folder for such things.</summary>
    public string? ScratchFolder { get; init; }

    /// <summary>The lowest port for sound; 0: any that is free.</summary>
    public int FirstPort { get; init; }

    public int LastPort { get; init; } = 65535;
}
