using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Postrider.Channels.FarSide;

namespace Postrider.Channels.Unipile;

/// <summary>Puts what version 2 answers into the shape of version 1. What is not as it should be stays away, as everywhere.</summary>
internal static class UnipileV2Shape
{
    private const int MostItems = 1000;

    /// <summary>A good answer in the other shape; one that cannot be is left as it came, and says nothing to whoever reads it.</summary>
    public static FarSideAnswer Apply(FarSideAnswer answer, Func<JsonObject, JsonObject?> shape)
    {
        try
        {
            return JsonNode.Parse(answer.Body, null, new JsonDocumentOptions { MaxDepth = 32 }) is JsonObject body && shape(body) is { } shaped
                ? answer with { Body = Encoding.UTF8.GetBytes(shaped.ToJsonString()) }
                : answer with { Body = [] };
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or ArgumentException)
        {
            // No JSON, a name twice in an object, half a surrogate pair.
            return answer with { Body = [] };
        }
    }

    /// <param name="body">A page.</param>
    /// <param name="item">The shape of each; null: it is left out.</param>
    /// <param name="cursor">Where it goes on; null: nowhere.</param>
    public static JsonObject? List(JsonObject body, Func<JsonObject, JsonObject?> item, string? cursor) => body["data"] is not JsonArray data ? null : new JsonObject
    {
        ["items"] = new JsonArray([.. data.OfType<JsonObject>().Take(MostItems).Select(one => item((JsonObject)one.DeepClone())).OfType<JsonNode>()]),
        ["cursor"] = cursor,
    };

    /// <summary>Not null: the page need not be all. Not every list tells where it goes on, and those that do may tell it at any length.</summary>
    public static string? Rest(JsonObject body, int limit) => body["next_cursor"] is not null || Count(body) >= limit ? "more" : null;

    /// <summary>Where a list that is counted through goes on; it ends with an empty page, or with as many as it said.</summary>
    public static string? Next(JsonObject body, int offset)
    {
        var seen = offset + Count(body);
        return Count(body) == 0 || (body["total_count"] is JsonValue total && total.TryGetValue<double>(out var all) && seen >= all) ? null : seen.ToString(CultureInfo.InvariantCulture);
    }

    public static JsonObject? Account(JsonObject account) => new()
    {
        ["id"] = Text(account, "id"),
        ["type"] = Text(account, "provider"),
        ["name"] = Text(account, "name"),
        ["sources"] = Text(account, "status") is { } status ? new JsonArray(new JsonObject { ["status"] = status }) : [],
    };

    public static JsonObject? Person(JsonObject person)
    {
        var specifics = person["specifics"] as JsonObject;
        var shaped = new JsonObject
        {
            ["provider_id"] = Text(person, "id"),
            ["public_identifier"] = Text(person, "public_identifier"),
            ["network_distance"] = specifics?["network_distance"]?.DeepClone(),
            ["can_send_inmail"] = specifics?["can_send_inmail"]?.DeepClone(),
            ["is_open_profile"] = specifics?["is_open_profile"]?.DeepClone(),
        };
        if (specifics?["relation_request"] is JsonObject request && Text(request, "type") == "sent")
        {
            shaped["invitation"] = new JsonObject { ["type"] = "SENT", ["status"] = Text(specifics, "relation_request_status") ?? "PENDING" };
        }

        return shaped;
    }

    public static JsonObject? Post(JsonObject post) => new()
    {
        ["social_id"] = Text(post, "id"),
        ["text"] = Text(post, "text"),
        ["share_url"] = Text(post, "share_url"),
        ["permissions"] = post["permissions"]?.DeepClone(),
        [UnipileV2.HasReacted] = post[UnipileV2.HasReacted] is JsonValue reacted && reacted.GetValueKind() is JsonValueKind.True or JsonValueKind.String,
    };

    public static JsonObject? Chat(JsonObject chat) => new() { ["id"] = Text(chat, "chat_id") };

    public static JsonObject? Invitation(JsonObject request) => new()
    {
        ["id"] = Text(request, "id"),
        ["invited_user_id"] = request["user"] is JsonObject user ? Text(user, "id") : null,
        ["invitation_text"] = Text(request, "message"),
    };

    /// <summary>A chat that was begun, or a message in one. Files may go as messages of their own; the first one's id is the message's.</summary>
    public static JsonObject? Said(JsonObject said) => new()
    {
        ["chat_id"] = Text(said, "chat_id"),
        ["message_id"] = said["message_id"] is JsonArray several ? several.OfType<JsonValue>().Select(Text).FirstOrDefault(id => id is not null) : Text(said, "message_id"),
    };

    public static JsonObject? Invited(JsonObject request) => new() { ["invitation_id"] = Text(request, "id") };

    public static JsonObject? Page(JsonObject link) => new() { ["url"] = Text(link, "link") };

    private static int Count(JsonObject body) => body["data"] is JsonArray data ? data.Count : 0;

    private static string? Text(JsonObject node, string name) => node[name] is JsonValue value ? Text(value) : null;

    private static string? Text(JsonValue value) => value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;
}
