using System.Globalization;
using Postrider.Testing;
using Xunit;

namespace Postrider.IntegrationTests.Audio;

/// <summary>Real files, made by the encoders that people use, in a folder of their own.</summary>
internal sealed class Recordings : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pr-audio-");

    /// <summary>The kinds of files, each with the file's ending and what ffmpeg is told to make it.</summary>
    public static IReadOnlyDictionary<string, (string Ending, string[] Arguments)> Kinds { get; } = new Dictionary<string, (string, string[])>
    {
        ["wav"] = ("wav", ["-c:a", "pcm_s16le"]),
        ["wav in 24 bits"] = ("wav", ["-c:a", "pcm_s24le", "-ac", "2"]),
        ["wav in floats"] = ("wav", ["-c:a", "pcm_f32le"]),
        ["wav in A-law"] = ("wav", ["-c:a", "pcm_alaw", "-ar", "8000"]),
        ["wav in µ-law"] = ("wav", ["-c:a", "pcm_mulaw", "-ar", "8000"]),
        ["mp3"] = ("mp3", ["-c:a", "libmp3lame", "-b:a", "64k"]),
        ["mp3 of changing rate"] = ("mp3", ["-c:a", "libmp3lame", "-q:a", "6"]),
        ["mp3 without a header"] = ("mp3", ["-c:a", "libmp3lame", "-b:a", "64k", "-write_xing", "0", "-id3v2_version", "0"]),
        ["mp3 at 16 kHz"] = ("mp3", ["-c:a", "libmp3lame", "-b:a", "32k", "-ar", "16000", "-write_id3v1", "1"]),
        ["mp3 at 8 kHz"] = ("mp3", ["-c:a", "libmp3lame", "-b:a", "16k", "-ar", "8000"]),
        ["opus"] = ("ogg", ["-c:a", "libopus", "-b:a", "24k"]),
        ["opus of 60 ms"] = ("ogg", ["-c:a", "libopus", "-b:a", "24k", "-frame_duration", "60"]),
        ["vorbis"] = ("ogg", ["-c:a", "libvorbis"]),
        ["m4a"] = ("m4a", ["-c:a", "aac", "-b:a", "64k"]),
        ["m4a, index first"] = ("m4a", ["-c:a", "aac", "-b:a", "64k", "-movflags", "+faststart"]),
        ["m4a in fragments"] = ("mp4", ["-c:a", "aac", "-b:a", "64k", "-movflags", "frag_keyframe+empty_moov+default_base_moof", "-frag_duration", "1000000"]),
        ["m4a without loss"] = ("m4a", ["-c:a", "alac"]),
        ["aac"] = ("aac", ["-c:a", "aac", "-b:a", "64k", "-f", "adts"]),
        ["webm"] = ("webm", ["-c:a", "libopus", "-b:a", "24k"]),
        ["webm, live"] = ("webm", ["-c:a", "libopus", "-b:a", "24k", "-f", "webm", "-live", "1"]),
        ["webm with vorbis"] = ("webm", ["-c:a", "libvorbis"]),
        ["matroska"] = ("mka", ["-c:a", "libopus", "-b:a", "24k"]),
    };

    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>A tone of so many seconds.</summary>
    public async Task<string> MakeAsync(string kind, double seconds)
    {
        var (ending, arguments) = Kinds[kind];
        var path = PathOf($"{Guid.NewGuid():n}.{ending}");
        await FfmpegAsync(["-f", "lavfi", "-i", $"sine=frequency=300:sample_rate=44100:duration={Number(seconds)}", .. arguments, path]);
        return path;
    }

    public static Task FfmpegAsync(IEnumerable<string> arguments) => Programs.RunAsync("ffmpeg", null, ["-nostdin", "-hide_banner", "-loglevel", "error", "-y", .. arguments]);

    /// <summary>How long ffprobe says it plays; null: it cannot tell.</summary>
    public static async Task<double?> ProbeAsync(string path)
    {
        var said = await Programs.RunAsync("ffprobe", null, "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", path);
        return double.TryParse(System.Text.Encoding.ASCII.GetString(said).Trim(), CultureInfo.InvariantCulture, out var seconds) ? seconds : null;
    }

    public static string Number(double number) => number.ToString(CultureInfo.InvariantCulture);

    public static Task<byte[]> ReadAsync(string path) => File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);

    public void Dispose() => _folder.Delete(recursive: true);
}
