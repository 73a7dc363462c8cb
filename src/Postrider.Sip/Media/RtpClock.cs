namespace Postrider.Sip.Media;

/// <summary>
/// Paces all sessions of the process on one thread. A period of 20 ms has twenty phases; a session beats in the phase that has the fewest, so that not all send at once.
/// Beats follow the wall: they are counted from the clock's beginning, so that no lateness is ever handed on.
/// </summary>
public sealed class RtpClock : IDisposable
{
    internal const int Phases = 20;

    /// <summary>A session looks for packets so often, so that it knows to 5 ms when they came.</summary>
    private const int PhasesBetweenLooks = 5;

    /// <summary>Beats that are later than this are left out instead of being caught up with.</summary>
    private const int MostBehind = 200;

    private static readonly Lazy<RtpClock> _shared = new(() => new RtpClock(TimeProvider.System));

    private readonly Lock _gate = new();
    private readonly IPaced[][] _paced = [.. Enumerable.Range(0, Phases).Select(_ => Array.Empty<IPaced>())];
    private readonly AutoResetEvent? _changed;
    private readonly long _start;
    private long _step;
    private int _count;
    private bool _ended;

    /// <summary>A clock with a thread of its own.</summary>
    public RtpClock(TimeProvider time)
        : this(time, driven: false)
    {
    }

    private RtpClock(TimeProvider time, bool driven)
    {
        Time = time;
        _start = time.GetTimestamp();
        if (!driven)
        {
            _changed = new AutoResetEvent(false);
            new Thread(Run) { IsBackground = true, Name = "rtp clock", Priority = ThreadPriority.Highest }.Start();
        }
    }

    /// <summary>The clock of real calls.</summary>
    public static RtpClock Shared => _shared.Value;

    /// <summary>How many sessions are paced now.</summary>
    public int Count => Volatile.Read(ref _count);

    internal TimeProvider Time { get; }

    /// <summary>Of all packets that sessions of this clock sent; may be replaced to count anew.</summary>
    internal Lateness Lateness { get; set; } = new();

    /// <summary>A clock without a thread: its beats come when <see cref="RunDue"/> is called, as far as <paramref name="time"/> has moved.</summary>
    public static RtpClock Driven(TimeProvider time) => new(time, driven: true);

    /// <summary>Runs all beats that are due by now, in order, on the caller's thread. Only of a driven clock.</summary>
    public void RunDue()
    {
        if (_changed is not null)
        {
            throw new InvalidOperationException("A clock with a thread is not driven.");
        }

        BeatUntil(Step());
    }

    public void Dispose()
    {
        // Both behind the gate: the thread may see the end by itself, and takes the event away with it.
        lock (_gate)
        {
            if (!_ended)
            {
                Volatile.Write(ref _ended, true);
                _changed?.Set();
            }
        }
    }

    internal void Add(IPaced paced)
    {
        lock (_gate)
        {
            var phase = Quietest();
            _paced[phase] = [.. _paced[phase], paced];
            _count++;
        }

        _changed?.Set();
    }

    internal void Remove(IPaced paced)
    {
        lock (_gate)
        {
            for (var phase = 0; phase < Phases; phase++)
            {
                if (Array.IndexOf(_paced[phase], paced) >= 0)
                {
                    _paced[phase] = [.. _paced[phase].Where(other => other != paced)];
                    _count--;
                    return;
                }
            }
        }
    }

    /// <summary>Of the phases with the fewest sessions the one that comes next.</summary>
    private int Quietest()
    {
        var best = -1;
        var step = Step();
        for (var i = 1; i <= Phases; i++)
        {
            var phase = (int)((step + i) % Phases);
            if (best < 0 || _paced[phase].Length < _paced[best].Length)
            {
                best = phase;
            }
        }

        return best;
    }

    private void Run()
    {
        ClockPriority.Raise();
        while (!Volatile.Read(ref _ended))
        {
            BeatUntil(Step());
            _changed!.WaitOne(UntilNext());
        }

        lock (_gate)
        {
            _changed!.Dispose();
        }
    }

    private void BeatUntil(long now)
    {
        _step = Math.Max(_step, now - MostBehind);
        while (_step < now && !Volatile.Read(ref _ended))
        {
            _step++;
            var ideal = Moment(_step);
            foreach (var paced in Volatile.Read(ref _paced[_step % Phases]))
            {
                paced.Beat(ideal);
            }
        }

        Look();
    }

    /// <summary>After all beats, which must be in time; who looks late sees as much.</summary>
    private void Look()
    {
        for (var after = PhasesBetweenLooks; after < Phases; after += PhasesBetweenLooks)
        {
            foreach (var paced in Volatile.Read(ref _paced[(_step + Phases - after) % Phases]))
            {
                paced.Look();
            }
        }
    }

    /// <summary>Whole milliseconds until the next beat or look; a wait knows no shorter ones.</summary>
    private int UntilNext()
    {
        for (var i = 1; i <= Phases; i++)
        {
            if (IsAwaited(_step + i))
            {
                var left = Time.GetElapsedTime(Time.GetTimestamp(), Moment(_step + i)).TotalMilliseconds;
                return Math.Clamp((int)Math.Ceiling(left), 0, Phases);
            }
        }

        return Timeout.Infinite;
    }

    private bool IsAwaited(long step)
    {
        for (var after = 0; after < Phases; after += PhasesBetweenLooks)
        {
            if (Volatile.Read(ref _paced[(step + Phases - after) % Phases]).Length > 0)
            {
                return true;
            }
        }

        return false;
    }

    private long Step() => (long)Time.GetElapsedTime(_start).TotalMilliseconds;

    private long Moment(long step) => _start + (step * Time.TimestampFrequency / 1000);
}
