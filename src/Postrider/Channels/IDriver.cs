using Postrider.Attempts;

namespace Postrider.Channels;

/// <summary>
/// Performs jobs on one kind of account. A driver returns an outcome and never throws for a "no", never retries and never
/// sleeps on its own account: the engine alone decides about another try.
/// </summary>
public interface IDriver
{
    AccountKind Kind { get; }

    /// <summary>Whether the account can be used, and what is wrong if not.</summary>
    Task<ProbeResult> ProbeAsync(DriverAccount account, CancellationToken cancellationToken);

    /// <summary>The same for whoever asks again and again: it changes nothing at the far side.</summary>
    Task<ProbeResult> LookAsync(DriverAccount account, CancellationToken cancellationToken) => ProbeAsync(account, cancellationToken);

    /// <summary>One try. Just before the point of no return it asks <see cref="DriverJob.MayCommit"/> and stops on a no.</summary>
    Task<Outcome> PerformAsync(DriverJob job, CancellationToken cancellationToken);

    /// <summary>What became of an attempt whose outcome is unknown. It only looks; it never sends.</summary>
    Task<Finding> SettleAsync(DriverJob job, CancellationToken cancellationToken);
}
