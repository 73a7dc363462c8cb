namespace Postrider.Jobs;

/// <summary>Why a job stands where it stands.</summary>
public sealed record JobExplanation
{
    public required JobView Job { get; init; }

    public required DateTimeOffset Now { get; init; }

    public required IReadOnlyList<JobHold> Holds { get; init; }

    /// <summary>The present estimate of its start; null when it depends on a cure, or it has started.</summary>
    public DateTimeOffset? EstimatedStart { get; init; }

    /// <summary>How many jobs of its lane are before it.</summary>
    public long Ahead { get; init; }

    public DateTimeOffset? LaneLastStartAt { get; init; }

    /// <summary>The job that started last in its lane, and so went before it.</summary>
    public Guid? LaneLastJobId { get; init; }
}

/// <summary>One reason why a waiting job may not start yet, with an end or a cure.</summary>
public sealed record JobHold(string Reason, DateTimeOffset? Until, string Cure)
{
    public const string Scheduled = "scheduled";
    public const string SendAt = "send_at";
    public const string BackOff = "back_off";
    public const string ActionLimit = "action_limit_reached";
    public const string LaneGap = "lane_gap";
    public const string Behind = "behind_others";
    public const string AccountBusy = "account_busy";
    public const string AccountGap = "account_gap";
    public const string CampaignPaused = "campaign_paused";
    public const string LaneBusy = "lane_busy";
}

/// <summary>A try that has ended, or the one under way.</summary>
public sealed record AttemptView(int Number, string AccountId, DateTimeOffset StartedAt, DateTimeOffset? FinishedAt, string? Outcome, string? Detail, string? Found);
