using Postrider.Accounts;
using Postrider.Jobs;

namespace Postrider.Channels;

/// <summary>An account with its secrets opened, for the time of one call.</summary>
public sealed record DriverAccount(Account Account, IReadOnlyDictionary<string, string> Secrets);

/// <summary>One job as its driver sees it.</summary>
public sealed record DriverJob
{
    public required JobRef Job { get; init; }

    /// <summary>With the job it names the attempt: the far side's client id where it has one.</summary>
    public required int Attempt { get; init; }

    public required string Channel { get; init; }

    public required string Action { get; init; }

    /// <summary>The recipient's normal form.</summary>
    public required string Address { get; init; }

    public required JobBody Body { get; init; }

    public required DriverAccount Account { get; init; }

    /// <summary>Which claim of the job this is.</summary>
    public int ClaimNumber { get; init; }

    /// <summary>The recorded start, by the database's clock.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>Whether this node still owns the attempt. False: hand nothing over, answer unreachable.</summary>
    public required Func<bool> MayCommit { get; init; }
}

/// <summary>What a probe found.</summary>
/// <param name="Status">Whether the account can be used.</param>
/// <param name="Reason">Why it cannot.</param>
/// <param name="Identifier">What it is known by at the far side.</param>
/// <param name="ReceivingReason">Why it cannot receive; the same as <paramref name="Reason"/> where nothing else is wrong.</param>
public sealed record ProbeResult(AccountStatus Status, string? Reason = null, string? Identifier = null, string? ReceivingReason = null);

/// <summary>What a look at the far side showed.</summary>
public abstract record Finding
{
    private Finding()
    {
    }

    public sealed record Present(Attempts.Delivery Delivery) : Finding;

    /// <summary>It is not there, and what is not there now cannot come later.</summary>
    public sealed record Absent : Finding;

    /// <summary>It is there, and it came to nothing: the job fails with these words and this code.</summary>
    public sealed record Refused(string Detail, string Code) : Finding;

    public sealed record CannotTell(string Detail) : Finding;

    /// <summary>The far side could not be asked; look again later.</summary>
    public sealed record NotNow(string Detail) : Finding;
}
