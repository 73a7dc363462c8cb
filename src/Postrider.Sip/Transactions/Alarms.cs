namespace Postrider.Sip.Transactions;

/// <summary>
/// Every moment that an agent waits for, behind one timer. What is called off costs nothing until the next tidying; what is due rings under the gate.
/// </summary>
internal sealed class Alarms : IDisposable
{
    private const int FewDead = 256;
    private readonly Lock _gate;
    private readonly TimeProvider _time;
    private readonly Action<Exception> _fault;
    private readonly ITimer _timer;
    private readonly PriorityQueue<Alarm, (long DueAt, long Order)> _waiting = new();
    private long _order;
    private long _armedFor = long.MaxValue;
    private int _dead;
    private bool _isGone;

    public Alarms(TimeProvider time, Lock gate, Action<Exception> fault)
    {
        (_time, _gate, _fault) = (time, gate, fault);
        _timer = time.CreateTimer(static alarms => ((Alarms)alarms!).Ring(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>How many wait and were not called off.</summary>
    public int Count => _waiting.Count - _dead;

    public TimeProvider Time => _time;

    /// <summary>To be called under the gate.</summary>
    public Alarm Set(TimeSpan after, Action ring)
    {
        var alarm = new Alarm(this, ring);
        if (!_isGone)
        {
            var due = _time.GetTimestamp() + (long)(after.TotalSeconds * _time.TimestampFrequency);
            _waiting.Enqueue(alarm, (due, _order++));
            if (due < _armedFor)
            {
                Arm(due);
            }
        }

        return alarm;
    }

    public void Dispose()
    {
        _isGone = true;
        _waiting.Clear();
        _dead = 0;
        _timer.Dispose();
    }

    internal void CountDead()
    {
        if (!_isGone && ++_dead > FewDead && _dead > _waiting.Count / 2)
        {
            var living = _waiting.UnorderedItems.Where(item => item.Element.IsSet).ToArray();
            _waiting.Clear();
            _waiting.EnqueueRange(living);
            _dead = 0;
        }
    }

    private void Ring()
    {
        lock (_gate)
        {
            _armedFor = long.MaxValue;
            while (!_isGone && _waiting.TryPeek(out var alarm, out var moment) && (!alarm.IsSet || moment.DueAt <= _time.GetTimestamp()))
            {
                _waiting.Dequeue();
                if (alarm.Take() is not { } ring)
                {
                    _dead--;
                    continue;
                }

                try
                {
                    ring();
                }
                catch (Exception exception)
                {
                    _fault(exception);
                }
            }

            if (!_isGone && _waiting.TryPeek(out _, out var next) && next.DueAt < _armedFor)
            {
                Arm(next.DueAt);
            }
        }
    }

    private void Arm(long due)
    {
        _armedFor = due;
        var milliseconds = Math.Ceiling(Math.Max(0, due - _time.GetTimestamp()) * 1000d / _time.TimestampFrequency);
        _timer.Change(TimeSpan.FromMilliseconds(milliseconds), Timeout.InfiniteTimeSpan);
    }
}

/// <summary>One moment; called off with <see cref="Cancel"/> under the gate.</summary>
internal sealed class Alarm(Alarms alarms, Action ring)
{
    private Action? _ring = ring;

    public bool IsSet => _ring is not null;

    public void Cancel()
    {
        if (_ring is not null)
        {
            _ring = null;
            alarms.CountDead();
        }
    }

    /// <summary>What is to be done, once.</summary>
    internal Action? Take()
    {
        var taken = _ring;
        _ring = null;
        return taken;
    }
}
