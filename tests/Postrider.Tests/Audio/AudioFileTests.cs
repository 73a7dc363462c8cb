using System.Text;
using Postrider.Audio;
using Xunit;
using static Postrider.Tests.Audio.Bytes;

namespace Postrider.Tests.Audio;

public sealed class AudioFileTests
{
    [Fact]
    public void No_bytes_are_empty() => Verdict.Fails(AudioFaultKind.Empty, []);

    [Theory]
    [InlineData("\u0089PNG\r\n\u001a\n", "PNG")]
    [InlineData("\u00ff\u00d8\u00ff\u00e0", "JPEG")]
    [InlineData("GIF89a", "GIF")]
    [InlineData("%PDF-1.7\n", "PDF")]
    [InlineData("PK\u0003\u0004", "ZIP")]
    [InlineData("RIFFabcdAVI LIST", "AVI")]
    [InlineData("RIFFabcdWEBPVP8 ", "WebP")]
    [InlineData("RF64abcdWAVE", "RF64")]
    [InlineData("fLaC", "FLAC")]
    [InlineData("FORMabcdAIFF", "AIFF")]
    [InlineData("#!AMR\n", "AMR")]
    public void Another_kind_is_named(string beginning, string named) =>
        Assert.Contains(named, Verdict.Fails(AudioFaultKind.Unsupported, Join(Text(beginning), new byte[5000])).Sentence, StringComparison.Ordinal);

    [Fact]
    public void Text_and_noise_are_not_taken()
    {
        Assert.Contains("text", Verdict.Fails(AudioFaultKind.Unsupported, Encoding.UTF8.GetBytes("<!DOCTYPE html><p>Grüße</p>\r\n")).Sentence, StringComparison.Ordinal);
        Assert.Contains("text", Verdict.Fails(AudioFaultKind.Unsupported, Encoding.UTF8.GetBytes("#EXTM3U\n#EXTINF:5,\nfile:///etc/passwd\n")).Sentence, StringComparison.Ordinal);
        Verdict.Fails(AudioFaultKind.Unsupported, [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("in sixteen bits")]);
        Verdict.Fails(AudioFaultKind.Unsupported, new byte[100_000]);
        Verdict.Fails(AudioFaultKind.Unsupported, [0xFF]);
        var noise = new byte[100_000];
        new Random(1).NextBytes(noise);
        Verdict.Fails(AudioFaultKind.Unsupported, noise);
    }

    [Theory]
    [InlineData(60.0, false)]
    [InlineData(60.4, false)]
    [InlineData(60.6, true)]
    [InlineData(61.0, true)]
    public void A_limit_leaves_out_what_a_codec_adds(double seconds, bool isLonger) =>
        Assert.Equal(isLonger, Verdict.Sound(Wav.File(seconds)).IsLongerThan(TimeSpan.FromMinutes(1)));

    [Fact]
    public void A_length_that_nobody_records_is_a_lie()
    {
        var track = Mp4.Track(1);
        var at = track.AsSpan().IndexOf("stts"u8);
        Repeat([0xFF], 8).CopyTo(track, at + 12);
        Verdict.Fails(AudioFaultKind.Damaged, Mp4.File(1, track: track));
    }
}
