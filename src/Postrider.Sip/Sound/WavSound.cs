using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace Postrider.Sip.Sound;

/// <summary>A WAV file as a call can say it: µ-law at 8 kHz, its channels mixed. Or why it cannot.</summary>
public sealed class WavSound
{
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    // Who writes into a pipe does not know the size yet: ffmpeg announces 0xFFFFFFFF, espeak-ng and sox something just below 0x80000000.
    private const uint Streamed = 0x7FFF_0000;
    private const int Header = 12;
    private const int ChunkHeader = 8;

    // A louder sound would be clipped; a softer one keeps its level.
    private const float Loudest = 0.98f;

    private WavSound(byte[] ulaw, string? fault) => (ULaw, Fault) = (ulaw, fault);

    [MemberNotNullWhen(false, nameof(Fault))]
    public bool IsSound => Fault is null;

    /// <summary>A sentence for people.</summary>
    public string? Fault { get; }

    public ReadOnlyMemory<byte> ULaw { get; }

    public TimeSpan Length => TimeSpan.FromSeconds(ULaw.Length / (double)Resampler.Rate);

    /// <summary>Reads a whole file. One that is cut off is as long as what is there.</summary>
    /// <param name="longest">What may come out of it; null: <see cref="Longest"/>.</param>
    public static WavSound Read(ReadOnlySpan<byte> file, TimeSpan? longest = null)
    {
        if (file.Length < Header || !file.StartsWith("RIFF"u8) || !file[8..].StartsWith("WAVE"u8))
        {
            return Not("This is no WAV file.");
        }

        var isClosed = Math.Abs(BinaryPrimitives.ReadUInt32LittleEndian(file[4..]) + (long)ChunkHeader - file.Length) <= 1;
        var form = default(WavForm);
        for (long at = Header; file.Length - at >= ChunkHeader;)
        {
            var chunk = file[(int)at..];
            var there = chunk.Length - ChunkHeader;
            long size = BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]);
            if (chunk.StartsWith("data"u8))
            {
                size = size >= Streamed || (size == 0 && !isClosed) ? there : Math.Min(size, there);
                return form.Channels == 0 ? Not("The WAV file does not say how its sound is written.") : Read(chunk.Slice(ChunkHeader, (int)size), form, longest ?? Longest);
            }

            if (size <= there && chunk.StartsWith("fmt "u8) && form.Channels == 0 && WavForm.Read(chunk.Slice(ChunkHeader, (int)size), out form) is { } fault)
            {
                return Not(fault);
            }

            at += ChunkHeader + size + (size & 1);
        }

        return Not("The WAV file has no sound in it.");
    }

    private static WavSound Read(ReadOnlySpan<byte> data, WavForm form, TimeSpan longest)
    {
        var blocks = data.Length / form.BlockBytes;
        if (blocks == 0)
        {
            return Not("The WAV file has no sound in it.");
        }

        if (blocks / (double)form.Rate > longest.TotalSeconds)
        {
            return Not($"The WAV file is longer than {longest.TotalSeconds:0.#} seconds.");
        }

        if (form is { Tag: WavForm.ULaw, Channels: 1, Rate: Resampler.Rate })
        {
            return new(data.ToArray(), null);
        }

        var samples = new float[blocks];
        for (var i = 0; i < blocks; i++)
        {
            var block = data.Slice(i * form.BlockBytes, form.BlockBytes);
            var sum = 0f;
            for (var channel = 0; channel < form.Channels; channel++)
            {
                sum += form.Sample(block[(channel * form.SampleBytes)..]);
            }

            samples[i] = sum / form.Channels;
        }

        return new(Encode(Resampler.ToTelephone(samples, form.Rate)), null);
    }

    private static byte[] Encode(float[] samples)
    {
        var peak = 0f;
        foreach (var sample in samples)
        {
            peak = Math.Max(peak, Math.Abs(sample));
        }

        var scale = peak > 1 ? 32768 * Loudest / peak : 32768;
        var codes = new byte[samples.Length];
        for (var i = 0; i < codes.Length; i++)
        {
            codes[i] = G711.ToULaw((short)Math.Clamp(MathF.Round(samples[i] * scale), short.MinValue, short.MaxValue));
        }

        return codes;
    }

    private static WavSound Not(string fault) => new([], fault);
}
