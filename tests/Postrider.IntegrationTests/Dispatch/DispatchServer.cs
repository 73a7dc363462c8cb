using Postrider.Testing.Postgres;
using Postrider.Testing.Server;
using Xunit;

namespace Postrider.IntegrationTests.Dispatch;

/// <summary>One server for all tests of a class, on a database of its own, with the gap as it is shipped.</summary>
public sealed class DispatchServer : IAsyncLifetime
{
    private ServerProcess? _server;
    private TestDatabase? _database;

    public TestDatabase Database => _database!;

    public HttpClient Client
    {
        get
        {
            _ = Database.ConnectionString;
            return _server!.Client;
        }
    }

    public string Log => _server!.Log;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        if (_database.IsThere)
        {
            _server = await ServerProcess.StartAsync(_database.ConnectionString, new Dictionary<string, string> { ["POSTRIDER_MINIMUM_INTERVAL_SECONDS"] = "60" });
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        await _database!.DisposeAsync();
    }

    /// <summary>How many jobs the workspace has, whatever became of them.</summary>
    public async Task<long> CountJobsAsync()
    {
        await using var command = Database.Database.Read.CreateCommand("select count(*) from job");
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
