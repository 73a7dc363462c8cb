namespace Postrider.Campaigns;

/// <summary>What the owner of a campaign decides, and may change while it runs.</summary>
public sealed record CampaignSettings
{
    public required string Name { get; init; }

    /// <summary>The least time between two starts.</summary>
    public TimeSpan Spacing { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The most calls at once.</summary>
    public int MaxConcurrent { get; init; } = 10;

    public CallRetries Retries { get; init; } = CallRetries.None;

    public CallHours Hours { get; init; } = new(CallHours.Default, "UTC");

    /// <summary>Why these people may be called, in the owner's words.</summary>
    public string? ConsentBasis { get; init; }

    /// <summary>Who calls, as the callee is told; null: nobody is named.</summary>
    public string? CallerName { get; init; }

    /// <summary>Whether the first words name the caller, say how to opt out, and that the call is recorded where it is.</summary>
    public bool Announces { get; init; } = true;
}
