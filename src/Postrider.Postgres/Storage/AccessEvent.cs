using System.Text.Json;
using Postrider.Access;

namespace Postrider.Postgres.Storage;

/// <summary>The facts about workspaces and keys that the log keeps. Never a key's text or hash.</summary>
internal static class AccessEvent
{
    public static string Of(Workspace workspace) => JsonSerializer.Serialize(new { name = workspace.Name, outbound_calling = workspace.OutboundCalling, outbound_campaigns = workspace.OutboundCampaigns });

    public static string Of(ApiKey key) =>
        JsonSerializer.Serialize(new { key_id = key.KeyId, name = key.Name, hint = key.Hint, scopes = key.Scopes.Names });
}
