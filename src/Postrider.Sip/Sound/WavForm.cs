using System.Buffers.Binary;

namespace Postrider.Sip.Sound;

/// <summary>How the sound of a WAV file is written, read from its <c>fmt </c> chunk.</summary>
internal readonly record struct WavForm(int Tag, int Channels, int Rate, int SampleBytes)
{
    public const int Pcm = 1;
    public const int Float = 3;
    public const int ALaw = 6;
    public const int ULaw = 7;
    private const int Extensible = 0xFFFE;
    private const int MostChannels = 32;

    /// <summary>What follows the two bytes of the tag in an extensible header's sub-format.</summary>
    private static ReadOnlySpan<byte> SubFormat => [0x00, 0x00, 0x00, 0x00, 0x10, 0x00, 0x80, 0x00, 0x00, 0xAA, 0x00, 0x38, 0x9B, 0x71];

    public int BlockBytes => Channels * SampleBytes;

    /// <summary>What is wrong with it, or null.</summary>
    public static string? Read(ReadOnlySpan<byte> chunk, out WavForm form)
    {
        form = default;
        if (chunk.Length < 16)
        {
            return "The WAV file does not say how its sound is written.";
        }

        int tag = BinaryPrimitives.ReadUInt16LittleEndian(chunk);
        int channels = BinaryPrimitives.ReadUInt16LittleEndian(chunk[2..]);
        var rate = BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]);
        int block = BinaryPrimitives.ReadUInt16LittleEndian(chunk[12..]);
        int bits = BinaryPrimitives.ReadUInt16LittleEndian(chunk[14..]);
        if (tag == Extensible && chunk.Length >= 40 && chunk.Slice(26, SubFormat.Length).SequenceEqual(SubFormat))
        {
            tag = BinaryPrimitives.ReadUInt16LittleEndian(chunk[24..]);
        }

        if (channels is 0 or > MostChannels || block == 0 || block % channels != 0)
        {
            return $"The WAV file has {channels} channels in blocks of {block} bytes; 1 to {MostChannels} channels can be read.";
        }

        if (rate is < Resampler.LowestRate or > Resampler.HighestRate)
        {
            return $"The WAV file has {rate} samples per second; {Resampler.LowestRate} to {Resampler.HighestRate} can be read.";
        }

        form = new(tag, channels, (int)rate, block / channels);
        var isRead = bits <= form.SampleBytes * 8 && (tag, form.SampleBytes) is (Pcm, >= 1 and <= 4) or (Float, 4 or 8) or (ALaw or ULaw, 1);
        return isRead ? null : $"The WAV file's sound (format {tag}, {bits} bits) cannot be read; PCM of 8 to 32 bits, floats, A-law and µ-law can.";
    }

    /// <summary>One sample, full scale being 1. What is no number is silence, and no float is taken for louder than eight times full scale.</summary>
    public float Sample(ReadOnlySpan<byte> bytes) => (Tag, SampleBytes) switch
    {
        (Float, 4) => Tame(BinaryPrimitives.ReadSingleLittleEndian(bytes)),
        (Float, _) => Tame((float)BinaryPrimitives.ReadDoubleLittleEndian(bytes)),
        (ALaw, _) => G711.FromALaw(bytes[0]) / 32768f,
        (ULaw, _) => G711.FromULaw(bytes[0]) / 32768f,
        (_, 1) => (bytes[0] - 128) / 128f,
        (_, 2) => BinaryPrimitives.ReadInt16LittleEndian(bytes) / 32768f,
        (_, 3) => (bytes[0] | bytes[1] << 8 | (sbyte)bytes[2] << 16) / 8388608f,
        _ => BinaryPrimitives.ReadInt32LittleEndian(bytes) / 2147483648f,
    };

    private static float Tame(float sample) => float.IsFinite(sample) ? Math.Clamp(sample, -8, 8) : 0;
}
