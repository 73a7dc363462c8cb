namespace Postrider.Audio;

/// <summary>MP4 and M4A: boxes, whole or in fragments. The sound track's samples say how long it plays, and must be there.</summary>
internal static class Mp4File
{
    // A fragmented file whose end is missing ends between two boxes, so only its announced length tells.
    private const double MostMissing = 1;

    public static AudioInspection Inspect(ReadOnlySpan<byte> file)
    {
        if (IsPicture(file))
        {
            return AudioInspection.Unsupported("The file is a picture, not sound.");
        }

        Mp4Movie? movie = null;
        double stored = 0;
        for (var rest = file; !Mp4Box.IsEnd(rest);)
        {
            if (!Mp4Box.TryRead(rest, out var box))
            {
                return AudioInspection.Damaged("The MP4 file is cut off: a part of it reaches past its end.");
            }

            var isWhole = true;
            switch (box.Kind)
            {
                case Mp4Kind.Mdat:
                    stored += box.Body.Length;
                    break;
                case Mp4Kind.Moov when movie is null:
                    movie = new Mp4Movie();
                    isWhole = movie.TakeIndex(box.Body);
                    break;
                case Mp4Kind.Moof:
                    isWhole = movie?.TakeFragment(box.Body) == true;
                    break;
            }

            if (!isWhole)
            {
                return AudioInspection.Damaged("The index of the MP4 file is broken.");
            }

            rest = rest[box.Size..];
        }

        return movie is null ? AudioInspection.Damaged("The MP4 file is cut off: its index is missing.") : Judge(movie, stored, file.Length);
    }

    private static AudioInspection Judge(Mp4Movie movie, double stored, int size)
    {
        var (seconds, bytes, sounds) = (0d, 0d, 0);
        foreach (var track in movie.Tracks)
        {
            if (track.Kind == Mp4Kind.Video)
            {
                return AudioInspection.Unsupported("The file is a video.");
            }

            if (track.IsProtected)
            {
                return AudioInspection.Unsupported("The sound in the file is locked by copy protection.");
            }

            if (track.LastChunk >= (ulong)size)
            {
                return AudioInspection.Damaged("The MP4 file is cut off: its index names sound past its end.");
            }

            bytes += track.Bytes;
            if (track.Kind == Mp4Kind.Sound)
            {
                sounds++;
                seconds = Math.Max(seconds, track.Seconds(movie.Scale));
            }
        }

        return sounds == 0 ? AudioInspection.Unsupported("The MP4 file has no sound track.")
            : bytes > stored ? AudioInspection.Damaged("The MP4 file is cut off: it holds less sound than its index says.")
            : movie.FragmentedSeconds > seconds + MostMissing ? AudioInspection.Damaged("The MP4 file is cut off: it announces more sound than it holds.")
            : AudioInspection.Found(AudioFormat.Mp4, seconds, "audio/mp4");
    }

    private static bool IsPicture(ReadOnlySpan<byte> file) =>
        file.Length >= 12 && file[8..] is var brand && (brand.StartsWith("heic"u8) || brand.StartsWith("heix"u8) || brand.StartsWith("mif1"u8) || brand.StartsWith("avif"u8));
}
