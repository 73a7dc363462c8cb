using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Postrider.Channels.FarSide;

namespace Postrider.Channels.Unipile;

/// <summary>The requests of Unipile's API, version 1. Nothing is asked twice; whoever asks decides what the answer means.</summary>
internal sealed class UnipileApi(FarSideHttp http)
{
    public const int LargestPage = 250;

    public Task<FarSideAnswer> FindAccountAsync(UnipileAccount account, CancellationToken cancellationToken) =>
        GetAsync(account, $"/accounts/{Uri.EscapeDataString(account.FarId)}", cancellationToken);

    public Task<FarSideAnswer> ListAccountsAsync(UnipileAccount account, CancellationToken cancellationToken) =>
        GetAsync(account, string.Create(CultureInfo.InvariantCulture, $"/accounts?limit={LargestPage}"), cancellationToken);

    /// <param name="name">The person's own name in LinkedIn's addresses, or an id of theirs.</param>
    /// <param name="product">By whose ids the person is known; null: those of LinkedIn itself.</param>
    public Task<FarSideAnswer> FindPersonAsync(UnipileAccount account, string name, string? product, CancellationToken cancellationToken) =>
        GetAsync(account, $"/users/{Uri.EscapeDataString(name)}?account_id={Uri.EscapeDataString(account.FarId)}{(product is null ? "" : $"&linkedin_api={product}")}", cancellationToken);

    public Task<FarSideAnswer> ListPostsAsync(UnipileAccount account, string farId, int limit, CancellationToken cancellationToken) =>
        GetAsync(account, string.Create(CultureInfo.InvariantCulture, $"/users/{Uri.EscapeDataString(farId)}/posts?account_id={Uri.EscapeDataString(account.FarId)}&limit={limit}"), cancellationToken);

    public Task<FarSideAnswer> ListChatsAsync(UnipileAccount account, string farId, CancellationToken cancellationToken) =>
        GetAsync(account, string.Create(CultureInfo.InvariantCulture, $"/chat_attendees/{Uri.EscapeDataString(farId)}/chats?account_id={Uri.EscapeDataString(account.FarId)}&limit={LargestPage}"), cancellationToken);

    public Task<FarSideAnswer> ListMessagesAsync(UnipileAccount account, string chatId, DateTimeOffset after, CancellationToken cancellationToken) =>
        GetAsync(account, string.Create(CultureInfo.InvariantCulture, $"/chats/{Uri.EscapeDataString(chatId)}/messages?after={Moment(after)}&limit={LargestPage}"), cancellationToken);

    /// <summary>Of all chats of the account.</summary>
    public Task<FarSideAnswer> ListMessagesAsync(UnipileAccount account, DateTimeOffset after, DateTimeOffset before, int limit, string? cursor, CancellationToken cancellationToken) =>
        GetAsync(account, string.Create(CultureInfo.InvariantCulture, $"/messages?account_id={Uri.EscapeDataString(account.FarId)}&after={Moment(after)}&before={Moment(before)}&limit={limit}{Cursor(cursor)}"), cancellationToken);

    public Task<FarSideAnswer> ListAttendeesAsync(UnipileAccount account, string chatId, CancellationToken cancellationToken) =>
        GetAsync(account, $"/chats/{Uri.EscapeDataString(chatId)}/attendees", cancellationToken);

    public Task<FarSideAnswer> ListRelationsAsync(UnipileAccount account, int limit, string? cursor, CancellationToken cancellationToken) =>
        GetAsync(account, string.Create(CultureInfo.InvariantCulture, $"/users/relations?account_id={Uri.EscapeDataString(account.FarId)}&limit={limit}{Cursor(cursor)}"), cancellationToken);

    public Task<FarSideAnswer> ListInvitationsAsync(UnipileAccount account, string? cursor, CancellationToken cancellationToken) =>
        GetAsync(account, $"/users/invite/sent?account_id={Uri.EscapeDataString(account.FarId)}&limit=100{Cursor(cursor)}", cancellationToken);

    public Task<FarSideAnswer> PostAsync(UnipileAccount account, string path, HttpContent content, CancellationToken cancellationToken) =>
        AskAsync(account, new HttpRequestMessage(HttpMethod.Post, account.Address(path)) { Content = content }, cancellationToken);

    public static HttpContent Json(JsonObject body) =>
        new ByteArrayContent(Encoding.UTF8.GetBytes(body.ToJsonString())) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };

    private static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static string Cursor(string? cursor) => cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}";

    private Task<FarSideAnswer> GetAsync(UnipileAccount account, string path, CancellationToken cancellationToken) =>
        AskAsync(account, new HttpRequestMessage(HttpMethod.Get, account.Address(path)), cancellationToken);

    private Task<FarSideAnswer> AskAsync(UnipileAccount account, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.TryAddWithoutValidation("X-API-KEY", account.Key);
        request.Headers.Accept.ParseAdd("application/json");
        return http.AskAsync(request, cancellationToken);
    }
}
