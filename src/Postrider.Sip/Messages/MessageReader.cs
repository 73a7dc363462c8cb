using System.Buffers;
using System.Globalization;
using System.Text;

namespace Postrider.Sip.Messages;

/// <summary>Reads messages as they come: leniently, within bounds, and never with an exception.</summary>
internal static class MessageReader
{
    public const int MostBytes = 64 * 1024;
    public const int MostHeaders = 200;
    private const int LongestFirstLine = 4096;
    private static readonly SearchValues<char> _notInNames = SearchValues.Create(" \t\"<>,;=");

    /// <summary>A datagram; null when it is no message.</summary>
    public static SipMessage? Read(ReadOnlySpan<byte> datagram)
    {
        datagram = datagram.TrimStart("\r\n"u8);
        if (datagram.Length > MostBytes || !LooksRight(datagram))
        {
            return null;
        }

        var head = HeadLength(datagram);
        var message = ReadHead(datagram[..(head < 0 ? datagram.Length : head)]);
        if (message is null || head < 0)
        {
            return message;
        }

        var body = datagram[head..];
        if (message.Headers[HeaderName.ContentLength] is { } text)
        {
            if (BodyLength(text) is not { } length || length > body.Length)
            {
                return null;
            }

            body = body[..length];
        }

        message.Body = body.ToArray();
        return message;
    }

    /// <summary>How long the head is with the empty line behind it; -1: it does not end here.</summary>
    public static int HeadLength(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        while (bytes[at..].IndexOf((byte)'\n') is >= 0 and var line)
        {
            at += line + 1;
            if (bytes[at..].StartsWith("\n"u8))
            {
                return at + 1;
            }

            if (bytes[at..].StartsWith("\r\n"u8))
            {
                return at + 2;
            }
        }

        return -1;
    }

    /// <summary>What a Content-Length says; null: nothing usable.</summary>
    public static int? BodyLength(string text) =>
        int.TryParse(text.AsSpan().Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var length) && length <= MostBytes ? length : null;

    /// <summary>Cheap: what floods in and is no SIP costs no more than this.</summary>
    public static bool LooksRight(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 16 || !char.IsAsciiLetter((char)bytes[0]))
        {
            return false;
        }

        var end = bytes[..Math.Min(bytes.Length, LongestFirstLine)].IndexOf((byte)'\n');
        var line = end < 0 ? default : bytes[..end].TrimEnd("\r\t "u8);
        return line.Length > 8 && (Ascii.EqualsIgnoreCase(line[..7], "SIP/2.0"u8) || Ascii.EqualsIgnoreCase(line[^7..], "SIP/2.0"u8));
    }

    /// <summary>The first line and the headers.</summary>
    public static SipMessage? ReadHead(ReadOnlySpan<byte> head)
    {
        if (!LooksRight(head))
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(head).AsSpan();
        var message = FirstLine(NextLine(ref text));
        if (message is null)
        {
            return null;
        }

        var last = -1;
        for (var lines = 0; !text.IsEmpty; lines++)
        {
            var line = NextLine(ref text);
            if (line.IsEmpty)
            {
                break;
            }

            if (lines == MostHeaders)
            {
                return null;
            }

            if (line[0] is ' ' or '\t')
            {
                if (last >= 0)
                {
                    message.Headers.AppendTo(last, Clean(line));
                }

                continue;
            }

            last = -1;
            var colon = line.IndexOf(':');
            var name = colon <= 0 ? default : line[..colon].TrimEnd();
            if (name.IsEmpty || name.ContainsAny(_notInNames))
            {
                continue;
            }

            message.Headers.Add(HeaderName.Long(name.ToString()), Clean(line[(colon + 1)..]));
            last = message.Headers.Count - 1;
        }

        return message;
    }

    private static SipMessage? FirstLine(ReadOnlySpan<char> line)
    {
        line = line.Trim();
        if (line.StartsWith("SIP/2.0", StringComparison.OrdinalIgnoreCase))
        {
            var rest = line[7..].Trim();
            return rest.Length >= 3 && (rest.Length == 3 || rest[3] is ' ' or '\t') && int.TryParse(rest[..3], NumberStyles.None, CultureInfo.InvariantCulture, out var code) && code is >= 100 and < 700
                ? new SipResponse(code, Clean(rest[3..]))
                : null;
        }

        var first = line.IndexOfAny(' ', '\t');
        var uri = first < 0 ? default : line[first..^7].Trim();
        return first is > 0 and <= 32 && !uri.IsEmpty && uri.IndexOfAnyExceptInRange('!', '~') < 0 && line[..first].IndexOfAnyExceptInRange('!', '~') < 0 ? new SipRequest(line[..first].ToString(), uri.ToString()) : null;
    }

    private static ReadOnlySpan<char> NextLine(ref ReadOnlySpan<char> text)
    {
        var end = text.IndexOf('\n');
        var line = end < 0 ? text : text[..end];
        text = end < 0 ? default : text[(end + 1)..];
        return line.TrimEnd('\r');
    }

    /// <summary>No control character of the far side's is ever written on by us.</summary>
    private static string Clean(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        foreach (var c in text)
        {
            if (char.IsControl(c))
            {
                return string.Create(text.Length, text, static (chars, from) =>
                {
                    for (var i = 0; i < chars.Length; i++)
                    {
                        chars[i] = char.IsControl(from[i]) ? ' ' : from[i];
                    }
                }).Trim();
            }
        }

        return text.ToString();
    }
}
