using Postrider.Jobs;

namespace Postrider.Contacts;

/// <summary>One send to a contact, and where its job stands.</summary>
public sealed record Activity
{
    public required long ActivityId { get; init; }

    public required Guid JobId { get; init; }

    public required long ContactId { get; init; }

    public required string AccountId { get; init; }

    /// <summary>One of <see cref="ActivityKind"/>.</summary>
    public required string Kind { get; init; }

    public required DateTimeOffset At { get; init; }

    public required JobState State { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    public JobFault? Fault { get; init; }
}
