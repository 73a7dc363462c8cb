using Postrider.Testing.Sound;
using Xunit;

namespace Postrider.Tests.Testing;

public sealed class LikenessTests
{
    private static readonly short[] _clip = Synth.Speech(4);

    [Theory]
    [InlineData(0)]
    [InlineData(1234)]
    [InlineData(7999)]
    public void A_clip_is_found_where_it_lies_softer_and_in_noise(int lag)
    {
        var heard = Synth.Mix(Synth.Noise(4000, -45), [.. new short[lag], .. Synth.Louder(_clip, -6)]);
        var likeness = Likeness.Find(_clip, heard);
        Assert.Equal(lag, likeness.Lag);
        Assert.InRange(likeness.Correlation, 0.95, 1.0001);
    }

    [Fact]
    public void A_clip_whose_beginning_is_lost_is_found_before_the_beginning()
    {
        var likeness = Likeness.Find(_clip, _clip.AsSpan(160), mostLag: 400);
        Assert.Equal(-160, likeness.Lag);
        Assert.True(likeness.Correlation > 0.95);
    }

    [Fact]
    public void Another_sound_is_not_alike()
    {
        Assert.InRange(Likeness.Find(_clip, Synth.Speech(4, seed: 9), mostLag: 800).Correlation, 0, 0.6);
        Assert.InRange(Likeness.Find(_clip, Synth.Noise(3000, -20)).Correlation, 0, 0.2);
        Assert.Equal(default, Likeness.Find(_clip, Synth.Silence(3000)));
        Assert.Equal(default, Likeness.Find([], _clip));
    }

    [Fact]
    public void Levels_are_what_was_asked_for()
    {
        Assert.Equal(-20, Synth.Level(Synth.Tone(1000, 500, -20)), 0.05);
        Assert.Equal(-30, Synth.Level(Synth.Noise(500, -30)), 0.3);
        Assert.Equal(-15, Synth.Level(Synth.Chord([400, 700, 1100], 500, -15)), 0.1);
        Assert.Equal(-28, Synth.Level(Synth.Rumble(500, -28)), 0.1);
        Assert.InRange(Synth.Level(_clip), -26, -18);
    }
}
