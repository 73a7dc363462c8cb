using Npgsql;
using Postrider.Postgres.Schema;

namespace Postrider.Postgres.Storage;

/// <summary>
/// One transaction that changes workspaces or keys. Committing raises the version and appends the events; a change without
/// events changed nothing and raises nothing.
/// </summary>
internal sealed class AccessChange : IAsyncDisposable
{
    private static readonly Statements _sql = Statements.Load("access.sql");
    private readonly List<(WorkspaceId WorkspaceId, string Kind, string Data)> _events = [];
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;

    private AccessChange(NpgsqlConnection connection, NpgsqlTransaction transaction)
    {
        _connection = connection;
        _transaction = transaction;
    }

    public static async Task<AccessChange> BeginAsync(Database database, CancellationToken cancellationToken)
    {
        var connection = await database.Engine.OpenConnectionAsync(cancellationToken);
        try
        {
            return new AccessChange(connection, await connection.BeginTransactionAsync(cancellationToken));
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public async Task<T?> FirstAsync<T>(string sql, Func<NpgsqlDataReader, T> row, CancellationToken cancellationToken, params object[] values)
    {
        await using var command = new NpgsqlCommand(sql, _connection, _transaction).With(values);
        return await command.FirstAsync(row, cancellationToken);
    }

    public void Append(WorkspaceId workspaceId, string kind, string data) => _events.Add((workspaceId, kind, data));

    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        if (_events.Count > 0)
        {
            // The log's lock is the last one taken, and the commit follows at once: see Locks.Events.
            await using var batch = new NpgsqlBatch(_connection, _transaction);
            Add(batch, "raise_version");
            Add(batch, "lock_events", Locks.Events);
            foreach (var (workspaceId, kind, data) in _events)
            {
                Add(batch, "append_event", workspaceId.Value, kind, data);
            }

            await batch.ExecuteNonQueryAsync(cancellationToken);
        }

        await _transaction.CommitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private static void Add(NpgsqlBatch batch, string name, params object[] values)
    {
        var command = new NpgsqlBatchCommand(_sql[name]);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        batch.BatchCommands.Add(command);
    }
}
