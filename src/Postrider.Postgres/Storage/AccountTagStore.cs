using Npgsql;
using Postrider.Accounts;
using Postrider.Postgres.Schema;
using Postrider.Storage;

namespace Postrider.Postgres.Storage;

/// <summary>Tags of accounts. They change nothing about how an account works, so no version rises and no event tells of them.</summary>
public sealed class AccountTagStore(Database database) : IAccountTagStore
{
    private static readonly Statements _sql = Statements.Load("account_tag.sql");

    public async Task<IReadOnlyList<AccountTag>> ListAsync(WorkspaceId workspace, CancellationToken cancellationToken)
    {
        await using var command = database.Read.CreateCommand(_sql["list"]);
        return await command.With(workspace.Value).ListAsync(reader => new AccountTag(reader.GetInt64(0), reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetInt32(2)), cancellationToken);
    }

    public async Task<ILookup<string, string>> ReadAsync(WorkspaceId workspace, IReadOnlyList<string> accountIds, CancellationToken cancellationToken)
    {
        await using var command = database.Read.CreateCommand(_sql["read"]);
        var rows = await command.With(workspace.Value, accountIds.ToArray()).ListAsync(reader => (reader.GetString(0), reader.GetString(1)), cancellationToken);
        return rows.ToLookup(row => row.Item1, row => row.Item2);
    }

    public async Task<bool?> ChangeAsync(WorkspaceId workspace, AccountTag tag, CancellationToken cancellationToken)
    {
        await using var command = database.Engine.CreateCommand(_sql["change"]);
        try
        {
            return await command.With(workspace.Value, tag.TagId, tag.Name, (object?)tag.ColorId ?? DBNull.Value).ExecuteNonQueryAsync(cancellationToken) > 0;
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return null;
        }
    }

    public async Task PutAsync(WorkspaceId workspace, string accountId, IReadOnlyList<string> names, bool alone, CancellationToken cancellationToken)
    {
        await using var connection = await database.Engine.OpenConnectionAsync(cancellationToken);
        try
        {
            await using var batch = new Batch(connection);
            batch.Add("begin");
            batch.Add(_sql["make"]).With(workspace.Value).With(names.ToArray());
            if (alone)
            {
                batch.Add(_sql["keep_only"]).With(workspace.Value).With(accountId).With(names.ToArray());
            }

            batch.Add(_sql["put"]).With(workspace.Value).With(accountId).With(names.ToArray());
            batch.Add("commit");
            await batch.RunAsync(cancellationToken);
        }
        catch
        {
            await Transactions.RollBackAsync(connection);
            throw;
        }
    }

    public async Task TakeAsync(WorkspaceId workspace, string accountId, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        await using var command = database.Engine.CreateCommand(_sql["take"]);
        await command.With(workspace.Value, accountId, names.ToArray()).ExecuteNonQueryAsync(cancellationToken);
    }
}
