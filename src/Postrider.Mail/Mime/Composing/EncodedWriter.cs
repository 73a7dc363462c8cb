using System.Buffers.Text;
using System.Text;

namespace Postrider.Mail.Mime.Composing;

/// <summary>RFC 2047: text in encoded words of at most 75, each made of whole characters, in B or Q by what is shorter.</summary>
internal static class EncodedWriter
{
    private const int Longest = 75;
    private const int Overhead = 12;

    public static void Write(ReadOnlySpan<char> text, HeaderWriter header, MailBuffer buffer)
    {
        var inB = (Encoding.UTF8.GetByteCount(text) + 2) / 3 * 4 < LengthInQ(text);
        Span<byte> piece = stackalloc byte[Longest];
        while (text.Length > 0)
        {
            // A word that begins near the end of its line would hold next to nothing.
            header.Space(Overhead + 16);
            var room = Math.Min(Longest, 76 - buffer.Column) - Overhead;
            var (taken, length) = Take(text, inB ? room / 4 * 3 : room, inB, piece);
            buffer.Write(inB ? "=?utf-8?B?"u8 : "=?utf-8?Q?"u8);
            if (inB)
            {
                Base64.EncodeToUtf8(piece[..length], buffer.Reserve(Longest), out _, out var written);
                buffer.Advance(written);
            }
            else
            {
                WriteQ(piece[..length], buffer);
            }

            buffer.Write("?="u8);
            text = text[taken..];
        }
    }

    /// <summary>As many whole characters as fit; at least one, for which there is always room.</summary>
    private static (int Taken, int Length) Take(ReadOnlySpan<char> text, int room, bool inB, Span<byte> piece)
    {
        var (taken, length, cost) = (0, 0, 0);
        while (taken < text.Length)
        {
            Rune.DecodeFromUtf16(text[taken..], out var rune, out var characters);
            cost += inB ? rune.Utf8SequenceLength : CostInQ(rune);
            if (cost > room)
            {
                break;
            }

            length += rune.EncodeToUtf8(piece[length..]);
            taken += characters;
        }

        return (taken, length);
    }

    private static int LengthInQ(ReadOnlySpan<char> text)
    {
        var length = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            length += CostInQ(rune);
        }

        return length;
    }

    private static int CostInQ(Rune rune) => rune.IsAscii ? rune.Value == ' ' || IsPlain((byte)rune.Value) ? 1 : 3 : rune.Utf8SequenceLength * 3;

    // Only what may stand in a phrase, so that the same words serve in every header.
    private static bool IsPlain(byte value) => char.IsAsciiLetterOrDigit((char)value) || value is (byte)'!' or (byte)'*' or (byte)'+' or (byte)'-' or (byte)'/';

    private static void WriteQ(ReadOnlySpan<byte> bytes, MailBuffer buffer)
    {
        var into = buffer.Reserve(bytes.Length * 3);
        var made = 0;
        foreach (var value in bytes)
        {
            if (value == ' ' || IsPlain(value))
            {
                into[made++] = value == ' ' ? (byte)'_' : value;
            }
            else
            {
                into[made++] = (byte)'=';
                into[made++] = (byte)HexDigits.Upper[value >> 4];
                into[made++] = (byte)HexDigits.Upper[value & 15];
            }
        }

        buffer.Advance(made);
    }
}

internal static class HexDigits
{
    public const string Upper = "0123456789ABCDEF";
}
