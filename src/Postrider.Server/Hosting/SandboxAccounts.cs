using System.Text.Json.Nodes;
using Postrider.Accounts;
using Postrider.Channels;
using Postrider.Storage;

namespace Postrider.Server.Hosting;

/// <summary>The accounts with which a newcomer can send at once. Deleting one is final: its place stays taken.</summary>
internal static class SandboxAccounts
{
    private const int MostCalls = 1000;
    private const int DefaultMost = 4;

    private static readonly (string Channel, string Title)[] _channels =
        [(Channel.Email, "email"), (Channel.LinkedIn, "LinkedIn"), (Channel.WhatsApp, "WhatsApp"), (Channel.Voice, "voice")];

    public static async Task EnsureAsync(IAccountStore store, Drivers drivers, WorkspaceId workspace, DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var (channel, title) in _channels)
        {
            var account = new Account
            {
                Workspace = workspace,
                AccountId = $"sandbox_{channel}",
                Kind = "sandbox",
                Channel = channel,
                Name = $"Sandbox {title}",
                Settings = new JsonObject { ["channel"] = channel },

                // A campaign's own limit is what a newcomer tries out, not the trunk's.
                MaxConnections = channel == Channel.Voice ? MostCalls : DefaultMost,
                CreatedAt = now,
            };
            if (await store.FindAsync(workspace, account.AccountId, cancellationToken) is null)
            {
                var probe = await drivers.Find(account.Kind)!.ProbeAsync(new DriverAccount(account, new Dictionary<string, string>()), cancellationToken);
                await store.AddAsync(account with { Identifier = probe.Identifier }, cancellationToken);
            }
        }
    }
}
