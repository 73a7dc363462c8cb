using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Postrider.Contacts;
using Postrider.Postgres.Storage;
using Postrider.Testing.Engine;
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

    public int ProcessId => _server!.ProcessId;

    /// <summary>Further settings of the server, read when it starts.</summary>
    protected virtual IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>();

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        if (_database.IsThere)
        {
            _server = await ServerProcess.StartAsync(_database.ConnectionString, Settings);
        }
    }

    public virtual async ValueTask DisposeAsync()
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
        var client = new HttpClient(new DocumentedAnswers()) { BaseAddress = _server!.Address };
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

    /// <summary>A contact of workspace <c>default</c>.</summary>
    public async Task<long> AddContactAsync(string? email = null, string? linkedIn = null, string firstName = "Dana")
    {
        var change = new ContactChange();
        change.Set(ContactField.FirstName, firstName);
        change.Set(ContactField.Email, email);
        change.Set(ContactField.LinkedInUrl, linkedIn is null ? null : $"https://www.linkedin.com/in/{linkedIn}");
        return (await new ContactStore(Database.Database, TimeProvider.System).CreateAsync(new WorkspaceId(1), change, TestContext.Current.CancellationToken)).ContactId;
    }

    /// <summary>The number by which the Actions API names an account.</summary>
    public async Task<long> NumberOfAsync(string accountId)
    {
        await using var command = Database.Database.Read.CreateCommand($"select number from account where account_id = '{accountId}'");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>A further sandbox account on LinkedIn, and its number.</summary>
    public async Task<(string Id, long Number)> AddProfileAsync(object settings)
    {
        var all = new JsonObject { ["channel"] = "linkedin" };
        foreach (var (name, value) in JsonSerializer.SerializeToNode(settings)!.AsObject())
        {
            all[name] = value!.DeepClone();
        }

        var id = (string)(await Client.PostJsonAsync("/api/v1/connect/accounts", new { kind = "sandbox", name = "Profile", settings = all })).Item["account_id"]!;
        return (id, await NumberOfAsync(id));
    }

    /// <summary>A thread: a mail to a contact, whose address asks for a reply, and the reply. The thread's number.</summary>
    public static async Task<long> MakeThreadAsync(HttpClient client, long contact, long mailbox)
    {
        var sent = await client.PostJsonAsync($"/v3/contacts/{contact}/send-direct-email", new { subject = "Question", body = "<p>Still interested?</p>", emailAccountId = mailbox });
        Assert.True((int)sent.Status == 200, sent.ToString());
        var mail = (string)(await client.GetJsonAsync($"/v3/contacts/{contact}")).Json["email"]!;
        var threads = await Eventually.SeesAsync(
            async () => (await client.PostJsonAsync("/v3/inbox/threads/filter", new { search = mail, bucket = "unread" })).Items, found => found.Count == 1, "the reply is a thread");
        return (long)threads[0]!["id"]!;
    }

    /// <summary>The client of another workspace, with sandbox accounts of its own where wanted.</summary>
    public async Task<HttpClient> ConnectStrangerAsync(string name) =>
        Connect((string)(await Client.PostJsonAsync("/api/v1/workspaces", new { name })).Item["key"]!);
}
