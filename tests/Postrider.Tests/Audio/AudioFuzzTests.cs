using Postrider.Audio;
using Postrider.Tests.Fuzz;
using Xunit;
using static Postrider.Tests.Audio.Bytes;

namespace Postrider.Tests.Audio;

public sealed class AudioFuzzTests
{
    private const long MostBytes = 256 * 1024;

    private static readonly byte[][] _words =
    [
        Text("RIFF"), Text("WAVE"), Text("fmt "), Text("data"), Text("OggS\0"), Text("OpusHead"), Text("ID3\u0004\0\0"), Text("TAG"), Text("APETAGEX"), Text("Info"), Text("VBRI"), Text("ftyp"), Text("moov"), Text("trak"), Text("mdia"),
        Text("stbl"), Text("stts"), Text("stsz"), Text("stco"), Text("moof"), Text("traf"), Text("trun"), Text("mdat"), Text("edts"), [0x1A, 0x45, 0xDF, 0xA3], [0x18, 0x53, 0x80, 0x67], [0x1F, 0x43, 0xB6, 0x75], [0xA3, 0x81], [0xA0],
        [0xAE], [0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], [0xFF, 0xFF, 0xFF, 0xFF], [0x7F, 0xFF, 0xFF, 0xFF], [0, 0, 0, 0], [0, 0, 0, 1], [0, 0, 0, 8], [0xFF, 0xFB, 0x90, 0xC0], [0xFF, 0xFB, 0x10, 0xC0], Frames.Adts[..7], Frames.Mp3, Ogg.Packet,
        Webm.Block(0), Mp4.Box("trak"), Ogg.Page(7, 2, 0, 0), Ogg.Page(7, 0, 2, 0, Ogg.OpusHead), Wav.Chunk("data", []), Frames.Id3(0),
    ];

    [Fact]
    public void Bytes_of_any_kind_are_looked_into_within_bounds() => Fuzzing.Run(
        [
            Wav.File(0.1), Wav.File(0.1, 7, 1, 8000, 8), Repeat(Frames.Mp3, 5), Join(Frames.Id3(20), Frames.Xing(5, 576, 1000), Repeat(Frames.Mp3, 5), Text("TAG"), new byte[125]), Repeat(Frames.Mpeg25, 5), Repeat(Frames.Adts, 5),
            Ogg.Opus(2), Ogg.Vorbis(44100), Join(Ogg.Opus(1, 1), Ogg.Opus(1, 2)), Mp4.File(20), Mp4.File(20, indexFirst: false, Mp4.Track(20, edits: Mp4.Edits(400))), Mp4.Fragmented(3), Mp4.Fragmented(3, ownDurations: true, 3000),
            Webm.Recorded(2), Webm.Muxed(2, 2000),
        ],
        Look,
        _words);

    private static Task Look(byte[] input)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var seen = AudioFile.Inspect(input);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated < MostBytes, $"{allocated} bytes were allocated");
        Assert.Equal(seen.IsSound, seen.Fault is null);
        Assert.True(seen.IsSound ? seen.Facts.Length > TimeSpan.Zero && seen.Facts.Length <= TimeSpan.FromDays(1) : seen.Fault.Sentence.Length > 10);
        return Task.CompletedTask;
    }
}
