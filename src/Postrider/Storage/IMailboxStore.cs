namespace Postrider.Storage;

/// <summary>The port of what is remembered about mailboxes, and of who listens to which.</summary>
public interface IMailboxStore
{
    Task<MailboxPlace> FindAsync(WorkspaceId workspace, string accountId, CancellationToken cancellationToken);

    /// <summary>Remembers how far the mailbox was read.</summary>
    Task MoveAsync(WorkspaceId workspace, string accountId, uint uidValidity, uint lastUid, CancellationToken cancellationToken);

    /// <summary>Remembers whether the mailbox's server itself files what is sent.</summary>
    Task NoteFilesSentAsync(WorkspaceId workspace, string accountId, bool filesSent, CancellationToken cancellationToken);

    /// <summary>A session that can hold many mailboxes, each held by one session in the cluster.</summary>
    Task<IMailboxHolding> OpenHoldingAsync(CancellationToken cancellationToken);
}

/// <param name="UidValidity">Null: never read.</param>
/// <param name="FilesSent">Null: not known.</param>
/// <param name="FilesSentIsFresh">Whether that was seen within the last day.</param>
public sealed record MailboxPlace(uint? UidValidity, uint LastUid, bool? FilesSent, bool FilesSentIsFresh);

/// <summary>The mailboxes that this node listens to; whatever ends the session gives them all up.</summary>
public interface IMailboxHolding : IHeldDuty
{
    Task<bool> TryTakeAsync(WorkspaceId workspace, string accountId, CancellationToken cancellationToken);

    Task GiveUpAsync(WorkspaceId workspace, string accountId, CancellationToken cancellationToken);
}
