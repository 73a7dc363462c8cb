using System.Text;
using Postrider.IntegrationTests.Audio;
using Postrider.Testing;
using Xunit;
using static Postrider.IntegrationTests.Actions.Uploads;

namespace Postrider.IntegrationTests.Actions;

/// <summary>Recordings through the door: what is taken, and why anything else is not.</summary>
public sealed class VoiceUploadTests(ActionsServer server) : IClassFixture<ActionsServer>, IDisposable
{
    private readonly Recordings _recordings = new();

    [Theory]
    [InlineData("wav", 2.4, 2)]
    [InlineData("wav in 24 bits", 1, 1)]
    [InlineData("mp3", 2.6, 3)]
    [InlineData("mp3 of changing rate", 5, 5)]
    [InlineData("m4a", 0.3, 1)]
    [InlineData("m4a in fragments", 4, 4)]
    [InlineData("aac", 3, 3)]
    [InlineData("opus", 3, 3)]
    [InlineData("vorbis", 2, 2)]
    [InlineData("webm", 3, 3)]
    [InlineData("webm, live", 3, 3)]
    [InlineData("mp3", 60, 60)]
    [InlineData("m4a", 60, 60)]
    public async Task A_recording_is_taken_and_its_length_told(string kind, double seconds, int told)
    {
        Programs.Require("ffmpeg");
        var file = await Recordings.ReadAsync(await _recordings.MakeAsync(kind, seconds));
        var answer = await server.Client.UploadAsync(Voice, file, "Grüße an Dana.bin");
        Assert.True((int)answer.Status == 200, answer.ToString());
        Assert.Equal(("Grüße an Dana.bin", told, true), ((string?)answer.Json["fileName"], (int)answer.Json["lengthInSeconds"]!, (long)answer.Json["id"]! > 0));
    }

    [Theory]
    [InlineData("wav")]
    [InlineData("mp3")]
    [InlineData("mp3 without a header")]
    [InlineData("m4a")]
    [InlineData("m4a in fragments")]
    [InlineData("opus")]
    [InlineData("webm, live")]
    public async Task A_second_more_than_a_minute_is_too_long(string kind)
    {
        Programs.Require("ffmpeg");
        var file = await Recordings.ReadAsync(await _recordings.MakeAsync(kind, 61));
        (await server.Client.UploadAsync(Voice, file, "long")).Refused(400, "attachment.tooLong");
    }

    [Theory]
    [InlineData("m4a", 0.5)]
    [InlineData("m4a", 0.95)]
    [InlineData("m4a, index first", 0.1)]
    [InlineData("m4a, index first", 0.7)]
    public async Task A_file_that_was_cut_off_is_no_recording(string kind, double part)
    {
        Programs.Require("ffmpeg");
        var file = await Recordings.ReadAsync(await _recordings.MakeAsync(kind, 5));
        (await server.Client.UploadAsync(Voice, file[..(int)(file.Length * part)], "cut.m4a")).Refused(400, "attachment.unsupportedType");
    }

    [Fact]
    public async Task What_is_no_recording_is_told_apart()
    {
        Programs.Require("ffmpeg");
        var picture = _recordings.PathOf("picture.png");
        await Recordings.FfmpegAsync(["-f", "lavfi", "-i", "color=size=64x64:duration=1", "-frames:v", "1", picture]);
        (await server.Client.UploadAsync(Voice, await Recordings.ReadAsync(picture), "song.mp3", "audio/mpeg")).Refused(400, "attachment.unsupportedType");
        (await server.Client.UploadAsync(Voice, [], "nothing.mp3")).Refused(400, "attachment.empty");
        (await server.Client.UploadAsync(Files, [], "nothing.txt")).Refused(400, "attachment.empty");
    }

    [Fact]
    public async Task Each_kind_of_file_has_its_largest_size()
    {
        var large = new byte[11 * 1024 * 1024];
        (await server.Client.UploadAsync(Voice, large, "large.wav")).Refused(400, "attachment.tooLarge");
        (await server.Client.UploadAsync(Voice, large.AsSpan(0, 10 * 1024 * 1024).ToArray(), "zeros.wav")).Refused(400, "attachment.unsupportedType");
        (await server.Client.UploadAsync(Voice, large.AsSpan(0, (10 * 1024 * 1024) + 1).ToArray(), "zeros.wav")).Refused(400, "attachment.tooLarge");
        var largest = new byte[25 * 1024 * 1024];
        var taken = await server.Client.UploadAsync(Files, largest, "zeros.bin");
        Assert.True((int)taken.Status == 200, taken.ToString());
        Assert.Equal(largest.Length, (long)taken.Json["size"]!);
        (await server.Client.UploadAsync(Files, [.. largest, 0], "zeros.bin")).Refused(400, "attachment.tooLarge");
    }

    [Theory]
    [InlineData("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"other\"; filename=\"a.wav\"\r\n\r\nx\r\n--b--\r\n")]
    [InlineData("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nno file name\r\n--b--\r\n")]
    [InlineData("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\n\r\ncut off")]
    [InlineData("multipart/form-data; boundary=b", "--b\r\nno header at all\r\n\r\nx\r\n--b--\r\n")]
    [InlineData("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\u0001.wav\"\r\n\r\nx\r\n--b--\r\n")]
    [InlineData("multipart/form-data; boundary=b", "--b--\r\n")]
    [InlineData("multipart/form-data; boundary=b", "")]
    [InlineData("multipart/form-data; boundary=other", "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\n\r\nx\r\n--b--\r\n")]
    [InlineData("multipart/form-data; boundary=\"\"", "x")]
    [InlineData("multipart/form-data", "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\n\r\nx\r\n--b--\r\n")]
    [InlineData("multipart/mixed; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\n\r\nx\r\n--b--\r\n")]
    [InlineData("audio/wav", "RIFF")]
    [InlineData("no type", "x")]
    [InlineData(null, "x")]
    public async Task A_body_that_brings_no_file_is_no_upload(string? type, string text)
    {
        using var body = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
        if (type is not null)
        {
            body.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        (await server.Client.UploadAsync(Voice, body)).Refused(400, "attachment.invalidUpload");
    }

    public void Dispose() => _recordings.Dispose();
}
