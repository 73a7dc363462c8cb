namespace Postrider.Acceptance;

/// <summary>What became of one job of a request.</summary>
public abstract record Reception
{
    private Reception()
    {
    }

    /// <param name="CallsRemaining">Of a call: how many more the workspace may place in this month; null: it is none.</param>
    public sealed record Accepted(Guid JobId, DateTimeOffset AcceptedAt, DateTimeOffset ScheduledAt, long? CallsRemaining = null) : Reception;

    /// <summary>Nothing stored: what it would have got.</summary>
    public sealed record Checked(DateTimeOffset Now, DateTimeOffset ScheduledAt) : Reception;

    public sealed record Duplicate(Guid JobId, DateTimeOffset ScheduledAt, Jobs.JobState State, DateTimeOffset Now) : Reception;

    /// <param name="Reason">That of the suppression, or <see cref="Suppression.SuppressionRule.Reason"/>.</param>
    public sealed record Suppressed(string Reason) : Reception;

    /// <summary>A campaign's call, and the campaign has this number already.</summary>
    public sealed record NumberTaken : Reception;

    /// <summary>A campaign's call, and the campaign is over, or gone.</summary>
    public sealed record CampaignOver : Reception;

    /// <summary>A call, and the workspace has placed as many in this month as it may.</summary>
    public sealed record NoAllowance : Reception;
}
