using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Postrider.Postgres.Schema;

/// <summary>
/// Brings a database to this program's schema. Numbered files run in order, each in a transaction of its own, under an
/// advisory lock, so that nodes starting together wait for one another instead of racing.
/// </summary>
public sealed partial class Migrator(Database database, ILogger<Migrator> logger)
{
    private const long LockId = 0x706f7374_0001;

    /// <summary>The schema's number in this program.</summary>
    public static int Latest => Files()[^1].Number;

    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.Engine.OpenConnectionAsync(cancellationToken);
        await ExecuteAsync(connection, "select pg_advisory_lock($1)", cancellationToken, LockId);
        try
        {
            await ExecuteAsync(connection, "create table if not exists migration (number integer primary key, name text not null, applied_at timestamptz not null)", cancellationToken);
            var applied = await AppliedAsync(connection, cancellationToken);
            if (applied > Latest)
            {
                throw new SchemaTooNewException(applied, Latest);
            }

            foreach (var file in Files().Where(file => file.Number > applied))
            {
                await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
                await ExecuteAsync(connection, file.Sql, cancellationToken);
                await ExecuteAsync(connection, "insert into migration values ($1, $2, clock_timestamp())", cancellationToken, file.Number, file.Name);
                await transaction.CommitAsync(cancellationToken);
                LogApplied(file.Number, file.Name);
            }
        }
        finally
        {
            await ExecuteAsync(connection, "select pg_advisory_unlock($1)", CancellationToken.None, LockId);
        }
    }

    /// <summary>Whether the schema is this program's own, neither older nor newer.</summary>
    public async Task<bool> IsCurrentAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.Read.OpenConnectionAsync(cancellationToken);
        return await AppliedAsync(connection, cancellationToken) == Latest;
    }

    private static async Task<int> AppliedAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select coalesce(max(number), 0) from migration", connection);
        return (int)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static List<(int Number, string Name, string Sql)> Files() =>
        [.. Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(name => name.StartsWith("Migrations/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => (
                int.Parse(name.AsSpan("Migrations/".Length, 4), CultureInfo.InvariantCulture),
                Path.GetFileNameWithoutExtension(name),
                Statements.Resource(name)))];

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params object[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 600 };
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    [LoggerMessage(1, LogLevel.Information, "Applied migration {Number} {Name}")]
    private partial void LogApplied(int number, string name);
}
