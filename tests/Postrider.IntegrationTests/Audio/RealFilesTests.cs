using Postrider.Audio;
using Postrider.Testing;
using Xunit;

namespace Postrider.IntegrationTests.Audio;

/// <summary>The files that people and browsers make are measured as ffprobe measures them.</summary>
public sealed class RealFilesTests : IDisposable
{
    private static readonly double[] _lengths = [1, 59.5, 60, 61];
    private readonly Recordings _recordings = new();

    public static TheoryData<string> Kinds => [.. Recordings.Kinds.Keys];

    /// <summary>Their ends can be told from their insides; a cut between two frames of the others leaves a file that is whole.</summary>
    public static TheoryData<string> Announcing => ["wav", "mp3", "mp3 of changing rate", "opus", "vorbis", "m4a", "m4a, index first", "m4a without loss", "webm", "webm with vorbis", "matroska", "m4a in fragments", "webm, live"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_file_is_as_long_as_ffprobe_says(string kind)
    {
        Programs.Require("ffmpeg", "ffprobe");
        foreach (var length in _lengths)
        {
            var path = await _recordings.MakeAsync(kind, length);
            var seen = AudioFile.Inspect(await Recordings.ReadAsync(path));
            Assert.True(seen.IsSound, seen.Fault?.Sentence);

            // ffprobe guesses at raw AAC by its bit rate, does not know the length of what was recorded live, and counts an MP3's padding, which is long at 8 kHz.
            var probed = kind is "aac" or "webm, live" or "mp3 at 8 kHz" ? length : await Recordings.ProbeAsync(path);
            Assert.NotNull(probed);
            Assert.Equal(probed.Value, seen.Facts.Length.TotalSeconds, 0.1);
            Assert.Equal(length > 60, seen.Facts.IsLongerThan(TimeSpan.FromMinutes(1)));
        }
    }

    [Theory]
    [MemberData(nameof(Announcing))]
    public async Task A_file_that_is_cut_off_is_damaged(string kind)
    {
        Programs.Require("ffmpeg");
        var file = await Recordings.ReadAsync(await _recordings.MakeAsync(kind, 10));
        foreach (var size in new[] { file.Length / 3, file.Length / 2, file.Length - 300, file.Length - 7 }.Where(size => kind[..3] != "mp3" || size < file.Length - 300))
        {
            var seen = AudioFile.Inspect(file.AsSpan(0, size));
            Assert.True(seen.Fault?.Kind == AudioFaultKind.Damaged, $"{kind} cut from {file.Length} to {size}: {seen.Facts} {seen.Fault}");
        }
    }

    [Fact]
    public async Task What_a_program_streams_is_as_long_as_what_came()
    {
        Programs.Require("ffmpeg", "sox", "espeak-ng");
        string[] tone = ["-v", "error", "-f", "lavfi", "-i", "sine=duration=5"];
        Is(5, AudioFile.Inspect(await Programs.RunAsync("ffmpeg", null, [.. tone, "-f", "wav", "pipe:1"])));
        Is(5, AudioFile.Inspect(await Programs.RunAsync("ffmpeg", null, [.. tone, "-f", "mp3", "pipe:1"])));
        Is(5, AudioFile.Inspect(await Programs.RunAsync("ffmpeg", null, [.. tone, "-c:a", "libopus", "-f", "webm", "pipe:1"])));
        Is(5, AudioFile.Inspect(await Programs.RunAsync("sox", null, "-n", "-t", "wav", "-", "synth", "5", "sine", "300")));
        var spoken = await Programs.RunAsync("espeak-ng", null, "--stdout", "One, two, three, four.");
        var path = _recordings.PathOf("spoken.wav");
        await File.WriteAllBytesAsync(path, spoken, TestContext.Current.CancellationToken);
        Is((await Recordings.ProbeAsync(path))!.Value, AudioFile.Inspect(spoken));
    }

    [Fact]
    public async Task Files_of_one_stream_after_the_other_are_added()
    {
        Programs.Require("ffmpeg");
        var one = await Recordings.ReadAsync(await _recordings.MakeAsync("opus", 2));
        var other = await Recordings.ReadAsync(await _recordings.MakeAsync("vorbis", 3));
        Is(5, AudioFile.Inspect([.. one, .. other]));
    }

    [Fact]
    public async Task Videos_and_pictures_are_not_taken_whatever_they_are_called()
    {
        Programs.Require("ffmpeg");
        string[] video = ["-f", "lavfi", "-i", "testsrc=duration=1:size=64x64", "-f", "lavfi", "-i", "sine=duration=1"];
        string[][] made = [[.. video, "-c:v", "mpeg4", "-f", "mp4"], [.. video, "-c:v", "libvpx", "-c:a", "libopus", "-f", "webm"], [.. video, "-c:v", "libtheora", "-c:a", "libvorbis", "-f", "ogg"], [.. video, "-c:v", "mpeg4", "-f", "avi"], [.. video[..4], "-frames:v", "1", "-c:v", "png", "-f", "image2"], [.. video[..4], "-frames:v", "1", "-c:v", "mjpeg", "-f", "image2"]];
        foreach (var arguments in made)
        {
            var path = _recordings.PathOf("sound.mp3");
            await Recordings.FfmpegAsync([.. arguments, path]);
            var seen = AudioFile.Inspect(await Recordings.ReadAsync(path));
            Assert.True(seen.Fault?.Kind == AudioFaultKind.Unsupported, $"{arguments[^1]}: {seen.Facts} {seen.Fault}");
        }
    }

    public void Dispose() => _recordings.Dispose();

    private static void Is(double seconds, AudioInspection seen)
    {
        Assert.True(seen.IsSound, seen.Fault?.Sentence);
        Assert.Equal(seconds, seen.Facts.Length.TotalSeconds, 0.1);
    }
}
