using System.Net;
using System.Text.Json.Nodes;
using Postrider.Testing.Engine;
using Postrider.Testing.Mail;
using Postrider.Testing.Postgres;
using Postrider.Testing.Server;
using Xunit;

namespace Postrider.IntegrationTests.Mail;

/// <summary>A server of ours beside a real Postfix and a real Dovecot, with the team's mailbox connected.</summary>
internal sealed class MailHouse : IAsyncDisposable
{
    private MailHouse(TestDatabase database, DovecotServer dovecot, PostfixServer postfix, ServerProcess server, string accountId)
    {
        (Database, Dovecot, Postfix, Server, AccountId) = (database, dovecot, postfix, server, accountId);
    }

    public TestDatabase Database { get; }

    public DovecotServer Dovecot { get; }

    public PostfixServer Postfix { get; }

    public ServerProcess Server { get; }

    public string AccountId { get; }

    public HttpClient Client => Server.Client;

    public static async Task<MailHouse> OpenAsync(DovecotOptions? options = null)
    {
        var dovecot = await DovecotServer.StartAsync(options);
        var postfix = await PostfixServer.StartAsync(dovecot);
        var database = await TestDatabase.CreateAsync();
        var server = await ServerProcess.StartAsync(database.ConnectionString);
        var item = await ConnectAsync(server.Client, Settings(dovecot, postfix), () => server.Log);
        Assert.Equal("ok", (string?)item["status"]);
        return new MailHouse(database, dovecot, postfix, server, (string)item["account_id"]!);
    }

    public static JsonObject Settings(DovecotServer dovecot, PostfixServer postfix) => new()
    {
        ["from_address"] = DovecotServer.Team,
        ["from_name"] = "Team Ünïcode",
        ["host"] = "127.0.0.1",
        ["port"] = postfix.SubmissionPort,
        ["security"] = "starttls",
        ["password"] = DovecotServer.Password,
        ["imap_host"] = "127.0.0.1",
        ["imap_port"] = dovecot.ImapsPort,
        ["certificate_sha256"] = dovecot.Certificate.Sha256,
    };

    public static async Task<JsonNode> ConnectAsync(HttpClient client, JsonObject settings, Func<string>? log = null)
    {
        var answer = await client.PostJsonAsync("/api/v1/connect/accounts", new JsonObject { ["kind"] = "smtp", ["name"] = "Team", ["settings"] = settings.DeepClone() }.ToJsonString());
        Assert.True(answer.Status == HttpStatusCode.Created, $"{answer}\n{log?.Invoke()}");
        return answer.Item;
    }

    /// <summary>Sends and waits for the end.</summary>
    public async Task<JsonNode> SendAsync(string to, Action<JsonObject>? change = null)
    {
        var job = await AcceptAsync(to, change);
        return await Client.WhenEndedAsync(job);
    }

    public async Task<string> AcceptAsync(string to, Action<JsonObject>? change = null)
    {
        var mail = Api.Mail(to, AccountId);
        change?.Invoke(mail["content"]!.AsObject());
        var answer = await Client.PostJsonAsync("/api/v1/outreach/dispatches", mail.ToJsonString());
        Assert.True(answer.Status == HttpStatusCode.Accepted, answer.ToString());
        return (string)answer.Item["id"]!;
    }

    /// <summary>Returns when the mailbox's place is known, so that what comes from now on is new.</summary>
    public Task<long> ListeningAsync() => Eventually.SeesAsync(
        async () =>
        {
            await using var command = Database.Database.Read.CreateCommand("select count(*) from mailbox where uid_validity is not null");
            return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
        },
        count => count == 1, $"a node listens; it wrote:\n{Server.Log}");

    /// <summary>The events of a kind, once there are so many.</summary>
    public async Task<JsonNode[]> EventsAsync(string kind, int count = 1) =>
        await Eventually.SeesAsync(
            async () => (await Client.GetJsonAsync("/api/v1/events?limit=1000")).Items.Where(item => (string?)item!["kind"] == kind).Select(item => item!).ToArray(),
            events => events.Length >= count,
            $"{count} events of {kind}; the server wrote:\n{Server.Log}");

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Postfix.DisposeAsync();
        await Dovecot.DisposeAsync();
        await Database.DisposeAsync();
    }
}
