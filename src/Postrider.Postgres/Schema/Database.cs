using Npgsql;

namespace Postrider.Postgres.Schema;

/// <summary>The ways to the one database. What is hot has few connections of its own, so that their sessions stay warm; nothing hot waits for what is slow.</summary>
public sealed class Database : IAsyncDisposable
{
    // Several nodes must fit into a server that takes a hundred. Who finds all in use waits a moment for one.
    // Accepting has one for each of the two transactions that the acceptor lets run.
    private const int AcceptingPool = 2;
    private const int DispatchingPool = 4;
    private const int EnginePool = 10;
    private const int ReadPool = 16;

    // The engine's statements touch a few rows by key each; pinned plans keep their cost and their lock order as tables grow.
    private const string PinnedPlans = "-c plan_cache_mode=force_generic_plan -c enable_hashjoin=off -c enable_mergejoin=off -c enable_seqscan=off -c jit=off";

    public Database(string connectionString)
    {
        var settings = Parse(connectionString);
        Address = settings.ConnectionString;
        Accepting = Pool(settings, "postrider accepting", AcceptingPool, PinnedPlans);
        Dispatching = Pool(settings, "postrider dispatching", DispatchingPool, PinnedPlans);
        Engine = Pool(settings, "postrider engine", EnginePool, PinnedPlans);
        Read = Pool(settings, "postrider", ReadPool, "");
    }

    public string Address { get; }

    public NpgsqlDataSource Accepting { get; }

    public NpgsqlDataSource Dispatching { get; }

    /// <summary>What else writes, in short transactions.</summary>
    public NpgsqlDataSource Engine { get; }

    public NpgsqlDataSource Read { get; }

    /// <summary>A session of its own for locks that must end with it. The server ends it when a frozen holder says nothing for 15 seconds.</summary>
    public async Task<NpgsqlConnection> OpenLockSessionAsync(CancellationToken cancellationToken)
    {
        var settings = new NpgsqlConnectionStringBuilder(Address) { Pooling = false };
        settings.Options = $"{settings.Options} -c idle_session_timeout=15s";
        var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        return connection;
    }

    public async ValueTask DisposeAsync()
    {
        await Accepting.DisposeAsync();
        await Dispatching.DisposeAsync();
        await Engine.DisposeAsync();
        await Read.DisposeAsync();
    }

    private static NpgsqlDataSource Pool(NpgsqlConnectionStringBuilder settings, string name, int size, string options) =>
        NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(settings.ConnectionString)
        {
            ApplicationName = name,
            MaxPoolSize = size,
            Options = $"{settings.Options} {options}".Trim(),
        });

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
        };

        // A frozen node must not keep lanes locked for longer than its lease.
        settings.Options = $"{settings.Options} -c synchronous_commit=on -c idle_in_transaction_session_timeout=10s".Trim();
        return settings;
    }
}
