namespace Postrider.Storage;

/// <summary>Counts what accounts do, action by action, before it is done: whatever nodes race, never one over the limit. An internal seam: it changes freely.</summary>
public interface IActionBudget
{
    /// <summary>Takes one of the day's and of the week's; null: it is taken. Else the moment at which there will be one again.</summary>
    /// <param name="action">As results name it: invitation, direct_message, inmail, post_like, profile_view …</param>
    /// <param name="perDay">Null: no limit.</param>
    /// <param name="perWeek">Of the last seven days; null: no limit.</param>
    Task<DateTimeOffset?> TakeAsync(WorkspaceId workspace, string accountId, string action, int? perDay, int? perWeek, CancellationToken cancellationToken);

    /// <summary>Nothing more of it is taken for a while, whatever is left: the far side has warned.</summary>
    Task PauseAsync(WorkspaceId workspace, string accountId, string action, TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>It was not done after all.</summary>
    Task ReturnAsync(WorkspaceId workspace, string accountId, string action, CancellationToken cancellationToken);
}
