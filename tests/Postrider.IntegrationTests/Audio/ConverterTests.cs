using System.Text;
using Postrider.Audio;
using Postrider.Channels.Audio;
using Postrider.Testing;
using Xunit;

namespace Postrider.IntegrationTests.Audio;

public sealed class ConverterTests : IDisposable
{
    private static readonly AudioFacts _wav = new(AudioFormat.Wav, TimeSpan.FromSeconds(1), "audio/wav");
    private readonly Recordings _recordings = new();
    private readonly ProgramRunner _programs = new(TimeProvider.System);

    public static TheoryData<string> Kinds => [.. Recordings.Kinds.Keys];

    public static TheoryData<AudioFormat> Formats => [.. Enum.GetValues<AudioFormat>()];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Every_kind_becomes_m4a_in_mono_with_its_index_first(string kind)
    {
        Programs.Require("ffmpeg", "ffprobe");
        var file = await Recordings.ReadAsync(await _recordings.MakeAsync(kind, 3));
        var made = await new FfmpegConverter(_programs, new AudioOptions()).ToVoiceMessageAsync(file, Inspect(file), Cancellation);
        Assert.True(made.Converted, made.Fault);
        Assert.Null(made.Fault);
        Assert.Equal(AudioFormat.Mp4, made.Facts.Format);
        Assert.Equal(3, made.Facts.Length.TotalSeconds, 0.1);
        Assert.True(made.File.Span.IndexOf("moov"u8) < made.File.Span.IndexOf("mdat"u8));
        Assert.True(made.File.Span[8..].StartsWith("M4A "u8));
        var path = _recordings.PathOf("made.m4a");
        await File.WriteAllBytesAsync(path, made.File, Cancellation);
        var said = await Programs.RunAsync("ffprobe", null, "-v", "error", "-show_entries", "stream=codec_name,profile,channels,sample_rate", "-of", "csv=p=0", path);
        Assert.Equal("aac,LC,44100,1", Encoding.ASCII.GetString(said).Trim());
    }

    [Fact]
    public async Task Without_ffmpeg_a_file_passes_as_it_came_and_says_so()
    {
        byte[] file = [1, 2, 3];
        var made = await new FfmpegConverter(_programs, new AudioOptions(), _ => null).ToVoiceMessageAsync(file, _wav, Cancellation);
        Assert.Equal((false, null, false), (made.Converted, made.Fault, made.IsCommon));
        Assert.Equal(file, made.File.ToArray());
        Assert.Same(_wav, made.Facts);
        Assert.True((await new FfmpegConverter(_programs, new AudioOptions(), _ => null).ToVoiceMessageAsync(file, _wav with { Format = AudioFormat.Mp3 }, Cancellation)).IsCommon);
    }

    /// <summary>A list of files to play, whatever it is said to be, opens none of them.</summary>
    [Theory]
    [MemberData(nameof(Formats))]
    public async Task A_playlist_cannot_read_files_of_this_machine(AudioFormat format)
    {
        Programs.Require("ffmpeg");
        var victim = await _recordings.MakeAsync("wav", 5);
        foreach (var list in new[] { $"#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\nfile://{victim}\n#EXT-X-ENDLIST\n", $"ffconcat version 1.0\nfile '{victim}'\n" })
        {
            var file = Encoding.UTF8.GetBytes(list);
            var made = await new FfmpegConverter(_programs, new AudioOptions()).ToVoiceMessageAsync(file, _wav with { Format = format }, Cancellation);
            Assert.False(made.Converted);
            Assert.Contains("ffmpeg", made.Fault, StringComparison.Ordinal);
            Assert.Equal(file, made.File.ToArray());
        }
    }

    [Fact]
    public async Task The_program_is_told_all_by_arguments_and_files_of_ours_alone_which_go_away()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "a shell script stands for ffmpeg");
        var note = _recordings.PathOf("note");
        var made = await ScriptAsync($"for a in \"$@\"; do echo \"$a\"; done > {note}; for a in \"$@\"; do case $a in file:*) stat -c '%a %n' \"${{a#file:}}\" >> {note}.files;; esac; done; env > {note}.env; echo 'it broke  at /x' >&2; echo again >&2; exit 3");
        Assert.False(made.Converted);
        Assert.Equal("ffmpeg ended with 3: it broke at /x again", made.Fault);
        var arguments = await File.ReadAllLinesAsync(note, Cancellation);
        var input = Array.IndexOf(arguments, "-i");
        Assert.Equal(["-nostdin", "-hide_banner"], arguments[..2]);
        Assert.Equal(["-protocol_whitelist", "file,pipe", "-f", "wav"], arguments[(input - 4)..input]);
        var files = (await File.ReadAllLinesAsync($"{note}.files", Cancellation)).Select(line => line.Split(' ', 2)).ToList();
        Assert.Equal(["600", "600"], files.Select(file => file[0]));
        Assert.All(files, file => Assert.False(Directory.Exists(Path.GetDirectoryName(file[1]))));
        Assert.All(await File.ReadAllLinesAsync($"{note}.env", Cancellation), line => Assert.Matches("^(PATH|LC_ALL|PWD|OLDPWD|SHLVL|_)=", line));
    }

    [Fact]
    public async Task A_program_that_makes_too_much_or_nothing_is_a_fault()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "a shell script stands for ffmpeg");
        Assert.Contains("more than 10 MiB", (await ScriptAsync("for a in \"$@\"; do :; done; head -c 10485760 /dev/zero > \"${a#file:}\"")).Fault, StringComparison.Ordinal);
        Assert.Contains("made no sound", (await ScriptAsync("exit 0")).Fault, StringComparison.Ordinal);
        Assert.Contains("made no sound", (await ScriptAsync("for a in \"$@\"; do :; done; echo '<html>' > \"${a#file:}\"")).Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_only_looks_like_sound_is_a_fault_in_words()
    {
        Programs.Require("ffmpeg");
        var file = await Recordings.ReadAsync(await _recordings.MakeAsync("opus", 3));
        var facts = Inspect(file);
        file.AsSpan(200).Fill(0x55);
        var made = await new FfmpegConverter(_programs, new AudioOptions()).ToVoiceMessageAsync(file, facts, Cancellation);
        Assert.False(made.Converted);
        Assert.DoesNotContain(Path.GetTempPath(), made.Fault, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _programs.Dispose();
        _recordings.Dispose();
    }

    private static AudioFacts Inspect(byte[] file)
    {
        var seen = AudioFile.Inspect(file);
        Assert.True(seen.IsSound, seen.Fault?.Sentence);
        return seen.Facts;
    }

    private async Task<AudioConversion> ScriptAsync(string script)
    {
        var folder = Directory.CreateDirectory(_recordings.PathOf(Guid.NewGuid().ToString("n")));
        var path = Path.Combine(folder.FullName, "ffmpeg");

        // Not by this process: a program that another test starts meanwhile would inherit the open file for a moment, and what is open for writing cannot be run.
        await Programs.RunAsync("sh", Encoding.UTF8.GetBytes($"#!/bin/sh\n{script}\n"), "-c", "cat > \"$0\" && chmod 500 \"$0\"", path);
        return await new FfmpegConverter(_programs, new AudioOptions { Ffmpeg = path }).ToVoiceMessageAsync(new byte[100], _wav, Cancellation);
    }
}
