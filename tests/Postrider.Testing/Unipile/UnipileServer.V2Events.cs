using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Postrider.Testing.Unipile;

/// <summary>What version 2 tells by itself, and how it signs it.</summary>
public sealed partial class UnipileServer
{
    public const string WebhookSecret = "wes_simulated/Secret";
    public const string SignatureHeader = "unipile-signature";

    public static string Sign(byte[] body, DateTimeOffset at, string secret = WebhookSecret)
    {
        var moment = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{moment}."), .. body];
        return $"t={moment},v0={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed))}";
    }

    public async Task<HttpStatusCode> TellSignedAsync(string address, JsonObject body)
    {
        var bytes = Encoding.UTF8.GetBytes(body.ToJsonString());
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(bytes) { Headers = { ContentType = new("application/json") } } };
        request.Headers.Add(SignatureHeader, Sign(bytes, _time.GetUtcNow()));
        using var answer = await _http.SendAsync(request, _over.Token);
        return answer.StatusCode;
    }

    public static JsonObject Event(string type, JsonObject payload, string account = AccountIdV2) => new()
    {
        ["id"] = $"evt_{Guid.NewGuid():N}",
        ["created_at"] = "2026-01-05T09:30:01.000Z",
        ["account_id"] = account,
        ["type"] = type,
        ["payload"] = payload,
    };

    public static JsonObject StatusEvent(string word, string account = AccountIdV2) => Event($"account.status.{word}", new JsonObject { ["timestamp"] = "2026-01-05T09:30:00.000Z" }, account);

    /// <param name="messageId">The message's.</param>
    /// <param name="writer">Who wrote it, by the far side's id.</param>
    /// <param name="text">What it says.</param>
    /// <param name="chat">Where it is said.</param>
    /// <param name="isOwn">Whether the account's owner did.</param>
    /// <param name="account">Whose event it is.</param>
    public static JsonObject MessageEvent(string messageId, string writer, string text, string chat, bool isOwn = false, string account = AccountIdV2) => Event("message.new", new JsonObject
    {
        ["object"] = "Message",
        ["id"] = messageId,
        ["text"] = text,
        ["sender_id"] = writer,
        ["chat_id"] = chat,
        ["timestamp"] = "2026-01-05T09:30:00.000Z",
        ["is_sender"] = isOwn,
        ["is_hidden"] = false,
        ["is_event"] = false,
        ["sender"] = new JsonObject { ["object"] = "User", ["id"] = writer, ["display_name"] = "Alex Example" },
        ["attachments"] = new JsonArray(),
    }, account);

    public static JsonObject ReceiptEvent(string what, string messageId, string chat) =>
        Event($"message.receipt.{what}", new JsonObject { ["chat_id"] = chat, ["message_id"] = messageId, ["timestamp"] = "2026-01-05T09:30:00.000Z" });

    public static JsonObject RelationEvent(UnipilePerson person, string account = AccountIdV2) => Event("relation.new", new JsonObject
    {
        ["object"] = "UserRelation",
        ["id"] = $"relation-{person.FarId}",
        ["user"] = new JsonObject { ["object"] = "User", ["id"] = person.FarId, ["public_identifier"] = person.PublicId, ["display_name"] = "Alex Example", ["profile_url"] = $"https://www.linkedin.com/in/{person.PublicId}" },
    }, account);

    public static JsonObject SignedInEvent(JsonObject link, string? state = null, string account = AccountIdV2) =>
        Event(link["account_id"] is null ? "account.add" : "account.reconnect", new JsonObject { ["account"] = new JsonObject { ["object"] = "Account", ["id"] = account, ["status"] = "running" }, ["state"] = state ?? (string?)link["state"] }, account);
}
