using System.Buffers;
using System.Text;

namespace Postrider.Mail.Imap;

/// <summary>
/// From the bytes of a response to its values. The bytes are one response whole: lines with their literals between them, as <see cref="ImapReader"/>
/// put them together. Lenient where servers are odd and no meaning is at stake.
/// </summary>
internal ref struct ImapParser(ReadOnlyMemory<byte> bytes)
{
    private const int Deepest = 32;
    private const int LongestBracket = 256;
    private const int LongestAnnouncement = 32;
    private static readonly SearchValues<byte> _endsAtom = SearchValues.Create(" ()\"\r\n\t"u8);

    private readonly ReadOnlySpan<byte> _span = bytes.Span;
    private int _at;

    /// <summary>All values up to the end.</summary>
    /// <exception cref="FormatException">This is no sequence of values.</exception>
    public static IReadOnlyList<ImapValue> Values(ReadOnlyMemory<byte> bytes)
    {
        var parser = new ImapParser(bytes);
        var values = new List<ImapValue>();
        while (parser.SkipSpace())
        {
            values.Add(parser.Value(0));
        }

        return values;
    }

    /// <summary>The length of the literal that a line announces at its end, as in <c>{12}</c>.</summary>
    /// <param name="begin">Where the announcement begins.</param>
    public static bool AnnouncesLiteral(ReadOnlySpan<byte> line, out int begin, out long length)
    {
        (begin, length) = (line.LastIndexOf((byte)'{'), 0);
        if (begin < 0 || !line.EndsWith("}"u8))
        {
            return false;
        }

        var digits = line[(begin + 1)..^1];
        digits = digits.EndsWith("+"u8) ? digits[..^1] : digits;
        if (digits.Length is 0 or > 18)
        {
            return false;
        }

        foreach (var digit in digits)
        {
            if (!char.IsAsciiDigit((char)digit))
            {
                return false;
            }

            length = (length * 10) + (digit - '0');
        }

        begin -= begin > 0 && line[begin - 1] == '~' ? 1 : 0;
        return true;
    }

    private bool SkipSpace()
    {
        while (_at < _span.Length && _span[_at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
        {
            _at++;
        }

        return _at < _span.Length;
    }

    private ImapValue Value(int depth) => _span[_at] switch
    {
        (byte)'(' => List(depth + 1),
        (byte)'"' => Quoted(),
        (byte)'{' => Literal(),
        (byte)'~' when _at + 1 < _span.Length && _span[_at + 1] == '{' => Literal(),
        (byte)')' => throw new FormatException("A list ends that never began."),
        _ => Atom(),
    };

    private ImapValue List(int depth)
    {
        if (depth > Deepest)
        {
            throw new FormatException("Lists are nested too deep.");
        }

        _at++;
        var items = new List<ImapValue>();
        while (SkipSpace())
        {
            if (_span[_at] == ')')
            {
                _at++;
                return ImapValue.List(items);
            }

            items.Add(Value(depth));
        }

        throw new FormatException("A list does not end.");
    }

    private ImapValue Quoted()
    {
        var begin = ++_at;
        var escapes = 0;
        for (; _at < _span.Length && _span[_at] != '"'; _at++)
        {
            if (_span[_at] == '\\' && _at + 1 < _span.Length)
            {
                _at++;
                escapes++;
            }
        }

        if (_at >= _span.Length)
        {
            throw new FormatException("A quoted string does not end.");
        }

        var text = bytes[begin.._at++];
        return ImapValue.String(escapes == 0 ? text : Unescape(text.Span, escapes));
    }

    private static byte[] Unescape(ReadOnlySpan<byte> text, int escapes)
    {
        var plain = new byte[text.Length - escapes];
        for (int from = 0, to = 0; from < text.Length; from++)
        {
            from += text[from] == '\\' && from + 1 < text.Length ? 1 : 0;
            plain[to++] = text[from];
        }

        return plain;
    }

    private ImapValue Literal()
    {
        var end = Near(_at, LongestAnnouncement).IndexOf("\r\n"u8);
        if (end < 0 || !AnnouncesLiteral(_span.Slice(_at, end), out var begin, out var length) || begin != 0 || length > _span.Length - _at - end - 2)
        {
            // Some servers leave unquoted what only looks like the beginning of a literal.
            return Atom();
        }

        var text = bytes.Slice(_at + end + 2, (int)length);
        _at += end + 2 + (int)length;
        return ImapValue.String(text);
    }

    /// <summary>Up to the next space or parenthesis, but for what stands in brackets: <c>BODY[HEADER.FIELDS (TO CC)]</c> is one atom.</summary>
    private ImapValue Atom()
    {
        var begin = _at;
        while (_at < _span.Length)
        {
            var ends = _span[_at..].IndexOfAny(_endsAtom);
            var stop = ends < 0 ? _span.Length : _at + ends;
            var bracket = _span[_at..stop].IndexOf((byte)'[');
            var close = bracket < 0 ? -1 : Near(_at + bracket, LongestBracket).IndexOf((byte)']');
            if (close < 0)
            {
                _at = stop;
                break;
            }

            _at += bracket + close + 1;
        }

        var atom = bytes[begin.._at];
        return Ascii.EqualsIgnoreCase(atom.Span, "NIL"u8) ? ImapValue.Nil : ImapValue.Atom(atom);
    }

    /// <summary>The next bytes and no more: a search through all that follows, at every value, would be quadratic.</summary>
    private readonly ReadOnlySpan<byte> Near(int from, int most) => _span.Slice(from, Math.Min(most, _span.Length - from));
}
