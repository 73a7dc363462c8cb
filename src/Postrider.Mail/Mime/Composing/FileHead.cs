using System.Text;

namespace Postrider.Mail.Mime.Composing;

/// <summary>The headers of a file's part: the name as everybody understands it, and where that is not the whole name, also by RFC 2231.</summary>
internal static class FileHead
{
    private const int LongestPlain = 60;
    private const int LongestName = 255;

    public static void Write(OutgoingFile file, MailBuffer buffer)
    {
        var header = new HeaderWriter(buffer);
        var name = Clean(file.Name);
        header.Begin("Content-Type"u8);
        ContentTypes.Of(file.ContentType, name).ForEach(part => header.Word(part));
        header.End();
        header.Raw("Content-Transfer-Encoding: base64\r\n"u8);
        if (file.ContentId is not null)
        {
            header.Ids("Content-ID"u8, [file.ContentId]);
        }

        header.Begin("Content-Disposition"u8);
        header.Word(file.ContentId is null ? "attachment;" : "inline;");
        var plain = Plain(name);
        header.Word(plain, "filename=\""u8, plain == name ? "\""u8 : "\";"u8);
        if (plain != name)
        {
            WriteExtended(name, header);
        }

        header.End();
        header.Raw("\r\n"u8);
    }

    /// <summary>One line, without folders, and not endless.</summary>
    private static string Clean(string name)
    {
        var clean = WireText.Clean(name);
        clean = clean[(clean.LastIndexOfAny(['/', '\\']) + 1)..].Trim();
        return clean.Length == 0 ? "file" : Shorten(clean, LongestName);
    }

    /// <summary>What is left of the name in plain ASCII.</summary>
    private static string Plain(string name)
    {
        var plain = new StringBuilder(name.Length);
        foreach (var rune in name.EnumerateRunes())
        {
            plain.Append(rune.IsAscii && rune.Value is not ('"' or '%') ? (char)rune.Value : '_');
        }

        return Shorten(plain.Replace("=?", "__").ToString(), LongestPlain);
    }

    /// <summary>Cuts from the middle of a long name, so that its ending stays.</summary>
    private static string Shorten(string name, int longest)
    {
        if (name.Length <= longest)
        {
            return name;
        }

        var ending = name.LastIndexOf('.') is var dot && dot > name.Length - 12 ? name[dot..] : "";
        var kept = longest - ending.Length;
        return string.Concat(name.AsSpan(0, char.IsHighSurrogate(name[kept - 1]) ? kept - 1 : kept), ending);
    }

    private static void WriteExtended(string name, HeaderWriter header)
    {
        var pieces = Pieces(name);
        for (var i = 0; i < pieces.Count; i++)
        {
            var start = pieces.Count == 1 ? "filename*=" : $"filename*{i}*=";
            header.Word($"{start}{(i == 0 ? "utf-8''" : "")}{pieces[i]}", after: i + 1 < pieces.Count ? ";"u8 : default);
        }
    }

    /// <summary>Percent-encoded, in pieces that fit into a line and hold whole characters.</summary>
    private static List<string> Pieces(string name)
    {
        List<string> pieces = [];
        var piece = new StringBuilder(64);
        Span<byte> bytes = stackalloc byte[4];
        foreach (var rune in name.EnumerateRunes())
        {
            var plain = rune.IsAscii && (char.IsAsciiLetterOrDigit((char)rune.Value) || rune.Value is '-' or '.' or '_');
            if (piece.Length + (plain ? 1 : 3 * rune.Utf8SequenceLength) > 52)
            {
                pieces.Add(piece.ToString());
                piece.Clear();
            }

            foreach (var value in bytes[..rune.EncodeToUtf8(bytes)])
            {
                _ = plain ? piece.Append((char)value) : piece.Append('%').Append(HexDigits.Upper[value >> 4]).Append(HexDigits.Upper[value & 15]);
            }
        }

        pieces.Add(piece.ToString());
        return pieces;
    }
}
