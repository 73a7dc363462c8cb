namespace Postrider.Campaigns;

/// <summary>How far a campaign has come. The rows that were handed in are those accepted and those that were not, each counted once.</summary>
public sealed record CampaignCounts
{
    /// <summary>Rows that became calls.</summary>
    public long Accepted { get; init; }

    public long Duplicate { get; init; }

    public long Invalid { get; init; }

    public long Suppressed { get; init; }

    /// <summary>Rows for which the workspace had no calls left.</summary>
    public long OverAllowance { get; init; }

    public long InProgress { get; init; }

    /// <summary>Ended calls by their outcome.</summary>
    public IReadOnlyDictionary<string, long> Outcomes { get; init; } = new Dictionary<string, long>();

    /// <summary>How long all ended calls took together from the dialing to the end.</summary>
    public TimeSpan TimeOnLine { get; init; }

    /// <summary>How many calls end within a minute, by the last twenty that ended in the minute before.</summary>
    public long CallsPerMinute { get; init; }

    public long Total => Accepted + Duplicate + Invalid + Suppressed + OverAllowance;

    public long Done => Outcomes.Values.Sum();

    /// <summary>Those that wait, for whatever reason, and those of which it is being found out what became of them.</summary>
    public long Queued => Accepted - Done - InProgress;
}
