using System.Collections.Concurrent;
using Postrider.Storage;

namespace Postrider.Access;

/// <summary>
/// Counts requests against limits. While this is the only node alive it counts exactly and asks nobody. With others alive,
/// each draws small portions of a limit from the store: what may lie undrawn-upon elsewhere stays below a twentieth of the limit.
/// </summary>
public sealed class RateLimiter(IRateStore store, TimeProvider clock, Func<int> liveApiNodes) : IDisposable
{
    /// <summary>Subjects beyond this many share one window per kind, so that no flood of addresses fills the memory.</summary>
    internal const int MostWindows = 100_000;

    private readonly ConcurrentDictionary<RateSubject, RateWindow> _windows = new();
    private readonly Lock _sweeping = new();
    private long _sweptAt = clock.GetTimestamp();
    private int _count;

    public async ValueTask<RateVerdict> TakeAsync(RateSubject subject, int limit, CancellationToken cancellationToken)
    {
        var window = Window(subject);
        var nodes = liveApiNodes();
        if (nodes <= 1)
        {
            return window.Take(limit);
        }

        return window.TakeDrawn(limit) ?? await DrawAsync(subject, window, limit, nodes, cancellationToken);
    }

    /// <summary>What the subject's next request would meet, as far as this node knows; counts nothing and asks nobody.</summary>
    public RateVerdict Peek(RateSubject subject, int limit) =>
        _windows.TryGetValue(subject, out var window) ? window.Peek(limit) : new RateVerdict(true, limit, limit, TimeSpan.Zero);

    /// <summary>Gives back what <see cref="TakeAsync"/> admitted: another limit refused the request.</summary>
    public void Return(RateSubject subject) => Window(subject).Return();

    public void Dispose()
    {
        foreach (var window in _windows.Values)
        {
            window.Dispose();
        }
    }

    private async Task<RateVerdict> DrawAsync(RateSubject subject, RateWindow window, int limit, int nodes, CancellationToken cancellationToken)
    {
        var portion = Math.Max(1, limit / (20 * (nodes - 1)));
        await window.Drawing.WaitAsync(cancellationToken);
        try
        {
            while (true)
            {
                if (window.TakeDrawn(limit) is { } verdict)
                {
                    return verdict;
                }

                var askedAt = clock.GetTimestamp();
                window.Add(await store.DrawAsync(subject.ToString(), window.Undrawn() + portion, limit, RateLimitSettings.WindowOf(subject.Kind), cancellationToken), askedAt);
            }
        }
        finally
        {
            window.Drawing.Release();
        }
    }

    private RateWindow Window(RateSubject subject)
    {
        if (_windows.TryGetValue(subject, out var known))
        {
            return known;
        }

        if (Volatile.Read(ref _count) >= MostWindows && !Sweep())
        {
            subject = new RateSubject(subject.Kind, UInt128.MaxValue);
        }

        var made = new RateWindow(RateLimitSettings.WindowOf(subject.Kind), clock);
        var kept = _windows.GetOrAdd(subject, made);
        if (ReferenceEquals(kept, made))
        {
            Interlocked.Increment(ref _count);
        }

        return kept;
    }

    // A window may begin anew just while it is taken out; only beside a hundred thousand others is anything miscounted so.
    private bool Sweep()
    {
        lock (_sweeping)
        {
            if (clock.GetElapsedTime(_sweptAt) > TimeSpan.FromSeconds(1))
            {
                foreach (var (subject, window) in _windows)
                {
                    if (window.IsOver && _windows.TryRemove(subject, out _))
                    {
                        Interlocked.Decrement(ref _count);
                    }
                }

                _sweptAt = clock.GetTimestamp();
            }

            return Volatile.Read(ref _count) < MostWindows;
        }
    }
}
