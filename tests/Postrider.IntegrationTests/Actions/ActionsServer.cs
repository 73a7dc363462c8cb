using System.Net.Http.Headers;
using Postrider.Testing.Postgres;
using Postrider.Testing.Server;
using Xunit;

namespace Postrider.IntegrationTests.Actions;

/// <summary>One server for all tests of a class. Its client holds every answer of the Actions API against the committed document.</summary>
public class ActionsServer : IAsyncLifetime
{
    private readonly List<HttpClient> _clients = [];
    private ServerProcess? _server;
    private TestDatabase? _database;

    public TestDatabase Database => _database!;

    /// <summary>With every scope, in workspace <c>default</c>.</summary>
    public HttpClient Client
    {
        get
        {
            _ = Database.ConnectionString;
            return field ??= Connect(ServerProcess.Key);
        }
    }

    public string Log => _server!.Log;

    /// <summary>Further settings of the server.</summary>
    protected virtual IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>();

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        if (_database.IsThere)
        {
            _server = await ServerProcess.StartAsync(_database.ConnectionString, Settings);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _clients.ForEach(client => client.Dispose());
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        await _database!.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>A client with another key, or with none.</summary>
    public HttpClient Connect(string? key)
    {
        var client = new HttpClient(DocumentedAnswers.OfActions()) { BaseAddress = _server!.Address };
        if (key is not null)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        _clients.Add(client);
        return client;
    }

    /// <summary>A client whose key has these scopes alone.</summary>
    public async Task<HttpClient> ConnectAsync(params string[] scopes) =>
        Connect((string)(await Client.PostJsonAsync("/api/v1/keys", new { name = "narrow", scopes })).Item["key"]!);

    /// <summary>The client of another workspace, with sandbox accounts of its own where wanted.</summary>
    public async Task<HttpClient> ConnectStrangerAsync(string name) =>
        Connect((string)(await Client.PostJsonAsync("/api/v1/workspaces", new { name })).Item["key"]!);
}
