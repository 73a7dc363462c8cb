namespace Postrider.Access;

/// <summary>
/// One subject's window on one node. It begins with its first request. A lone
/// node counts exactly; nodes that share a limit each admit only what they have drawn from the store.
/// Time is the clock's timestamps, which no jump of the wall clock moves.
/// </summary>
internal sealed class RateWindow(TimeSpan length, TimeProvider clock) : IDisposable
{
    private readonly Lock _gate = new();
    private long _endsAt = long.MinValue;
    private int _used;
    private int _drawn;
    private int _drawnByAll;
    private bool _nothingLeft;

    /// <summary>Whoever holds it draws for all requests of the subject that wait.</summary>
    public SemaphoreSlim Drawing { get; } = new(1, 1);

    public bool IsOver => Volatile.Read(ref _endsAt) <= clock.GetTimestamp();

    // What others drew while the limit was shared stays taken when this node is alone again.
    private int Taken => _used + Math.Max(0, _drawnByAll - _drawn);

    /// <summary>Counts one request of a lone node.</summary>
    public RateVerdict Take(int limit)
    {
        lock (_gate)
        {
            Begin();
            return Taken < limit ? Admit(limit, limit - Taken - 1) : Refuse(limit);
        }
    }

    /// <summary>Counts one request against what this node has drawn; null when it has to draw first.</summary>
    public RateVerdict? TakeDrawn(int limit)
    {
        lock (_gate)
        {
            Begin();
            if (_used < _drawn)
            {
                return Admit(limit, limit - Taken - 1);
            }

            return _nothingLeft ? Refuse(limit) : null;
        }
    }

    /// <summary>What this node admitted before it began to share, and so has to draw afterwards.</summary>
    public int Undrawn()
    {
        lock (_gate)
        {
            return Math.Max(0, _used - _drawn);
        }
    }

    /// <summary>Takes in a draw that was asked for at <paramref name="askedAt"/>; the shared window's end is the one that counts.</summary>
    public void Add(RateDraw draw, long askedAt)
    {
        lock (_gate)
        {
            Volatile.Write(ref _endsAt, askedAt + Ticks(draw.Remaining));
            _drawn += draw.Granted;
            _drawnByAll = draw.Drawn;
            _nothingLeft = draw.Granted == 0;
        }
    }

    /// <summary>Gives one back: another limit refused the request.</summary>
    public void Return()
    {
        lock (_gate)
        {
            _used = Math.Max(0, _used - 1);
        }
    }

    /// <summary>What the next request would meet, as far as this node knows; counts nothing.</summary>
    public RateVerdict Peek(int limit)
    {
        lock (_gate)
        {
            if (IsOver)
            {
                return new RateVerdict(true, limit, limit, TimeSpan.Zero);
            }

            return _nothingLeft || Taken >= limit ? Refuse(limit) : new RateVerdict(true, limit, limit - Taken, TimeSpan.Zero);
        }
    }

    public void Dispose() => Drawing.Dispose();

    private void Begin()
    {
        if (IsOver)
        {
            Volatile.Write(ref _endsAt, clock.GetTimestamp() + Ticks(length));
            _used = 0;
            _drawn = 0;
            _drawnByAll = 0;
            _nothingLeft = false;
        }
    }

    private RateVerdict Admit(int limit, int remaining)
    {
        _used++;
        return new RateVerdict(true, limit, Math.Max(0, remaining), TimeSpan.Zero);
    }

    private RateVerdict Refuse(int limit) => new(false, limit, 0, clock.GetElapsedTime(clock.GetTimestamp(), _endsAt));

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * clock.TimestampFrequency);
}
