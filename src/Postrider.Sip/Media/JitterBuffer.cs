using Postrider.Sip.Sound;

namespace Postrider.Sip.Media;

/// <summary>
/// Puts samples where their timestamps say and gives them back in frames of 160, so that order, repetition and the length of packets do not matter.
/// It waits for two frames at first, longer where packets prove to come later, and shorter again once they have long come in time.
/// </summary>
internal sealed class JitterBuffer
{
    public const int Frame = 160;
    public const int Target = 2;

    /// <summary>The most frames that are kept, and the most that packets are waited for.</summary>
    public const int Most = 10;

    /// <summary>The longest packet: 200 ms.</summary>
    private const int LongestPacket = 1600;

    /// <summary>So many frames in a row must have had more than the target before them until one is left out.</summary>
    private const int Patience = 100;

    private const int Size = 4096;

    private readonly byte[] _samples = new byte[Size];
    private readonly bool[] _known = new bool[Size];
    private bool _isBegun;
    private uint _next;
    private uint _end;
    private uint? _strange;
    private bool _isWaiting;
    private int _calm;
    private int _least = int.MaxValue;

    /// <summary>Packets that came too late to be heard.</summary>
    public long Late { get; private set; }

    /// <summary>How many samples lie ahead of the next frame.</summary>
    public int Depth => _isBegun ? Math.Max((int)(_end - _next), 0) : 0;

    /// <summary>Forgets all; the next packet begins anew.</summary>
    public void Reset()
    {
        _isBegun = false;
        _strange = null;
        _isWaiting = false;
        _calm = 0;
        _least = int.MaxValue;
        Array.Clear(_known);
    }

    public void Put(uint timestamp, ReadOnlySpan<byte> ulaw)
    {
        if (ulaw.Length is 0 or > LongestPacket)
        {
            return;
        }

        var end = timestamp + (uint)ulaw.Length;
        if (!_isBegun)
        {
            Begin(timestamp, ulaw.Length);
        }
        else if (!IsNear(timestamp, ulaw.Length))
        {
            // One packet from elsewhere in time may be a stray; two that follow each other are a new beginning.
            if (_strange is not { } expected || Math.Abs((long)(int)(timestamp - expected)) > Most * Frame)
            {
                _strange = end;
                return;
            }

            Reset();
            Begin(timestamp, ulaw.Length);
        }

        _strange = null;
        if ((int)(timestamp - _next) < 0)
        {
            // What is the newest and yet late says that the whole stream has become later; what was overtaken is just late.
            if ((int)(end - _end) > 0 && Depth == 0)
            {
                _next = timestamp;
            }
            else if ((int)(end - _next) <= 0)
            {
                Late++;
            }
        }

        Write(timestamp, ulaw);
        if ((int)(end - _end) > 0)
        {
            _end = end;
        }

        if (Depth > Most * Frame)
        {
            Skip(Depth - (Most * Frame));
        }
    }

    /// <summary>Takes the next 20 ms. False: nothing is known of them.</summary>
    public bool Take(Span<byte> frame)
    {
        if (!_isBegun)
        {
            return false;
        }

        // Half a frame may be waited for, once; then silence makes it whole.
        if (Depth is > 0 and < Frame && !_isWaiting)
        {
            _isWaiting = true;
            return false;
        }

        _isWaiting = false;
        Shorten();
        var any = false;
        for (var i = 0; i < Frame; i++)
        {
            var at = (int)(_next + (uint)i) & (Size - 1);
            any |= _known[at];
            frame[i] = _known[at] ? _samples[at] : G711.ULawSilence;
            _known[at] = false;
        }

        _next += Frame;
        return any;
    }

    private void Begin(uint timestamp, int length)
    {
        _isBegun = true;

        // Whole frames, so that frames stay what they were where packets are frames; and at least one, so that the second packet may be late.
        _next = timestamp - (uint)(Frame * Math.Max(Target - (length / Frame), 1));
        _end = timestamp;
    }

    private bool IsNear(uint timestamp, int length)
    {
        var ahead = (int)(timestamp - _next);
        return ahead + length > -Most * Frame && ahead + length < 2 * Most * Frame;
    }

    private void Write(uint timestamp, ReadOnlySpan<byte> ulaw)
    {
        var late = Math.Clamp((int)(_next - timestamp), 0, ulaw.Length);
        for (var i = late; i < ulaw.Length; i++)
        {
            var at = (int)(timestamp + (uint)i) & (Size - 1);
            if (!_known[at])
            {
                _samples[at] = ulaw[i];
                _known[at] = true;
            }
        }
    }

    /// <summary>Leaves out one frame when even the worst of the last two seconds had one to spare.</summary>
    private void Shorten()
    {
        _least = Math.Min(_least, Depth);
        if (++_calm < Patience)
        {
            return;
        }

        if (_least >= (Target + 1) * Frame)
        {
            Skip(Frame);
        }

        _calm = 0;
        _least = int.MaxValue;
    }

    private void Skip(int samples)
    {
        for (var i = 0; i < samples; i++)
        {
            _known[(int)(_next + (uint)i) & (Size - 1)] = false;
        }

        _next += (uint)samples;
    }
}
