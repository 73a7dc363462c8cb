using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Npgsql;
using Postrider.Postgres.Schema;
using Postrider.Storage;

namespace Postrider.Postgres.Storage;

/// <summary>What is remembered about mailboxes, and the session whose locks say who listens to which.</summary>
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

    public async Task<IMailboxHolding> OpenHoldingAsync(CancellationToken cancellationToken) => new Holding(await database.OpenLockSessionAsync(cancellationToken));

    private async Task RunAsync(Action<Batch> add, CancellationToken cancellationToken)
    {
        await using var connection = await database.Engine.OpenConnectionAsync(cancellationToken);
        await using var batch = new Batch(connection);
        add(batch);
        await batch.RunAsync(cancellationToken);
    }

    private sealed class Holding(NpgsqlConnection connection) : IMailboxHolding
    {
        public Task<bool> TryTakeAsync(WorkspaceId workspace, string accountId, CancellationToken cancellationToken) => RunAsync("try_hold", workspace, accountId, cancellationToken);

        public Task GiveUpAsync(WorkspaceId workspace, string accountId, CancellationToken cancellationToken) => RunAsync("let_go", workspace, accountId, cancellationToken);

        public async Task ConfirmAsync(CancellationToken cancellationToken)
        {
            await using var command = new NpgsqlCommand("select 1", connection);
            await command.ExecuteScalarAsync(cancellationToken);
        }

        public ValueTask DisposeAsync() => connection.DisposeAsync();

        private async Task<bool> RunAsync(string name, WorkspaceId workspace, string accountId, CancellationToken cancellationToken)
        {
            await using var command = new NpgsqlCommand(_sql[name], connection) { Parameters = { new() { Value = Locks.Mailboxes }, new() { Value = Number(workspace, accountId) } } };
            return await command.ExecuteScalarAsync(cancellationToken) is true;
        }

        /// <summary>Two mailboxes of one number would only mean that one node listens to both.</summary>
        private static int Number(WorkspaceId workspace, string accountId) =>
            BinaryPrimitives.ReadInt32LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{workspace.Value}/{accountId}")));
    }
}
