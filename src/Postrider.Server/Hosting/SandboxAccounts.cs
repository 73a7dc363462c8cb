using System.Text.Json.Nodes;
using Postrider.Accounts;
using Postrider.Channels;
using Postrider.Storage;

namespace Postrider.Server.Hosting;

/// <summary>The accounts with which a newcomer can send at once. Deleting one is final: its place stays taken.</summary>
internal static class SandboxAccounts
{
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
