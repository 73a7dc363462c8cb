namespace Postrider.Calls;

/// <summary>Which calls of a workspace a list shows, newest first.</summary>
public sealed record CallFilter
{
    public CallState? State { get; init; }

    /// <summary>One of <see cref="CallOutcome"/>.</summary>
    public string? Outcome { get; init; }

    /// <summary>The callee's normal form.</summary>
    public string? Address { get; init; }

    public Guid? CampaignId { get; init; }

    public DateTimeOffset? AcceptedFrom { get; init; }

    public DateTimeOffset? AcceptedBefore { get; init; }

    /// <summary>The last call of the page before.</summary>
    public Guid? Before { get; init; }

    public int Limit { get; init; } = 100;
}
