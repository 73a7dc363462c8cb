namespace Postrider.Storage;

/// <summary>Up to when accounts have heard what came in at their far sides.</summary>
public interface ICatchUpStore
{
    /// <summary>Null: nobody has caught up on the account yet.</summary>
    Task<DateTimeOffset?> FindAsync(WorkspaceId workspace, string accountId, CancellationToken cancellationToken);

    /// <summary>All that came in until then is heard; it never goes back.</summary>
    Task KeepAsync(WorkspaceId workspace, string accountId, DateTimeOffset heardUntil, CancellationToken cancellationToken);
}
