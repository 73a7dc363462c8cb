using Postrider.Sip.Sound;

namespace Postrider.Testing.Sound;

/// <summary>Makes sound at 8 kHz out of nothing. Levels are the RMS in dB below full scale; the same seed makes the same sound.</summary>
public static class Synth
{
    public const int Rate = 8000;
    public const int FrameBytes = 160;

    public static short[] Silence(int milliseconds) => new short[milliseconds * Rate / 1000];

    public static short[] Tone(double hz, int milliseconds, double level) => Chord([hz], milliseconds, level);

    /// <summary>Several sines of the same strength; the level is that of all together.</summary>
    public static short[] Chord(double[] hertz, int milliseconds, double level)
    {
        var amplitude = Amplitude(level) * Math.Sqrt(2.0 / hertz.Length);
        return Make(milliseconds, i => amplitude * hertz.Sum(hz => Math.Sin(2 * Math.PI * hz * i / Rate)));
    }

    /// <summary>White noise.</summary>
    public static short[] Noise(int milliseconds, double level, int seed = 1)
    {
        var random = new Random(seed);
        var amplitude = Amplitude(level) * Math.Sqrt(3);
        return Make(milliseconds, _ => amplitude * (2 * random.NextDouble() - 1));
    }

    /// <summary>Noise as of traffic and wind: the lower, the louder.</summary>
    public static short[] Rumble(int milliseconds, double level, int seed = 1)
    {
        var sum = 0.0;
        var rumble = Noise(milliseconds, -30, seed).Select(sample => sum = 0.97 * sum + sample).ToArray();
        var scale = Amplitude(level) / Math.Sqrt(rumble.Average(sample => sample * sample));
        return [.. rumble.Select(sample => Clip(scale * sample))];
    }

    /// <summary>Words as a voice makes them: harmonics of a gliding pitch under two moving formants, swelling and falling, with breath between the vowels.</summary>
    /// <param name="level">About the level of the vowels.</param>
    public static short[] Speech(int words, int wordMilliseconds = 280, int pauseMilliseconds = 120, double level = -20, int seed = 1)
    {
        var random = new Random(seed);
        var said = new List<short>();
        for (var word = 0; word < words; word++)
        {
            if (word > 0)
            {
                said.AddRange(Silence(pauseMilliseconds));
            }

            said.AddRange(Word(wordMilliseconds, level, random));
        }

        return [.. said];
    }

    public static short[] Join(params short[][] parts) => [.. parts.SelectMany(part => part)];

    /// <summary>All at once; as long as the longest.</summary>
    public static short[] Mix(params short[][] parts)
    {
        var mixed = new short[parts.Max(part => part.Length)];
        for (var i = 0; i < mixed.Length; i++)
        {
            mixed[i] = Clip(parts.Sum(part => i < part.Length ? (double)part[i] : 0));
        }

        return mixed;
    }

    public static short[] Louder(short[] samples, double decibels) => [.. samples.Select(sample => Clip(sample * Math.Pow(10, decibels / 20)))];

    public static byte[] ToULaw(short[] samples)
    {
        var codes = new byte[samples.Length];
        G711.ToULaw(samples, codes);
        return codes;
    }

    public static short[] FromULaw(ReadOnlySpan<byte> codes)
    {
        var samples = new short[codes.Length];
        G711.FromULaw(codes, samples);
        return samples;
    }

    /// <summary>µ-law in frames of 20 ms; the last is filled up with silence.</summary>
    public static IReadOnlyList<byte[]> Frames(short[] samples) =>
        [.. ToULaw(samples).Chunk(FrameBytes).Select(frame => frame.Length == FrameBytes ? frame : [.. frame, .. Enumerable.Repeat(G711.ULawSilence, FrameBytes - frame.Length)])];

    /// <summary>The RMS in dB below full scale.</summary>
    public static double Level(ReadOnlySpan<short> samples)
    {
        var sum = 0.0;
        foreach (var sample in samples)
        {
            sum += (double)sample * sample;
        }

        return 10 * Math.Log10(sum / Math.Max(1, samples.Length) / (32768.0 * 32768.0) + 1e-12);
    }

    private static short[] Word(int milliseconds, double level, Random random)
    {
        var (pitch, glide) = (90 + 120 * random.NextDouble(), 0.8 + 0.4 * random.NextDouble());
        var (first, firstEnd, second, secondEnd) = (300 + 500 * random.NextDouble(), 300 + 500 * random.NextDouble(), 900 + 1300 * random.NextDouble(), 900 + 1300 * random.NextDouble());
        var count = milliseconds * Rate / 1000;
        var breath = count / 6;
        var amplitude = Amplitude(level);
        var phase = 0.0;
        var word = new short[count];
        for (var i = 0; i < count; i++)
        {
            var along = i / (double)count;
            var hz = pitch * (1 + (glide - 1) * along);
            phase += 2 * Math.PI * hz / Rate;
            var (sum, strength) = (0.0, 0.0);
            for (var n = 1; n * hz < 3400; n++)
            {
                var weight = Formant(n * hz, first + (firstEnd - first) * along, 80) + 0.5 * Formant(n * hz, second + (secondEnd - second) * along, 120) + 0.01;
                sum += weight * Math.Sin(n * phase);
                strength += weight * weight / 2;
            }

            var swell = i < breath ? 0 : Math.Sin(Math.PI * (i - breath) / (count - breath));
            var hiss = i < breath * 1.5 ? 0.2 * (2 * random.NextDouble() - 1) * Math.Sin(Math.PI * i / (breath * 1.5)) : 0;
            word[i] = Clip(amplitude * (1.3 * swell * sum / Math.Sqrt(strength) + hiss));
        }

        return word;
    }

    private static double Formant(double hz, double middle, double width) => 1 / (1 + Math.Pow((hz - middle) / width, 2));

    private static double Amplitude(double level) => 32768 * Math.Pow(10, level / 20);

    private static short[] Make(int milliseconds, Func<int, double> of) => [.. Enumerable.Range(0, milliseconds * Rate / 1000).Select(i => Clip(of(i)))];

    private static short Clip(double sample) => (short)Math.Clamp(Math.Round(sample), short.MinValue, short.MaxValue);
}
