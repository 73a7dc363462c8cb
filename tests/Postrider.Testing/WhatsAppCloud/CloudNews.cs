using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Postrider.Channels;

namespace Postrider.Testing.WhatsAppCloud;

/// <summary>What Meta tells by callbacks, signed as it signs.</summary>
public static class CloudNews
{
    public static JsonObject Text(string from, string id, string body, DateTimeOffset at, string name = "Alex") =>
        Message(from, id, at, "text", new JsonObject { ["body"] = body }, name);

    public static JsonObject Message(string from, string id, DateTimeOffset at, string type, JsonObject content, string name = "Alex") => Value(new JsonObject
    {
        ["contacts"] = new JsonArray(new JsonObject { ["profile"] = new JsonObject { ["name"] = name }, ["wa_id"] = from }),
        ["messages"] = new JsonArray(new JsonObject { ["from"] = from, ["id"] = id, ["timestamp"] = Seconds(at), ["type"] = type, [type] = content }),
    });

    public static JsonObject Status(string id, string status, string recipient, DateTimeOffset at, string? mark = null, int? error = null)
    {
        var told = new JsonObject { ["id"] = id, ["status"] = status, ["timestamp"] = Seconds(at), ["recipient_id"] = recipient };
        if (mark is not null)
        {
            told["biz_opaque_callback_data"] = mark;
        }

        if (error is { } code)
        {
            told["errors"] = new JsonArray(new JsonObject { ["code"] = code, ["title"] = "As it was told", ["message"] = "As it was told", ["error_data"] = new JsonObject { ["details"] = $"Details of {code}." } });
        }

        return Value(new JsonObject { ["statuses"] = new JsonArray(told) });
    }

    /// <summary>The same of another number of the same business account.</summary>
    public static JsonObject OfNumber(this JsonObject news, string phoneNumberId)
    {
        var copy = news.DeepClone().AsObject();
        copy["metadata"]!["phone_number_id"] = phoneNumberId;
        return copy;
    }

    /// <summary>One callback that tells several things.</summary>
    public static byte[] Body(params JsonObject[] news) => Encoding.UTF8.GetBytes(new JsonObject
    {
        ["object"] = "whatsapp_business_account",
        ["entry"] = new JsonArray(new JsonObject
        {
            ["id"] = CloudServer.BusinessAccountId,
            ["changes"] = new JsonArray([.. news.Select(value => new JsonObject { ["field"] = "messages", ["value"] = value.DeepClone() })]),
        }),
    }.ToJsonString(new JsonSerializerOptions()));

    public static string Sign(byte[] body, string secret = CloudServer.AppSecret) => $"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body))}";

    /// <param name="signature">Null: the right one; empty: none.</param>
    public static CallbackRequest Request(byte[] body, string? signature = null) => new(
        new Uri("https://postrider.example/callbacks/1/wa/secret"),
        signature is "" ? new Dictionary<string, string>() : new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["x-hub-signature-256"] = signature ?? Sign(body) },
        new Dictionary<string, string>(),
        body);

    private static string Seconds(DateTimeOffset at) => at.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static JsonObject Value(JsonObject content)
    {
        content["messaging_product"] = "whatsapp";
        content["metadata"] = new JsonObject { ["display_phone_number"] = "15550100100", ["phone_number_id"] = CloudServer.PhoneNumberId };
        return content;
    }
}
