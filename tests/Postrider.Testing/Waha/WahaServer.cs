using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Postrider.Testing.WhatsAppWeb;

namespace Postrider.Testing.Waha;

/// <summary>Stands for a WAHA server with one session.</summary>
public sealed partial class WahaServer : WebServer
{
    public const string Key = "waha+simulated/AccessKey==";
    public const string Session = "default";
    public const string Own = "4930111111@c.us";

    private WahaServer(TimeProvider time)
        : base(time)
    {
        Map("GET", "/api/sessions/{session}", FindSession);
        Map("PUT", "/api/sessions/{session}", ConfigureAsync);
        Map("GET", "/api/{session}/auth/qr", FindPicture);
        Map("GET", "/api/contacts/check-exists", Check);
        Map("POST", "/api/sendText", context => SendAsync(context, "text"));
        Map("POST", "/api/sendFile", context => SendAsync(context, "file"));
        Map("POST", "/api/sendVoice", context => SendAsync(context, "voice"));
        Map("GET", "/api/{session}/chats/{chat}/messages", ListMessages);
        Map("GET", "/api/{session}/chats/overview", ListChats);
        Map("GET", "/api/{session}/lids/{lid}", FindNumber);
        MapRest(context =>
        {
            Note($"{context.Request.Method} {context.Request.Path}");
            return Results.Json(new { message = $"Cannot {context.Request.Method} {context.Request.Path}", error = "Not Found", statusCode = 404 }, statusCode: 404);
        });
    }

    /// <summary>WEBJS, NOWEB or GOWS: they answer differently, and the last two take the id that is given with a text.</summary>
    public string Engine { get; set; } = "WEBJS";

    /// <summary>The session's state.</summary>
    public string State { get; set; } = "WORKING";

    /// <summary>Whose numbers hidden ids stand for.</summary>
    public Dictionary<string, string> Hidden { get; } = [];

    public static async Task<WahaServer> StartAsync(TimeProvider? time = null)
    {
        var server = new WahaServer(time ?? TimeProvider.System);
        await server.ListenAsync();
        return server;
    }

    private protected override IResult? Objection(HttpContext context) =>
        context.Request.Headers["X-Api-Key"] != Key ? Results.Json(new { message = "Unauthorized", statusCode = 401 }, statusCode: 401) : null;

    private IResult Wrong(string words)
    {
        Note(words);
        return Results.Json(new { message = new[] { words }, error = "Bad Request", statusCode = 400 }, statusCode: 400);
    }

    private IResult? SessionObjection(string? session, bool mustWork) =>
        session != Session ? Results.Json(new { message = $"We didn't find a session with name '{session}'.", error = "Not Found", statusCode = 404 }, statusCode: 404)
        : mustWork && State != "WORKING" ? Results.Json(new { error = "Session status is not as expected. Try again later or restart the session", session, status = State, expected = new[] { "WORKING" } }, statusCode: 422)
        : null;

    private Task<IResult> FindSession(HttpContext context) => Task.FromResult(
        SessionObjection((string?)context.Request.RouteValues["session"], mustWork: false)
        ?? Results.Json(new { name = Session, status = State, config = Config, engine = new { engine = Engine }, me = State == "WORKING" ? new { id = Own, pushName = "Team" } : null }));

    private Task<IResult> FindPicture(HttpContext context) => Task.FromResult(
        context.Request.Query.Count != 1 || context.Request.Query["format"] != "image" ? Wrong("The picture is asked for in a format that there is not.")
        : SessionObjection((string?)context.Request.RouteValues["session"], mustWork: false) is { } objection ? objection
        : State != "SCAN_QR_CODE" ? Results.Json(new { error = "Session status is not as expected. Try again later or restart the session", session = Session, status = State, expected = new[] { "SCAN_QR_CODE" } }, statusCode: 422)
        : context.Request.Headers.Accept == "application/json" ? Results.Json(new { mimetype = "image/png", data = Picture })
        : Results.Bytes(Convert.FromBase64String(Picture), "image/png"));

