namespace Postrider.Campaigns;

/// <summary>What holds a campaign's starts apart; the strictest wins.</summary>
/// <param name="Spacing">The campaign's own least time between two starts.</param>
/// <param name="MaxConcurrent">The most calls at once, of the campaign and of its account.</param>
/// <param name="TrunkGap">The account's least time between two starts; null: none.</param>
/// <param name="CallLength">How long a call is expected to take, from the dialing to its end.</param>
public sealed record CampaignPace(TimeSpan Spacing, int MaxConcurrent, TimeSpan? TrunkGap, TimeSpan CallLength)
{
    /// <summary>No line is faster; nothing may divide by a gap of zero.</summary>
    private static readonly TimeSpan _least = TimeSpan.FromMilliseconds(1);

    private TimeSpan Share => CallLength / Math.Max(1, MaxConcurrent);

    /// <summary>The time from one start to the next while enough calls may start.</summary>
    public TimeSpan Gap => new[] { _least, Spacing, Share, TrunkGap ?? TimeSpan.Zero }.Max();

    /// <summary>Of two that are as strict, the one that is nearer to the owner's hand.</summary>
    public CampaignLimit Limit =>
        Spacing >= Share && Spacing >= (TrunkGap ?? TimeSpan.Zero) ? CampaignLimit.Spacing : Share >= (TrunkGap ?? TimeSpan.Zero) ? CampaignLimit.Concurrency : CampaignLimit.Trunk;
}

/// <summary>Which limit keeps a campaign from being faster.</summary>
public enum CampaignLimit
{
    Spacing,
    Concurrency,
    Trunk,
}

public static class CampaignLimits
{
    /// <summary>As the wire calls it.</summary>
    public static string Name(this CampaignLimit limit) => limit switch
    {
        CampaignLimit.Spacing => "spacing",
        CampaignLimit.Concurrency => "concurrency",
        _ => "trunk",
    };
}
