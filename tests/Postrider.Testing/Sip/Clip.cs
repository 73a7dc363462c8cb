using System.Buffers.Binary;

namespace Postrider.Testing.Sip;

/// <summary>Sound for peers and tests: samples at 8 kHz. It is computed apart from the product's own tables, so that a fault in those shows.</summary>
public static class Clip
{
    public const int Rate = 8000;

    private const int Bias = 0x84;
    private const int Loudest = 32635;

    public static short[] Tone(double hertz, double seconds, double volume = 0.5) =>
        [.. Enumerable.Range(0, (int)(seconds * Rate)).Select(i => (short)(short.MaxValue * volume * Math.Sin(2 * Math.PI * hertz * i / Rate)))];

    public static short[] Silence(double seconds) => new short[(int)(seconds * Rate)];

    /// <summary>How much of the sound's power lies at a frequency: 1 for that tone alone, near 0 where it is absent.</summary>
    public static double Share(ReadOnlySpan<short> samples, double hertz)
    {
        double power = 0, real = 0, imaginary = 0;
        for (var i = 0; i < samples.Length; i++)
        {
            var angle = 2 * Math.PI * hertz * i / Rate;
            power += (double)samples[i] * samples[i];
            real += samples[i] * Math.Cos(angle);
            imaginary += samples[i] * Math.Sin(angle);
        }

        return power == 0 ? 0 : 2 * ((real * real) + (imaginary * imaginary)) / (power * samples.Length);
    }

    /// <summary>The largest share that a frequency has in any stretch of this length: sound that came over a network may lack a frame, which spoils the stretch that it is in.</summary>
    public static double LargestShare(ReadOnlySpan<short> samples, double hertz, int length)
    {
        var largest = 0.0;
        for (var begin = 0; begin + length <= samples.Length; begin += length / 4)
        {
            largest = Math.Max(largest, Share(samples.Slice(begin, length), hertz));
        }

        return largest;
    }

    /// <summary>What is left without the silence before and after it.</summary>
    public static short[] Trim(short[] samples, int threshold = 500)
    {
        var first = Array.FindIndex(samples, sample => Math.Abs((int)sample) > threshold);
        return first < 0 ? [] : samples[first..(Array.FindLastIndex(samples, sample => Math.Abs((int)sample) > threshold) + 1)];
    }

    /// <summary>G.711 µ-law, by the formula.</summary>
    public static byte[] ToMuLaw(ReadOnlySpan<short> samples)
    {
        var law = new byte[samples.Length];
        for (var i = 0; i < law.Length; i++)
        {
            var magnitude = Math.Min(Math.Abs((int)samples[i]), Loudest) + Bias;
            var exponent = int.Log2(magnitude) - 7;
            law[i] = (byte)~((samples[i] < 0 ? 0x80 : 0) | (exponent << 4) | ((magnitude >> (exponent + 3)) & 0x0F));
        }

        return law;
    }

    public static short[] FromMuLaw(ReadOnlySpan<byte> law)
    {
        var samples = new short[law.Length];
        for (var i = 0; i < samples.Length; i++)
        {
            var bits = ~law[i] & 0xFF;
            var magnitude = ((((bits & 0x0F) << 3) + Bias) << ((bits >> 4) & 7)) - Bias;
            samples[i] = (short)((bits & 0x80) != 0 ? -magnitude : magnitude);
        }

        return samples;
    }

    /// <summary>A WAV file of 16-bit samples, one channel.</summary>
    public static byte[] ToWav(ReadOnlySpan<short> samples)
    {
        var file = new byte[44 + (2 * samples.Length)];
        "RIFF"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), file.Length - 8);
        "WAVEfmt "u8.CopyTo(file.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(16), 16);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(20), 1);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(22), 1);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(24), Rate);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(28), 2 * Rate);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(32), 2);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(34), 16);
        "data"u8.CopyTo(file.AsSpan(36));
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(40), 2 * samples.Length);
        for (var i = 0; i < samples.Length; i++)
        {
            BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(44 + (2 * i)), samples[i]);
        }

        return file;
    }

    /// <summary>The samples of a WAV file of 16-bit samples at 8 kHz, one channel, whether or not its writer came to fill in its lengths.</summary>
    public static short[] FromWav(ReadOnlySpan<byte> file)
    {
        var at = 12;
        while (at + 8 <= file.Length)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(file[(at + 4)..]);
            if (file.Slice(at, 4).SequenceEqual("data"u8))
            {
                var data = file[(at + 8)..];
                data = length > 0 && length < data.Length ? data[..length] : data;
                var samples = new short[data.Length / 2];
                for (var i = 0; i < samples.Length; i++)
                {
                    samples[i] = BinaryPrimitives.ReadInt16LittleEndian(data[(2 * i)..]);
                }

                return samples;
            }

            at += 8 + length;
        }

        return [];
    }
}
