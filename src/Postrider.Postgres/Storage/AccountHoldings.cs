using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Npgsql;
using Postrider.Postgres.Schema;
using Postrider.Storage;

namespace Postrider.Postgres.Storage;

/// <summary>The session whose locks say which node attends to which account.</summary>
public sealed class AccountHoldings(Database database) : IAccountHoldings
{
    private static readonly Statements _sql = InboxStore.Sql;

    public async Task<IAccountHolding> OpenAsync(CancellationToken cancellationToken) => new Holding(await database.OpenLockSessionAsync(cancellationToken));

    private sealed class Holding(NpgsqlConnection connection) : IAccountHolding
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
            await using var command = new NpgsqlCommand(_sql[name], connection) { Parameters = { new() { Value = Locks.Attended }, new() { Value = Number(workspace, accountId) } } };
            return await command.ExecuteScalarAsync(cancellationToken) is true;
        }

        /// <summary>Two accounts of one number would only mean that one node attends to both.</summary>
        private static int Number(WorkspaceId workspace, string accountId) =>
            BinaryPrimitives.ReadInt32LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{workspace.Value}/{accountId}")));
    }
}