    private Task<IResult> Check(HttpContext context)
    {
        var (phone, query) = (context.Request.Query["phone"].ToString(), context.Request.Query);
        return Task.FromResult(
            query.Count != 2 || !Digits().IsMatch(phone) ? Wrong("check-exists is asked for a phone's digits and a session.")
            : SessionObjection(query["session"], mustWork: true)
            ?? (Missing.Contains(phone) ? Results.Json(new { numberExists = false }) : Results.Json(new { numberExists = true, chatId = $"{Spelled.GetValueOrDefault(phone, phone)}@c.us" })));
    }

    private async Task<IResult> SendAsync(HttpContext context, string kind)
    {
        if (await ReadAsync(context) is not { } body || !IsShaped(body, kind))
        {
            return Wrong($"The body of {kind} is not as it must be.");
        }

        var chat = Text(body, "chatId")!;
        if (!ChatId().IsMatch(chat))
        {
            return Wrong($"{chat} is no chat to write to.");
        }

        if (SessionObjection(Text(body, "session"), mustWork: true) is { } objection)
        {
            return objection;
        }

        var file = kind == "text" ? default : body.GetProperty("file");
        var taken = kind == "text"
            ? Take(chat, Engine == "WEBJS" ? null : Text(body, "id"), kind, Text(body, "text"))
            : Take(chat, null, kind, Text(body, "caption"), file.GetProperty("data").GetBytesFromBase64(), Text(file, "filename"), Text(file, "mimetype"));
        return Results.Json(Answered(taken), statusCode: 201);
    }

    private static bool IsShaped(JsonElement body, string kind) => kind switch
    {
        "text" => Has(body, ("session", JsonValueKind.String), ("chatId", JsonValueKind.String), ("text", JsonValueKind.String), ("id?", JsonValueKind.String))
            && (Text(body, "id") is not { } id || PlainId().IsMatch(id)),
        "file" => Has(body, ("session", JsonValueKind.String), ("chatId", JsonValueKind.String), ("caption?", JsonValueKind.String), ("file", JsonValueKind.Object)) && IsFile(body),
        _ => Has(body, ("session", JsonValueKind.String), ("chatId", JsonValueKind.String), ("file", JsonValueKind.Object), ("convert", JsonValueKind.True)) && IsFile(body)
            && (body.GetProperty("convert").GetBoolean() || Text(body.GetProperty("file"), "mimetype")!.StartsWith("audio/ogg", StringComparison.Ordinal)),
    };

    private static bool IsFile(JsonElement body) =>
        body.TryGetProperty("file", out var file)
        && Has(file, ("mimetype", JsonValueKind.String), ("filename", JsonValueKind.String), ("data", JsonValueKind.String)) && file.GetProperty("data").TryGetBytesFromBase64(out _);

    private object Answered(WebTaken taken) => Engine == "WEBJS" ? Listed(taken) : new
    {
        key = new { remoteJid = taken.Chat.Replace("@c.us", "@s.whatsapp.net", StringComparison.Ordinal), fromMe = true, id = taken.Id },
        message = new { extendedTextMessage = new { text = taken.Text } },
        messageTimestamp = taken.At.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
        status = "PENDING",
    };

    private Task<IResult> FindNumber(HttpContext context)
    {
        var lid = (string?)context.Request.RouteValues["lid"] ?? "";
        return Task.FromResult(SessionObjection((string?)context.Request.RouteValues["session"], mustWork: true) ?? Results.Json(new { lid, pn = Hidden.GetValueOrDefault(lid) }));
    }

    private static string IdOf(WebTaken taken) => $"true_{taken.Chat}_{taken.Id}";

    [GeneratedRegex(@"\A[1-9]\d{6,14}\z")]
    private static partial Regex Digits();

    [GeneratedRegex(@"\A\d+(@c\.us|@lid|@g\.us|@newsletter)\z")]
    private static partial Regex ChatId();

    [GeneratedRegex(@"\A3EB0[0-9A-F]{18,40}\z")]
    private static partial Regex PlainId();
}
