namespace Postrider.Jobs;

/// <summary>A job as its readers see it.</summary>
public sealed record JobView
{
    public required Guid JobId { get; init; }

    public required JobState State { get; init; }

    public required string AccountId { get; init; }

    public required string Channel { get; init; }

    public required string Action { get; init; }

    /// <summary>The recipient's normal form.</summary>
    public required string Address { get; init; }

    public required DateTimeOffset AcceptedAt { get; init; }

    public required DateTimeOffset ScheduledAt { get; init; }

    public DateTimeOffset? SendAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public int Attempt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>When a waiting job is due; for a settling one, when the far side is looked at.</summary>
    public DateTimeOffset? NextAt { get; init; }

    /// <summary>What the last attempt left behind, for people.</summary>
    public string? Note { get; init; }

    /// <summary>The delivery's facts, as the store wrote them.</summary>
    public string? ResultJson { get; init; }

    public JobFault? Fault { get; init; }

    /// <summary>What was accepted: <see cref="JobBody"/>.</summary>
    public required byte[] Body { get; init; }
}
