using System.Buffers;

namespace Postrider.Mail.Mime.Parsing;

/// <summary>A line, or as much of a very long one as fits into the buffer; only its last piece has an end.</summary>
internal readonly ref struct LinePiece(ReadOnlySpan<byte> content, ReadOnlySpan<byte> end)
{
    public ReadOnlySpan<byte> Content { get; } = content;

    public ReadOnlySpan<byte> End { get; } = end;
}

/// <summary>
/// Lines of a stream, through a buffer of fixed size. CRLF, LF and CR end a line; so does CR CR LF, which broken servers make of CRLF.
/// </summary>
internal sealed class LineSource(Stream stream) : IDisposable
{
    private const int Size = 32 * 1024;

    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(Size);
    private int _start;
    private int _searched;
    private int _end;
    private bool _ended;

    /// <summary>Reads on. False: all was read and all was taken.</summary>
    public async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (_ended)
        {
            return false;
        }

        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _searched, _end) = (0, _searched - _start, _end - _start);
        }

        var read = await stream.ReadAsync(_buffer.AsMemory(_end, Size - _end), cancellationToken);
        _end += read;
        _ended = read == 0;
        return _start < _end;
    }

    public bool TryNext(out LinePiece piece)
    {
        var found = _buffer.AsSpan(_searched, _end - _searched).IndexOfAny((byte)'\r', (byte)'\n');
        var at = found < 0 ? _end : _searched + found;
        var length = found < 0 ? 0 : EndLength(at);
        if (length > 0)
        {
            piece = new LinePiece(_buffer.AsSpan(_start, at - _start), _buffer.AsSpan(at, length));
            _start = _searched = at + length;
            return true;
        }

        _searched = at;
        var isFull = _start == 0 && _end == Size;
        if (at > _start && (isFull || _ended))
        {
            piece = new LinePiece(_buffer.AsSpan(_start, at - _start), default);
            _start = at;
            return true;
        }

        piece = default;
        return false;
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);

    /// <summary>The length of the line end here; 0: the next bytes must tell.</summary>
    private int EndLength(int at)
    {
        var there = _buffer.AsSpan(at, Math.Min(3, _end - at));
        return there switch
        {
            [(byte)'\n', ..] => 1,
            [_, (byte)'\n', ..] => 2,
            [_, (byte)'\r', (byte)'\n'] => 3,
            [_, (byte)'\r', _] => 1,
            [_, not (byte)'\r', ..] => 1,
            _ => _ended ? 1 : 0,
        };
    }
}
