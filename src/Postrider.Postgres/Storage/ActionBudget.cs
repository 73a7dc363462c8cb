using Npgsql;
using Postrider.Accounts;
using Postrider.Postgres.Schema;
using Postrider.Storage;

namespace Postrider.Postgres.Storage;

/// <summary>Takes and gives back behind the lock on the account's row, so that takers follow one another on whichever nodes they are.</summary>
public sealed class ActionBudget(Database database) : IActionBudget
{
    private const int KeptDays = 8;

    private static readonly Statements _sql = Statements.Load("action_budget.sql");

    public async Task<DateTimeOffset?> TakeAsync(WorkspaceId workspace, string accountId, string action, int? perDay, int? perWeek, CancellationToken cancellationToken)
    {
        await using var connection = await database.Engine.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await ReadAsync(connection, workspace, accountId, action, cancellationToken) is not var (spent, now, paused))
        {
            return DateTimeOffset.MaxValue;
        }

        if (paused is not null)
        {
            return paused;
        }

        if (spent.RoomAt(now, perDay, perWeek) is { } later)
        {
            return later;
        }

        await using var batch = new Batch(connection);
        batch.Add(_sql["take"]).With(workspace.Value).With(accountId).With(action).With(spent.Day(now));
        batch.Add(_sql["drop_old"]).With(workspace.Value).With(accountId).With(action).With(spent.Day(now).AddDays(-KeptDays));
        await batch.RunAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return null;
    }

    public async Task PauseAsync(WorkspaceId workspace, string accountId, string action, TimeSpan duration, CancellationToken cancellationToken)
    {
        await using var command = database.Engine.CreateCommand(_sql["pause"]).With(workspace.Value, accountId, action, duration);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task ReturnAsync(WorkspaceId workspace, string accountId, string action, CancellationToken cancellationToken)
    {
        await using var connection = await database.Engine.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var batch = new Batch(connection);
        batch.Add(_sql["lock"]).With(workspace.Value).With(accountId);
        batch.Add(_sql["give_back"]).With(workspace.Value).With(accountId).With(action);
        await batch.RunAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Null: there is no such account.</summary>
    private static async Task<(SpentBudget Spent, DateTimeOffset Now, DateTimeOffset? Paused)?> ReadAsync(NpgsqlConnection connection, WorkspaceId workspace, string accountId, string action, CancellationToken cancellationToken)
    {
        await using var batch = new Batch(connection);
        batch.Add(_sql["lock"]).With(workspace.Value).With(accountId);
        batch.Add(_sql["read"]).With(workspace.Value).With(accountId).With(action);
        batch.Add(_sql["read_pause"]).With(workspace.Value).With(accountId).With(action);
        await using var reader = await batch.ReadAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            return null;
        }

        var (timeZone, now) = (reader.TextOrNull(0) ?? "UTC", reader.At(1));
        var byDay = new Dictionary<DateOnly, int>();
        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            byDay[reader.GetFieldValue<DateOnly>(0)] = reader.GetInt32(1);
        }

        await reader.NextResultAsync(cancellationToken);
        return (new SpentBudget(byDay, timeZone), now, await reader.ReadAsync(cancellationToken) ? reader.At(0) : null);
    }
}
