using Postrider.Audio;
using Xunit;
using static Postrider.Tests.Audio.Bytes;

namespace Postrider.Tests.Audio;

public sealed class Mp4Tests
{
    private const double FrameSeconds = 1024 / 44100.0;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_mp4_plays_as_long_as_its_samples_wherever_its_index_stands(bool indexFirst)
    {
        Verdict.Plays(200 * FrameSeconds, AudioFormat.Mp4, Mp4.File(200, indexFirst));
        Assert.Equal("audio/mp4", Verdict.Sound(Mp4.File(5)).ContentType);
    }

    [Fact]
    public void An_edit_may_leave_out_what_the_codec_added_and_no_more()
    {
        Verdict.Plays(4.6, AudioFormat.Mp4, Mp4.File(200, track: Mp4.Track(200, edits: Mp4.Edits(4600))));
        Verdict.Plays(200 * FrameSeconds, AudioFormat.Mp4, Mp4.File(200, track: Mp4.Track(200, edits: Mp4.Edits(1000))));
        Verdict.Plays(200 * FrameSeconds, AudioFormat.Mp4, Mp4.File(200, track: Mp4.Track(200, edits: Mp4.Edits(9000))));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Fragments_are_added(bool ownDurations) => Verdict.Plays(10 * 43 * FrameSeconds, AudioFormat.Mp4, Mp4.Fragmented(10, ownDurations));

    [Fact]
    public void Fragments_that_are_missing_are_damage()
    {
        Verdict.Fails(AudioFaultKind.Damaged, Mp4.Fragmented(10, announced: 60_000));
        Verdict.Fails(AudioFaultKind.Damaged, Mp4.Fragmented(10)[..^1]);
        Verdict.Fails(AudioFaultKind.Damaged, Mp4.Fragmented(10)[..^438]);
        Verdict.Fails(AudioFaultKind.Empty, Mp4.Fragmented(0));
    }

    [Fact]
    public void Sizes_may_be_listed_one_by_one()
    {
        var sizes = Mp4.Box("stsz", new byte[8], Big32(200), Repeat(Big32(10), 200));
        Verdict.Plays(200 * FrameSeconds, AudioFormat.Mp4, Mp4.File(200, track: Mp4.Track(200, sizes: sizes)));
        Verdict.Fails(AudioFaultKind.Damaged, Mp4.File(200, track: Mp4.Track(200, sizes: sizes), stored: 1999));
        var bytes = Mp4.Box("stz2", new byte[4], Big32(8), Big32(200), Repeat([10], 200));
        Verdict.Plays(200 * FrameSeconds, AudioFormat.Mp4, Mp4.File(200, track: Mp4.Track(200, sizes: bytes)));
        Verdict.Fails(AudioFaultKind.Damaged, Mp4.File(200, track: Mp4.Track(200, sizes: bytes), stored: 1999));
    }

    [Fact]
    public void An_mp4_that_is_cut_off_is_damaged()
    {
        foreach (var file in new[] { Mp4.File(200), Mp4.File(200, indexFirst: false) })
        {
            foreach (var size in new[] { 20, 100, 300, file.Length / 2, file.Length - 1 })
            {
                Verdict.Fails(AudioFaultKind.Damaged, file[..size]);
            }
        }

        Verdict.Fails(AudioFaultKind.Damaged, Mp4.File(200, stored: 1999));
        Verdict.Fails(AudioFaultKind.Damaged, Mp4.File(200, track: Mp4.Track(200, chunk: 100_000)));
        Verdict.Fails(AudioFaultKind.Damaged, Join(Mp4.Ftyp, Mp4.Box("mdat", new byte[100])));
    }

    [Fact]
    public void Tables_that_announce_more_than_they_hold_are_damage()
    {
        var sizes = Mp4.Box("stsz", new byte[8], Big32(uint.MaxValue), Repeat(Big32(10), 20));
        Verdict.Fails(AudioFaultKind.Damaged, Mp4.File(200, track: Mp4.Track(200, sizes: sizes)));
        Verdict.Fails(AudioFaultKind.Damaged, Mp4.File(200, track: Repeat(Mp4.Track(200), 17)));
    }

    [Fact]
    public void A_box_may_have_a_long_size_or_go_to_the_end()
    {
        var index = Mp4.Box("moov", Mp4.Mvhd, Mp4.Track(20));
        Verdict.Plays(20 * FrameSeconds, AudioFormat.Mp4, Join(Mp4.Ftyp, index, Big32(1), Text("mdat"), Big32(0), Big32(216), new byte[200]));
        Verdict.Plays(20 * FrameSeconds, AudioFormat.Mp4, Join(Mp4.Ftyp, index, Big32(0), Text("mdat"), new byte[200]));
        Verdict.Fails(AudioFaultKind.Damaged, Join(Mp4.Ftyp, index, Big32(1), Text("mdat"), Big32(-1), Big32(-1), new byte[200]));
    }

    [Fact]
    public void Video_pictures_and_locked_sound_are_not_taken()
    {
        Assert.Contains("video", Verdict.Fails(AudioFaultKind.Unsupported, Mp4.File(20, track: Join(Mp4.Track(20), Mp4.Track(20, "vide", "avc1")), stored: 400)).Sentence, StringComparison.Ordinal);
        Verdict.Fails(AudioFaultKind.Unsupported, Mp4.File(20, track: Mp4.Track(20, codec: "enca")));
        Verdict.Fails(AudioFaultKind.Unsupported, Mp4.File(20, track: Mp4.Track(20, "text")));
        Verdict.Fails(AudioFaultKind.Unsupported, Mp4.Box("ftyp", Text("heic"), new byte[8]));
    }
}
