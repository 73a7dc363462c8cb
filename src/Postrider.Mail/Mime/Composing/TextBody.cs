using System.Buffers;
using System.Text;

namespace Postrider.Mail.Mime.Composing;

/// <summary>
/// Text as a part's body: with CRLF whatever it had, as it is where it is short lines of plain ASCII, else quoted-printable or base64 by what is shorter. None of the three can hold
/// a line that begins with <c>--=_</c>, which is how boundaries begin.
/// </summary>
internal static class TextBody
{
    private const int Longest = 76;
    private static readonly SearchValues<byte> _plain = SearchValues.Create([(byte)'\t', .. Enumerable.Range(' ', '~' - ' ' + 1).Select(value => (byte)value)]);
    private static readonly SearchValues<byte> _safe = SearchValues.Create([.. Enumerable.Range(' ', '~' - ' ' + 1).Select(value => (byte)value).Where(value => value != '=')]);

    /// <summary>Writes the encoding's header, the empty line and the body.</summary>
    public static void Write(string text, MailBuffer buffer)
    {
        var lineEnds = text.AsSpan().Count('\n') + text.AsSpan().Count('\r');
        var rented = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetByteCount(text) + (lineEnds * 2) + 2);
        var bytes = rented.AsSpan(0, Canonical(text, rented));
        if (IsPlain(bytes))
        {
            buffer.Write("Content-Transfer-Encoding: 7bit\r\n\r\n"u8);
            buffer.Write(bytes);
        }
        else if (CountUnsafe(bytes) <= 8 + (bytes.Length / 6))
        {
            buffer.Write("Content-Transfer-Encoding: quoted-printable\r\n\r\n"u8);
            WriteQuoted(bytes, buffer);
        }
        else
        {
            buffer.Write("Content-Transfer-Encoding: base64\r\n\r\n"u8);
            var into = buffer.Reserve(checked((int)MailBuffer.EncodedLength(bytes.Length)));
            buffer.Advance(MailBuffer.EncodeLines(bytes, into));
        }

        ArrayPool<byte>.Shared.Return(rented);
    }

    private static int Canonical(ReadOnlySpan<char> text, Span<byte> into)
    {
        var made = 0;
        while (text.Length > 0)
        {
            var end = text.IndexOfAny('\r', '\n');
            made += Encoding.UTF8.GetBytes(end < 0 ? text : text[..end], into[made..]);
            "\r\n"u8.CopyTo(into[made..]);
            made += 2;
            text = end < 0 ? default : text[(end + (text[end..].StartsWith("\r\n") ? 2 : 1))..];
        }

        return made;
    }

    private static bool IsPlain(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var end = bytes.IndexOf((byte)'\r');
            var line = bytes[..end];
            if (end > Longest || line.ContainsAnyExcept(_plain) || (end > 0 && line[^1] is (byte)' ' or (byte)'\t') || line.StartsWith("From "u8) || line.StartsWith("--=_"u8))
            {
                return false;
            }

            bytes = bytes[(end + 2)..];
        }

        return true;
    }

    private static int CountUnsafe(ReadOnlySpan<byte> bytes)
    {
        var count = 0;
        foreach (var value in bytes)
        {
            count += value is (< (byte)' ' and not (byte)'\r' and not (byte)'\n') or > (byte)'~' or (byte)'=' ? 1 : 0;
        }

        return count;
    }

    private static void WriteQuoted(ReadOnlySpan<byte> bytes, MailBuffer buffer)
    {
        while (bytes.Length > 0)
        {
            var end = bytes.IndexOf((byte)'\r');
            var into = buffer.Reserve((end * 3) + (end / 20 * 3) + 16);
            buffer.Advance(QuoteLine(bytes[..end], into));
            bytes = bytes[(end + 2)..];
        }
    }

    private static int QuoteLine(ReadOnlySpan<byte> line, Span<byte> into)
    {
        var (made, column, i) = (0, 0, 0);
        while (i < line.Length)
        {
            var run = line[i..].IndexOfAnyExcept(_safe);
            run = run < 0 ? line.Length - i : run;
            var last = i + run == line.Length && run > 0 && line[^1] == ' ' ? 1 : 0;
            run = Math.Min(run - last, Longest - 1 - column);
            if (run > 0 && !(column == 0 && line[i..].StartsWith("From "u8)))
            {
                line.Slice(i, run).CopyTo(into[made..]);
                (made, column, i) = (made + run, column + run, i + run);
                continue;
            }

            if (column + 3 > Longest - 1)
            {
                "=\r\n"u8.CopyTo(into[made..]);
                (made, column) = (made + 3, 0);
                continue;
            }

            into[made++] = (byte)'=';
            into[made++] = (byte)HexDigits.Upper[line[i] >> 4];
            into[made++] = (byte)HexDigits.Upper[line[i] & 15];
            (column, i) = (column + 3, i + 1);
        }

        "\r\n"u8.CopyTo(into[made..]);
        return made + 2;
    }
}
