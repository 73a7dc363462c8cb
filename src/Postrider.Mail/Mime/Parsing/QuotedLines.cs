namespace Postrider.Mail.Mime.Parsing;

/// <summary>Quoted-printable, line by line. What is not well formed stays as it is.</summary>
internal sealed class QuotedLines
{
    private readonly byte[] _open = new byte[2];
    private int _openLength;
    private bool _softEnd;

    public void Reset() => (_openLength, _softEnd) = (0, false);

    /// <summary>Whether the last line said that it goes on in the next.</summary>
    public bool TakeSoftEnd()
    {
        var wasSoft = _softEnd;
        _softEnd = false;
        return wasSoft;
    }

    /// <param name="into">At least four longer than the content.</param>
    public int Decode(ReadOnlySpan<byte> content, bool endsLine, Span<byte> into)
    {
        if (_openLength > 0)
        {
            return DecodeOpened(content, endsLine, into);
        }

        if (endsLine)
        {
            content = content.TrimEnd(" \t"u8);
            _softEnd = content is [.., (byte)'='];
            content = _softEnd ? content[..^1] : content;
        }

        var made = 0;
        while (content.IndexOf((byte)'=') is var at and >= 0)
        {
            content[..at].CopyTo(into[made..]);
            made += at;
            content = content[at..];
            if (content.Length < 3 && !endsLine)
            {
                content.CopyTo(_open);
                _openLength = content.Length;
                return made;
            }

            var (high, low) = content.Length < 3 ? (-1, -1) : (Digit(content[1]), Digit(content[2]));
            var isGood = high >= 0 && low >= 0;
            into[made++] = isGood ? (byte)((high << 4) | low) : (byte)'=';
            content = content[(isGood ? 3 : 1)..];
        }

        content.CopyTo(into[made..]);
        return made + content.Length;
    }

    /// <summary>What an unfinished escape at the very end leaves.</summary>
    public int Finish(Span<byte> into)
    {
        // A lone "=" at the end is a soft line end without its line end.
        var length = _openLength == 1 ? 0 : _openLength;
        _open.AsSpan(0, length).CopyTo(into);
        Reset();
        return length;
    }

    private int DecodeOpened(ReadOnlySpan<byte> content, bool endsLine, Span<byte> into)
    {
        var joined = new byte[_openLength + content.Length];
        _open.AsSpan(0, _openLength).CopyTo(joined);
        content.CopyTo(joined.AsSpan(_openLength));
        _openLength = 0;
        return Decode(joined, endsLine, into);
    }

    private static int Digit(byte value) => value switch
    {
        >= (byte)'0' and <= (byte)'9' => value - '0',
        >= (byte)'A' and <= (byte)'F' => value - 'A' + 10,
        >= (byte)'a' and <= (byte)'f' => value - 'a' + 10,
        _ => -1,
    };
}
