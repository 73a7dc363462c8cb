using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Postrider.Channels.Unipile;

/// <summary>Puts what version 2 tells by itself into the words of version 1.</summary>
internal static class UnipileV2Events
{
    /// <summary>The name of a member that version 1 does not have: whether only a look tells with how many the conversation is.</summary>
    public const string OfUnknownSize = "chat_of_unknown_size";

    /// <summary>The same of an account of which only one product broke.</summary>
    public const string OfOneProduct = "product";

    private const string StatusPrefix = "account.status.";

    /// <summary>Null: it is no event.</summary>
    public static JsonElement? Translate(JsonElement told)
    {
        if (told.Id("account_id") is not { } account || told.Text("type") is not { Length: > 0 } type || told.Object("payload") is not { } payload)
        {
            return null;
        }

        var words = type switch
        {
            "message.new" => payload.Flag("is_event") == true || payload.Flag("is_hidden") == true ? [] : Message(payload),
            "message.receipt.delivery" => new JsonObject { ["event"] = "message_delivered", ["message_id"] = payload.Id("message_id"), ["timestamp"] = payload.Text("timestamp") },
            "message.receipt.read" => new JsonObject { ["event"] = "message_read", ["message_id"] = payload.Id("message_id"), ["timestamp"] = payload.Text("timestamp") },
            "relation.new" => Relation(payload),

            // Told beside the other by some; its form is not described.
            "relation.request.accept" => payload.Object("user") is null ? [] : Relation(payload),
            "account.add" => SignIn(payload, UnipileStatus.Created),
            "account.reconnect" => SignIn(payload, UnipileStatus.Reconnected),
            "account.remove" => Status("DELETED"),
            _ => type.StartsWith(StatusPrefix, StringComparison.Ordinal) ? Status(type[StatusPrefix.Length..]) : [],
        };

        words["account_id"] = account;
        if (words["AccountStatus"] is JsonObject status)
        {
            status["account_id"] = account;
            status[OfOneProduct] = payload.Text("product");
        }

        return UnipileJson.Parse(Encoding.UTF8.GetBytes(words.ToJsonString()));
    }

    private static JsonObject Status(string word) => new() { ["AccountStatus"] = new JsonObject { ["message"] = word } };

    private static JsonObject SignIn(JsonElement payload, string word) => new() { ["status"] = word, ["name"] = payload.Text("state") };

    private static JsonObject Message(JsonElement message)
    {
        var writer = message.Object("sender");
        return new JsonObject
        {
            ["event"] = "message_received",
            ["message_id"] = message.Id("id"),
            ["chat_id"] = message.Id("chat_id"),
            ["message"] = message.Text("text"),
            ["timestamp"] = message.Text("timestamp"),
            ["account_info"] = new JsonObject { ["user_id"] = message.Flag("is_sender") == true ? message.Id("sender_id") : null },
            ["sender"] = new JsonObject
            {
                ["attendee_provider_id"] = message.Id("sender_id"),
                ["attendee_name"] = writer?.Text("display_name"),
                ["attendee_profile_url"] = writer?.Text("profile_url"),
                ["attendee_public_identifier"] = writer?.Id("public_identifier"),
            },
            ["attachments"] = new JsonArray([.. message.Items("attachments").Take(UnipileIntake.MostFiles).Select(File)]),
            [OfUnknownSize] = true,
        };
    }

    private static JsonNode File(JsonElement file)
    {
        var size = file.Number("file_size");
        return new JsonObject { ["file_name"] = file.Text("file_name") ?? file.Text("filename"), ["type"] = file.Text("type"), ["mimetype"] = file.Text("mimetype"), ["file_size"] = size is { } bytes && double.IsFinite(bytes) ? bytes : null };
    }

    private static JsonObject Relation(JsonElement relation)
    {
        var user = relation.Object("user");
        return new JsonObject
        {
            ["event"] = "new_relation",
            ["user_provider_id"] = user?.Id("id"),
            ["user_public_identifier"] = user?.Id("public_identifier"),
            ["user_profile_url"] = user?.Text("profile_url"),
        };
    }
}
