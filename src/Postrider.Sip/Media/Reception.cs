namespace Postrider.Sip.Media;

/// <summary>What is counted of a stream that arrives (RFC 3550, appendices A.1, A.3 and A.8).</summary>
internal sealed class Reception
{
    private const int MostDropout = 3000;
    private const int MostDisorder = 100;

    private uint _base;
    private uint _cycles;
    private ushort _highest;
    private uint _strange;
    private long _expectedBefore;
    private long _receivedBefore;
    private long _receivedOfStream;
    private long _lostBefore;
    private uint _transitBefore;
    private bool _hasTransit;
    private uint _jitter;

    public bool IsBegun { get; private set; }

    public uint Source { get; private set; }

    public long Received { get; private set; }

    public long Reordered { get; private set; }

    /// <summary>Over all streams of the call.</summary>
    public long Lost => _lostBefore + LostOfStream;

    public long LostOfStream => IsBegun ? Math.Max(Expected - _receivedOfStream, 0) : 0;

    /// <summary>In units of the timestamp.</summary>
    public uint Jitter => _jitter >> 4;

    public uint HighestExtended => _cycles + _highest;

    private long Expected => (long)HighestExtended - _base + 1;

    /// <param name="arrival">In units of the timestamp, from anywhere.</param>
    public void Add(in RtpHeader header, uint arrival)
    {
        Received++;
        if (!IsBegun || header.Source != Source)
        {
            Begin(header);
        }
        else if (!Follow(header.Sequence))
        {
            return;
        }

        _receivedOfStream++;
        var transit = arrival - header.Timestamp;
        if (_hasTransit)
        {
            var difference = (uint)Math.Abs((long)(int)(transit - _transitBefore));

            // A jump of the far side's clock is no jitter.
            if (difference < 8000)
            {
                _jitter += difference - ((_jitter + 8) >> 4);
            }
        }

        _transitBefore = transit;
        _hasTransit = true;
    }

    /// <summary>The share of packets lost since it was last asked, in 256ths.</summary>
    public byte TakeFractionLost()
    {
        var expected = Expected - _expectedBefore;
        var lost = expected - (_receivedOfStream - _receivedBefore);
        (_expectedBefore, _receivedBefore) = (Expected, _receivedOfStream);
        return expected <= 0 || lost <= 0 ? (byte)0 : (byte)Math.Min((lost << 8) / expected, 255);
    }

    private void Begin(in RtpHeader header)
    {
        _lostBefore += LostOfStream;
        IsBegun = true;
        Source = header.Source;
        _hasTransit = false;
        Restart(header.Sequence);
    }

    private void Restart(ushort sequence)
    {
        (_base, _highest, _cycles) = (sequence, sequence, 0);
        (_expectedBefore, _receivedBefore, _receivedOfStream) = (0, 0, 0);
        _strange = uint.MaxValue;
    }

    /// <summary>False: the number says nothing yet.</summary>
    private bool Follow(ushort sequence)
    {
        var step = (ushort)(sequence - _highest);
        if (step < MostDropout)
        {
            _cycles += sequence < _highest ? 0x10000u : 0;
            _highest = sequence;
            return true;
        }

        if (step >= 0x10000 - MostDisorder)
        {
            Reordered++;
            return true;
        }

        // Two in a row from elsewhere: the far side has begun anew without saying so.
        if (sequence == _strange)
        {
            _lostBefore += LostOfStream;
            Restart(sequence);
            return true;
        }

        _strange = (ushort)(sequence + 1);
        return false;
    }
}
