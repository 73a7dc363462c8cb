using Postrider.Sip.Sound;

namespace Postrider.Sip.Listening;

/// <summary>What one frame sounds like.</summary>
/// <param name="Level">Its power above the rumble, in dB below a full-scale square wave.</param>
/// <param name="ToneHz">The frequency, if it is one pure tone and nothing else; else 0.</param>
internal readonly record struct FrameSound(float Level, float ToneHz)
{
    public const int Milliseconds = 20;
    private const int MostSamples = 160;
    private const int LeastSamples = 80;
    private const float FaintestTone = -45;
    private const float Purity = 0.85f;
    private const float Near = 0.65f;
    private const float Astray = 12;

    // A line hums and rumbles below 250 Hz, and speech is known without.
    private const float Rumble = 0.82f;

    public static FrameSound Silence { get; } = new(-96, 0);

    public bool IsTone => ToneHz > 0;

    public static FrameSound Of(ReadOnlySpan<byte> ulaw)
    {
        if (ulaw.IsEmpty)
        {
            return Silence;
        }

        ulaw = ulaw[..Math.Min(ulaw.Length, MostSamples)];
        Span<short> codes = stackalloc short[MostSamples];
        Span<float> samples = stackalloc float[MostSamples];
        samples = samples[..ulaw.Length];
        G711.FromULaw(ulaw, codes);
        var sum = 0;
        for (var i = 0; i < samples.Length; i++)
        {
            sum += codes[i];
        }

        var mean = sum / (float)samples.Length;
        var (energy, bright, once, twice, last) = (0f, 0f, 0f, 0f, codes[0] - mean);
        for (var i = 0; i < samples.Length; i++)
        {
            var sample = codes[i] - mean;
            samples[i] = sample;
            energy += sample * sample;
            var before = once;
            once = Rumble * (once + sample - last);
            twice = Rumble * (twice + once - before);
            last = sample;
            bright += twice * twice;
        }

        var power = bright / samples.Length / (32768f * 32768f);
        var level = Math.Max(Silence.Level, 10 * MathF.Log10(power + 1e-12f));
        return new(level, level < FaintestTone || samples.Length < LeastSamples ? 0 : ToneOf(samples, energy));
    }

    public static int Frames(TimeSpan time) => (int)Math.Min(time.TotalMilliseconds / Milliseconds, int.MaxValue);

    public static TimeSpan Time(int frames) => TimeSpan.FromMilliseconds((long)frames * Milliseconds);

    /// <summary>
    /// Of a sine, x[n] + x[n-2] is 2·cos ω·x[n-1]. The cosine that fits best when all three carry noise (total least squares) gives the frequency without a bank
    /// of filters; how much of the frame lies at that frequency says whether there is anything else in it.
    /// </summary>
    private static float ToneOf(ReadOnlySpan<float> samples, float energy)
    {
        float outer = 0, cross = 0, inner = 0;
        for (var i = 2; i < samples.Length; i++)
        {
            var both = samples[i] + samples[i - 2];
            outer += both * both;
            cross += both * samples[i - 1];
            inner += samples[i - 1] * samples[i - 1];
        }

        var gap = outer - 2 * inner;
        var cosine = cross == 0 ? 0 : (gap + MathF.Sqrt(gap * gap + 8 * cross * cross)) / (4 * cross);
        var hz = MathF.Acos(Math.Clamp(cosine, -1, 1)) * (Resampler.Rate / (2 * MathF.PI));
        if (hz is < BeepDetector.LowestHz or > BeepDetector.HighestHz)
        {
            return 0;
        }

        var there = PowerAt(samples, hz);
        if (there < Purity * energy && there > Near * energy)
        {
            // Noise leads the estimate astray by a few hertz, most where pitches are low.
            foreach (var other in (ReadOnlySpan<float>)[hz - Astray, hz + Astray])
            {
                var power = PowerAt(samples, other);
                (hz, there) = power > there ? (other, power) : (hz, there);
            }
        }

        return there >= Purity * energy ? hz : 0;
    }

    /// <summary>Goertzel's filter, in the units of the whole frame's energy.</summary>
    private static float PowerAt(ReadOnlySpan<float> samples, float hz)
    {
        var cosine = MathF.Cos(hz * (2 * MathF.PI / Resampler.Rate));
        float last = 0, before = 0;
        foreach (var sample in samples)
        {
            (last, before) = (sample + 2 * cosine * last - before, last);
        }

        return 2 * (last * last + before * before - 2 * cosine * last * before) / samples.Length;
    }
}
