namespace Postrider.Attempts;

/// <summary>What an attempt came to. A driver returns one of these five and never throws for a "no".</summary>
public abstract record Outcome
{
    private Outcome()
    {
    }

    /// <summary>What the attempt showed about the account itself, when that is why it did not go through.</summary>
    public AccountTrouble? Trouble { get; init; }

    /// <summary>What the far side answered, of kinds that keep it.</summary>
    public FarAnswer? Answer { get; init; }

    /// <summary>The far side took responsibility.</summary>
    public sealed record Accepted(Delivery Delivery) : Outcome;

    /// <summary>It said no for good.</summary>
    public sealed record Refused(string Detail, string Code = Jobs.JobFault.ActionFailed) : Outcome;

    /// <summary>It said not now.</summary>
    public sealed record Deferred(string Detail, TimeSpan? RetryAfter = null) : Outcome
    {
        /// <summary>Whether a limit of the account holds it: the job waits for as long as that takes, and the try counts as none.</summary>
        public bool IsHeld { get; init; }
    }

    /// <summary>Certainly not handed over.</summary>
    public sealed record Unreachable(string Detail) : Outcome;

    /// <summary>It may have been handed over.</summary>
    public sealed record Unknown(string Detail) : Outcome;
}

/// <summary>What is known of a delivery once the far side took it.</summary>
public sealed record Delivery(string ResolvedAction, string? MessageId = null, string Status = "accepted")
{
    /// <summary>Whether answers to it can come in, so that it begins, or goes on with, a conversation.</summary>
    public bool IsSaid { get; init; }

    /// <summary>What only some actions have to tell, such as the post that was liked.</summary>
    public IReadOnlyDictionary<string, string>? Facts { get; init; }
}

/// <summary>A far side's answer as people look at it: its status, and how its text begins.</summary>
public sealed record FarAnswer(int Status, string Text);

/// <summary>Why an account cannot be used: its credentials, or something else that a person must see to.</summary>
public sealed record AccountTrouble(Accounts.AccountStatus Status, string Reason)
{
    /// <summary>When the account was last changed, as whoever met the trouble knew it: what was changed since is not to blame. Null: whatever it is now.</summary>
    public DateTimeOffset? Seen { get; init; }

    /// <summary>Whether only the side that receives is in trouble.</summary>
    public bool IsReceiving { get; init; }
}
