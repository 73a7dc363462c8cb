using Postrider.Testing.Postgres;
using Postrider.Testing.Server;
using Xunit;

namespace Postrider.IntegrationTests.Connecting;

/// <summary>One server whose far sides know where to reach it, for all tests of a class.</summary>
public sealed class CallbackSetUpServer : IAsyncLifetime
{
    private readonly TestDatabase _database = new();
    private ServerProcess? _server;

    public async ValueTask InitializeAsync() => await _database.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        await _database.DisposeAsync();
    }

    // Not before a test asks: only inside a test does a skip count as one.
    internal async Task<ServerProcess> GetAsync() => _server ??= await ServerProcess.StartAsync(
        _database.ConnectionString, new Dictionary<string, string> { ["POSTRIDER_ALLOW_PRIVATE_NETWORKS"] = "true", ["POSTRIDER_PUBLIC_URL"] = "https://postrider.example" });
}
