using System.Globalization;
using Microsoft.AspNetCore.Http;
using Postrider.Testing.WhatsAppWeb;

namespace Postrider.Testing.Waha;

/// <summary>What WAHA's engine keeps of its chats.</summary>
public sealed partial class WahaServer
{
    private static readonly string[] _own = ["limit", "sortOrder", "downloadMedia", "filter.fromMe", "filter.timestamp.gte"];
    private static readonly string[] _others = [.. _own, "offset", "merge", "filter.timestamp.lte"];

    private Task<IResult> ListMessages(HttpContext context)
    {
        var (query, chat) = (context.Request.Query, (string?)context.Request.RouteValues["chat"]);
        var isOwn = query["filter.fromMe"] == "true";
        var names = isOwn ? _own : _others;
        if (query.Count != names.Length || names.Any(name => query[name].Count != 1) || (!isOwn && (query["filter.fromMe"] != "false" || query["merge"] != "false")) || query["downloadMedia"] != "false" || query["sortOrder"] != "desc"
            || Number(query, "limit") is not { } limit || Number(query, "filter.timestamp.gte") is not { } since)
        {
            return Task.FromResult(Wrong("The history is not asked for as it must be."));
        }

        if (SessionObjection((string?)context.Request.RouteValues["session"], mustWork: true) is { } objection)
        {
            return Task.FromResult(objection);
        }

        if (!Keeps)
        {
            return Task.FromResult(Results.Json(new { message = "Enable NOWEB store \"config.noweb.store.enabled=True\" when starting a new session.", error = "Bad Request", statusCode = 400 }, statusCode: 400));
        }

        return Task.FromResult(isOwn ? Results.Json(Taken.Where(taken => taken.Chat == chat && taken.At.ToUnixTimeSeconds() >= since).Reverse().Take((int)limit).Select(Listed)) : ListHeard(query, chat!, (int)limit, since));
    }

    private IResult ListHeard(IQueryCollection query, string chat, int limit, long since)
    {
        if (Number(query, "offset") is not { } offset || Number(query, "filter.timestamp.lte") is not { } until || (chat == "all" && Engine == "WEBJS"))
        {
            return Wrong("What came in is not asked for as it must be.");
        }

        return Results.Json(Heard.Where(heard => !heard.IsOurs && (chat == "all" || heard.Chat == chat) && heard.At.ToUnixTimeSeconds() >= since && heard.At.ToUnixTimeSeconds() <= until)
            .OrderByDescending(heard => heard.At).Skip((int)offset).Take(limit).Select(Listed));
    }

    private Task<IResult> ListChats(HttpContext context)
    {
        var query = context.Request.Query;
        if (query.Count != 3 || query["merge"] != "false" || Number(query, "limit") is not { } limit || Number(query, "offset") is not { } offset)
        {
            return Task.FromResult(Wrong("The chats are not asked for as they must be."));
        }

        var chats = Heard.GroupBy(heard => heard.Chat).Select(chat => chat.MaxBy(heard => heard.At)!).OrderByDescending(last => last.At).Skip((int)offset).Take((int)limit);
        return Task.FromResult(SessionObjection((string?)context.Request.RouteValues["session"], mustWork: true)
            ?? Results.Json(chats.Select(last => new { id = last.Chat, name = (string?)null, picture = (string?)null, lastMessage = Listed(last), _chat = new { } })));
    }

    private static long? Number(IQueryCollection query, string name) => long.TryParse(query[name], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static object Listed(WebTaken taken) => new
    {
        id = IdOf(taken),
        timestamp = taken.At.ToUnixTimeSeconds(),
        from = Own,
        fromMe = true,
        to = taken.Chat,
        body = taken.Text ?? "",
        hasMedia = taken.File is not null,
        ack = 1,
        ackName = "SERVER",
    };

    private static object Listed(WebHeard heard) => new
    {
        id = $"{(heard.IsOurs ? "true" : "false")}_{heard.Chat}_{heard.Id}",
        timestamp = heard.At.ToUnixTimeSeconds(),
        from = heard.IsOurs ? Own : heard.Chat,
        fromMe = heard.IsOurs,
        to = heard.IsOurs ? heard.Chat : Own,
        body = heard.Text ?? "",
        hasMedia = heard.FileType is not null,
        ack = 1,
        ackName = "SERVER",
        _data = new { notifyName = "Alex Example" },
    };
}
