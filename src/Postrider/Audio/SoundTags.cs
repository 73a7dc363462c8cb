using static System.Buffers.Binary.BinaryPrimitives;

namespace Postrider.Audio;

/// <summary>What is written before and after the frames of MP3 and ADTS: titles, pictures, lyrics.</summary>
internal static class SoundTags
{
    private const int Id3Header = 10, Id3Old = 128, ApeFooter = 32;

    /// <summary>Takes the tags in front away; null: one reaches past the end.</summary>
    public static int? Front(ReadOnlySpan<byte> file)
    {
        var at = 0;
        while (file[at..] is [(byte)'I', (byte)'D', (byte)'3', _, _, var flags, < 0x80, < 0x80, < 0x80, < 0x80, ..] and var tag)
        {
            var size = (tag[6] << 21) | (tag[7] << 14) | (tag[8] << 7) | tag[9];
            var whole = (long)Id3Header + size + ((flags & 0x10) != 0 ? Id3Header : 0);
            if (whole > tag.Length)
            {
                return null;
            }

            at += (int)whole;
        }

        return at;
    }

    /// <summary>Takes ID3v1 and APE tags at the end away, in whichever order they stand.</summary>
    public static ReadOnlySpan<byte> WithoutTail(ReadOnlySpan<byte> sound)
    {
        for (var tags = 0; tags < 2; tags++)
        {
            if (sound.Length >= Id3Old && sound[^Id3Old..].StartsWith("TAG"u8))
            {
                sound = sound[..^Id3Old];
            }

            if (sound.Length >= ApeFooter && sound[^ApeFooter..].StartsWith("APETAGEX"u8))
            {
                var footer = sound[^ApeFooter..];
                var hasHeader = (ReadUInt32LittleEndian(footer[20..]) & 0x8000_0000) != 0;
                var size = ReadUInt32LittleEndian(footer[12..]) + (hasHeader ? (long)ApeFooter : 0);
                sound = size >= ApeFooter && size <= sound.Length ? sound[..^(int)size] : sound[..^ApeFooter];
            }
        }

        return sound;
    }
}
