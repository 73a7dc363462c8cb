using System.Text.Json.Nodes;
using Npgsql;
using Postrider.Postgres.Schema;

namespace Postrider.Postgres.Storage;

/// <summary>One transaction that changes an account: its lanes look again, and every node drops what it remembers.</summary>
/// <param name="Kind">The event that tells it; null: none does.</param>
internal sealed record AccountChange(WorkspaceId Workspace, string AccountId, string? Kind)
{
    private static readonly Statements _finish = Statements.Load("finish.sql");

    internal static Statements Sql { get; } = Statements.Load("account.sql");

    public JsonObject? Told { get; init; }

    /// <summary>What must be so before the change, behind the locks on the lanes.</summary>
    public Action<Batch>? Before { get; init; }

    /// <summary>What else is written where the change was made.</summary>
    public Action<Batch>? After { get; init; }

    /// <summary>Lanes first, then accounts: the order in which claims lock them. False: the statement changed nothing.</summary>
    public async Task<bool> RunAsync(Database database, string name, Action<Batch.Statement> with, CancellationToken cancellationToken)
    {
        await using var connection = await database.Engine.OpenConnectionAsync(cancellationToken);
        try
        {
            await using (var batch = new Batch(connection))
            {
                batch.Add("begin");
                batch.Add(Sql["lock_lanes"]).With(Workspace.Value).With(AccountId);
                Before?.Invoke(batch);
                with(batch.Add(Sql[name]));
                if (await batch.RunAsync(cancellationToken) <= 0)
                {
                    await Transactions.RollBackAsync(connection);
                    return false;
                }
            }

            await WriteAsync(connection, cancellationToken);
            return true;
        }
        catch
        {
            await Transactions.RollBackAsync(connection);
            throw;
        }
    }

    private async Task WriteAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var batch = new Batch(connection);
        batch.Add(Sql["add_load"]).With(Workspace.Value).With(AccountId);
        After?.Invoke(batch);
        batch.Add(Sql["look_again"]).With(Workspace.Value).With(AccountId);
        batch.Add(Sql["raise_version"]);
        batch.Add(AcceptanceStore.Sql["wake"]);
        if (Kind is not null)
        {
            var events = new EventRows(await NowAsync(connection, cancellationToken));
            events.Add(Workspace.Value, Kind, null, AccountId, Told?.ToJsonString());
            events.AddTo(batch);
        }

        batch.Add("commit");
        await batch.RunAsync(cancellationToken);
    }

    private static async Task<DateTimeOffset> NowAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var batch = new Batch(connection);
        batch.Add(_finish["read_now"]);
        await using var reader = await batch.ReadAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return reader.At(0);
    }
}
