using Postrider.Accounts;
using Postrider.Jobs;

namespace Postrider.Storage;

/// <summary>
/// Counts what accounts do, action by action, before it is done: whatever nodes race, never one over the limit. Jobs that
/// find no room get their places in the days to come, in the order in which they ask. An internal seam: it changes freely.
/// </summary>
public interface IActionBudget
{
    /// <summary>Takes one of the day's and of the week's; null: it is taken. Else the moment at which the job has its place, <see cref="DateTimeOffset.MaxValue"/> if never.</summary>
    Task<DateTimeOffset?> TakeAsync(JobRef job, string accountId, string action, BudgetLimits limits, CancellationToken cancellationToken);

    /// <summary>When one more would have its turn; null: now.</summary>
    Task<DateTimeOffset?> FindRoomAsync(WorkspaceId workspace, string accountId, string action, BudgetLimits limits, CancellationToken cancellationToken);

    /// <summary>Nothing more of it is taken for a while, whatever is left: the far side has warned.</summary>
    Task PauseAsync(WorkspaceId workspace, string accountId, string action, TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>It was not done after all.</summary>
    Task ReturnAsync(WorkspaceId workspace, string accountId, string action, CancellationToken cancellationToken);

    /// <summary>The budgets in which jobs have places, behind the given one.</summary>
    Task<IReadOnlyList<HeldBudget>> ListHeldAsync(HeldBudget? after, int limit, CancellationToken cancellationToken);

    /// <summary>Gives the jobs of a budget, in their order, the places that limits, pauses and what others left make of it by now.</summary>
    Task ReplanAsync(HeldBudget held, BudgetLimits limits, CancellationToken cancellationToken);
}

/// <summary>A budget in which jobs have places.</summary>
public sealed record HeldBudget(WorkspaceId Workspace, string AccountId, string Action);
