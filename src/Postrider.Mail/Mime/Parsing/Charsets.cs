using System.Text;
using System.Text.Unicode;

namespace Postrider.Mail.Mime.Parsing;

/// <summary>Bytes to text, by the charset that is claimed and what the bytes look like.</summary>
internal static class Charsets
{
    private static readonly Encoding _western = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    /// <summary>Names that are in use and that .NET does not know, or takes for a smaller set than what is really sent under them.</summary>
    private static readonly Dictionary<string, string> _aliases = new()
    {
        ["cp1250"] = "windows-1250",
        ["cp1251"] = "windows-1251",
        ["cp1252"] = "windows-1252",
        ["cp932"] = "shift_jis",
        ["cp936"] = "gb18030",
        ["cp949"] = "ks_c_5601-1987",
        ["cp950"] = "big5",
        ["gb2312"] = "gb18030",
        ["gbk"] = "gb18030",
        ["iso-8859-1"] = "windows-1252",
        ["iso-8859-8-i"] = "iso-8859-8",
        ["iso8859-1"] = "windows-1252",
        ["iso8859-15"] = "iso-8859-15",
        ["iso_8859-1"] = "windows-1252",
        ["koi8r"] = "koi8-r",
        ["latin-1"] = "windows-1252",
        ["latin1"] = "windows-1252",
        ["macintosh"] = "macintosh",
        ["ms932"] = "shift_jis",
        ["sjis"] = "shift_jis",
        ["tis-620"] = "windows-874",
        ["windows-31j"] = "shift_jis",
        ["x-mac-roman"] = "macintosh",
        ["x-sjis"] = "shift_jis",
    };

    private static readonly string[] _utf8 = ["utf-8", "utf8", "unicode-1-1-utf-8", "us-ascii", "ascii", "ansi_x3.4-1968", "unknown-8bit", "x-unknown", "default"];

    /// <param name="charset">Null: none was claimed. UTF-8 is then tried first, as it is where the claimed one is not known.</param>
    public static string Decode(ReadOnlySpan<byte> bytes, string? charset)
    {
        var text = (Find(charset) ?? Guess(bytes)).GetString(bytes);
        return text.Contains('\0', StringComparison.Ordinal) ? text.Replace('\0', '\uFFFD') : text;
    }

    /// <summary>Null: not known, or one that is checked before it is believed.</summary>
    private static Encoding? Find(string? charset)
    {
        charset = charset?.Trim().Trim('"', '\'');
        if (charset is null or { Length: 0 or > 50 } || _utf8.Contains(charset, StringComparer.OrdinalIgnoreCase))
        {
            return null;
        }

        return charset.ToLowerInvariant() switch
        {
            "utf-16" or "utf-16le" or "unicode" or "ucs-2" => Encoding.Unicode,
            "utf-16be" => Encoding.BigEndianUnicode,
            "utf-32" or "utf-32le" => Encoding.UTF32,
            var name => CodePagesEncodingProvider.Instance.GetEncoding(_aliases.GetValueOrDefault(name, name)),
        };
    }

    /// <summary>UTF-8 where most of what is not ASCII is; else the usual Western set.</summary>
    private static Encoding Guess(ReadOnlySpan<byte> bytes)
    {
        if (Utf8.IsValid(bytes))
        {
            return Encoding.UTF8;
        }

        var (good, bad) = (0, 0);
        while (bytes.IndexOfAnyInRange((byte)0x80, (byte)0xFF) is var at and >= 0)
        {
            bytes = bytes[at..];
            var isGood = Rune.DecodeFromUtf8(bytes, out _, out var length) == System.Buffers.OperationStatus.Done;
            (good, bad) = isGood ? (good + 1, bad) : (good, bad + 1);
            bytes = bytes[length..];
        }

        return good > bad ? Encoding.UTF8 : _western;
    }
}
