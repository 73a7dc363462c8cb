namespace Postrider.Testing;

/// <summary>
/// A clock turned by hand. <see cref="Advance"/> moves wall clock and monotonic time together and fires every timer on
/// the way at its own moment, in order, on the caller's thread; <see cref="JumpWallClock"/> moves the wall clock alone,
/// as an operator or a bad NTP peer would. Nothing moves by itself.
/// </summary>
public sealed class ManualClock(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _armed = [];
    private readonly List<(int Count, TaskCompletionSource Reached)> _waiters = [];
    private DateTimeOffset _now = start;
    private long _elapsed;
    private long _armings;

    public ManualClock()
        : this(new DateTimeOffset(2026, 1, 5, 9, 0, 0, TimeSpan.Zero))
    {
    }

    /// <summary>How many timers wait for their moment.</summary>
    public int ArmedTimers
    {
        get
        {
            lock (_gate)
            {
                return _armed.Count;
            }
        }
    }

    /// <summary>How far off the next timer is, or null when none is armed.</summary>
    public TimeSpan? UntilNextTimer
    {
        get
        {
            lock (_gate)
            {
                return Next() is { } timer ? TimeSpan.FromTicks(timer.DueAt - _elapsed) : null;
            }
        }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long GetTimestamp()
    {
        lock (_gate)
        {
            return _elapsed;
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _now;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        long target;
        lock (_gate)
        {
            target = _elapsed + by.Ticks;
        }

        while (Step(target) is { } due)
        {
            // Outside the lock: a callback may read the clock, arm other timers and dispose this one.
            due.Fire();
        }
    }

    /// <summary>Moves the wall clock alone, forth or back; timers and timestamps are monotonic and do not notice.</summary>
    public void JumpWallClock(TimeSpan by)
    {
        lock (_gate)
        {
            _now += by;
        }
    }

    /// <summary>Ends when at least <paramref name="count"/> timers are armed, so that a test turns the clock only after its subject went to sleep.</summary>
    public Task ArmedAsync(int count = 1, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (_armed.Count >= count)
            {
                return Task.CompletedTask;
            }

            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Add((count, reached));
            return reached.Task.WaitAsync(TimeSpan.FromSeconds(60), System, cancellationToken);
        }
    }

    internal void Arm(ManualTimer timer, TimeSpan dueTime)
    {
        lock (_gate)
        {
            _armed.Remove(timer);
            if (dueTime == Timeout.InfiniteTimeSpan)
            {
                return;
            }

            timer.DueAt = _elapsed + dueTime.Ticks;
            timer.Order = ++_armings;
            _armed.Add(timer);
            foreach (var waiter in _waiters.FindAll(waiter => _armed.Count >= waiter.Count))
            {
                _waiters.Remove(waiter);
                waiter.Reached.SetResult();
            }
        }
    }

    private ManualTimer? Step(long target)
    {
        lock (_gate)
        {
            var due = Next() is { } next && next.DueAt <= target ? next : null;

            // A callback may itself have turned the clock past the target; time never goes back.
            var to = Math.Max(due?.DueAt ?? target, _elapsed);
            _now += TimeSpan.FromTicks(to - _elapsed);
            _elapsed = to;
            if (due is not null)
            {
                _armed.Remove(due);
            }

            return due;
        }
    }

    private ManualTimer? Next() => _armed.MinBy(timer => (timer.DueAt, timer.Order));
}
