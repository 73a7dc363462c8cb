using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Postrider.Testing.Unipile;

/// <summary>What Unipile tells by itself.</summary>
public sealed partial class UnipileServer
{
    public async Task<HttpStatusCode> TellAsync(string address, JsonObject body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json") };
        using var answer = await _http.SendAsync(request, _over.Token);
        return answer.StatusCode;
    }

    public static JsonObject Status(string word, string account = AccountId) =>
        new() { ["AccountStatus"] = new JsonObject { ["account_id"] = account, ["account_type"] = "LINKEDIN", ["message"] = word } };

    /// <param name="what">message_received, message_delivered, message_read …</param>
    /// <param name="writer">Who wrote it, by the far side's id.</param>
    public static JsonObject Message(string what, string messageId, string writer, string text, string own = OwnId, string account = AccountId) => new()
    {
        ["account_id"] = account,
        ["account_type"] = "LINKEDIN",
        ["account_info"] = new JsonObject { ["type"] = "LINKEDIN", ["feature"] = "classic", ["user_id"] = own },
        ["event"] = what,
        ["chat_id"] = ChatOf(writer),
        ["timestamp"] = "2026-01-05T09:30:00.000Z",
        ["webhook_name"] = "postrider",
        ["message_id"] = messageId,
        ["message"] = text,
        ["sender"] = new JsonObject { ["attendee_id"] = "att-1", ["attendee_name"] = "Alex Example", ["attendee_provider_id"] = writer, ["attendee_profile_url"] = $"https://www.linkedin.com/in/{writer}" },
        ["attendees"] = new JsonArray(new JsonObject { ["attendee_id"] = "att-1", ["attendee_provider_id"] = writer }),
        ["attachments"] = new JsonArray(),
    };

    public static JsonObject NewRelation(UnipilePerson person, string account = AccountId) => new()
    {
        ["event"] = "new_relation",
        ["account_id"] = account,
        ["account_type"] = "LINKEDIN",
        ["webhook_name"] = "postrider",
        ["user_full_name"] = "Alex Example",
        ["user_provider_id"] = person.FarId,
        ["user_public_identifier"] = person.PublicId,
        ["user_profile_url"] = $"https://www.linkedin.com/in/{person.PublicId}",
    };
}
