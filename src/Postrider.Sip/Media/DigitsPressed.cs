namespace Postrider.Sip.Media;

/// <summary>What is to be pressed: each digit 160 ms long, its end told three times, with a pause behind it.</summary>
internal sealed class DigitsPressed
{
    private const int Most = 64;
    private const int ToneBeats = 8;
    private const int EndBeats = 2;
    private const int PauseBeats = 4;

    private readonly Queue<byte> _waiting = new();
    private byte _code;
    private int _beat;
    private uint _timestamp;

    /// <summary>Whether the next beats belong to digits: sound waits meanwhile.</summary>
    public bool IsPressing => _beat > 0 || _waiting.Count > 0;

    /// <summary>What goes beyond 64 waiting digits is dropped.</summary>
    public void Append(byte code)
    {
        if (_waiting.Count < Most)
        {
            _waiting.Enqueue(code);
        }
    }

    /// <summary>Forgets the digits that wait; the one that has begun is ended as it should be.</summary>
    public void Clear() => _waiting.Clear();

    /// <summary>What this beat is for; null: a pause. Only while digits are pressed.</summary>
    /// <param name="now">The timestamp of the frame that is due.</param>
    public PressedDigit? Take(uint now)
    {
        if (_beat == 0)
        {
            _code = _waiting.Dequeue();
            _timestamp = now;
        }

        var beat = ++_beat;
        if (beat == ToneBeats + EndBeats + PauseBeats)
        {
            _beat = 0;
        }

        var duration = (ushort)(Math.Min(beat, ToneBeats) * SaidSound.Frame);
        return beat > ToneBeats + EndBeats ? null : new PressedDigit(new DigitEvent(_code, beat >= ToneBeats, duration), _timestamp, beat == 1, beat <= ToneBeats);
    }
}

/// <param name="Timestamp">Of the digit's begin.</param>
/// <param name="IsSounding">False: it is over, and its end is only told again.</param>
internal readonly record struct PressedDigit(DigitEvent Event, uint Timestamp, bool IsFirst, bool IsSounding);
