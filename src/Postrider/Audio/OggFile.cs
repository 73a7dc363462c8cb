namespace Postrider.Audio;

/// <summary>Ogg with Opus or Vorbis: one stream, or several one after the other, never side by side.</summary>
internal static class OggFile
{
    private const int MostStreams = 64;

    public static AudioInspection Inspect(ReadOnlySpan<byte> file)
    {
        OggStream? stream = null;
        var (streams, seconds) = (0, 0d);
        for (var at = 0; at < file.Length;)
        {
            if (!OggPage.TryRead(file[at..], out var page))
            {
                return AudioInspection.Damaged("The Ogg file is cut off or broken.");
            }

            if (page.IsFirst)
            {
                if (stream is { HasSound: false } || ++streams > MostStreams)
                {
                    return AudioInspection.Unsupported("The Ogg file holds several streams.");
                }

                if (End(stream, ref seconds) is { } unfinished)
                {
                    return AudioInspection.Damaged(unfinished);
                }

                stream = OggStream.Begin(page);
                if (stream is null)
                {
                    return AudioInspection.Unsupported("The Ogg file holds something else than Opus or Vorbis sound.");
                }
            }
            else if (stream is null || page.Serial != stream.Serial)
            {
                return AudioInspection.Damaged("The Ogg file lacks the beginning of a stream.");
            }
            else if (stream.Take(page) is { } fault)
            {
                return AudioInspection.Damaged(fault);
            }

            at += page.Size;
        }

        return End(stream, ref seconds) is { } wrong ? AudioInspection.Damaged(wrong) : AudioInspection.Found(AudioFormat.Ogg, seconds, "audio/ogg");
    }

    private static string? End(OggStream? stream, ref double seconds)
    {
        seconds += stream?.Seconds ?? 0;
        return stream?.End();
    }
}
