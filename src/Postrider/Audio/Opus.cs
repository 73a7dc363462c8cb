namespace Postrider.Audio;

/// <summary>How long an Opus packet plays: its first byte says.</summary>
internal static class Opus
{
    public const int Rate = 48_000;
    private const int MostSamples = 5760;

    /// <summary>In samples at 48 kHz; null: no packet may look so.</summary>
    public static int? Samples(byte first, byte second, int size)
    {
        var kind = first >> 3;
        var frame = kind switch
        {
            < 12 => (kind & 3) == 3 ? 2880 : 480 << (kind & 3),
            < 16 => 480 << (kind & 1),
            _ => 120 << (kind & 3),
        };
        int? frames = (first & 3) switch
        {
            0 => 1,
            1 or 2 => 2,
            _ => size >= 2 ? second & 63 : null,
        };
        return size > 0 && frames is > 0 && frames * frame <= MostSamples ? frames * frame : null;
    }
}
