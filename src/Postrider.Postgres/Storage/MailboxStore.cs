using Postrider.Postgres.Schema;
using Postrider.Storage;

namespace Postrider.Postgres.Storage;

/// <summary>What is remembered about mailboxes.</summary>
public sealed class MailboxStore(Database database) : IMailboxStore
{
    private static readonly Statements _sql = InboxStore.Sql;

    public async Task<MailboxPlace> FindAsync(WorkspaceId workspace, string accountId, CancellationToken cancellationToken)
    {
        await using var connection = await database.Engine.OpenConnectionAsync(cancellationToken);
        await using var batch = new Batch(connection);
        batch.Add(_sql["find_mailbox"]).With(workspace.Value).With(accountId);
        await using var reader = await batch.ReadAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new MailboxPlace(
                reader.IsDBNull(0) ? null : (uint)reader.GetInt64(0),
                reader.IsDBNull(1) ? 0 : (uint)reader.GetInt64(1),
                reader.IsDBNull(2) ? null : reader.GetBoolean(2),
                !reader.IsDBNull(3) && reader.GetBoolean(3))
            : new MailboxPlace(null, 0, null, false);
    }

    public Task MoveAsync(WorkspaceId workspace, string accountId, uint uidValidity, uint lastUid, CancellationToken cancellationToken) =>
        RunAsync(batch => batch.Add(_sql["move_mailbox"]).With(workspace.Value).With(accountId).With((long)uidValidity).With((long)lastUid), cancellationToken);

    public Task NoteFilesSentAsync(WorkspaceId workspace, string accountId, bool filesSent, CancellationToken cancellationToken) =>
        RunAsync(batch => batch.Add(_sql["note_files_sent"]).With(workspace.Value).With(accountId).With(filesSent), cancellationToken);

    private async Task RunAsync(Action<Batch> add, CancellationToken cancellationToken)
    {
        await using var connection = await database.Engine.OpenConnectionAsync(cancellationToken);
        await using var batch = new Batch(connection);
        add(batch);
        await batch.RunAsync(cancellationToken);
    }
}
