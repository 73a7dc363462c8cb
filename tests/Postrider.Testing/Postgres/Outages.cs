using Npgsql;
using Postrider.Testing.Engine;

namespace Postrider.Testing.Postgres;

/// <summary>Databases that fail their servers, and come back.</summary>
public static class Outages
{
    public static Task RunAsync(this TestDatabase database, string sql) => RunAsync(database.Database.Read, sql);

    /// <summary>Takes the database away, asks until the answer shows it, and gives the database back.</summary>
    public static async Task<T> WhileDownAsync<T>(this TestDatabase database, Func<Task<T>> ask, Func<T, bool> isDown)
    {
        var name = new NpgsqlConnectionStringBuilder(database.ConnectionString).Database;
        await using var outside = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database.ConnectionString) { Database = "postgres" }.ConnectionString);
        await RunAsync(outside, $"alter database {name} allow_connections false");
        try
        {
            return await Eventually.SeesAsync(
                async () =>
                {
                    // Again and again: a session that was just beginning is not in the list yet.
                    await RunAsync(outside, $"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}' and pid <> pg_backend_pid()");
                    return await ask();
                },
                isDown,
                "the store is seen to be down");
        }
        finally
        {
            await RunAsync(outside, $"alter database {name} allow_connections true");
        }
    }

    private static async Task RunAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
