using Npgsql;
using Postrider.Calls;
using Postrider.Postgres.Schema;
using Postrider.Storage;

namespace Postrider.Postgres.Storage;

/// <summary>Reads and sets what workspaces may place; <see cref="AcceptanceWriting"/> spends it.</summary>
public sealed class CallAllowanceStore(Database database) : ICallAllowanceStore
{
    public async Task<(CallAllowance Allowance, DateTimeOffset Now)> ReadAsync(WorkspaceId workspace, CancellationToken cancellationToken)
    {
        await using var command = database.Read.CreateCommand(CallStore.Sql["read_allowance"]).With(workspace.Value);
        return await command.FirstAsync(reader => (reader.IsDBNull(0) ? CallAllowance.Default : Read(reader, 0), reader.At(4)), cancellationToken);
    }

    public async Task SetAsync(WorkspaceId workspace, long monthly, string timeZone, CancellationToken cancellationToken)
    {
        await using var command = database.Engine.CreateCommand(CallStore.Sql["set_allowance"]).With(workspace.Value, monthly, timeZone);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    internal static CallAllowance Read(NpgsqlDataReader reader, int first) =>
        new(reader.GetInt64(first), reader.GetString(first + 1), reader.IsDBNull(first + 2) ? null : reader.GetFieldValue<DateOnly>(first + 2), reader.GetInt64(first + 3));
}
