using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Postrider.Accounts;
using Postrider.Channels;
using Postrider.Channels.Email;
using Postrider.Dispatching;
using Postrider.Testing.Engine;
using Postrider.Testing.Mail;
using Postrider.Testing.Postgres;

namespace Postrider.IntegrationTests.Mail;

/// <summary>Nodes in the test's process with the real mail drivers, and accounts for them.</summary>
internal static class MailNode
{
    public static Task<TestNode> StartAsync(TestDatabase database, TimeProvider? time = null, EngineOptions? options = null) =>
        TestNode.StartAsync(database.Database, services => AddMail(services), time, options);

    public static IServiceCollection AddMail(IServiceCollection services) => services
        .AddSingleton(new NetworkPolicy(allowPrivate: true))
        .AddEmail();

    /// <summary>An account that sends through a server without TLS, and has its mailbox, if any, at a Dovecot.</summary>
    public static async Task<Account> MakeAccountAsync(TestNode node, string workspace, int smtpPort, DovecotServer? dovecot = null, Action<JsonObject>? change = null, int connections = 10)
    {
        var settings = new JsonObject { ["from_address"] = DovecotServer.Team, ["host"] = Peers.Loopback, ["port"] = smtpPort, ["security"] = "none" };
        if (dovecot is not null)
        {
            settings["imap_host"] = Peers.Loopback;
            settings["imap_port"] = dovecot.ImapPort;
            settings["imap_security"] = "none";
        }

        change?.Invoke(settings);
        var id = await node.MakeWorkspaceAsync(workspace);
        return await node.MakeAccountAsync(id, "team", made => made with
        {
            Kind = "smtp",
            Settings = settings,
            MaxConnections = connections,
            SealedSecrets = node.Get<AccountSecrets>().Seal(id, "team", new Dictionary<string, string> { ["password"] = DovecotServer.Password }),
        });
    }
}
