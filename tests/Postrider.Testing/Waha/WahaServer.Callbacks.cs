using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Postrider.Testing.WhatsAppWeb;

namespace Postrider.Testing.Waha;

/// <summary>What WAHA tells by itself.</summary>
public sealed partial class WahaServer
{
    public const string SignatureHeader = "X-Webhook-Hmac";

    /// <summary>The headers that sign a body.</summary>
    public static Dictionary<string, string> Sign(byte[] body, string key) => new()
    {
        [SignatureHeader] = Convert.ToHexStringLower(HMACSHA512.HashData(Encoding.UTF8.GetBytes(key), body)),
        ["X-Webhook-Hmac-Algorithm"] = "sha512",
        ["X-Webhook-Request-Id"] = "01jr3000000000000000000000",
        ["X-Webhook-Timestamp"] = "1767603600000",
    };

    public static JsonObject Status(string word, string session = Session) => Told("session.status", session, new JsonObject { ["name"] = session, ["status"] = word, ["statuses"] = new JsonArray(), ["data"] = null });

    /// <param name="what">message or message.any.</param>
    public static JsonObject Message(string what, string id, string from, string text, bool fromMe = false, string session = Session) => Told(what, session, new JsonObject
    {
        ["id"] = $"{(fromMe ? "true" : "false")}_{from}_{id}",
        ["timestamp"] = 1767603600,
        ["from"] = fromMe ? Own : from,
        ["fromMe"] = fromMe,
        ["source"] = fromMe ? "api" : null,
        ["to"] = fromMe ? from : Own,
        ["body"] = text,
        ["hasMedia"] = false,
        ["ack"] = 1,
        ["vCards"] = new JsonArray(),
        ["_data"] = new JsonObject { ["notifyName"] = "Alex Example" },
    });

    /// <param name="ack">-1 to 4.</param>
    public static JsonObject Ack(WebTaken taken, int ack, string session = Session) => Told("message.ack", session, new JsonObject
    {
        ["id"] = IdOf(taken),
        ["from"] = taken.Chat,
        ["to"] = taken.Chat,
        ["participant"] = null,
        ["fromMe"] = true,
        ["ack"] = ack,
        ["ackName"] = "SERVER",
    });

    private static JsonObject Told(string what, string session, JsonObject payload) => new()
    {
        ["id"] = "evt_01jr3000000000000000000000",
        ["timestamp"] = 1767603600000,
        ["event"] = what,
        ["session"] = session,
        ["metadata"] = new JsonObject(),
        ["me"] = new JsonObject { ["id"] = Own, ["pushName"] = "Team" },
        ["payload"] = payload,
        ["environment"] = new JsonObject { ["tier"] = "CORE", ["version"] = "2026.7.1" },
        ["engine"] = "WEBJS",
    };
}
