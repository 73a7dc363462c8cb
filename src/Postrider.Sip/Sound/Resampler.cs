using System.Numerics;
using System.Runtime.InteropServices;

namespace Postrider.Sip.Sound;

/// <summary>Brings sound of any usual rate to the telephone's 8 kHz through a windowed sinc that lets nothing above 4 kHz through.</summary>
public static class Resampler
{
    public const int Rate = 8000;
    public const int LowestRate = 6000;
    public const int HighestRate = 192_000;

    // 32 zero crossings under a Kaiser window of this shape: 70 dB down within 540 Hz. The middle lies at 0.925 of half the lower rate: 3.4 kHz passes, 4 kHz does not.
    private const int Crossings = 32;
    private const int Finesse = 512;
    private const double Shape = 6.755;
    private const double Middle = 0.925;
    private const int MostKept = 1 << 18;
    private static readonly float[] _kernel = MakeKernel();

    /// <param name="rate">Samples per second, from <see cref="LowestRate"/> to <see cref="HighestRate"/>.</param>
    public static short[] ToTelephone(ReadOnlySpan<short> samples, int rate)
    {
        var precise = new float[samples.Length];
        for (var i = 0; i < samples.Length; i++)
        {
            precise[i] = samples[i];
        }

        precise = ToTelephone(precise, rate);
        var rounded = new short[precise.Length];
        for (var i = 0; i < rounded.Length; i++)
        {
            rounded[i] = (short)Math.Clamp(MathF.Round(precise[i]), short.MinValue, short.MaxValue);
        }

        return rounded;
    }

    /// <summary>The same of samples in any unit. What overshoots is not cut. At 8 kHz already, the very same array comes back.</summary>
    public static float[] ToTelephone(float[] samples, int rate)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rate, LowestRate);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rate, HighestRate);
        if (rate == Rate)
        {
            return samples;
        }

        // Below half the lower rate; the kernel is stretched by the inverse.
        var narrow = Math.Min(1.0, Rate / (double)rate) * Middle;
        var reach = (int)(Crossings / narrow);
        var resampled = new float[LengthOf(samples.Length, rate)];
        var phases = Phases(rate, reach);
        var scratch = new float[2 * reach];
        for (var i = 0; i < resampled.Length; i++)
        {
            var at = (long)i * rate;
            var weights = phases.Length == 0 ? Weigh(scratch, at, narrow) : phases[i % phases.Length] ??= Weigh(new float[2 * reach], at, narrow);
            resampled[i] = Sum(samples, (int)(at / Rate) - reach + 1, weights);
        }

        return resampled;
    }

    /// <summary>How many samples at 8 kHz so many of that rate become.</summary>
    public static int LengthOf(int samples, int rate) => checked((int)(((long)samples * Rate + rate - 1) / rate));

    /// <summary>The weights that come back every so many samples; none for a rate that has too many of them to be kept.</summary>
    private static float[]?[] Phases(int rate, int reach)
    {
        var count = Rate / (int)BigInteger.GreatestCommonDivisor(rate, Rate);
        return new float[]?[count * 2L * reach <= MostKept ? count : 0];
    }

    /// <summary>The filter about one place between the samples.</summary>
    private static float[] Weigh(float[] weights, long at, double narrow)
    {
        var (middle, step) = (weights.Length / 2 - 1 + at % Rate / (double)Rate, narrow * Finesse);
        for (var i = 0; i < weights.Length; i++)
        {
            var place = (float)(Math.Abs(i - middle) * step);
            var left = (int)place;
            weights[i] = left < _kernel.Length - 1 ? (float)(narrow * (_kernel[left] + (place - left) * (_kernel[left + 1] - _kernel[left]))) : 0;
        }

        return weights;
    }

    private static float Sum(ReadOnlySpan<float> samples, int begin, ReadOnlySpan<float> weights)
    {
        // Before the first sample and after the last there is silence.
        var skipped = Math.Max(0, -begin);
        var count = Math.Min(weights.Length, samples.Length - begin) - skipped;
        if (count <= 0)
        {
            return 0;
        }

        samples = samples.Slice(begin + skipped, count);
        weights = weights.Slice(skipped, count);
        var sums = Vector<float>.Zero;
        var wide = MemoryMarshal.Cast<float, Vector<float>>(samples);
        var others = MemoryMarshal.Cast<float, Vector<float>>(weights);
        for (var i = 0; i < wide.Length; i++)
        {
            sums += wide[i] * others[i];
        }

        var sum = Vector.Sum(sums);
        for (var i = wide.Length * Vector<float>.Count; i < count; i++)
        {
            sum += samples[i] * weights[i];
        }

        return sum;
    }

    /// <summary>The right half; the left mirrors it.</summary>
    private static float[] MakeKernel()
    {
        var kernel = new float[Crossings * Finesse + 1];
        kernel[0] = 1;
        for (var i = 1; i < kernel.Length; i++)
        {
            var x = i / (double)Finesse;
            var along = x / Crossings;
            kernel[i] = (float)(Math.Sin(Math.PI * x) / (Math.PI * x) * Bessel(Shape * Math.Sqrt(Math.Max(0, 1 - along * along))) / Bessel(Shape));
        }

        return kernel;
    }

    /// <summary>The modified Bessel function of order zero, by its series.</summary>
    private static double Bessel(double x)
    {
        var (sum, term) = (1.0, 1.0);
        for (var k = 1; term > sum * 1e-12; k++)
        {
            term *= x * x / (4.0 * k * k);
            sum += term;
        }

        return sum;
    }
}
