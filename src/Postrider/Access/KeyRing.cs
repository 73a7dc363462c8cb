using System.Collections.Concurrent;
using Postrider.Storage;

namespace Postrider.Access;

/// <summary>
/// The keys that this node has met. What it remembers is trusted for as long as the store's version stands, and requests
/// look at the version when the last look is older than <see cref="LookAfter"/>: a revoked key stops working within a
/// second on every node, and an idle node asks nothing. Texts that are nobody's key are never remembered.
/// </summary>
public sealed class KeyRing(IAccessStore store, TimeProvider clock)
{
    /// <summary>From this age on a look begins, while requests go on with what is remembered.</summary>
    internal static readonly TimeSpan LookAfter = TimeSpan.FromMilliseconds(500);

    /// <summary>From this age on requests wait for the look.</summary>
    internal static readonly TimeSpan TrustFor = TimeSpan.FromMilliseconds(900);

    private const int MostKeys = 50_000;
    private readonly ConcurrentDictionary<KeyHash, Entry> _entries = new();
    private readonly ConcurrentDictionary<KeyHash, Task<Entry?>> _fetches = new();
    private readonly Lock _gate = new();
    private Task? _look;
    private long _lookKnows;
    private long _changes;
    private long _lookedAt = long.MinValue;
    private long _version = -1;

    /// <summary>Whether this node has met the key as a valid one; the store may have changed its mind since.</summary>
    public bool HasMet(KeyHash hash) => _entries.ContainsKey(hash);

    /// <summary>The key, or null for a text that is nobody's, expired or revoked.</summary>
    public async ValueTask<ApiKey?> FindAsync(KeyHash hash, CancellationToken cancellationToken)
    {
        if (NeededLook() is { } look)
        {
            await look.WaitAsync(cancellationToken);
        }

        var version = Volatile.Read(ref _version);
        _entries.TryGetValue(hash, out var entry);
        while (entry is null || entry.Version < version)
        {
            // All requests with one key share a fetch, or every change of any key would set thousands upon the store at once.
            // Those who wait take it out again, not the fetch itself: it could be over before it is in.
            var fetch = _fetches.GetOrAdd(hash, FetchAsync);
            try
            {
                entry = await fetch.WaitAsync(cancellationToken);
            }
            finally
            {
                _fetches.TryRemove(KeyValuePair.Create(hash, fetch));
            }

            if (entry is null)
            {
                return null;
            }
        }

        return entry.Key.IsValidAt(clock.GetUtcNow()) ? entry.Key : null;
    }

    /// <summary>Lets the next request look: this node knows that something changed, for it made the change.</summary>
    public void LookAgain()
    {
        lock (_gate)
        {
            _changes++;
            Volatile.Write(ref _lookedAt, long.MinValue);
        }
    }

    // For everyone who waits, so nobody's cancellation ends it. The version is read before the key: a change in between
    // makes the entry stale at the next look, never wrong for longer.
    private async Task<Entry?> FetchAsync(KeyHash hash)
    {
        var version = Volatile.Read(ref _version);
        var key = await store.FindKeyAsync(hash, CancellationToken.None);
        if (key is null || !key.IsValidAt(clock.GetUtcNow()))
        {
            _entries.TryRemove(hash, out _);
            return null;
        }

        if (_entries.Count >= MostKeys)
        {
            _entries.Clear();
        }

        return _entries[hash] = new Entry(key, version);
    }

    /// <summary>The look that the request has to wait for, if any.</summary>
    private Task? NeededLook()
    {
        var lookedAt = Volatile.Read(ref _lookedAt);
        if (lookedAt != long.MinValue && clock.GetElapsedTime(lookedAt) <= LookAfter)
        {
            return null;
        }

        lock (_gate)
        {
            // A look that is still on its way began before the change: it would say that nothing did.
            if (_look is null or { IsCompleted: true } || _lookKnows != _changes)
            {
                lookedAt = Volatile.Read(ref _lookedAt);
                if (lookedAt != long.MinValue && clock.GetElapsedTime(lookedAt) <= LookAfter)
                {
                    return null;
                }

                _lookKnows = _changes;
                _look = LookAsync(_changes);
            }

            return lookedAt == long.MinValue || clock.GetElapsedTime(lookedAt) > TrustFor ? _look : null;
        }
    }

    // Its age counts from before the question.
    private async Task LookAsync(long changes)
    {
        await Task.Yield();
        var askedAt = clock.GetTimestamp();
        var version = await store.VersionAsync(CancellationToken.None);
        lock (_gate)
        {
            // Those who waited for it rely on what it saw, also where a change of this node's own wants another one. Versions only rise.
            Volatile.Write(ref _version, Math.Max(_version, version));
            if (changes == _changes)
            {
                Volatile.Write(ref _lookedAt, askedAt);
            }
        }
    }

    private sealed record Entry(ApiKey Key, long Version);
}
