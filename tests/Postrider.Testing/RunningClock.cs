namespace Postrider.Testing;

/// <summary>
/// The real clock, which a test can turn forward: wall clock and monotonic time move together, and timers that the turn
/// passes fire at once. For tests against a database, whose own time runs on.
/// </summary>
public sealed class RunningClock : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly HashSet<TurnedTimer> _timers = [];
    private TimeSpan _shift;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Shift;

    public override long TimestampFrequency => System.TimestampFrequency;

    public override long GetTimestamp() => System.GetTimestamp() + (long)(Shift.TotalSeconds * System.TimestampFrequency);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new TurnedTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    public void Turn(TimeSpan by)
    {
        TurnedTimer[] timers;
        lock (_gate)
        {
            _shift += by;
            timers = [.. _timers];
        }

        foreach (var timer in timers)
        {
            timer.Passed(by);
        }
    }

    private TimeSpan Shift
    {
        get
        {
            lock (_gate)
            {
                return _shift;
            }
        }
    }

    private sealed class TurnedTimer : ITimer
    {
        private readonly RunningClock _clock;
        private readonly ITimer _inner;
        private readonly Lock _gate = new();
        private long? _dueAt;
        private TimeSpan _period = Timeout.InfiniteTimeSpan;

        public TurnedTimer(RunningClock clock, TimerCallback callback, object? state)
        {
            _clock = clock;
            _inner = System.CreateTimer(
                _ =>
                {
                    lock (_gate)
                    {
                        _dueAt = _period == Timeout.InfiniteTimeSpan ? null : clock.GetTimestamp() + (long)(_period.TotalSeconds * clock.TimestampFrequency);
                    }

                    callback(state);
                },
                null,
                Timeout.InfiniteTimeSpan,
                Timeout.InfiniteTimeSpan);
            lock (clock._gate)
            {
                clock._timers.Add(this);
            }
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (_gate)
            {
                _period = period;
                _dueAt = dueTime == Timeout.InfiniteTimeSpan ? null : _clock.GetTimestamp() + (long)(dueTime.TotalSeconds * _clock.TimestampFrequency);
                return _inner.Change(dueTime, period);
            }
        }

        /// <summary>The clock was turned by so much: what is left to wait is less.</summary>
        public void Passed(TimeSpan by)
        {
            lock (_gate)
            {
                if (_dueAt is not { } dueAt)
                {
                    return;
                }

                // The remaining time is computed anew, so a turn and a firing that cross each other agree.
                var left = TimeSpan.FromSeconds((dueAt - _clock.GetTimestamp()) / (double)_clock.TimestampFrequency);
                _inner.Change(left > TimeSpan.Zero ? left : TimeSpan.Zero, _period);
            }
        }

        public void Dispose()
        {
            lock (_clock._gate)
            {
                _clock._timers.Remove(this);
            }

            _inner.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
