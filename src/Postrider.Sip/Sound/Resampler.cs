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

        var resampled = new float[LengthOf(samples.Length, rate)];
        var narrow = Math.Min(1.0, Rate / (double)rate) * Middle;
        for (var i = 0; i < resampled.Length; i++)
        {
            var at = (long)i * rate;
            resampled[i] = Weigh(samples, (int)(at / Rate), at % Rate / (double)Rate, narrow);
        }

        return resampled;
    }

    /// <summary>How many samples at 8 kHz so many of that rate become.</summary>
    public static int LengthOf(int samples, int rate) => checked((int)(((long)samples * Rate + rate - 1) / rate));

    /// <param name="narrow">How much lower the filter's edge lies than half the rate of the samples: the kernel is stretched by its inverse.</param>
    private static float Weigh(float[] samples, int whole, double part, double narrow)
    {
        var reach = (int)(Crossings / narrow);
        var first = Math.Max(0, whole - reach + 1);
        var last = Math.Min(samples.Length - 1, whole + reach);
        var sum = 0f;
        var step = narrow * Finesse;
        for (var i = first; i <= last; i++)
        {
            var place = (float)(Math.Abs(i - whole - part) * step);
            var left = (int)place;
            if (left < _kernel.Length - 1)
            {
                sum += samples[i] * (_kernel[left] + (place - left) * (_kernel[left + 1] - _kernel[left]));
            }
        }

        return (float)(sum * narrow);
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
