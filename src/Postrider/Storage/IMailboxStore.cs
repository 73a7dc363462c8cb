namespace Postrider.Storage;

/// <summary>The port of what is remembered about mailboxes.</summary>
public interface IMailboxStore
{
    Task<MailboxPlace> FindAsync(WorkspaceId workspace, string accountId, CancellationToken cancellationToken);

    /// <summary>Remembers how far the mailbox was read.</summary>
    Task MoveAsync(WorkspaceId workspace, string accountId, uint uidValidity, uint lastUid, CancellationToken cancellationToken);

    /// <summary>Remembers whether the mailbox's server itself files what is sent.</summary>
    Task NoteFilesSentAsync(WorkspaceId workspace, string accountId, bool filesSent, CancellationToken cancellationToken);
}

/// <param name="UidValidity">Null: never read.</param>
/// <param name="FilesSent">Null: not known.</param>
/// <param name="FilesSentIsFresh">Whether that was seen within the last day.</param>
public sealed record MailboxPlace(uint? UidValidity, uint LastUid, bool? FilesSent, bool FilesSentIsFresh);
