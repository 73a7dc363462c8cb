using Npgsql;

namespace Postrider.Postgres.Embedded;

/// <summary>Sees to the role and the database in the private cluster. Every step may be repeated, since a crash can fall between any two of them.</summary>
internal static class DatabaseSetup
{
    private const string Name = "postrider";

    private static readonly string[] _notSetUp =
        [PostgresErrorCodes.InvalidPassword, PostgresErrorCodes.InvalidAuthorizationSpecification, PostgresErrorCodes.InvalidCatalogName];

    public static string ConnectionString(PostmasterAddress address, string password) => Builder(address, Name, Name, password).ConnectionString;

    /// <param name="first">A cluster just made has neither; asking it would put an alarming line into its log.</param>
    public static async Task EnsureAsync(PostmasterAddress address, string password, bool first, CancellationToken cancellationToken)
    {
        if (!first && await AnswersAsync(address, password, cancellationToken))
        {
            return;
        }

        var superuser = Builder(address, Cluster.Superuser, Cluster.Superuser, password);
        superuser.Pooling = false;
        await using var connection = new NpgsqlConnection(superuser.ConnectionString);
        await connection.OpenAsync(cancellationToken);

        // A failing statement is logged with its text, and this one holds the password, which is hexadecimal and needs no quoting.
        await RunAsync(connection, "SET log_min_error_statement = panic", cancellationToken);
        var verb = await FoundAsync(connection, $"SELECT 1 FROM pg_roles WHERE rolname = '{Name}'", cancellationToken) ? "ALTER" : "CREATE";
        await RunAsync(connection, $"{verb} ROLE {Name} LOGIN CREATEDB PASSWORD '{password}'", cancellationToken);
        await RunAsync(connection, $"GRANT pg_monitor TO {Name}", cancellationToken);
        if (!await FoundAsync(connection, $"SELECT 1 FROM pg_database WHERE datname = '{Name}'", cancellationToken))
        {
            await RunAsync(connection, $"CREATE DATABASE {Name} OWNER {Name}", cancellationToken);
        }
    }

    private static async Task<bool> AnswersAsync(PostmasterAddress address, string password, CancellationToken cancellationToken)
    {
        var own = Builder(address, Name, Name, password);
        own.Pooling = false;
        try
        {
            await using var connection = new NpgsqlConnection(own.ConnectionString);
            await connection.OpenAsync(cancellationToken);
            return true;
        }
        catch (PostgresException e) when (_notSetUp.Contains(e.SqlState))
        {
            return false;
        }
    }

    private static NpgsqlConnectionStringBuilder Builder(PostmasterAddress address, string user, string database, string password) => new()
    {
        Host = address.Host,
        Port = address.Port,
        Username = user,
        Password = password,
        Database = database,
        SslMode = SslMode.Disable,
        GssEncryptionMode = GssEncryptionMode.Disable,
    };

    private static async Task RunAsync(NpgsqlConnection connection, string statement, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<bool> FoundAsync(NpgsqlConnection connection, string statement, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(statement, connection);
        return await command.ExecuteScalarAsync(cancellationToken) is not null;
    }
}
