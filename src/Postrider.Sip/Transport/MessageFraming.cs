using System.Buffers;
using Postrider.Sip.Messages;

namespace Postrider.Sip.Transport;

/// <summary>Cuts a stream into messages by Content-Length.</summary>
internal sealed class MessageFraming : IDisposable
{
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(16 * 1024);
    private int _start;
    private int _end;
    private int _scanned;
    private bool _isPinged;

    /// <summary>Bytes that are no message any more: nothing that follows can be trusted.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Whether the far side asked for a sign of life since the last look (two empty lines, RFC 5626).</summary>
    public bool TakePing()
    {
        var asked = _isPinged;
        _isPinged = false;
        return asked;
    }

    /// <summary>Where to read to; <see cref="Advance"/> says how much came.</summary>
    public Memory<byte> Free()
    {
        if (_start > 0)
        {
            _bytes.AsSpan(_start, _end - _start).CopyTo(_bytes);
            (_end, _scanned, _start) = (_end - _start, _scanned - _start, 0);
        }

        if (_end == _bytes.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(_bytes.Length * 2);
            _bytes.AsSpan(0, _end).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = larger;
        }

        return _bytes.AsMemory(_end);
    }

    public void Advance(int count) => _end += count;

    /// <summary>The next whole message, or null until more came.</summary>
    public SipMessage? Next()
    {
        if (IsBroken)
        {
            return null;
        }

        SkipEmptyLines();

        // What was looked through already is not looked through again, but for an end cut in two.
        var from = Math.Max(_start, _scanned - 3);
        var found = MessageReader.HeadLength(_bytes.AsSpan(from, _end - from));
        if (found < 0)
        {
            _scanned = _end;
            IsBroken = _end - _start > MessageReader.MostBytes;
            return null;
        }

        var head = from - _start + found;
        var message = MessageReader.ReadHead(_bytes.AsSpan(_start, head));
        var length = message?.Headers[HeaderName.ContentLength] is { } text ? MessageReader.BodyLength(text) : 0;
        if (message is null || length is null || head + length.Value > MessageReader.MostBytes)
        {
            IsBroken = true;
            return null;
        }

        if (_end - _start - head < length.Value)
        {
            return null;
        }

        message.Body = _bytes.AsSpan(_start + head, length.Value).ToArray();
        _start += head + length.Value;
        _scanned = _start;
        return message;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
        (_start, _end, _scanned) = (0, 0, 0);
    }

    private void SkipEmptyLines()
    {
        var at = _start;
        while (at < _end && _bytes[at] is (byte)'\r' or (byte)'\n')
        {
            at++;
        }

        _isPinged |= at - _start >= 4;
        _start = at;
        _scanned = Math.Max(_scanned, at);
    }
}
