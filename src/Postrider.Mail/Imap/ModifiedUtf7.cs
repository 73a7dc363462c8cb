using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Postrider.Mail.Imap;

/// <summary>How names of folders are written without UTF-8 (RFC 3501, 5.1.3).</summary>
internal static class ModifiedUtf7
{
    public static string Encode(string text)
    {
        var coded = new StringBuilder(text.Length + 8);
        for (var i = 0; i < text.Length;)
        {
            if (text[i] == '&')
            {
                coded.Append("&-");
                i++;
            }
            else if (IsPlain(text[i]))
            {
                coded.Append(text[i++]);
            }
            else
            {
                var begin = i;
                while (i < text.Length && !IsPlain(text[i]))
                {
                    i++;
                }

                coded.Append('&').Append(Base64(text.AsSpan(begin, i - begin))).Append('-');
            }
        }

        return coded.ToString();
    }

    /// <summary>False for what <see cref="Encode"/> could not have made; nothing else is a name in this form.</summary>
    public static bool TryDecode(string coded, [NotNullWhen(true)] out string? text)
    {
        var plain = new StringBuilder(coded.Length);
        text = null;
        for (var i = 0; i < coded.Length;)
        {
            if (!IsPlain(coded[i]))
            {
                return false;
            }

            if (coded[i] != '&')
            {
                plain.Append(coded[i++]);
                continue;
            }

            var end = coded.IndexOf('-', i);
            if (end < 0 || !TryShift(coded.AsSpan(i + 1, end - i - 1), plain))
            {
                return false;
            }

            i = end + 1;
        }

        text = plain.ToString();
        return Encode(text) == coded;
    }

    private static bool IsPlain(char c) => c is >= ' ' and <= '~';

    private static string Base64(ReadOnlySpan<char> text)
    {
        var bytes = new byte[text.Length * 2];
        for (var i = 0; i < text.Length; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(i * 2), text[i]);
        }

        return Convert.ToBase64String(bytes).TrimEnd('=').Replace('/', ',');
    }

    private static bool TryShift(ReadOnlySpan<char> coded, StringBuilder plain)
    {
        if (coded.IsEmpty)
        {
            plain.Append('&');
            return true;
        }

        var padded = coded.ToString().Replace(',', '/').PadRight((coded.Length + 3) / 4 * 4, '=');
        var bytes = new byte[padded.Length / 4 * 3];
        if (coded.ContainsAny('/', '=', ' ') || !Convert.TryFromBase64String(padded, bytes, out var length) || length % 2 != 0)
        {
            return false;
        }

        for (var i = 0; i < length; i += 2)
        {
            plain.Append((char)BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(i)));
        }

        return true;
    }
}
