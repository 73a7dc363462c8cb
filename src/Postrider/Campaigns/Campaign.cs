using Postrider.Acceptance;
using Postrider.Calls;

namespace Postrider.Campaigns;

/// <summary>A campaign that is to be made.</summary>
public sealed record NewCampaign
{
    public required WorkspaceId Workspace { get; init; }

    public required Guid CampaignId { get; init; }

    public required string AgentId { get; init; }

    /// <summary>The voice account through which all of its calls go.</summary>
    public required string AccountId { get; init; }

    /// <summary>Null: the agent's default script.</summary>
    public string? Trigger { get; init; }

    public required CallPlan Plan { get; init; }

    public required CampaignSettings Settings { get; init; }

    /// <summary>The idempotency key of the request that makes it; null: it has none.</summary>
    public RequestKey? Key { get; init; }
}

/// <summary>The campaign that a request with an idempotency key made, and the value of that request's body.</summary>
public sealed record CampaignKey(Guid CampaignId, Guid BodyHash);

/// <summary>A batch of calls with a lane of its own, as its readers see it.</summary>
public sealed record Campaign
{
    public required WorkspaceId Workspace { get; init; }

    public required Guid CampaignId { get; init; }

    public required string AgentId { get; init; }

    public required string AccountId { get; init; }

    public string? Trigger { get; init; }

    public required CampaignState State { get; init; }

    /// <summary>Why it paused itself, for people; null: it did not.</summary>
    public string? PauseReason { get; init; }

    public required CampaignSettings Settings { get; init; }

    public required CampaignCounts Counts { get; init; }

    /// <summary>When a scheduled campaign starts.</summary>
    public DateTimeOffset? StartAt { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The database's time when this was read.</summary>
    public required DateTimeOffset Now { get; init; }

    public string Id => Campaigns.CampaignId.Of(CampaignId);
}

/// <summary>What became of a wish to change a campaign.</summary>
/// <param name="Campaign">As it is now; null: there is none.</param>
/// <param name="IsDone">Whether the wish was granted; false: its state does not allow that.</param>
public readonly record struct CampaignMove(Campaign? Campaign, bool IsDone);
