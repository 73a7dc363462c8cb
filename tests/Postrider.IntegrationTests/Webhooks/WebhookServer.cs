using Postrider.Testing.Postgres;
using Postrider.Testing.Server;
using Xunit;

namespace Postrider.IntegrationTests.Webhooks;

/// <summary>One server that may post to loopback, on a database of its own.</summary>
public sealed class WebhookServer : IAsyncLifetime
{
    private ServerProcess? _server;

    public static IReadOnlyDictionary<string, string> Settings { get; } =
        new Dictionary<string, string> { ["POSTRIDER_ALLOW_PRIVATE_NETWORKS"] = "true", ["Logging__LogLevel__Default"] = "Warning" };

    public TestDatabase Database { get; private set; } = null!;

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
        Database = await TestDatabase.CreateAsync();
        if (Database.IsThere)
        {
            _server = await ServerProcess.StartAsync(Database.ConnectionString, Settings);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        await Database.DisposeAsync();
    }
}
