using System.Text.Json;
using Postrider.Inbox;

namespace Postrider.Channels.WhatsApp.Cloud;

/// <summary>What one callback tells of one number. What cannot be read of it is left out.</summary>
internal sealed record CloudNotice(string PhoneNumberId, IReadOnlyList<CloudInbound> Messages, IReadOnlyList<CloudStatus> Statuses)
{
    private const int LongestId = 500;

    /// <summary>Null: it is no callback of a WhatsApp business account.</summary>
    public static IReadOnlyList<CloudNotice>? Read(ReadOnlyMemory<byte> body)
    {
        var root = FarJson.Read(body);
        return root.Text("object") != "whatsapp_business_account" ? null
            : [.. root.Objects("entry").SelectMany(entry => entry.Objects("changes")).Where(change => change.Text("field") == "messages").Select(change => Of(change.Object("value"))).OfType<CloudNotice>()];
    }

    private static CloudNotice? Of(JsonElement? value) => value.Object("metadata").Text("phone_number_id") is { } number
        ? new CloudNotice(number, [.. value.Objects("messages").Select(message => Message(value, message)).OfType<CloudInbound>()], [.. value.Objects("statuses").Select(Status).OfType<CloudStatus>()])
        : null;

    private static CloudInbound? Message(JsonElement? value, JsonElement? message)
    {
        var type = message.Text("type");
        if (message.Text("id") is not { Length: <= LongestId } id || message.Text("from") is not { } from || type is null or "system")
        {
            return null;
        }

        var writer = value.Objects("contacts").FirstOrDefault(contact => contact.Text("wa_id") == from);
        var content = message.Object(type);
        return new CloudInbound(id, from, writer.Object("profile").Text("name"), message.Moment("timestamp"), TextOf(message, type, content), type is "text" or "button" or "interactive", FileOf(type, content));
    }

    private static string? TextOf(JsonElement? message, string type, JsonElement? content) => type switch
    {
        "text" => content.Text("body"),
        "button" => content.Text("text"),
        "interactive" => content.Object("button_reply").Text("title") ?? content.Object("list_reply").Text("title"),
        "reaction" => content.Text("emoji"),
        "location" => content.Text("name") ?? content.Text("address"),
        "contacts" => message.Objects("contacts").FirstOrDefault().Object("name").Text("formatted_name"),
        _ => content.Text("caption"),
    };

    private static InboundFile? FileOf(string type, JsonElement? content) =>
        content.Text("id") is { Length: <= LongestId } id && type is CloudMedia.Image or CloudMedia.Video or CloudMedia.Audio or CloudMedia.Document or CloudMedia.Sticker
            ? new InboundFile(content.Text("filename") ?? type, content.Text("mime_type") ?? "application/octet-stream", 0, id)
            : null;

    private static CloudStatus? Status(JsonElement? status) => status.Text("id") is { Length: <= LongestId } id && status.Text("status") is { } word
        ? new CloudStatus(id, word, status.Text("recipient_id"), status.Moment("timestamp"), [.. status.Objects("errors").Select(CloudError.Of).OfType<CloudError>()], status.Text("biz_opaque_callback_data"))
        : null;
}

/// <summary>A message that somebody wrote.</summary>
/// <param name="Text">What it says, a button's or a caption's words included; null: it says nothing in words.</param>
/// <param name="IsSaid">Whether its text is its writer's own answer, not what is written below a file.</param>
/// <param name="File">A file that lies at the far side, of a size that is not told.</param>
internal sealed record CloudInbound(string Id, string From, string? Name, DateTimeOffset? At, string? Text, bool IsSaid, InboundFile? File);

/// <summary>What became of a message of ours.</summary>
/// <param name="Word">sent, delivered, read, failed, or one that is new.</param>
/// <param name="Mark">What the message carried as <see cref="MessageMark"/>.</param>
internal sealed record CloudStatus(string Id, string Word, string? Recipient, DateTimeOffset? At, IReadOnlyList<CloudError> Errors, string? Mark);
