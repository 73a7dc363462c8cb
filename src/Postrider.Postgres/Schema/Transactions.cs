using Npgsql;

namespace Postrider.Postgres.Schema;

internal static class Transactions
{
    /// <summary>Ends a transaction that failed on the way. A broken line to the database rolls back by itself, and the pool drops it.</summary>
    public static async Task RollBackAsync(NpgsqlConnection connection)
    {
        try
        {
            await using var command = new NpgsqlCommand("rollback", connection);
            await command.ExecuteNonQueryAsync();
        }
        catch (Exception exception) when (exception is NpgsqlException or InvalidOperationException or IOException)
        {
            await connection.CloseAsync();
        }
    }
}
