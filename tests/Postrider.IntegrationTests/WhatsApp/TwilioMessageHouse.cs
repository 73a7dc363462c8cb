using System.Text.Json.Nodes;
using Postrider.Accounts;
using Postrider.Channels;
using Postrider.Testing.Engine;
using Postrider.Testing.TwilioWhatsApp;

namespace Postrider.IntegrationTests.WhatsApp;

/// <summary>Accounts at the far side that stands for Twilio.</summary>
internal static class TwilioMessageHouse
{
    public const string Kind = "twilio_whatsapp";

    public static async Task<Account> MakeTwilioAsync(this TestNode node, MessageServer server, string workspaceName, string? template = null, string from = MessageServer.From)
    {
        node.Get<CallbackAddresses>().Begin(new byte[32]);
        node.Get<PublicAddress>().Set("https://postrider.example");
        var workspace = await node.MakeWorkspaceAsync(workspaceName);
        return await node.MakeAccountAsync(workspace, "tw", account => account with
        {
            Kind = Kind,
            Channel = Channel.WhatsApp,
            Settings = Settings(server, template, from),
            MaxConnections = 200,
            SealedSecrets = node.Get<AccountSecrets>().Seal(workspace, "tw", new Dictionary<string, string> { ["auth_token"] = MessageServer.AuthKey }),
        });
    }

    public static JsonObject Settings(MessageServer server, string? template = null, string from = MessageServer.From) =>
        new() { ["base_url"] = server.Address, ["account_sid"] = MessageServer.AccountSid, ["from"] = from, ["template"] = template };
}
