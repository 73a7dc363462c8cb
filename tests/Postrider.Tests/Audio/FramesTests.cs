using Postrider.Audio;
using Xunit;
using static Postrider.Tests.Audio.Bytes;

namespace Postrider.Tests.Audio;

public sealed class FramesTests
{
    [Fact]
    public void Frames_are_counted_for_what_they_play()
    {
        Verdict.Plays(100 * Frames.Mp3Seconds, AudioFormat.Mp3, Repeat(Frames.Mp3, 100));
        Verdict.Plays(100 * 576 / 16000.0, AudioFormat.Mp3, Repeat(Frames.Mpeg2, 100));
        Verdict.Plays(100 * 576 / 8000.0, AudioFormat.Mp3, Repeat(Frames.Mpeg25, 100));
        Verdict.Plays(100 * 1024 / 44100.0, AudioFormat.Aac, Repeat(Frames.Adts, 100));
        Verdict.Plays((50 * Frames.Mp3Seconds) + (50 * 576 / 16000.0), AudioFormat.Mp3, Join(Repeat(Frames.Mp3, 50), Repeat(Frames.Mpeg2, 50)));
        Assert.Equal("audio/mpeg", Verdict.Sound(Repeat(Frames.Mp3, 2)).ContentType);
        Assert.Equal("audio/aac", Verdict.Sound(Repeat(Frames.Adts, 2)).ContentType);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0x10)]
    public void Tags_around_the_frames_are_no_sound(byte flags)
    {
        var ape = Join(Text("APETAGEX"), Little32(2000), Little32(32), Little32(0), Little32(0), new byte[8]);
        var tail = Join(ape, Text("TAG"), new byte[125]);
        var file = Join(Frames.Id3(5000, flags), Frames.Id3(3, flags), new byte[17], Repeat(Frames.Mp3, 100), tail);
        Verdict.Plays(100 * Frames.Mp3Seconds, AudioFormat.Mp3, file);
        Verdict.Plays(100 * 1024 / 44100.0, AudioFormat.Aac, Join(Frames.Id3(50, flags), Repeat(Frames.Adts, 100), Text("TAG"), new byte[125]));
    }

    [Fact]
    public void An_ape_tag_is_taken_away_whole()
    {
        var items = Repeat(Frames.Mp3, 10);
        var mark = Join(Text("APETAGEX"), Little32(2000), Little32(items.Length + 32), Little32(1), Little32(0x8000_0000), new byte[8]);
        Verdict.Plays(20 * Frames.Mp3Seconds, AudioFormat.Mp3, Join(Repeat(Frames.Mp3, 20), mark, items, mark));
    }

    [Fact]
    public void The_first_frame_of_an_encoder_is_no_sound_and_its_padding_is_left_out()
    {
        Verdict.Plays(50 * Frames.Mp3Seconds, AudioFormat.Mp3, Join(Frames.Xing(50), Repeat(Frames.Mp3, 50)));
        Verdict.Plays(50 * Frames.Mp3Seconds, AudioFormat.Mp3, Join(Frames.Vbri(50), Repeat(Frames.Mp3, 50)));
        Verdict.Plays((50 * Frames.Mp3Seconds) - (1600 / 44100.0), AudioFormat.Mp3, Join(Frames.Xing(50, 576, 1024), Repeat(Frames.Mp3, 50)));

        // More padding than there can be.
        Verdict.Plays(50 * Frames.Mp3Seconds, AudioFormat.Mp3, Join(Frames.Xing(50, 4000, 4000), Repeat(Frames.Mp3, 50)));
    }

    [Fact]
    public void A_count_of_frames_is_believed_only_against_the_file()
    {
        Verdict.Plays(50 * Frames.Mp3Seconds, AudioFormat.Mp3, Join(Frames.Xing(1), Repeat(Frames.Mp3, 50)));
        Verdict.Fails(AudioFaultKind.Damaged, Join(Frames.Xing(100), Repeat(Frames.Mp3, 50)));
        Verdict.Fails(AudioFaultKind.Damaged, Join(Frames.Vbri(uint.MaxValue), Repeat(Frames.Mp3, 50)));
    }

    [Fact]
    public void Rubbish_between_frames_is_passed_over_within_bounds()
    {
        var half = Repeat(Frames.Mp3, 50);
        Verdict.Plays(100 * Frames.Mp3Seconds, AudioFormat.Mp3, Join(half, Repeat([0xFF, 0xFB, 0x00, 0x41], 1000), half));
        Verdict.Plays(100 * Frames.Mp3Seconds, AudioFormat.Mp3, Join(half, half, Frames.Mp3[..100]));
        Verdict.Fails(AudioFaultKind.Damaged, Join(half, new byte[70_000], half));
    }

    [Fact]
    public void A_header_alone_is_chance()
    {
        Verdict.Fails(AudioFaultKind.Unsupported, Join(Frames.Mp3, new byte[100]));
        Verdict.Fails(AudioFaultKind.Unsupported, Join(Text("some text "), Repeat(Frames.Mp3, 50)));
        Verdict.Plays(Frames.Mp3Seconds, AudioFormat.Mp3, Frames.Mp3);
    }

    [Fact]
    public void Kinds_that_are_not_layer_three_with_a_bit_rate_are_not_taken()
    {
        byte[] free = [0xFF, 0xFB, 0x00, 0xC0], second = [0xFF, 0xFD, 0x90, 0xC0];
        Assert.Contains("free format", Verdict.Fails(AudioFaultKind.Unsupported, Repeat(Join(free, new byte[413]), 20)).Sentence, StringComparison.Ordinal);
        Verdict.Fails(AudioFaultKind.Unsupported, Repeat(Join(second, new byte[413]), 20));
    }

    [Fact]
    public void A_title_that_reaches_past_the_end_is_damaged()
    {
        Verdict.Fails(AudioFaultKind.Damaged, Frames.Id3(5000)[..100]);
        Verdict.Fails(AudioFaultKind.Empty, Frames.Id3(50));
    }
}
