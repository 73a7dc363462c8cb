using Postrider.Audio;
using Xunit;
using static Postrider.Tests.Audio.Bytes;

namespace Postrider.Tests.Audio;

public sealed class WebmTests
{
    [Fact]
    public void A_recording_of_a_browser_plays_to_the_end_of_its_last_block()
    {
        Verdict.Plays(5, AudioFormat.WebM, Webm.Recorded(5));
        Verdict.Plays(5, AudioFormat.WebM, Webm.Recorded(5, track: Webm.Track(codec: "A_VORBIS")));
        Assert.Equal("audio/webm", Verdict.Sound(Webm.Recorded(1)).ContentType);
        Assert.Equal("audio/x-matroska", Verdict.Sound(Webm.Muxed(1, null, "matroska")).ContentType);
    }

    [Fact]
    public void An_announced_length_is_believed_where_the_blocks_bear_it_out()
    {
        Verdict.Plays(4.99, AudioFormat.WebM, Webm.Muxed(5, 4990));
        Verdict.Plays(5, AudioFormat.WebM, Webm.Muxed(5, 1000));
        Verdict.Plays(5, AudioFormat.WebM, Webm.Muxed(5, double.NaN));
        Verdict.Plays(5, AudioFormat.WebM, Webm.Muxed(5, double.PositiveInfinity));
        Verdict.Fails(AudioFaultKind.Damaged, Webm.Muxed(5, 60_000));
    }

    [Fact]
    public void A_block_with_a_duration_of_its_own_lasts_as_long()
    {
        var group = Webm.Element([0x1F, 0x43, 0xB6, 0x75], Webm.Element([0xE7], Big32(5000)), Webm.Element([0xA0], Webm.Element([0xA1], [0x81], Big16(0), [0], Ogg.Packet), Webm.Element([0x9B], [100])));
        Verdict.Plays(5.1, AudioFormat.WebM, Webm.Muxed(5, null, more: group));
    }

    [Fact]
    public void A_webm_that_is_cut_off_is_damaged()
    {
        var file = Webm.Muxed(5, 5000);
        foreach (var size in new[] { 4, 20, 40, 200, file.Length / 2, file.Length - 1 })
        {
            Verdict.Fails(AudioFaultKind.Damaged, file[..size]);
        }

        Verdict.Fails(AudioFaultKind.Damaged, Webm.Recorded(5)[..^3]);
        Verdict.Fails(AudioFaultKind.Damaged, Join(Webm.Recorded(5), [0, 0, 0]));
        Verdict.Fails(AudioFaultKind.Damaged, Join(Webm.Recorded(5), Webm.Element([0xA3], [0x81, 0])));
    }

    [Fact]
    public void Times_that_make_no_sense_are_damage()
    {
        Verdict.Fails(AudioFaultKind.Damaged, Join(Webm.Recorded(5), Webm.Element([0x2A, 0xD7, 0xB1], [0])));
        Verdict.Fails(AudioFaultKind.Damaged, Join(Webm.Recorded(5), Webm.Element([0xE7], Repeat([0xFF], 8)), Webm.Block(0)));
    }

    [Fact]
    public void Video_other_trees_and_no_track_are_not_taken()
    {
        Assert.Contains("video", Verdict.Fails(AudioFaultKind.Unsupported, Webm.Recorded(5, track: Join(Webm.Track(), Webm.Track(1, "V_VP8")))).Sentence, StringComparison.Ordinal);
        Verdict.Fails(AudioFaultKind.Unsupported, Webm.Recorded(5, track: []));
        Verdict.Fails(AudioFaultKind.Unsupported, Webm.Muxed(5, null, "else"));
        Verdict.Fails(AudioFaultKind.Empty, Webm.Recorded(0));
    }
}
