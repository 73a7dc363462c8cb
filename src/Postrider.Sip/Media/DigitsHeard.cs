namespace Postrider.Sip.Media;

/// <summary>Makes digits of telephone events: each once, when its first packet comes, whichever of its packets that is.</summary>
internal sealed class DigitsHeard
{
    /// <summary>What one beat can tell; more than that nobody presses in 20 ms.</summary>
    private const int Most = 8;

    private readonly char[] _pending = new char[Most];
    private int _count;
    private bool _isBegun;
    private uint _timestamp;
    private byte _code;
    private ushort _duration;
    private bool _hasEnded;

    /// <summary>The far side counts anew.</summary>
    public void Reset() => _isBegun = false;

    public void Put(uint timestamp, ReadOnlySpan<byte> payload)
    {
        if (!DigitEvent.TryRead(payload, out var heard) || heard.Digit is not { } digit)
        {
            return;
        }

        var isNew = !_isBegun || ((int)(timestamp - _timestamp) > 0 && !GoesOn(timestamp, heard));
        if (_isBegun && (int)(timestamp - _timestamp) < 0)
        {
            // The last packets of an earlier digit, overtaken by this one's.
            return;
        }

        _hasEnded = heard.IsEnd || (_hasEnded && !isNew && timestamp == _timestamp);
        _duration = isNew || timestamp != _timestamp ? heard.Duration : Math.Max(_duration, heard.Duration);
        _timestamp = timestamp;
        _code = heard.Code;
        _isBegun = true;
        if (isNew && _count < Most)
        {
            _pending[_count++] = digit;
        }
    }

    /// <summary>Takes what has been heard since; how many digits.</summary>
    public int Take(Span<char> digits)
    {
        var taken = _count;
        _pending.AsSpan(0, taken).CopyTo(digits);
        _count = 0;
        return taken;
    }

    /// <summary>A digit held for over eight seconds goes on under a new timestamp (RFC 4733, §2.5.1.3).</summary>
    private bool GoesOn(uint timestamp, DigitEvent heard) =>
        !_hasEnded && heard.Code == _code && _duration >= 0xFF00 && timestamp - _timestamp is >= 0xFF00 and <= 0x10000;
}
