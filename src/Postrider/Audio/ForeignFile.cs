namespace Postrider.Audio;

/// <summary>Names what people send by mistake.</summary>
internal static class ForeignFile
{
    // A text is told by its beginning; no sound that is taken begins like one.
    private const int Telling = 512;

    public static string Describe(ReadOnlySpan<byte> file) => file switch
    {
        [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => "The file is a PNG picture, not sound.",
        [0xFF, 0xD8, 0xFF, ..] => "The file is a JPEG picture, not sound.",
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', ..] => "The file is a GIF picture, not sound.",
        [(byte)'%', (byte)'P', (byte)'D', (byte)'F', ..] => "The file is a PDF document, not sound.",
        [(byte)'P', (byte)'K', 3, 4, ..] => "The file is a ZIP archive or an office document, not sound.",
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'A', (byte)'V', (byte)'I', ..] => "The file is an AVI video.",
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => "The file is a WebP picture, not sound.",
        [(byte)'R', (byte)'F', (byte)'6', (byte)'4', ..] => "The file is a WAV file of the large kind (RF64), which is not taken.",
        [(byte)'f', (byte)'L', (byte)'a', (byte)'C', ..] => "The file is FLAC, which is not taken.",
        [(byte)'F', (byte)'O', (byte)'R', (byte)'M', ..] => "The file is AIFF, which is not taken.",
        [(byte)'#', (byte)'!', (byte)'A', (byte)'M', (byte)'R', ..] => "The file is AMR, which is not taken.",
        _ when IsText(file) => "The file is text, not sound.",
        _ => "The file is no sound of a kind that is taken.",
    };

    private static bool IsText(ReadOnlySpan<byte> file) =>
        !file[..Math.Min(file.Length, Telling)].ContainsAnyInRange((byte)0, (byte)8) && !file[..Math.Min(file.Length, Telling)].ContainsAnyInRange((byte)14, (byte)31);
}
