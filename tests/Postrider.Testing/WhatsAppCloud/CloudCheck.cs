using System.Text.Json;
using System.Text.RegularExpressions;

namespace Postrider.Testing.WhatsAppCloud;

/// <summary>What a message must be for the API to take it.</summary>
internal static partial class CloudCheck
{
    private static readonly Dictionary<string, string[]> _content = new()
    {
        ["text"] = ["body", "preview_url"],
        ["image"] = ["id", "caption"],
        ["video"] = ["id", "caption"],
        ["document"] = ["id", "caption", "filename"],
        ["audio"] = ["id"],
        ["sticker"] = ["id"],
        ["template"] = ["name", "language", "components"],
    };

    private static readonly Dictionary<string, (string Kind, long Largest)> _media = new()
    {
        ["image/jpeg"] = ("image", 5 << 20),
        ["image/png"] = ("image", 5 << 20),
        ["image/webp"] = ("sticker", 500 << 10),
        ["audio/aac"] = ("audio", 16 << 20),
        ["audio/amr"] = ("audio", 16 << 20),
        ["audio/mpeg"] = ("audio", 16 << 20),
        ["audio/mp4"] = ("audio", 16 << 20),
        ["audio/ogg"] = ("audio", 16 << 20),
        ["video/mp4"] = ("video", 16 << 20),
        ["video/3gpp"] = ("video", 16 << 20),
        ["application/pdf"] = ("document", 100 << 20),
        ["text/plain"] = ("document", 100 << 20),
    };

    /// <summary>What the file would be sent as; null: it is not taken.</summary>
    public static string? KindOf(string contentType, long size) => _media.TryGetValue(contentType, out var media) && size is > 0 && size <= media.Largest ? media.Kind : null;

    /// <summary>What is wrong with a message; null: nothing.</summary>
    public static string? Objection(JsonElement body, IReadOnlyDictionary<string, string> media)
    {
        if (body.ValueKind != JsonValueKind.Object || Text(body, "type") is not { } type || !_content.TryGetValue(type, out var known))
        {
            return "Param type is not valid.";
        }

        string[] members = ["messaging_product", "recipient_type", "to", "type", type, "biz_opaque_callback_data"];
        return Other(body, members) is { } other ? $"Unexpected key \"{other}\" on param."
            : Text(body, "messaging_product") != "whatsapp" ? "Param messaging_product must be whatsapp."
            : Text(body, "recipient_type") != "individual" ? "Param recipient_type must be individual."
            : Text(body, "to") is not { } to || !To().IsMatch(to) ? "Param to is not a valid WhatsApp ID."
            : Text(body, "biz_opaque_callback_data") is { Length: 0 or > 512 } ? "Param biz_opaque_callback_data is too long."
            : !body.TryGetProperty(type, out var content) || content.ValueKind != JsonValueKind.Object ? $"Param {type} is missing."
            : Other(content, known) is { } unknown ? $"Unexpected key \"{unknown}\" on param {type}."
            : type switch
            {
                "text" => Text(content, "body") is { Length: > 0 and <= 4096 } ? null : "Param text['body'] must be between 1 and 4096 characters.",
                "template" => TemplateObjection(content),
                _ => Text(content, "id") is not { } id || !media.TryGetValue(id, out var kind) ? "Param id is not a media that was uploaded."
                    : kind != type ? $"The media is no {type}."
                    : content.TryGetProperty("caption", out var caption) && caption.GetString() is not { Length: > 0 and <= 1024 } ? "Param caption is too long."
                    : type == "document" && Text(content, "filename") is not { Length: > 0 } ? "Param filename is missing."
                    : null,
            };
    }

    /// <summary>How many parameters a template's body is given; null: it is given anything else as well.</summary>
    public static int? Parameters(JsonElement template)
    {
        if (!template.TryGetProperty("components", out var components))
        {
            return 0;
        }

        var body = components.EnumerateArray().Single();
        return Text(body, "type") == "body" && body.GetProperty("parameters").EnumerateArray().All(parameter => Text(parameter, "type") == "text" && Text(parameter, "text") is { Length: > 0 } text && !Forbidden().IsMatch(text))
            ? body.GetProperty("parameters").GetArrayLength() : null;
    }

    public static string? Text(JsonElement from, string name) => from.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string? TemplateObjection(JsonElement template) =>
        Text(template, "name") is not { Length: > 0 } ? "Param name is missing."
        : !template.TryGetProperty("language", out var language) || Other(language, ["code"]) is not null || Text(language, "code") is not { Length: > 0 } ? "Param language is not valid."
        : null;

    private static string? Other(JsonElement from, string[] known) => from.EnumerateObject().Select(member => member.Name).FirstOrDefault(name => !known.Contains(name));

    [GeneratedRegex(@"\A\+?[1-9]\d{6,14}\z")]
    private static partial Regex To();

    [GeneratedRegex("[\r\n\t]| {5}")]
    private static partial Regex Forbidden();
}
