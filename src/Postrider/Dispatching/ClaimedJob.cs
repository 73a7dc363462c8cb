using Postrider.Jobs;

namespace Postrider.Dispatching;

/// <summary>A job that this node has: running, or settling and looked at.</summary>
public sealed record ClaimedJob
{
    public required JobRef Job { get; init; }

    public required int Attempt { get; init; }

    /// <summary>Which claim of the job this is. Unlike an attempt it never comes back, so no late word is taken for a new one.</summary>
    public required int ClaimNumber { get; init; }

    public required string Lane { get; init; }

    public required string AccountId { get; init; }

    public required string Channel { get; init; }

    public required string Action { get; init; }

    public required string Address { get; init; }

    public required byte[] Body { get; init; }

    /// <summary>The recorded start. The claim may come a little before it, and the node waits for it.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    public required DateTimeOffset FirstTriedAt { get; init; }

    public DateTimeOffset? ScheduledAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>What a claim brought.</summary>
/// <param name="Jobs">The jobs that are this node's now.</param>
/// <param name="Now">The database's time at the claim.</param>
/// <param name="NextReady">When the earliest other lane becomes due; null when none will by itself.</param>
/// <param name="Lanes">How many lanes were looked at.</param>
public sealed record Claim(IReadOnlyList<ClaimedJob> Jobs, DateTimeOffset Now, DateTimeOffset? NextReady, int Lanes);
