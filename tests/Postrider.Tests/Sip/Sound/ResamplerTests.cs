using Postrider.Sip.Sound;
using Postrider.Testing.Sound;
using Xunit;

namespace Postrider.Tests.Sip.Sound;

public sealed class ResamplerTests
{
    public static TheoryData<int> Rates => [6000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000, 96000, 192_000, 7919, 31_337];

    /// <summary>All that is not the sine itself lies 40 dB below it, and the sine keeps its place and its strength.</summary>
    [Theory]
    [MemberData(nameof(Rates))]
    public void A_sine_stays_a_sine(int rate)
    {
        foreach (var hz in new[] { 100, 300, 1000, 1900, 2500, 3300 }.Where(hz => hz < rate * 0.41))
        {
            var resampled = Resampler.ToTelephone(Sine(hz, rate, rate / 4), rate);
            Assert.Equal(2000, resampled.Length, 1.0);

            // At the ends the filter reaches over the edge.
            var (signal, rest) = Against(resampled, hz, 100);
            Assert.Equal(0, signal, 0.2);
            Assert.True(rest < -40, $"{hz} Hz at {rate}: {rest:0.0} dB beside it");
        }
    }

    [Theory]
    [MemberData(nameof(Rates))]
    public void What_the_telephone_cannot_carry_is_gone(int rate)
    {
        foreach (var hz in new[] { 4100, 4500, 5000, 6500, 7500, 9000, 12_500, 20_000 }.Where(hz => hz < rate / 2))
        {
            var resampled = Resampler.ToTelephone(Sine(hz, rate, rate / 4), rate);
            var level = Synth.Level(resampled.AsSpan(100, 1700)) - Synth.Level(Sine(hz, rate, rate / 4));
            Assert.True(level < -50, $"{hz} Hz at {rate} is heard at {level:0.0} dB");
        }
    }

    [Fact]
    public void Any_sound_of_8_kHz_stays_as_it_is()
    {
        var noise = Synth.Noise(100, -12);
        Assert.Equal(noise, Resampler.ToTelephone(noise, 8000));
    }

    [Fact]
    public void A_step_is_a_step_and_what_overshoots_is_cut_to_what_a_sample_holds()
    {
        var resampled = Resampler.ToTelephone(Enumerable.Repeat(short.MaxValue, 4800).ToArray(), 48000);
        Assert.Equal(800, resampled.Length);
        Assert.All(resampled[40..^40], sample => Assert.InRange((int)sample, 32600, 32767));
        Assert.All(resampled, sample => Assert.True(sample > 0));
    }

    [Fact]
    public void Short_sounds_and_none_are_resampled_too()
    {
        Assert.Empty(Resampler.ToTelephone(Array.Empty<short>(), 44100));
        Assert.Single(Resampler.ToTelephone(new short[] { 1000 }, 44100));
        Assert.Equal(2, Resampler.ToTelephone(new short[] { 1000 }, 6000).Length);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5999)]
    [InlineData(192_001)]
    [InlineData(-8000)]
    public void A_rate_that_no_sound_has_is_a_bug_of_the_caller(int rate) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Resampler.ToTelephone(new short[10], rate));

    private static short[] Sine(double hz, int rate, int count) => [.. Enumerable.Range(0, count).Select(i => (short)Math.Round(16384 * Math.Sin(2 * Math.PI * hz * i / rate)))];

    /// <summary>In dB: the sine that was put in, and all that is beside it.</summary>
    private static (double Signal, double Beside) Against(short[] samples, double hz, int edge)
    {
        var (sum, rest) = (0.0, 0.0);
        var part = samples[edge..^edge];
        for (var i = 0; i < part.Length; i++)
        {
            var wanted = 16384 * Math.Sin(2 * Math.PI * hz * (i + edge) / 8000);
            sum += part[i] * wanted;
            rest += Math.Pow(part[i] - wanted, 2);
        }

        var power = 16384.0 * 16384 / 2 * part.Length;
        return (20 * Math.Log10(sum / power), 10 * Math.Log10(rest / power + 1e-12));
    }
}
