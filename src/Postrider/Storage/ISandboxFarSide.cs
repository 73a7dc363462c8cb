using Postrider.Jobs;

namespace Postrider.Storage;

/// <summary>The sandbox's far side. Every hand-over is a row of its own, committed by itself, as a stranger's server would.</summary>
public interface ISandboxFarSide
{
    /// <summary>False: the place is taken, by this attempt itself or by the mark of a look that found nothing.</summary>
    Task<bool> HandOverAsync(SandboxItem item, CancellationToken cancellationToken);

    /// <summary>Whether the attempt was handed over. A no leaves a mark, so that what is not there cannot come later.</summary>
    Task<bool> LookAsync(SandboxItem item, CancellationToken cancellationToken);

    /// <summary>What was handed over, oldest first, from behind <paramref name="after"/>.</summary>
    Task<IReadOnlyList<SandboxItem>> ListAsync(WorkspaceId workspace, Guid? jobId, long after, int limit, CancellationToken cancellationToken);

    /// <summary>Replies and bounces that wait at the far side, of jobs that have ended.</summary>
    Task<IReadOnlyList<SandboxInbound>> ListInboundAsync(int limit, CancellationToken cancellationToken);

    /// <summary>It was taken in and waits no longer.</summary>
    Task ClearInboundAsync(SandboxInbound inbound, CancellationToken cancellationToken);

    /// <summary>How often an account handed over an action.</summary>
    Task<long> CountAsync(WorkspaceId workspace, string accountId, string action, CancellationToken cancellationToken);
}

/// <summary>What comes back for a hand-over.</summary>
/// <param name="Address">The recipient's normal form.</param>
/// <param name="Inbound"><c>reply</c> or <c>bounce</c>.</param>
/// <param name="Subject">That of what was handed over.</param>
public sealed record SandboxInbound(JobRef Job, int Attempt, string Channel, string AccountId, string Address, string Inbound, string? Subject);

/// <summary>One hand-over to the sandbox.</summary>
public sealed record SandboxItem
{
    public required JobRef Job { get; init; }

    public required int Attempt { get; init; }

    public required string Channel { get; init; }

    public required string AccountId { get; init; }

    public required string To { get; init; }

    public required string Action { get; init; }

    public required string ContentJson { get; init; }

    /// <summary>What comes back: <c>reply</c>, <c>bounce</c> or nothing.</summary>
    public string? Inbound { get; init; }

    public long Entry { get; init; }

    public DateTimeOffset At { get; init; }
}
