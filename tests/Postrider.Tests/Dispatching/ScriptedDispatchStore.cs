using System.Collections.Concurrent;
using Postrider.Dispatching;
using Postrider.Storage;

namespace Postrider.Tests.Dispatching;

/// <summary>Writes closings down as a test lets it. Only closing is asked of it.</summary>
internal sealed class ScriptedDispatchStore : IDispatchStore
{
    private readonly ConcurrentQueue<int> _batches = new();

    /// <summary>Asked before every transaction; it may wait or throw.</summary>
    public Func<IReadOnlyList<Closing>, Task>? Before { get; set; }

    /// <summary>Closings that are no longer the closer's.</summary>
    public HashSet<Closing> Lost { get; } = [];

    public ConcurrentBag<Closing> Written { get; } = [];

    /// <summary>The sizes of the transactions that were tried, in order.</summary>
    public IReadOnlyList<int> Batches => [.. _batches];

    public async Task<IReadOnlyList<bool>> CloseAsync(IReadOnlyList<Closing> closings, CancellationToken cancellationToken)
    {
        _batches.Enqueue(closings.Count);
        if (Before is { } before)
        {
            await before(closings);
        }

        foreach (var closing in closings)
        {
            Written.Add(closing);
        }

        return [.. closings.Select(closing => !Lost.Contains(closing))];
    }

    public Task<Claim> ClaimAsync(Guid nodeId, int permits, TimeSpan horizon, Func<DateTimeOffset, bool> clockIsSteady, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<(IReadOnlyList<ClaimedJob> Jobs, DateTimeOffset Now)> TakeLooksAsync(int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<ClaimedJob>> FindForgottenAsync(Guid nodeId, IReadOnlyCollection<Guid> inHand, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<(ClaimedJob Job, Guid NodeId, DateTimeOffset LeaseEnd)>> FindOrphansAsync(int limit, CancellationToken cancellationToken) => throw new NotSupportedException();
}
