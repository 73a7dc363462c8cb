using Npgsql;

namespace Postrider.Postgres.Schema;

/// <summary>The two ways to the one database: the engine's connections, whose plans are pinned, and everybody else's.</summary>
public sealed class Database : IAsyncDisposable
{
    // Two pools a node: several nodes must fit into a server that takes a hundred. Who finds all in use waits a moment for one.
    private const int PoolSize = 16;

    public Database(string connectionString)
    {
        var settings = Parse(connectionString);
        Address = settings.ConnectionString;
        Read = NpgsqlDataSource.Create(settings);

        // The engine's statements touch a few rows by key each; pinned plans keep their cost and their lock order as tables grow.
        var pinned = new NpgsqlConnectionStringBuilder(settings.ConnectionString)
        {
            Options = $"{settings.Options} -c plan_cache_mode=force_generic_plan -c enable_hashjoin=off -c enable_mergejoin=off -c enable_seqscan=off -c jit=off".Trim(),
            ApplicationName = "postrider engine",
        };
        Engine = NpgsqlDataSource.Create(pinned);
    }

    public string Address { get; }

    public NpgsqlDataSource Engine { get; }

    public NpgsqlDataSource Read { get; }

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        await Read.DisposeAsync();
    }

    private static NpgsqlConnectionStringBuilder Parse(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(DatabaseAddress.ToKeywords(connectionString))
        {
            ApplicationName = "postrider",
            MaxAutoPrepare = 200,
            AutoPrepareMinUsages = 2,
            IncludeErrorDetail = false,
            NoResetOnClose = true,
            Timezone = "UTC",
            KeepAlive = 10,
            MaxPoolSize = PoolSize,
        };

        // A frozen node must not keep lanes locked for longer than its lease.
        settings.Options = $"{settings.Options} -c synchronous_commit=on -c idle_in_transaction_session_timeout=10s".Trim();
        return settings;
    }
}
