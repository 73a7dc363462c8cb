using System.Buffers;
using System.Text;

namespace Postrider.Mail.Mime.Parsing;

/// <summary>RFC 2047, read: words side by side are one text, even where a character was split between them; what is broken stays as it is.</summary>
internal static class EncodedWords
{
    private const int LongestCharset = 60;

    public static string Decode(string text)
    {
        if (!text.Contains("=?", StringComparison.Ordinal))
        {
            return text;
        }

        var decoded = new StringBuilder(text.Length);
        var bytes = new ArrayBufferWriter<byte>(256);
        var (charset, at) = ("", 0);
        while (at < text.Length)
        {
            var start = text.IndexOf("=?", at, StringComparison.Ordinal);
            var between = text.AsSpan(at, (start < 0 ? text.Length : start) - at);
            var isWord = TryRead(text, start, out var word);
            if (bytes.WrittenCount > 0 && (!isWord || !between.IsWhiteSpace() || !word.Charset.Equals(charset, StringComparison.OrdinalIgnoreCase)))
            {
                decoded.Append(Flush(bytes, charset));
                between = isWord && between.IsWhiteSpace() ? default : between;
            }
            else if (bytes.WrittenCount > 0)
            {
                between = default;
            }

            decoded.Append(between);
            if (!isWord)
            {
                var next = start < 0 ? text.Length : start + 2;
                decoded.Append(text, Math.Max(start, at), start < 0 ? 0 : 2);
                at = next;
                continue;
            }

            charset = word.Charset;
            AddBytes(text.AsSpan(word.Start, word.Length), word.IsB, bytes);
            at = word.Start + word.Length + 2;
        }

        return decoded.Append(Flush(bytes, charset)).ToString();
    }

    private static string Flush(ArrayBufferWriter<byte> bytes, string charset)
    {
        var text = Charsets.Decode(bytes.WrittenSpan, charset);
        bytes.ResetWrittenCount();
        return text.AsSpan().ContainsAnyInRange('\0', '\u001F') ? string.Create(text.Length, text, static (span, from) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = from[i] < ' ' ? ' ' : from[i];
            }
        }) : text;
    }

    private static bool TryRead(string text, int start, out (string Charset, bool IsB, int Start, int Length) word)
    {
        word = default;
        if (start < 0)
        {
            return false;
        }

        var rest = text.AsSpan(start + 2);
        var mark = rest[..Math.Min(rest.Length, LongestCharset)].IndexOf('?');
        if (mark < 1 || rest.Length < mark + 4 || rest[mark + 2] != '?' || rest[mark + 1] is not ('B' or 'b' or 'Q' or 'q'))
        {
            return false;
        }

        var content = rest[(mark + 3)..];
        var end = content.IndexOf('?');
        if (end < 0 || end + 1 >= content.Length || content[end + 1] != '=')
        {
            return false;
        }

        var language = rest[..mark].IndexOf('*');
        word = (rest[..(language > 0 ? language : mark)].ToString(), rest[mark + 1] is 'B' or 'b', start + 2 + mark + 3, end);
        return true;
    }

    private static void AddBytes(ReadOnlySpan<char> content, bool isB, ArrayBufferWriter<byte> bytes)
    {
        var raw = Encoding.UTF8.GetBytes(content.ToString());
        var into = bytes.GetSpan(raw.Length + 8);
        if (isB)
        {
            var base64 = new Base64Lines();
            var made = base64.Decode(raw, into);
            bytes.Advance(made + base64.Finish(into[made..]));
            return;
        }

        raw.AsSpan().Replace((byte)'_', (byte)' ');
        var quoted = new QuotedLines();
        var length = quoted.Decode(raw, endsLine: false, into);
        bytes.Advance(length + quoted.Finish(into[length..]));
    }
}
