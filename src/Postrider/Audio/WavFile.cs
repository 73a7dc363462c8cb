using static System.Buffers.Binary.BinaryPrimitives;

namespace Postrider.Audio;

/// <summary>RIFF/WAVE: chunks, of which <c>fmt </c> says what a second takes and <c>data</c> is the sound.</summary>
internal static class WavFile
{
    // Who writes into a pipe does not know the size yet: ffmpeg announces 0xFFFFFFFF, espeak-ng and sox something just below 0x80000000.
    private const uint Streamed = 0x7FFF_0000;
    private const int Header = 12;
    private const int ChunkHeader = 8;

    public static AudioInspection Inspect(ReadOnlySpan<byte> file)
    {
        var announced = ReadUInt32LittleEndian(file[4..]) + (long)ChunkHeader;
        var isClosed = Math.Abs(announced - file.Length) <= 1;
        var form = default(WavForm);
        var (bytes, anyData) = (0L, false);
        for (long at = Header; file.Length - at >= ChunkHeader;)
        {
            var chunk = file[(int)at..];
            var there = chunk.Length - ChunkHeader;
            long size = ReadUInt32LittleEndian(chunk[4..]);
            if (chunk.StartsWith("data"u8))
            {
                if (form.BytesPerSecond == 0)
                {
                    return AudioInspection.Damaged("The WAV file does not say how its sound is written.");
                }

                size = size >= Streamed || (size == 0 && !isClosed) ? there : size;
                if (size > there)
                {
                    return AudioInspection.Damaged($"The WAV file is cut off: of {size} bytes of sound, {there} are there.");
                }

                bytes += size / form.BytesPerBlock * form.BytesPerBlock;
                anyData = true;
            }
            else if (size > there)
            {
                // Rubbish after the sound harms nobody.
                break;
            }
            else if (chunk.StartsWith("fmt "u8) && form.BytesPerSecond == 0 && WavForm.Read(chunk.Slice(ChunkHeader, (int)size), out form) is { } fault)
            {
                return AudioInspection.Not(fault);
            }

            at += ChunkHeader + size + (size & 1);
        }

        return anyData ? AudioInspection.Found(AudioFormat.Wav, bytes / (double)form.BytesPerSecond, "audio/wav") : AudioInspection.Damaged("The WAV file is cut off before its sound.");
    }
}

/// <summary>How the sound of a WAV file is written.</summary>
internal readonly record struct WavForm(int BytesPerBlock, long BytesPerSecond)
{
    private const int Pcm = 1, Float = 3, ALaw = 6, MuLaw = 7, Extensible = 0xFFFE;
    private const int Least = 16, LeastExtensible = 40, SubFormat = 24;
    private const int MostChannels = 32, LowestRate = 1000, HighestRate = 768_000;

    public static AudioFault? Read(ReadOnlySpan<byte> chunk, out WavForm form)
    {
        form = default;
        if (chunk.Length < Least)
        {
            return AudioFault.Damaged("The WAV file does not say how its sound is written.");
        }

        int kind = ReadUInt16LittleEndian(chunk), channels = ReadUInt16LittleEndian(chunk[2..]), block = ReadUInt16LittleEndian(chunk[12..]), bits = ReadUInt16LittleEndian(chunk[14..]);
        var rate = ReadUInt32LittleEndian(chunk[4..]);
        if (kind == Extensible)
        {
            if (chunk.Length < LeastExtensible)
            {
                return AudioFault.Damaged("The WAV file does not say how its sound is written.");
            }

            kind = ReadUInt16LittleEndian(chunk[SubFormat..]);
        }

        if (!(kind switch { Pcm => bits is >= 8 and <= 32, Float => bits is 32 or 64, ALaw or MuLaw => bits == 8, _ => false }))
        {
            return AudioFault.Unsupported("The sound in the WAV file is compressed in a way that is not taken.");
        }

        if (channels is 0 or > MostChannels || rate is < LowestRate or > HighestRate || block != channels * ((bits + 7) / 8))
        {
            return AudioFault.Damaged("What the WAV file says of its sound makes no sense.");
        }

        form = new WavForm(block, block * (long)rate);
        return null;
    }
}
