using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Postrider.Channels.FarSide;
using Postrider.Channels.WhatsApp.Web;
using Postrider.Jobs;

namespace Postrider.Channels.WhatsApp.Waha;

/// <summary>The requests of WAHA's API.</summary>
internal sealed class WahaApi(WebApi web)
{
    /// <summary>What stands for every chat, where the engine can list them together.</summary>
    public const string AllChats = "all";

    public const int ChatsAtOnce = 20;

    private const int MostMessages = 100;

    public Task<FarSideAnswer> FindSessionAsync(WebAccount account, CancellationToken cancellationToken) =>
        web.GetAsync(account, $"/api/sessions/{account.SessionInPath}", cancellationToken);

    /// <summary>Puts a configuration in the place of the whole of the session's own. A session that runs is stopped and started for it.</summary>
    public Task<FarSideAnswer> ConfigureAsync(WebAccount account, JsonObject config, CancellationToken cancellationToken) =>
        web.PutAsync(
            account,
            $"/api/sessions/{account.SessionInPath}",
            writer =>
            {
                writer.WritePropertyName("config"u8);
                config.WriteTo(writer);
            },
            cancellationToken);

    /// <summary>The picture that links the phone.</summary>
    public Task<FarSideAnswer> FindPictureAsync(WebAccount account, CancellationToken cancellationToken) =>
        web.GetAsync(account, $"/api/{account.SessionInPath}/auth/qr?format=image", cancellationToken);

    public Task<FarSideAnswer> CheckAsync(WebAccount account, string digits, CancellationToken cancellationToken) =>
        web.GetAsync(account, $"/api/contacts/check-exists?phone={Uri.EscapeDataString(digits)}&session={account.SessionInPath}", cancellationToken);

    /// <summary>Whose number a hidden id stands for.</summary>
    public Task<FarSideAnswer> FindNumberAsync(WebAccount account, string hidden, CancellationToken cancellationToken) =>
        web.GetAsync(account, $"/api/{account.SessionInPath}/lids/{Uri.EscapeDataString(hidden)}", cancellationToken);

    /// <summary>What the account itself said in a chat, the newest first.</summary>
    public Task<FarSideAnswer> ListOwnAsync(WebAccount account, string chat, DateTimeOffset since, CancellationToken cancellationToken) =>
        web.GetAsync(
            account,
            string.Create(CultureInfo.InvariantCulture, $"/api/{account.SessionInPath}/chats/{Uri.EscapeDataString(chat)}/messages?limit={MostMessages}&sortOrder=desc&downloadMedia=false&filter.fromMe=true&filter.timestamp.gte={since.ToUnixTimeSeconds()}"),
            cancellationToken);

    /// <summary>A page of what others wrote, the newest first.</summary>
    /// <param name="account">Whose phone.</param>
    /// <param name="chat">In which chat; or in <see cref="AllChats"/>.</param>
    /// <param name="since">Written then or later.</param>
    /// <param name="until">Written then or earlier.</param>
    /// <param name="limit">How many.</param>
    /// <param name="offset">How many are passed over.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task<FarSideAnswer> ListHeardAsync(WebAccount account, string chat, DateTimeOffset since, DateTimeOffset until, int limit, int offset, CancellationToken cancellationToken) =>
        web.GetAsync(
            account,
            string.Create(
                CultureInfo.InvariantCulture,
                $"/api/{account.SessionInPath}/chats/{Uri.EscapeDataString(chat)}/messages?limit={limit}&offset={offset}&sortOrder=desc&downloadMedia=false&merge=false&filter.fromMe=false&filter.timestamp.gte={since.ToUnixTimeSeconds()}&filter.timestamp.lte={until.ToUnixTimeSeconds()}"),
            cancellationToken);

    /// <summary>A page of the chats with their last messages, those with the newest first.</summary>
    public Task<FarSideAnswer> ListChatsAsync(WebAccount account, int offset, CancellationToken cancellationToken) =>
        web.GetAsync(account, string.Create(CultureInfo.InvariantCulture, $"/api/{account.SessionInPath}/chats/overview?limit={ChatsAtOnce}&offset={offset}&merge=false"), cancellationToken);

    public Task<FarSideAnswer> SendAsync(WebAccount account, string chat, WebParcel parcel, JobRef job, CancellationToken cancellationToken) =>
        web.PostAsync(
            account,
            parcel.File is null ? "/api/sendText" : parcel.IsVoice ? "/api/sendVoice" : "/api/sendFile",
            writer =>
            {
                writer.WriteString("session"u8, account.Session);
                writer.WriteString("chatId"u8, chat);
                if (parcel.File is { } file)
                {
                    Write(writer, parcel, file);
                    return;
                }

                writer.WriteString("text"u8, parcel.Text);
                writer.WriteString("id"u8, WahaId.Of(job));
            },
            cancellationToken);

    private static void Write(Utf8JsonWriter writer, WebParcel parcel, WebFile file)
    {
        if (!parcel.IsVoice && parcel.Text is not null)
        {
            writer.WriteString("caption"u8, parcel.Text);
        }

        writer.WriteStartObject("file"u8);
        writer.WriteString("mimetype"u8, file.Type);
        writer.WriteString("filename"u8, file.Name);
        writer.WriteBase64String("data"u8, file.Data);
        writer.WriteEndObject();
        if (parcel.IsVoice)
        {
            // WhatsApp plays Opus in Ogg and nothing else.
            writer.WriteBoolean("convert"u8, !file.Type.StartsWith("audio/ogg", StringComparison.OrdinalIgnoreCase));
        }
    }
}
