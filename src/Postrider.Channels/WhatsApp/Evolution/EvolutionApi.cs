using System.Globalization;
using System.Text.Json;
using Postrider.Channels.FarSide;
using Postrider.Channels.WhatsApp.Web;

namespace Postrider.Channels.WhatsApp.Evolution;

/// <summary>The requests of Evolution API.</summary>
internal sealed class EvolutionApi(WebApi web)
{
    private const int MostMessages = 100;

    public Task<FarSideAnswer> FindStateAsync(WebAccount account, CancellationToken cancellationToken) =>
        web.GetAsync(account, $"/instance/connectionState/{account.SessionInPath}", cancellationToken);

    /// <summary>The one address that the instance tells what happens; none: null.</summary>
    public Task<FarSideAnswer> FindWebhookAsync(WebAccount account, CancellationToken cancellationToken) =>
        web.GetAsync(account, $"/webhook/find/{account.SessionInPath}", cancellationToken);

    /// <param name="forgetsHeaders">Whether the headers go that were sent along to the address before.</param>
    public Task<FarSideAnswer> SetWebhookAsync(WebAccount account, string address, IReadOnlyList<string> events, bool forgetsHeaders, CancellationToken cancellationToken) =>
        web.PostAsync(
            account,
            $"/webhook/set/{account.SessionInPath}",
            writer =>
            {
                writer.WriteStartObject("webhook"u8);
                writer.WriteBoolean("enabled"u8, true);
                writer.WriteString("url"u8, address);
                if (forgetsHeaders)
                {
                    writer.WriteStartObject("headers"u8);
                    writer.WriteEndObject();
                }

                writer.WriteBoolean("byEvents"u8, false);
                writer.WriteBoolean("base64"u8, false);
                writer.WriteStartArray("events"u8);
                foreach (var told in events)
                {
                    writer.WriteStringValue(told);
                }

                writer.WriteEndArray();
                writer.WriteEndObject();
            },
            cancellationToken);

    /// <summary>Begins to link the phone, by the picture that is answered.</summary>
    public Task<FarSideAnswer> FindPictureAsync(WebAccount account, CancellationToken cancellationToken) =>
        web.GetAsync(account, $"/instance/connect/{account.SessionInPath}", cancellationToken);

    public Task<FarSideAnswer> CheckAsync(WebAccount account, string digits, CancellationToken cancellationToken) =>
        web.PostAsync(
            account,
            $"/chat/whatsappNumbers/{account.SessionInPath}",
            writer =>
            {
                writer.WriteStartArray("numbers"u8);
                writer.WriteStringValue(digits);
                writer.WriteEndArray();
            },
            cancellationToken);

    /// <summary>What the account itself said in a chat, the newest first.</summary>
    public Task<FarSideAnswer> ListOwnAsync(WebAccount account, string chat, CancellationToken cancellationToken) =>
        web.PostAsync(
            account,
            $"/chat/findMessages/{account.SessionInPath}",
            writer =>
            {
                writer.WriteStartObject("where"u8);
                writer.WriteStartObject("key"u8);
                writer.WriteBoolean("fromMe"u8, true);
                writer.WriteString("remoteJid"u8, chat);
                writer.WriteEndObject();
                writer.WriteEndObject();
                writer.WriteNumber("page"u8, 1);
                writer.WriteNumber("offset"u8, MostMessages);
            },
            cancellationToken);

    /// <summary>A page of what was said in all chats within a span, the newest first. The account's own messages are among them: version 2.3.6 reads <c>fromMe</c> only where it is true.</summary>
    public Task<FarSideAnswer> ListHeardAsync(WebAccount account, DateTimeOffset since, DateTimeOffset until, int page, int size, CancellationToken cancellationToken) =>
        web.PostAsync(
            account,
            $"/chat/findMessages/{account.SessionInPath}",
            writer =>
            {
                writer.WriteStartObject("where"u8);
                writer.WriteStartObject("key"u8);
                writer.WriteBoolean("fromMe"u8, false);
                writer.WriteEndObject();
                writer.WriteStartObject("messageTimestamp"u8);
                writer.WriteString("gte"u8, Written(since));
                writer.WriteString("lte"u8, Written(until));
                writer.WriteEndObject();
                writer.WriteEndObject();
                writer.WriteNumber("page"u8, page);
                writer.WriteNumber("offset"u8, size);
            },
            cancellationToken);

    public Task<FarSideAnswer> SendAsync(WebAccount account, string chat, WebParcel parcel, CancellationToken cancellationToken) =>
        web.PostAsync(
            account,
            $"/message/{(parcel.File is null ? "sendText" : parcel.IsVoice ? "sendWhatsAppAudio" : "sendMedia")}/{account.SessionInPath}",
            writer =>
            {
                writer.WriteString("number"u8, chat);
                if (parcel.File is not { } file)
                {
                    writer.WriteString("text"u8, parcel.Text);
                }
                else if (parcel.IsVoice)
                {
                    writer.WriteBase64String("audio"u8, file.Data);
                }
                else
                {
                    Write(writer, parcel, file);
                }
            },
            cancellationToken);

    private static string Written(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static void Write(Utf8JsonWriter writer, WebParcel parcel, WebFile file)
    {
        writer.WriteString("mediatype"u8, file.IsOf("image") ? "image" : file.IsOf("video") ? "video" : file.IsOf("audio") ? "audio" : "document");
        writer.WriteString("mimetype"u8, file.Type);
        writer.WriteBase64String("media"u8, file.Data);
        writer.WriteString("fileName"u8, file.Name);
        if (parcel.Text is not null)
        {
            writer.WriteString("caption"u8, parcel.Text);
        }
    }
}
