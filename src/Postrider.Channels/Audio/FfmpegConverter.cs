using System.Globalization;
using Postrider.Audio;

namespace Postrider.Channels.Audio;

/// <summary>
/// Converts with ffmpeg. A hostile file cannot choose how it is read: its demuxer is named, so that no playlist opens files of this machine, and only files and pipes may be opened at all.
/// </summary>
internal sealed class FfmpegConverter(ProgramRunner programs, AudioOptions options, Func<string, string?>? find = null) : IAudioConverter
{
    private const UnixFileMode OursAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly Lazy<string?> _program = new(() => options.Ffmpeg ?? (find ?? ProgramPath.Find)("ffmpeg"));

    // The index lies in front, so that players need not fetch the end first.
    private static readonly Target _voiceMessage = new("voice message", AudioFormat.Mp4, ["-ac", "1", "-ar", "44100", "-c:a", "aac", "-profile:a", "aac_low", "-b:a", "64k", "-movflags", "+faststart", "-f", "ipod"]);
    private static readonly Target _telephone = new("sound", AudioFormat.Wav, ["-ac", "1", "-ar", "8000", "-c:a", "pcm_mulaw", "-f", "wav"]);

    /// <param name="Name">For people.</param>
    /// <param name="How">ffmpeg's arguments for what comes out.</param>
    private sealed record Target(string Name, AudioFormat Format, IReadOnlyList<string> How);

    public Task<AudioConversion> ToVoiceMessageAsync(ReadOnlyMemory<byte> file, AudioFacts facts, CancellationToken cancellationToken) => ToAsync(_voiceMessage, file, facts, cancellationToken);

    public Task<AudioConversion> ToTelephoneAsync(ReadOnlyMemory<byte> file, AudioFacts facts, CancellationToken cancellationToken) => ToAsync(_telephone, file, facts, cancellationToken);

    private async Task<AudioConversion> ToAsync(Target target, ReadOnlyMemory<byte> file, AudioFacts facts, CancellationToken cancellationToken)
    {
        if (_program.Value is not { } program)
        {
            return new AudioConversion(file, facts, Converted: false);
        }

        try
        {
            // An index at the end is read, and one at the beginning written, only where there is a way back: in files.
            var folder = Directory.CreateTempSubdirectory("postrider-");
            try
            {
                return await ConvertAsync(target, program, folder.FullName, file, facts, cancellationToken);
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Unchanged(file, facts, $"There is no room for converting: {exception.Message}");
        }
    }

    private static IReadOnlyList<string> Arguments(Target target, AudioFormat format, string input, string output) =>
    [
        "-nostdin", "-hide_banner", "-loglevel", "error", "-threads", "1",
        "-protocol_whitelist", "file,pipe", "-f", Demuxer(format), "-i", $"file:{input}",
        "-map", "0:a:0", "-map_metadata", "-1", "-map_chapters", "-1",
        .. target.How,
        "-fs", ProgramRunner.LargestOutput.ToString(CultureInfo.InvariantCulture), "-y", $"file:{output}",
    ];

    private async Task<AudioConversion> ConvertAsync(Target target, string program, string folder, ReadOnlyMemory<byte> file, AudioFacts facts, CancellationToken cancellationToken)
    {
        var (input, output) = (Path.Combine(folder, "in"), Path.Combine(folder, "out"));
        await WriteAsync(input, file, cancellationToken);
        await WriteAsync(output, default, cancellationToken);
        var ran = await programs.RunAsync(program, Arguments(target, facts.Format, input, output), default, cancellationToken);
        if (ran.Fault is { } fault)
        {
            return Unchanged(file, facts, fault.Replace(folder, "", StringComparison.Ordinal));
        }

        // ffmpeg ends in peace at its limit, a little past it: what is there then is cut off.
        if (new FileInfo(output).Length >= ProgramRunner.LargestOutput)
        {
            return Unchanged(file, facts, $"The {target.Name} would have more than {ProgramRunner.LargestOutput / 1024 / 1024} MiB.");
        }

        var made = await File.ReadAllBytesAsync(output, cancellationToken);
        var seen = AudioFile.Inspect(made);
        return seen.Facts?.Format == target.Format ? new AudioConversion(made, seen.Facts, Converted: true) : Unchanged(file, facts, $"ffmpeg made no sound of it: {seen.Fault?.Sentence}");
    }

    private static string Demuxer(AudioFormat format) => format switch
    {
        AudioFormat.Wav => "wav",
        AudioFormat.Mp3 => "mp3",
        AudioFormat.Ogg => "ogg",
        AudioFormat.Mp4 => "mov",
        AudioFormat.Aac => "aac",
        _ => "matroska",
    };

    private static async Task WriteAsync(string path, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        var how = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
        {
            how.UnixCreateMode = OursAlone;
        }

        await using var stream = new FileStream(path, how);
        await stream.WriteAsync(bytes, cancellationToken);
    }

    private static AudioConversion Unchanged(ReadOnlyMemory<byte> file, AudioFacts facts, string fault) => new(file, facts, Converted: false, fault);
}
