namespace Postrider.Dispatching;

/// <summary>Compares the database's clock with the node's own monotonic one, so that a step of the former cannot shorten a gap.</summary>
public sealed class ClockGuard(TimeProvider time, TimeSpan tolerance)
{
    // The clocks drift by parts in a million; after this long the comparison begins anew.
    private static readonly TimeSpan _anchorLife = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private Anchor? _anchor;
    private Anchor? _step;

    /// <summary>One sight of the database's clock: its time, somewhere between two instants of our own.</summary>
    private sealed record Anchor(DateTimeOffset Database, long Asked, long Received);

    /// <summary>
    /// False when the database's clock has stepped since it was last seen, and to everybody who asks until the lanes wait
    /// for it: whoever went on in between would count from what the lanes still hold of the old time.
    /// An answer that was long under way is no step, so what counts is when it was asked for and when it came.
    /// </summary>
    public bool IsSteady(DateTimeOffset databaseNow, long asked)
    {
        var sight = new Anchor(databaseNow, asked, time.GetTimestamp());
        lock (_lock)
        {
            if (_anchor is not { } anchor)
            {
                _anchor = sight;
                return true;
            }

            var earliest = anchor.Database + time.GetElapsedTime(anchor.Received, sight.Asked);
            var latest = anchor.Database + time.GetElapsedTime(anchor.Asked, sight.Received);
            var steady = databaseNow >= earliest - tolerance && databaseNow <= latest + tolerance;
            if (!steady)
            {
                _step = sight;
            }
            else if (sight.Received - sight.Asked <= anchor.Received - anchor.Asked || time.GetElapsedTime(anchor.Asked, sight.Asked) > _anchorLife)
            {
                _anchor = sight;
            }

            return steady;
        }
    }

    /// <summary>Every lane waits a whole gap for the step that was seen: from now on the new time is the measure.</summary>
    public void OnLanesDelayed()
    {
        lock (_lock)
        {
            _anchor = _step ?? _anchor;
            _step = null;
        }
    }
}
