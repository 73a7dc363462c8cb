using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Postrider.Channels.FarSide;

namespace Postrider.Channels.Unipile;

/// <summary>The requests of Unipile's API, version 2, whose good answers are put into the shape of version 1.</summary>
internal sealed class UnipileV2(FarSideHttp http) : IUnipileApi
{
    public const string NoClassicInMail =
        "Version 2 of Unipile's API has no place for the subject of an InMail by LinkedIn itself: use an account whose account_type is salesNavigator, or one whose api_version is v1.";

    /// <summary>Whether the account reacted to a post before; version 1 does not tell.</summary>
    public const string HasReacted = "user_reacted";

    private const string Inbox = "CLASSIC_PRIMARY";
    private const string SalesInbox = "SALES_NAVIGATOR_PRIMARY";
    private const string Like = "linkedin_like";
    private const int LargestPage = 100;

    public Task<FarSideAnswer> FindAccountAsync(UnipileAccount account, CancellationToken cancellationToken) =>
        GetAsync(account, $"/accounts/{Uri.EscapeDataString(account.FarId)}", UnipileV2Shape.Account, cancellationToken);

    public Task<FarSideAnswer> ListAccountsAsync(UnipileAccount account, CancellationToken cancellationToken) =>
        GetAsync(account, string.Create(CultureInfo.InvariantCulture, $"/accounts/?limit={LargestPage}"), body => UnipileV2Shape.List(body, UnipileV2Shape.Account, null), cancellationToken);

    public Task<FarSideAnswer> FindPersonAsync(UnipileAccount account, string name, string? product, CancellationToken cancellationToken) =>
        GetAsync(account, Own(account, $"/users/{Uri.EscapeDataString(name)}{(product is null ? "" : $"?variant=linkedin_{product}")}"), UnipileV2Shape.Person, cancellationToken);

    public Task<FarSideAnswer> ListPostsAsync(UnipileAccount account, string farId, int limit, CancellationToken cancellationToken) =>
        GetAsync(account, Own(account, string.Create(CultureInfo.InvariantCulture, $"/users/{Uri.EscapeDataString(farId)}/posts?limit={limit}")), body => UnipileV2Shape.List(body, UnipileV2Shape.Post, null), cancellationToken);

    public Task<FarSideAnswer> ListChatsAsync(UnipileAccount account, string farId, CancellationToken cancellationToken) =>
        GetAsync(account, Own(account, $"/users/{Uri.EscapeDataString(farId)}/chat"), body => UnipileV2Shape.List(body, UnipileV2Shape.Chat, null), cancellationToken);

    public Task<FarSideAnswer> ListMessagesAsync(UnipileAccount account, string chatId, DateTimeOffset after, CancellationToken cancellationToken) =>
        GetAsync(
            account,
            Own(account, string.Create(CultureInfo.InvariantCulture, $"/chats/{Uri.EscapeDataString(chatId)}/messages?after={after.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}&limit={LargestPage}")),
            body => UnipileV2Shape.List(body, item => item, UnipileV2Shape.Rest(body, LargestPage)),
            cancellationToken);

    /// <summary>What one chat is like, in the version's own words.</summary>
    public Task<FarSideAnswer> FindChatAsync(UnipileAccount account, string chatId, CancellationToken cancellationToken) =>
        GetAsync(account, Own(account, $"/chats/{Uri.EscapeDataString(chatId)}"), body => body, cancellationToken);

