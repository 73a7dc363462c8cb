using System.Numerics;
using System.Runtime.InteropServices;

namespace Postrider.Testing.Sound;

/// <summary>Whether one sound is found within another, however long it was on its way.</summary>
/// <param name="Correlation">1 where they are the same but for loudness, about 0 where they have nothing to do with each other.</param>
/// <param name="Lag">At which sample of the other it begins; negative where its beginning is cut off.</param>
public readonly record struct Likeness(double Correlation, int Lag)
{
    /// <summary>The best normalised cross-correlation of two sounds of the same rate, over all lags up to the given one.</summary>
    /// <param name="clip">What was said.</param>
    /// <param name="heard">What was recorded.</param>
    /// <param name="mostLag">In samples, both ways; null: wherever the clip can lie within what was heard.</param>
    public static Likeness Find(ReadOnlySpan<short> clip, ReadOnlySpan<short> heard, int? mostLag = null)
    {
        if (clip.IsEmpty || heard.IsEmpty)
        {
            return default;
        }

        // What is cut off counts as silence, so both sides are padded; then every lag is one product of vectors.
        var lags = mostLag ?? Math.Max(0, heard.Length - clip.Length);
        var before = mostLag ?? 0;
        var padded = new float[before + Math.Max(heard.Length, clip.Length + lags)];
        Copy(heard, padded.AsSpan(before));
        var wanted = new float[clip.Length];
        Copy(clip, wanted);
        var strength = Math.Sqrt(Energy(wanted));
        var best = new Likeness(0, 0);
        var energy = Energy(padded.AsSpan(0, wanted.Length));
        for (var lag = -before; lag <= lags; lag++)
        {
            var start = lag + before;
            var under = strength * Math.Sqrt(Math.Max(energy, 0));
            if (under > wanted.Length)
            {
                var correlation = Product(wanted, padded.AsSpan(start, wanted.Length)) / under;
                best = correlation > best.Correlation ? new(correlation, lag) : best;
            }

            if (start + wanted.Length < padded.Length)
            {
                energy += Square(padded[start + wanted.Length]) - Square(padded[start]);
            }
        }

        return best;
    }

    private static void Copy(ReadOnlySpan<short> from, Span<float> to)
    {
        for (var i = 0; i < from.Length; i++)
        {
            to[i] = from[i];
        }
    }

    private static double Energy(ReadOnlySpan<float> samples)
    {
        var sum = 0.0;
        foreach (var sample in samples)
        {
            sum += Square(sample);
        }

        return sum;
    }

    private static double Square(float sample) => (double)sample * sample;

    private static double Product(ReadOnlySpan<float> one, ReadOnlySpan<float> other)
    {
        var sum = Vector<float>.Zero;
        var ones = MemoryMarshal.Cast<float, Vector<float>>(one);
        var others = MemoryMarshal.Cast<float, Vector<float>>(other);
        for (var i = 0; i < ones.Length; i++)
        {
            sum += ones[i] * others[i];
        }

        double product = Vector.Sum(sum);
        for (var i = ones.Length * Vector<float>.Count; i < one.Length; i++)
        {
            product += (double)one[i] * other[i];
        }

        return product;
    }
}
