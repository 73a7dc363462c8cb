using System.Buffers.Binary;

namespace Postrider.Sip.Media;

/// <summary>A telephone event's payload (RFC 4733, §2.3).</summary>
internal readonly record struct DigitEvent(byte Code, bool IsEnd, ushort Duration)
{
    public const int Length = 4;

    private const string Digits = "0123456789*#ABCD";

    /// <summary>−10 dBm0, as phones send it.</summary>
    private const byte Volume = 10;

    /// <summary>Null: an event that is no digit.</summary>
    public char? Digit => Code < Digits.Length ? Digits[Code] : null;

    /// <summary>The code of a digit; null: there is no such digit.</summary>
    public static byte? CodeOf(char digit) => Digits.IndexOf(char.ToUpperInvariant(digit)) is >= 0 and var code ? (byte)code : null;

    public static bool TryRead(ReadOnlySpan<byte> payload, out DigitEvent read)
    {
        read = default;
        if (payload.Length < Length)
        {
            return false;
        }

        read = new DigitEvent(payload[0], (payload[1] & 0x80) != 0, BinaryPrimitives.ReadUInt16BigEndian(payload[2..]));
        return true;
    }

    public void Write(Span<byte> payload)
    {
        payload[0] = Code;
        payload[1] = (byte)(Volume | (IsEnd ? 0x80 : 0));
        BinaryPrimitives.WriteUInt16BigEndian(payload[2..], Duration);
    }
}
