namespace Postrider.Acceptance;

/// <summary>What became of one job of a request.</summary>
public abstract record Reception
{
    private Reception()
    {
    }

    public sealed record Accepted(Guid JobId, DateTimeOffset AcceptedAt, DateTimeOffset ScheduledAt) : Reception;

    /// <summary>Nothing stored: what it would have got.</summary>
    public sealed record Checked(DateTimeOffset Now, DateTimeOffset ScheduledAt) : Reception;

    public sealed record Duplicate(Guid JobId, DateTimeOffset ScheduledAt, Jobs.JobState State, DateTimeOffset Now) : Reception;

    /// <param name="Reason">That of the suppression, or <see cref="Suppression.SuppressionRule.Reason"/>.</param>
    public sealed record Suppressed(string Reason) : Reception;
}
