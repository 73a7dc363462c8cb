using Microsoft.Extensions.Logging.Abstractions;
using Postrider.Accounts;
using Postrider.Dispatching;
using Postrider.Postgres.Schema;
using Postrider.Testing.Engine;

namespace Postrider.Bench;

/// <summary>The engine on a fresh database, one lane and one account in each of many workspaces.</summary>
internal sealed class BenchEngine : IAsyncDisposable
{
    // As many as the peers' workers have in hand; an account's default is 4.
    private const int MaxConnections = 16;

    private readonly Database _database;
    private readonly TestNode _node;

    private BenchEngine(Database database, TestNode node, IReadOnlyList<Account> accounts)
    {
        _database = database;
        _node = node;
        Accounts = accounts;
    }

    /// <summary>One per lane.</summary>
    public IReadOnlyList<Account> Accounts { get; }

    /// <summary>Accepts, and claims nothing.</summary>
    public TestNode Node => _node;

    /// <param name="change">What the accounts are, other than for a driver that does nothing.</param>
    public static async Task<BenchEngine> StartAsync(string address, int lanes, Func<Account, Account>? change = null)
    {
        var database = new Database(address);
        await new Migrator(database, NullLogger<Migrator>.Instance).MigrateAsync(CancellationToken.None);
        var node = await TestNode.StartAsync(database, new ScriptedDriver(), options: new EngineOptions { Roles = "api" });
        var accounts = new Account[lanes];
        await Parallel.ForAsync(0, lanes, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (lane, _) =>
        {
            var workspace = await node.MakeWorkspaceAsync($"bench-{lane}");
            accounts[lane] = await node.MakeAccountAsync(workspace, "mail", account => change?.Invoke(account) ?? (account with { MaxConnections = MaxConnections }));
        });
        return new BenchEngine(database, node, accounts);
    }

    public Task<TestNode> StartWorkerAsync(ScriptedDriver driver) => TestNode.StartAsync(_database, driver);

    public Task<TestNode> StartWorkerAsync(Action<IServiceCollection> channels) => TestNode.StartAsync(_database, channels);

    public async Task<long> CountAsync(string sql)
    {
        await using var command = _database.Read.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public async Task RunAsync(string sql)
    {
        await using var command = _database.Read.CreateCommand(sql);
        command.CommandTimeout = 120;
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        await _database.DisposeAsync();
    }
}
