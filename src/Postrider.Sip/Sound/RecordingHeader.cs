using System.Buffers.Binary;

namespace Postrider.Sip.Sound;

/// <summary>The head of a WAV file of two channels in µ-law at 8 kHz.</summary>
internal static class RecordingHeader
{
    public const int Length = 58;
    public const int BytesPerSecond = 2 * Resampler.Rate;

    /// <param name="dataBytes">How many bytes of sound follow.</param>
    public static byte[] Make(uint dataBytes)
    {
        var header = new byte[Length];
        Span<byte> rest = header;
        "RIFF"u8.CopyTo(rest);
        BinaryPrimitives.WriteUInt32LittleEndian(rest[4..], Length - 8 + dataBytes);
        "WAVEfmt "u8.CopyTo(rest[8..]);
        BinaryPrimitives.WriteUInt32LittleEndian(rest[16..], 18);
        BinaryPrimitives.WriteUInt16LittleEndian(rest[20..], WavForm.ULaw);
        BinaryPrimitives.WriteUInt16LittleEndian(rest[22..], 2);
        BinaryPrimitives.WriteUInt32LittleEndian(rest[24..], Resampler.Rate);
        BinaryPrimitives.WriteUInt32LittleEndian(rest[28..], BytesPerSecond);
        BinaryPrimitives.WriteUInt16LittleEndian(rest[32..], 2);
        BinaryPrimitives.WriteUInt16LittleEndian(rest[34..], 8);
        "fact"u8.CopyTo(rest[38..]);
        BinaryPrimitives.WriteUInt32LittleEndian(rest[42..], 4);
        BinaryPrimitives.WriteUInt32LittleEndian(rest[46..], dataBytes / 2);
        "data"u8.CopyTo(rest[50..]);
        BinaryPrimitives.WriteUInt32LittleEndian(rest[54..], dataBytes);
        return header;
    }
}
