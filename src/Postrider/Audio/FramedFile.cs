namespace Postrider.Audio;

/// <summary>MP3 and raw AAC: frames one after the other, with tags around them. What is counted is the frames that are there.</summary>
internal static class FramedFile
{
    /// <summary>So much between frames is passed over.</summary>
    internal const int MostRubbish = 64 * 1024;

    // What a header of a file announces may be off by the header's own frame and the last one.
    private const int Inexact = 2;

    private delegate bool FrameReader(ReadOnlySpan<byte> bytes, out SoundFrame frame);

    public static AudioInspection Inspect(ReadOnlySpan<byte> file)
    {
        if (SoundTags.Front(file) is not { } front)
        {
            return AudioInspection.Damaged("The file is cut off within its title.");
        }

        var sound = SoundTags.WithoutTail(file[front..]);
        if (sound.Length == 0)
        {
            return AudioInspection.Empty("There is no sound in the file.");
        }

        // Only a tag makes it likely that sound is meant; without one nothing but zeros may stand in front.
        var isTagged = front > 0;
        for (var at = 0; at < Math.Min(sound.Length, MostRubbish) && (isTagged || at == 0 || sound[at - 1] == 0); at++)
        {
            if (Begins(sound, at, SoundFrame.TryReadMp3))
            {
                return Mp3(sound[at..]);
            }

            if (Begins(sound, at, SoundFrame.TryReadAdts))
            {
                return Walk(sound[at..], SoundFrame.TryReadAdts, out var seconds) is null ? Torn("AAC") : AudioInspection.Found(AudioFormat.Aac, seconds, "audio/aac");
            }
        }

        return AudioInspection.Unsupported(SoundFrame.IsFreeFormat(sound) ? "The file is MP3 of the kind without a bit rate (free format), which is not taken." : ForeignFile.Describe(sound));
    }

    private static AudioInspection Mp3(ReadOnlySpan<byte> sound)
    {
        _ = SoundFrame.TryReadMp3(sound, out var first);
        var info = Mp3Info.Find(sound[..Math.Min(first.Bytes, sound.Length)]);
        if (Walk(sound[(info is null ? 0 : first.Bytes)..], SoundFrame.TryReadMp3, out var seconds) is not { } frames)
        {
            return Torn("MP3");
        }

        if (info?.Frames > frames + Inexact)
        {
            return AudioInspection.Damaged($"The MP3 file is cut off: of {info.Value.Frames} frames, {frames} are there.");
        }

        // Silence that the encoder added and says it did; more than three frames of it is not credible.
        var added = info is { Added: var samples } && samples <= 3 * first.Samples ? samples / (double)first.Rate : 0;
        return AudioInspection.Found(AudioFormat.Mp3, Math.Max(seconds - added, Math.Min(seconds, first.Seconds)), "audio/mpeg");
    }

    /// <summary>Counts the frames; null: there is more between them than is passed over.</summary>
    private static int? Walk(ReadOnlySpan<byte> sound, FrameReader read, out double seconds)
    {
        var (frames, rubbish, isInStep) = (0, 0, true);
        seconds = 0;
        for (var at = 0; at < sound.Length;)
        {
            if (isInStep ? read(sound[at..], out var frame) : Begins(sound, at, read, out frame))
            {
                // A last frame that is cut off is not played either.
                seconds += frame.Bytes <= sound.Length - at ? frame.Seconds : 0;
                frames += frame.Bytes <= sound.Length - at ? 1 : 0;
                at += frame.Bytes;
                isInStep = true;
            }
            else if (++rubbish > MostRubbish)
            {
                return null;
            }
            else
            {
                at++;
                isInStep = false;
            }
        }

        return frames;
    }

    private static bool Begins(ReadOnlySpan<byte> sound, int at, FrameReader read) => Begins(sound, at, read, out _);

    /// <summary>Whether a frame stands here: one header may be chance, so another must follow, or the end.</summary>
    private static bool Begins(ReadOnlySpan<byte> sound, int at, FrameReader read, out SoundFrame frame) =>
        read(sound[at..], out frame) && at + frame.Bytes is var next && (next == sound.Length || (next < sound.Length && read(sound[next..], out _)));

    private static AudioInspection Torn(string kind) => AudioInspection.Damaged($"The {kind} file is broken: too much of it is no sound.");
}
