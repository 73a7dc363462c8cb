namespace Postrider.Dispatching;

/// <summary>Compares the database's clock with the node's own monotonic one, so that a step of the former cannot shorten a gap.</summary>
public sealed class ClockGuard(TimeProvider time, TimeSpan tolerance)
{
    private readonly Lock _lock = new();
    private (DateTimeOffset Database, long Own)? _anchor;

    /// <summary>False when the database's clock has stepped since it was last seen. The new time is the measure from then on.</summary>
    public bool IsSteady(DateTimeOffset databaseNow)
    {
        lock (_lock)
        {
            var own = time.GetTimestamp();
            var expected = _anchor is { } anchor ? anchor.Database + time.GetElapsedTime(anchor.Own, own) : databaseNow;
            _anchor = (databaseNow, own);
            return (databaseNow - expected).Duration() <= tolerance;
        }
    }
}
