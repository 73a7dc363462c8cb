using System.Text.Json.Nodes;

namespace Postrider.Channels.WhatsApp.Cloud;

/// <summary>A message as the API takes it.</summary>
internal static class CloudMessage
{
    /// <param name="to">The recipient; with a plus or without, the API takes both.</param>
    /// <param name="mediaId">The file's id at the far side, of a draft that has one.</param>
    /// <param name="mark">What comes back with everything that is told of the message.</param>
    public static JsonObject Of(CloudDraft draft, string to, string? mediaId, string mark)
    {
        var (type, content) = draft switch
        {
            CloudDraft.Text text => ("text", new JsonObject { ["preview_url"] = false, ["body"] = text.Body }),
            CloudDraft.Media media => (media.Type.Kind, Media(media, mediaId)),
            CloudDraft.Template template => ("template", Template(template)),
            _ => throw new ArgumentException("What is impossible is no message.", nameof(draft)),
        };
        return new JsonObject
        {
            ["messaging_product"] = "whatsapp",
            ["recipient_type"] = "individual",
            ["to"] = to,
            ["type"] = type,
            [type] = content,
            ["biz_opaque_callback_data"] = mark,
        };
    }

    private static JsonObject Media(CloudDraft.Media media, string? id)
    {
        var content = new JsonObject { ["id"] = id };
        if (media.Caption is { } caption)
        {
            content["caption"] = caption;
        }

        if (media.Type.Kind == CloudMedia.Document)
        {
            content["filename"] = media.File.Filename;
        }

        return content;
    }

    private static JsonObject Template(CloudDraft.Template template)
    {
        var content = new JsonObject { ["name"] = template.Chosen.Name, ["language"] = new JsonObject { ["code"] = template.Chosen.Language } };
        if (template.Parameter is { } text)
        {
            content["components"] = new JsonArray(new JsonObject
            {
                ["type"] = "body",
                ["parameters"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = text }),
            });
        }

        return content;
    }
}
