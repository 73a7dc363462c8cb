using System.Globalization;

namespace Postrider.Acceptance;

/// <summary>Writes a JSON number by its value: 60, 60.0 and 6e1 are the same digits and the same power of ten.</summary>
internal static class CanonicalNumber
{
    public static void Write(HashSink sink, ReadOnlySpan<byte> text)
    {
        sink.Append((byte)'n');
        var negative = text[0] == '-';
        var at = text.IndexOfAny((byte)'e', (byte)'E');
        var mantissa = text[(negative ? 1 : 0)..(at < 0 ? text.Length : at)];
        var point = mantissa.IndexOf((byte)'.');
        var whole = point < 0 ? mantissa : mantissa[..point];
        var fraction = point < 0 ? default : mantissa[(point + 1)..].TrimEnd((byte)'0');
        whole = whole.TrimStart((byte)'0');

        // The digits are whole followed by fraction; zeros at either end belong to the power.
        long power = -fraction.Length;
        if (fraction.IsEmpty)
        {
            var kept = whole.TrimEnd((byte)'0');
            power = whole.Length - kept.Length;
            whole = kept;
        }
        else if (whole.IsEmpty)
        {
            fraction = fraction.TrimStart((byte)'0');
        }

        if (whole.IsEmpty && fraction.IsEmpty)
        {
            // Zero has neither sign nor power.
            sink.AppendLength(0);
            return;
        }

        sink.Append(negative ? (byte)'-' : (byte)'+');
        sink.AppendLength(whole.Length + fraction.Length);
        sink.Append(whole);
        sink.Append(fraction);
        WritePower(sink, power, at < 0 ? default : text[(at + 1)..]);
    }

    // Powers that no long holds keep the form they were written in: such numbers compare by their text.
    private static void WritePower(HashSink sink, long power, ReadOnlySpan<byte> written)
    {
        var down = !written.IsEmpty && written[0] == '-';
        var digits = written.TrimStart("+-"u8).TrimStart((byte)'0');
        if (digits.Length > 18)
        {
            sink.Append(down ? (byte)'<' : (byte)'>');
            sink.AppendLength(digits.Length);
            sink.Append(digits);
            sink.AppendLength(power);
            return;
        }

        var given = digits.IsEmpty ? 0 : long.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
        sink.Append((byte)'^');
        sink.AppendLength(power + (down ? -given : given));
    }
}
