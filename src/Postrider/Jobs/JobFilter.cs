namespace Postrider.Jobs;

/// <summary>Which jobs of a workspace a list shows, newest first.</summary>
public sealed record JobFilter
{
    public JobState? State { get; init; }

    /// <summary>Of the waiting ones, those whose slot lies ahead (true) or has come (false).</summary>
    public bool? Ahead { get; init; }

    public string? Channel { get; init; }

    public string? AccountId { get; init; }

    public string? Action { get; init; }

    public DateTimeOffset? AcceptedFrom { get; init; }

    public DateTimeOffset? AcceptedBefore { get; init; }

    /// <summary>The last job of the page before.</summary>
    public Guid? Before { get; init; }

    public int Limit { get; init; } = 100;
}
