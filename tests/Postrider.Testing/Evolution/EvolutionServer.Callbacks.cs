using System.Text.Json.Nodes;
using Postrider.Testing.WhatsAppWeb;

namespace Postrider.Testing.Evolution;

/// <summary>What Evolution API tells by itself.</summary>
public sealed partial class EvolutionServer
{
    public static JsonObject Link(string state, string instance = Instance) =>
        Told("connection.update", instance, new JsonObject { ["instance"] = instance, ["wuid"] = state == "open" ? Own : null, ["state"] = state, ["statusReason"] = 200 });

    public static JsonObject Message(string id, string chat, string text, bool fromMe = false, string? beneath = null, string instance = Instance) => Told("messages.upsert", instance, new JsonObject
    {
        ["key"] = new JsonObject { ["remoteJid"] = chat, ["remoteJidAlt"] = beneath, ["fromMe"] = fromMe, ["id"] = id },
        ["pushName"] = "Alex Example",
        ["status"] = "DELIVERY_ACK",
        ["message"] = new JsonObject { ["conversation"] = text },
        ["messageType"] = "conversation",
        ["messageTimestamp"] = 1767603600,
        ["instanceId"] = "6a0f2a4e-0000-4000-8000-000000000000",
        ["source"] = "android",
    });

    public static JsonObject Update(WebTaken taken, string status, string instance = Instance) => Told("messages.update", instance, new JsonObject
    {
        ["keyId"] = taken.Id,
        ["remoteJid"] = taken.Chat,
        ["fromMe"] = true,
        ["participant"] = null,
        ["status"] = status,
        ["instanceId"] = "6a0f2a4e-0000-4000-8000-000000000000",
        ["messageId"] = "cmab00000000000000000000",
    });

    private static JsonObject Told(string what, string instance, JsonObject data) => new()
    {
        ["event"] = what,
        ["instance"] = instance,
        ["data"] = data,
        ["destination"] = "https://postrider.example.com/callbacks/1/account/secret",
        ["date_time"] = "2026-01-05T09:00:00.000Z",
        ["sender"] = Own,
        ["server_url"] = "https://evolution.example.com",
        ["apikey"] = "the instance's own key",
    };
}
