using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace Postrider.Testing.TwilioWhatsApp;

/// <summary>What is listed: every message that was taken, and every one that came in.</summary>
public sealed partial class MessageServer
{
    private static readonly HashSet<string> _filters = ["To", "DateSent>", "DateSent<", "PageSize", "Page", "PageToken"];

    private readonly ConcurrentQueue<MessageHeard> _heard = new();

    /// <summary>How many lists were asked for.</summary>
    public int Listed { get; private set; }

    /// <summary>Where the pages after the first are said to be; null: where they are.</summary>
    public string? NextPlace { get; set; }

    /// <summary>Somebody writes.</summary>
    public MessageHeard Write(string from, string text, DateTimeOffset at, string to = From, string? service = null, params string[] media)
    {
        var message = new MessageHeard($"SM{Guid.NewGuid():N}", from, to, text, at, service, media);
        _heard.Enqueue(message);
        return message;
    }

    /// <summary>What is told of a message that somebody wrote.</summary>
    public static (string Name, string Value)[] Fields(MessageHeard message) =>
        [("MessageSid", message.Sid), ("AccountSid", AccountSid), ("From", message.From), ("To", message.To), ("Body", message.Text), ("NumMedia", "0"), ("SmsStatus", "received")];

    private IResult List(HttpContext context)
    {
        if (!IsSignedIn(context))
        {
            return Error(20003, 401);
        }

        Listed++;
        var query = context.Request.Query;
        if (!IsListed)
        {
            return Error(20500, 500);
        }

        if (query.Keys.Except(_filters).FirstOrDefault() is { } other)
        {
            return Refuse($"{other} is no filter.", 20001);
        }

        var (size, page) = (int.Parse(query["PageSize"]!, CultureInfo.InvariantCulture), query.ContainsKey("Page") ? int.Parse(query["Page"]!, CultureInfo.InvariantCulture) : 0);
        if (size is < 1 or > 1000 || query.Keys.Where(name => name.StartsWith("DateSent", StringComparison.Ordinal)).FirstOrDefault(name => !Date().IsMatch(query[name]!)) is not null || (page > 0 && query["PageToken"] != $"PA{page}"))
        {
            return Refuse("The list is not asked for as it must be.", 20001);
        }

        var all = _taken.Select(taken => (taken.To, taken.At, Json: Wire(taken))).Concat(_heard.Select(heard => (heard.To, heard.At, Json: Wire(heard))))
            .Where(message => query["To"].Count == 0 || message.To == query["To"]).Where(message => IsWithin(query, message.At)).OrderByDescending(message => message.At).ToList();
        var next = all.Count > (page + 1) * size ? NextPlace ?? $"{context.Request.Path}?{Rest(context)}&Page={page + 1}&PageToken=PA{page + 1}" : null;
        return Results.Json(new { messages = all.Skip(page * size).Take(size).Select(message => message.Json), next_page_uri = next, page, page_size = size });
    }

    private static string Rest(HttpContext context) =>
        string.Join('&', context.Request.QueryString.Value!.TrimStart('?').Split('&').Where(part => !part.StartsWith("Page=", StringComparison.Ordinal) && !part.StartsWith("PageToken=", StringComparison.Ordinal)));

    /// <summary>Days are compared, and both are within.</summary>
    private static bool IsWithin(IQueryCollection query, DateTimeOffset at)
    {
        var day = at.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return (query["DateSent>"].Count == 0 || string.CompareOrdinal(day, query["DateSent>"]) >= 0) && (query["DateSent<"].Count == 0 || string.CompareOrdinal(day, query["DateSent<"]) <= 0);
    }

    private IResult ListMedia(HttpContext context)
    {
        var sid = (string?)context.Request.RouteValues["sid"];
        return !IsSignedIn(context) ? Error(20003, 401)
            : _heard.FirstOrDefault(heard => heard.Sid == sid) is not { } message ? Error(20404, 404)
            : Results.Json(new { media_list = message.Media.Select((type, i) => new { sid = $"ME{i}", content_type = type, parent_sid = sid }) });
    }

    private static object Wire(MessageTaken message) => new
    {
        sid = message.Sid,
        account_sid = AccountSid,
        to = message.To,
        from = message.Form.GetValueOrDefault("From") ?? From,
        body = message.Form.GetValueOrDefault("Body") ?? $"What the template says: {(message.Form.TryGetValue("ContentVariables", out var variables) ? JsonDocument.Parse(variables).RootElement.GetProperty("1").GetString() : "")}",
        status = message.State,
        direction = "outbound-api",
        date_created = message.At.ToString("r", CultureInfo.InvariantCulture),
        error_code = message.State == "failed" ? 63024 : (int?)null,
        error_message = message.State == "failed" ? "Invalid message recipient" : null,
    };

    private static object Wire(MessageHeard message) => new
    {
        sid = message.Sid,
        account_sid = AccountSid,
        messaging_service_sid = message.Service,
        to = message.To,
        from = message.From,
        body = message.Text,
        status = "received",
        direction = "inbound",
        num_media = message.Media.Count.ToString(CultureInfo.InvariantCulture),
        date_created = message.At.ToString("r", CultureInfo.InvariantCulture),
        date_sent = message.At.ToString("r", CultureInfo.InvariantCulture),
        error_code = (int?)null,
    };

    [GeneratedRegex(@"\A\d{4}-\d{2}-\d{2}\z")]
    private static partial Regex Date();
}

/// <summary>A message that came in.</summary>
/// <param name="Media">The types of its files.</param>
public sealed record MessageHeard(string Sid, string From, string To, string Text, DateTimeOffset At, string? Service, IReadOnlyList<string> Media);
