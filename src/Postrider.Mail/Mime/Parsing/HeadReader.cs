using System.Buffers;
using System.Text;

namespace Postrider.Mail.Mime.Parsing;

/// <summary>Collects the lines of a header, within limits.</summary>
internal sealed class HeadReader(MailLimits limits)
{
    private readonly ArrayBufferWriter<byte> _bytes = new(1024);
    private readonly List<(int Start, int NameLength)> _starts = [];
    private bool _skipping = true;

    public bool WasTruncated { get; private set; }

    public bool IsEmpty => _starts.Count == 0;

    /// <summary>The header of a mail, or of another thing that begins with one, that is at hand whole.</summary>
    public static MailHeaders Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new HeadReader(MailLimits.Default);
        foreach (var range in MemoryExtensions.Split(bytes, (byte)'\n'))
        {
            var line = bytes[range].TrimEnd((byte)'\r');
            if (line.Length > 0)
            {
                reader.TryAdd(line, startsLine: true, isFirst: true);
            }
            else if (!reader.IsEmpty)
            {
                break;
            }
        }

        return reader.ToHeaders();
    }

    /// <param name="isFirst">Of the mail itself: there a line that is no header is noise and left out, such as the "From " of a mailbox file.</param>
    /// <returns>False: this is no line of a header.</returns>
    public bool TryAdd(ReadOnlySpan<byte> line, bool startsLine, bool isFirst)
    {
        if (startsLine && (line[0] is not ((byte)' ' or (byte)'\t') || (_starts.Count == 0 && !isFirst)))
        {
            var name = NameLength(line);
            _skipping = name == 0 || _starts.Count >= limits.Headers;
            if (name == 0)
            {
                return isFirst;
            }

            if (_skipping)
            {
                WasTruncated = true;
                return true;
            }

            _starts.Add((_bytes.WrittenCount, name));
        }

        if (!_skipping)
        {
            var room = limits.HeaderBytes - _bytes.WrittenCount;
            WasTruncated |= line.Length > room;
            _bytes.Write(line[..Math.Min(line.Length, Math.Max(room, 0))]);
        }

        return true;
    }

    public MailHeaders ToHeaders()
    {
        var headers = new List<MailHeader>(_starts.Count);
        for (var i = 0; i < _starts.Count; i++)
        {
            var (start, length) = _starts[i];
            var end = i + 1 < _starts.Count ? _starts[i + 1].Start : _bytes.WrittenCount;
            if (start + length < end)
            {
                var line = _bytes.WrittenSpan[start..end];
                headers.Add(new MailHeader(Encoding.ASCII.GetString(line[..length]), Value(line[(line.IndexOf((byte)':') + 1)..])));
            }
        }

        return new MailHeaders(headers);
    }

    public void Reset()
    {
        _bytes.ResetWrittenCount();
        _starts.Clear();
        _skipping = true;
    }

    /// <summary>0: it is no header.</summary>
    private static int NameLength(ReadOnlySpan<byte> line)
    {
        var colon = line.IndexOf((byte)':');
        var name = line[..Math.Max(colon, 0)].TrimEnd(" \t"u8);
        return name.IndexOfAnyExceptInRange((byte)'!', (byte)'~') < 0 ? name.Length : 0;
    }

    private static string Value(ReadOnlySpan<byte> bytes)
    {
        var value = Charsets.Decode(bytes.Trim(" \t"u8), null);
        return value.AsSpan().IndexOfAnyInRange('\0', '\u001F') < 0 ? value : string.Create(value.Length, value, static (span, text) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = text[i] < ' ' ? ' ' : text[i];
            }
        });
    }
}
