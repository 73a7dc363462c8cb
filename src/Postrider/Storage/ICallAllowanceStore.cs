using Postrider.Calls;

namespace Postrider.Storage;

/// <summary>How many calls workspaces may place. Acceptance alone spends them, in its own transaction.</summary>
public interface ICallAllowanceStore
{
    /// <summary>With the database's time, which tells the month.</summary>
    Task<(CallAllowance Allowance, DateTimeOffset Now)> ReadAsync(WorkspaceId workspace, CancellationToken cancellationToken);

    /// <summary>What was placed in this month stays counted, unless the zone moves the month.</summary>
    /// <param name="monthly">0 or more.</param>
    /// <param name="timeZone">An IANA zone.</param>
    Task SetAsync(WorkspaceId workspace, long monthly, string timeZone, CancellationToken cancellationToken);
}
