namespace Postrider.Audio;

/// <summary>Tells from a file's own bytes what sound it holds. Its name and what its sender called it count for nothing.</summary>
public static class AudioFile
{
    /// <summary>Reads each byte a bounded number of times, allocates next to nothing, and throws nothing.</summary>
    public static AudioInspection Inspect(ReadOnlySpan<byte> file) => file switch
    {
        [] => AudioInspection.Empty("The file is empty."),
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'A', (byte)'V', (byte)'E', ..] => WavFile.Inspect(file),
        [(byte)'O', (byte)'g', (byte)'g', (byte)'S', ..] => OggFile.Inspect(file),
        [0x1A, 0x45, 0xDF, 0xA3, ..] => WebmFile.Inspect(file),
        [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', ..] => Mp4File.Inspect(file),
        [(byte)'I', (byte)'D', (byte)'3', ..] or [0xFF, >= 0xE0, ..] or [0, 0, 0, 0, ..] => FramedFile.Inspect(file),
        _ => AudioInspection.Unsupported(ForeignFile.Describe(file)),
    };
}
