using System.Text.Json;
using Postrider.Channels.WhatsApp.Web;
using Postrider.Inbox;

namespace Postrider.Channels.WhatsApp.Evolution;

/// <summary>A message as Evolution API answers, keeps and tells it: what WhatsApp's protocol has, with a key in front.</summary>
internal readonly record struct EvolutionMessage(JsonElement Json)
{
    private static readonly string[] _files = ["imageMessage", "videoMessage", "ptvMessage", "audioMessage", "documentMessage", "stickerMessage"];

    public string? Id => Key?.Id("id");

    public bool IsOurs => Key is { } key && key.IsTrue("fromMe");

    /// <summary>The ids of the one chat; a hidden one is told with the number that it hides.</summary>
    public string[] Chats => Key is { } key && key.Id("remoteJid") is { } chat ? WebChat.Both(chat, key.Id("remoteJidAlt")) : [];

    public string? Name => Json.Text("pushName");

    public string? Text => Content is not { } content ? null
        : content.Text("conversation") ?? content.Member("extendedTextMessage")?.Text("text") ?? Media?.Text("caption");

    public bool HasFile => Media is not null;

    public DateTimeOffset? At => Json.Moment("messageTimestamp");

    public InboundFile[] Files => Media is { } media ? [WebIntake.File(media.Text("fileName") ?? media.Text("title"), media.Text("mimetype"), media.Number("fileLength"))] : [];

    /// <summary>Whether it says something to somebody; reactions, edits and the protocol's own do not.</summary>
    public bool IsSaid => Text is not null || HasFile;

    /// <summary>What somebody wrote; null: it is our own, or says nothing.</summary>
    public WebInbound? Heard =>
        // Writers choose the ids of their messages: only with the chat are they told apart.
        !IsOurs && IsSaid && Id is { } id && Chats is [var chat, ..] ? new WebInbound($"{chat}/{id}", Chats, Name, Text, Files, At) : null;

    private JsonElement? Key => Json.Member("key");

    private JsonElement? Content
    {
        get
        {
            var content = Json.Member("message");
            return content?.Member("documentWithCaptionMessage")?.Member("message") ?? content?.Member("ephemeralMessage")?.Member("message") ?? content;
        }
    }

    private JsonElement? Media
    {
        get
        {
            var content = Content;
            return content is null ? null : _files.Select(name => content.Value.Member(name)).FirstOrDefault(media => media is { ValueKind: JsonValueKind.Object });
        }
    }
}
