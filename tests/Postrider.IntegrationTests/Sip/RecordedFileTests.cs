using Postrider.IntegrationTests.Audio;
using Postrider.Sip.Sound;
using Postrider.Testing;
using Postrider.Testing.Sound;
using Xunit;

namespace Postrider.IntegrationTests.Sip;

public sealed class RecordedFileTests : IDisposable
{
    private readonly Recordings _files = new();

    public static TheoryData<string> Kinds => [.. Recordings.Kinds.Keys.Where(kind => kind.StartsWith("wav", StringComparison.Ordinal))];

    [Fact]
    public async Task A_recording_is_a_file_that_players_play()
    {
        Programs.Require("ffmpeg", "ffprobe", "sox");
        var path = _files.PathOf("call.wav");
        Assert.True(CallRecorder.TryCreate(path, TimeSpan.FromMinutes(1), TimeProvider.System, out var recorder, out var fault), fault);

        // Less than the recorder holds in memory: the disk need not keep up.
        var (heard, said) = (Synth.Speech(8), Synth.Tone(440, 3080, -20));
        foreach (var (left, right) in Synth.Frames(heard).Zip(Synth.Frames(said)))
        {
            recorder.Add(left, right);
        }

        Assert.False(File.Exists(path));
        await recorder.DisposeAsync();
        Assert.Null(recorder.Fault);
        Assert.Equal([path], Directory.GetFiles(Path.GetDirectoryName(path)!));
        Assert.Equal(3.08, (await Recordings.ProbeAsync(path))!.Value, 0.001);
        foreach (var (channel, sound) in new[] { ("0", heard), ("1", said) })
        {
            var played = await Programs.RunAsync("ffmpeg", null, "-v", "error", "-i", path, "-af", $"pan=mono|c0=c{channel}", "-f", "mulaw", "pipe:1");
            Assert.True(Likeness.Find(sound, Synth.FromULaw(played), mostLag: 8).Correlation > 0.999);
        }

        Assert.Equal("2\n", System.Text.Encoding.ASCII.GetString(await Programs.RunAsync("soxi", null, "-c", path)));
    }

    [Fact]
    public async Task Nothing_recorded_is_no_file_and_a_folder_that_is_not_there_is_a_fault()
    {
        var path = _files.PathOf("empty.wav");
        Assert.True(CallRecorder.TryCreate(path, TimeSpan.FromMinutes(1), TimeProvider.System, out var recorder, out _));
        await recorder.DisposeAsync();
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(path)!));
        Assert.False(CallRecorder.TryCreate(Path.Combine(path, "none", "call.wav"), TimeSpan.FromMinutes(1), TimeProvider.System, out _, out var fault));
        Assert.NotEmpty(fault);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Every_WAV_file_that_people_make_is_read(string kind)
    {
        Programs.Require("ffmpeg");
        var read = WavSound.Read(await Recordings.ReadAsync(await _files.MakeAsync(kind, 2)));
        Assert.True(read.IsSound, read.Fault);
        Assert.Equal(2, read.Length.TotalSeconds, 0.001);
        Assert.True(Likeness.Find(Synth.Tone(300, 1900, -20), Synth.FromULaw(read.ULaw.Span)).Correlation > 0.995);
    }

    public void Dispose() => _files.Dispose();
}
