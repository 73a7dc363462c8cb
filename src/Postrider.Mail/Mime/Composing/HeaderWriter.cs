using System.Buffers;
using System.Text;

namespace Postrider.Mail.Mime.Composing;

/// <summary>Writes headers word by word, and folds before a word that would make its line longer than 76.</summary>
internal sealed class HeaderWriter(MailBuffer buffer)
{
    private const int Longest = 76;
    private const int LongestEver = 996;

    private static readonly SearchValues<char> _specials = SearchValues.Create("()<>[]:;@\\,.\"");

    private static readonly string[] _own =
        ["From", "To", "Reply-To", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "MIME-Version", "Cc", "Bcc", "Return-Path", "DKIM-Signature"];

    public void Raw(ReadOnlySpan<byte> bytes)
    {
        if (bytes.EndsWith("\r\n"u8))
        {
            buffer.Write(bytes[..^2]);
            End();
        }
        else
        {
            buffer.Write(bytes);
        }
    }

    public void Begin(ReadOnlySpan<byte> name)
    {
        buffer.BeginLine();
        buffer.Write(name);
        buffer.Write(":"u8);
    }

    public void End() => buffer.NewLine();

    /// <summary>A word that stays whole, with what belongs to it on both sides.</summary>
    public void Word(ReadOnlySpan<char> word, ReadOnlySpan<byte> before = default, ReadOnlySpan<byte> after = default)
    {
        Space(Encoding.UTF8.GetByteCount(word) + before.Length + after.Length);
        buffer.Write(before);
        buffer.Write(word);
        buffer.Write(after);
    }

    /// <summary>Free text: as it is where it can be, else in encoded words.</summary>
    /// <param name="mayStayRaw">Whether the text may be more than free text, such as a list of links, and is left alone while it is ASCII and its lines stay short enough to be sent.</param>
    public void Text(string text, bool mayStayRaw)
    {
        text = WireText.Clean(text);
        if (WireText.IsPrintable(text) && LongestWord(text) <= (mayStayRaw ? LongestEver : Longest - 12)
            && (mayStayRaw || !(text.Contains("=?", StringComparison.Ordinal) || text.Contains("  ", StringComparison.Ordinal))))
        {
            foreach (var range in text.AsSpan().Split(' '))
            {
                if (range.End.Value > range.Start.Value)
                {
                    Word(text.AsSpan(range));
                }
            }
        }
        else
        {
            EncodedWriter.Write(text, this, buffer);
        }
    }

    public void Addresses(ReadOnlySpan<byte> name, IReadOnlyList<MailAddress> addresses)
    {
        Begin(name);
        if (addresses.Count == 0)
        {
            Raw(" undisclosed-recipients:;"u8);
        }

        for (var i = 0; i < addresses.Count; i++)
        {
            var comma = i + 1 < addresses.Count ? ","u8 : default;
            var address = addresses[i].ToWire();
            var shown = addresses[i].Name is { } given ? WireText.Clean(given) : "";
            if (shown.Length == 0)
            {
                Word(address, after: comma);
            }
            else
            {
                Phrase(shown);
                Word(address, "<"u8, comma.Length > 0 ? ">,"u8 : ">"u8);
            }
        }

        End();
    }

    public void Ids(ReadOnlySpan<byte> name, IReadOnlyList<string> ids)
    {
        Begin(name);
        for (var i = 0; i < ids.Count; i++)
        {
            if (!WireText.IsId(ids[i]))
            {
                throw new ArgumentException("A message id must be visible ASCII without angle brackets, and not over 900 characters.");
            }

            Word(ids[i], "<"u8, ">"u8);
        }

        End();
    }

    public void Further(string name, string value)
    {
        if (!WireText.IsHeaderName(name) || name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase) || _own.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            throw new ArgumentException("A further header must have a name of its own.");
        }

        buffer.BeginLine();
        buffer.Write(name);
        buffer.Write(":"u8);
        Text(value, mayStayRaw: true);
        End();
    }

    /// <summary>A space before so many bytes, or a new line where they do not fit into this one.</summary>
    public void Space(int length)
    {
        if (buffer.Column + 1 + length > Longest)
        {
            buffer.NewLine();
        }

        buffer.Write(" "u8);
    }

    private void Phrase(string shown)
    {
        var plain = WireText.IsPrintable(shown) && !shown.Contains("=?", StringComparison.Ordinal) && !shown.Contains("  ", StringComparison.Ordinal) && LongestWord(shown) <= 60;
        if (plain && !shown.AsSpan().ContainsAny(_specials))
        {
            Text(shown, mayStayRaw: false);
        }
        else if (plain && shown.Length <= 60)
        {
            Word(shown.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal), "\""u8, "\""u8);
        }
        else
        {
            EncodedWriter.Write(shown, this, buffer);
        }
    }

    private static int LongestWord(ReadOnlySpan<char> text)
    {
        var longest = 0;
        while (text.IndexOf(' ') is var space and >= 0)
        {
            longest = Math.Max(longest, space);
            text = text[(space + 1)..];
        }

        return Math.Max(longest, text.Length);
    }
}