    /// <summary>Its pages are counted through; how many a page has is LinkedIn's to say.</summary>
    public Task<FarSideAnswer> ListInvitationsAsync(UnipileAccount account, string? cursor, CancellationToken cancellationToken)
    {
        var offset = int.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var from) ? from : 0;
        return GetAsync(
            account,
            Own(account, string.Create(CultureInfo.InvariantCulture, $"/users/me/relation-requests?type=sent&limit={LargestPage}{(offset > 0 ? $"&offset={offset}" : "")}")),
            body => UnipileV2Shape.List(body, UnipileV2Shape.Invitation, UnipileV2Shape.Next(body, offset)),
            cancellationToken);
    }

    public Task<FarSideAnswer> SayAsync(UnipileAccount account, UnipileWords words, CancellationToken cancellationToken)
    {
        // The text must be there, if only as an empty one.
        var body = new JsonObject { ["text"] = words.Text ?? "" };
        if (words.Files.Count > 0 || words.Voice is not null)
        {
            body["attachments"] = new JsonArray([.. words.Files.Select(file => File(file)), .. words.Voice is { } voice ? [File(voice, "native")] : Array.Empty<JsonNode>()]);
        }

        if (words.ChatId is { } chat)
        {
            return PostAsync(account, $"/chats/{Uri.EscapeDataString(chat)}/messages/send", body, UnipileV2Shape.Said, cancellationToken);
        }

        // A list, even of one, would be a group's.
        body["users_ids"] = words.To;
        if (words.Subject is { } subject)
        {
            body["specifics"] = new JsonObject { ["linkedin"] = new JsonObject { [account.Product] = new JsonObject { ["subject"] = subject } } };
        }

        var box = account.Channel != Channel.LinkedIn ? "" : words.Subject is null ? $"/inboxes/{Inbox}" : $"/inboxes/{SalesInbox}";
        return PostAsync(account, $"{box}/chats/send", body, UnipileV2Shape.Said, cancellationToken);
    }

    public Task<FarSideAnswer> InviteAsync(UnipileAccount account, string farId, string? note, CancellationToken cancellationToken)
    {
        var body = new JsonObject { ["user_id"] = farId };
        if (note is not null)
        {
            body["message"] = note;
        }

        return PostAsync(account, "/users/me/relation-requests", body, UnipileV2Shape.Invited, cancellationToken);
    }

    public Task<FarSideAnswer> LikeAsync(UnipileAccount account, string postId, CancellationToken cancellationToken) =>
        PostAsync(account, $"/posts/{Uri.EscapeDataString(postId)}/reactions", new JsonObject { ["reaction"] = Like }, answered => answered, cancellationToken);

    public Task<FarSideAnswer> RequestPageAsync(UnipileAccount account, SignInPlan plan, CancellationToken cancellationToken)
    {
        var body = new JsonObject { ["expires_on"] = $"{plan.Until.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}", ["redirect_uri"] = plan.Page, ["state"] = plan.Name };
        if (account.FarId.Length == 0)
        {
            body["providers"] = new JsonArray(account.Channel);
        }
        else
        {
            body["account_id"] = account.FarId;
        }

        return AskAsync(account, HttpMethod.Post, "/auth/link", body, UnipileV2Shape.Page, cancellationToken);
    }

    private static string Own(UnipileAccount account, string path) => $"/{Uri.EscapeDataString(account.FarId)}{path}";

    private static JsonObject File(UnipileFile file, string? mode = null)
    {
        var node = new JsonObject { ["content"] = Convert.ToBase64String(file.Bytes), ["content_type"] = file.ContentType ?? "application/octet-stream", ["filename"] = file.Name };
        if (mode is not null)
        {
            node["send_mode"] = mode;
        }

        return node;
    }

    private Task<FarSideAnswer> GetAsync(UnipileAccount account, string path, Func<JsonObject, JsonObject?> shape, CancellationToken cancellationToken) =>
        AskAsync(account, HttpMethod.Get, path, null, shape, cancellationToken);

    private Task<FarSideAnswer> PostAsync(UnipileAccount account, string path, JsonObject body, Func<JsonObject, JsonObject?> shape, CancellationToken cancellationToken) =>
        AskAsync(account, HttpMethod.Post, Own(account, path), body, shape, cancellationToken);

    private async Task<FarSideAnswer> AskAsync(UnipileAccount account, HttpMethod method, string path, JsonObject? body, Func<JsonObject, JsonObject?> shape, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(method, account.Address(path)) { Content = body is null ? null : UnipileApi.Json(body) };
        request.Headers.TryAddWithoutValidation("X-API-KEY", account.Key);
        request.Headers.Accept.ParseAdd("application/json");
        if (method == HttpMethod.Get)
        {
            // Answers are kept there for an hour; what is looked for may be younger.
            request.Headers.CacheControl = new CacheControlHeaderValue { NoCache = true };
        }

        var answer = await http.AskAsync(request, cancellationToken);
        return answer.IsGood ? UnipileV2Shape.Apply(answer, shape) : answer;
    }
}
