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

    public async Task<AudioConversion> ToVoiceMessageAsync(ReadOnlyMemory<byte> file, AudioFacts facts, CancellationToken cancellationToken)
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
                return await ConvertAsync(program, folder.FullName, file, facts, cancellationToken);
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

    internal static IReadOnlyList<string> Arguments(AudioFormat format, string input, string output) =>
    [
        "-nostdin", "-hide_banner", "-loglevel", "error", "-threads", "1",
        "-protocol_whitelist", "file,pipe", "-f", Demuxer(format), "-i", $"file:{input}",
        "-map", "0:a:0", "-map_metadata", "-1", "-map_chapters", "-1",
        "-ac", "1", "-ar", "44100", "-c:a", "aac", "-profile:a", "aac_low", "-b:a", "64k",
        "-fs", ProgramRunner.LargestOutput.ToString(CultureInfo.InvariantCulture), "-movflags", "+faststart", "-f", "ipod", "-y", $"file:{output}",
    ];

    private async Task<AudioConversion> ConvertAsync(string program, string folder, ReadOnlyMemory<byte> file, AudioFacts facts, CancellationToken cancellationToken)
    {
        var (input, output) = (Path.Combine(folder, "in"), Path.Combine(folder, "out"));
        await WriteAsync(input, file, cancellationToken);
        await WriteAsync(output, default, cancellationToken);
        var ran = await programs.RunAsync(program, Arguments(facts.Format, input, output), default, cancellationToken);
        if (ran.Fault is { } fault)
        {
            return Unchanged(file, facts, fault.Replace(folder, "", StringComparison.Ordinal));
        }

        // ffmpeg ends in peace at its limit, a little past it: what is there then is cut off.
        if (new FileInfo(output).Length >= ProgramRunner.LargestOutput)
        {
            return Unchanged(file, facts, $"The voice message would have more than {ProgramRunner.LargestOutput / 1024 / 1024} MiB.");
        }

        var made = await File.ReadAllBytesAsync(output, cancellationToken);
        var seen = AudioFile.Inspect(made);
        return seen.Facts is { Format: AudioFormat.Mp4 } ? new AudioConversion(made, seen.Facts, Converted: true) : Unchanged(file, facts, $"ffmpeg made no sound of it: {seen.Fault?.Sentence}");
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
