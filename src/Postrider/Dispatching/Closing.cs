using Postrider.Attempts;
using Postrider.Jobs;

namespace Postrider.Dispatching;

/// <summary>How an attempt, or a look at an unknown one, is closed. Written only while the closer still owns the job.</summary>
public sealed record Closing
{
    public required ClaimedJob Claimed { get; init; }

    /// <summary>The node that ran the attempt; null: a look at a settling job.</summary>
    public required Guid? NodeId { get; init; }

    public required ClosingStep Step { get; init; }

    /// <summary>The outcome's word; null: the attempt is unburnt and leaves no trace.</summary>
    public string? Outcome { get; init; }

    public string? Detail { get; init; }

    public FarAnswer? Answer { get; init; }

    /// <summary>Of a dialed call: the word for what it came to.</summary>
    public string? CallOutcome { get; init; }

    /// <summary>What a look found, in the store's word.</summary>
    public string? Found { get; init; }

    public AccountTrouble? Trouble { get; init; }
}

/// <summary>Where the job goes.</summary>
public abstract record ClosingStep
{
    private ClosingStep()
    {
    }

    public sealed record Succeed(Delivery Delivery) : ClosingStep;

    public sealed record Fail(JobFault Fault) : ClosingStep;

    /// <summary>Back into its line at <paramref name="DueAt"/>.</summary>
    public sealed record Retry(DateTimeOffset DueAt, string Note) : ClosingStep
    {
        /// <summary>Whether the attempt leaves no trace, so that no time to be tried in runs out.</summary>
        public bool Unburnt { get; init; }
    }

    /// <summary>The far side is asked, not before <paramref name="LookAt"/>.</summary>
    public sealed record Settle(DateTimeOffset LookAt, string Note) : ClosingStep;

    /// <summary>Back into its line as if it had never been claimed.</summary>
    public sealed record GiveBack : ClosingStep;

    /// <summary>It would go back, but somebody asked for its end meanwhile.</summary>
    public sealed record Cancel : ClosingStep;
}
