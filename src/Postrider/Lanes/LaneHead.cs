using Postrider.Jobs;

namespace Postrider.Lanes;

/// <summary>A job at the front of its line, as the claim sees it.</summary>
public sealed record LaneHead
{
    public required JobRef Job { get; init; }

    public required string AccountId { get; init; }

    /// <summary>Rises in the order of acceptance.</summary>
    public required long Position { get; init; }

    public required TimeSpan Gap { get; init; }

    /// <summary>Its slot, its <c>send_at</c> or the end of its back-off, whichever is last.</summary>
    public required DateTimeOffset DueAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Of a campaign's call: the zones in which the callee may be.</summary>
    public string Zones { get; init; } = "";

    /// <summary>Why it may never start (suppressed, or its account is gone); null: it may.</summary>
    public JobFault? Fault { get; init; }
}
