using System.Collections.Frozen;
using Postrider.Calls;

namespace Postrider.Campaigns;

/// <summary>Which ends of a call let a campaign dial the number again, how often and how much later.</summary>
public sealed record CallRetries(int MaxAttempts, TimeSpan Delay, IReadOnlyList<string> On)
{
    public const int Most = 10;

    /// <summary>A campaign that says nothing else calls everybody once.</summary>
    public static CallRetries None { get; } = new(1, TimeSpan.FromHours(1), []);

    /// <summary>The outcomes that may be named. <c>unknown</c> is dialed again only where it is named: the callee may have been reached.</summary>
    public static FrozenSet<string> Allowed { get; } = FrozenSet.Create(
        CallOutcome.Busy, CallOutcome.NoAnswer, CallOutcome.Voicemail, CallOutcome.VoicemailLeft, CallOutcome.Silence, CallOutcome.Rejected, CallOutcome.Failed, CallOutcome.Unknown);

    public bool Wants(string outcome, int attempt) => attempt < MaxAttempts && On.Contains(outcome);
}
