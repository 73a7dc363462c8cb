using Postrider.Audio;
using Xunit;
using static Postrider.Tests.Audio.Bytes;

namespace Postrider.Tests.Audio;

public sealed class OggTests
{
    private const double Skipped = Ogg.Skip / 48000.0;

    [Fact]
    public void Opus_plays_from_its_first_position_to_its_last()
    {
        Verdict.Plays(3 - Skipped, AudioFormat.Ogg, Ogg.Opus(3));
        Verdict.Plays(2.5 - Skipped, AudioFormat.Ogg, Ogg.Opus(3, trim: 24000));
        Verdict.Plays(3 - Skipped, AudioFormat.Ogg, Ogg.Opus(3, offset: 480_000));
        Assert.Equal("audio/ogg", Verdict.Sound(Ogg.Opus(1)).ContentType);
    }

    [Fact]
    public void Vorbis_plays_to_its_last_position()
    {
        Verdict.Plays(1, AudioFormat.Ogg, Ogg.Vorbis(44100));
        Verdict.Fails(AudioFaultKind.Damaged, Ogg.Vorbis(100, packets: 200));
    }

    [Fact]
    public void Streams_one_after_the_other_are_added() => Verdict.Plays(6 - (2 * Skipped), AudioFormat.Ogg, Join(Ogg.Opus(2, 1), Ogg.Opus(4, 2)));

    [Fact]
    public void Streams_side_by_side_are_not_taken() =>
        Verdict.Fails(AudioFaultKind.Unsupported, Join(Ogg.Page(1, 0, 2, 0, Ogg.OpusHead), Ogg.Page(2, 0, 2, 0, Ogg.VorbisHead)));

    [Fact]
    public void Positions_cannot_hide_packets()
    {
        // An end may shorten the last page, and no other.
        Verdict.Plays(9 - Skipped, AudioFormat.Ogg, Ogg.Opus(10, trim: 48_000));
        Verdict.Fails(AudioFaultKind.Damaged, Ogg.Opus(10, trim: 480_000));
        Verdict.Fails(AudioFaultKind.Damaged, Ogg.Opus(2, offset: long.MinValue / 2));
        Verdict.Fails(AudioFaultKind.Damaged, Join(Ogg.Opus(0), Ogg.Page(7, 2, 0, 48_000, Ogg.Packet), Ogg.Page(7, 3, 4, long.MaxValue, Ogg.Packet)));
    }

    [Fact]
    public void Pages_that_are_cut_off_or_missing_are_damage()
    {
        var file = Ogg.Opus(5);
        foreach (var size in new[] { 20, 46, 60, 1000, file.Length - 1 })
        {
            Verdict.Fails(AudioFaultKind.Damaged, file[..size]);
        }

        Verdict.Fails(AudioFaultKind.Damaged, Join(file[..Headers], file[Ogg.Opus(1).Length..]));
        Verdict.Fails(AudioFaultKind.Damaged, Join(file, [0]));
        Verdict.Fails(AudioFaultKind.Damaged, Ogg.Page(1, 0, 0, 0, Ogg.OpusHead));
    }

    [Fact]
    public void A_packet_may_go_over_pages_but_not_get_lost()
    {
        var large = new byte[510];
        large[0] = 0x98;
        var open = Ogg.Page(7, 2, 0, -1, large);
        open = [.. open[..26], 2, 255, 255, .. large];
        Verdict.Plays(0.02 - Skipped, AudioFormat.Ogg, Join(Ogg.Opus(0), open, Ogg.Page(7, 3, 5, 960, [1, 2, 3])));
        Verdict.Fails(AudioFaultKind.Damaged, Join(Ogg.Opus(0), open));
        Verdict.Fails(AudioFaultKind.Damaged, Join(Ogg.Opus(0), open, Ogg.Page(7, 3, 4, 960, [1, 2, 3])));
    }

    [Fact]
    public void Headers_alone_are_empty() => Verdict.Fails(AudioFaultKind.Empty, Ogg.Opus(0));

    [Theory]
    [InlineData("\u0080theora")]
    [InlineData("\u007fFLAC")]
    [InlineData("Speex   ")]
    public void Other_codecs_are_not_taken(string head) => Verdict.Fails(AudioFaultKind.Unsupported, Ogg.Page(1, 0, 2, 0, Join(Text(head), new byte[60])));

    [Fact]
    public void An_opus_packet_lasts_as_its_first_byte_says()
    {
        Assert.Equal(2880, Opus.Samples(3 << 3, 0, 5));
        Assert.Equal(1920, Opus.Samples(13 << 3 | 1, 0, 5));
        Assert.Equal(240, Opus.Samples(16 << 3 | 3, 2, 5));
        Assert.Null(Opus.Samples(3 << 3 | 3, 63, 5));
        Assert.Null(Opus.Samples(3 << 3 | 3, 0, 1));
        Assert.Null(Opus.Samples(0, 0, 0));
    }

    private static int Headers => Ogg.Opus(0).Length;
}
