using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Postrider.Testing.WhatsAppWeb;

namespace Postrider.Testing.Evolution;

/// <summary>Stands for an Evolution API server with one instance.</summary>
public sealed partial class EvolutionServer : WebServer
{
    public const string Key = "evolution-simulated-key";
    public const string Instance = "sales team";
    public const string Own = "4930111111@s.whatsapp.net";

    private EvolutionServer(TimeProvider time)
        : base(time)
    {
        Map("GET", "/instance/connectionState/{instance}", FindState);
        Map("GET", "/instance/connect/{instance}", Link);
        Map("GET", "/webhook/find/{instance}", FindWebhook);
        Map("POST", "/webhook/set/{instance}", SetWebhookAsync);
        Map("POST", "/chat/whatsappNumbers/{instance}", CheckAsync);
        Map("POST", "/message/sendText/{instance}", context => SendAsync(context, "text"));
        Map("POST", "/message/sendMedia/{instance}", context => SendAsync(context, "media"));
        Map("POST", "/message/sendWhatsAppAudio/{instance}", context => SendAsync(context, "voice"));
        Map("POST", "/chat/findMessages/{instance}", ListMessagesAsync);
        MapRest(context =>
        {
            Note($"{context.Request.Method} {context.Request.Path}");
            return Refuse(404, "Not Found", $"Cannot {context.Request.Method} {context.Request.Path}");
        });
    }

    /// <summary>The instance's state; null: the server has not loaded it.</summary>
    public string? State { get; set; } = "open";

    public static async Task<EvolutionServer> StartAsync(TimeProvider? time = null)
    {
        var server = new EvolutionServer(time ?? TimeProvider.System);
        await server.ListenAsync();
        return server;
    }

    public static string Refusal(int status, string error, string words) => new JsonObject { ["status"] = status, ["error"] = error, ["response"] = new JsonObject { ["message"] = new JsonArray(words) } }.ToJsonString();

    private protected override IResult? Objection(HttpContext context) =>
        context.Request.Headers["apikey"] != Key ? Refuse(401, "Unauthorized", "Unauthorized")
        : context.Request.RouteValues["instance"] is string named && named != Instance ? Refuse(404, "Not Found", $"The \"{named}\" instance does not exist")
        : null;

    private static IResult Refuse(int status, string error, string words) => Results.Text(Refusal(status, error, words), "application/json", statusCode: status);

    private IResult Wrong(string words)
    {
        Note(words);
        return Refuse(400, "Bad Request", words);
    }

    private Task<IResult> FindState(HttpContext context) => Task.FromResult(Results.Json(new { instance = new { instanceName = Instance, state = State } }));

    private Task<IResult> Link(HttpContext context)
    {
        if (State == "open")
        {
            return FindState(context);
        }

        State = "connecting";
        return Task.FromResult(Results.Json(new { pairingCode = (string?)null, code = "2@simulated", base64 = $"data:image/png;base64,{Picture}", count = 1 }));
    }

    private async Task<IResult> CheckAsync(HttpContext context)
    {
        if (await ReadAsync(context) is not { } body || !Has(body, ("numbers", JsonValueKind.Array)) || body.GetProperty("numbers").GetArrayLength() != 1 || body.GetProperty("numbers")[0].GetString() is not { } number || !Digits().IsMatch(number))
        {
            return Wrong("\"numbers\" must be an array of numeric strings");
        }

        return Results.Json(new[] { new { jid = $"{Spelled.GetValueOrDefault(number, number)}@s.whatsapp.net", exists = !Missing.Contains(number), number } });
    }

    private async Task<IResult> SendAsync(HttpContext context, string kind)
    {
        if (await ReadAsync(context) is not { } body || !IsShaped(body, kind))
        {
            return Wrong($"The body of {kind} is not as it must be.");
        }

        var chat = Text(body, "number")!;
        if (!ChatId().IsMatch(chat))
        {
            return Wrong($"{chat} is no chat to write to.");
        }

        if (State != "open")
        {
            return Refuse(400, "Bad Request", "Error: Connection Closed");
        }

        if (Missing.Contains(chat[..chat.IndexOf('@', StringComparison.Ordinal)]))
        {
            return Results.Json(new { status = 400, error = "Bad Request", response = new { message = new[] { new { jid = chat, exists = false, number = chat } } } }, statusCode: 400);
        }

        var taken = kind switch
        {
            "text" => Take(chat, null, kind, Text(body, "text")),
            "voice" => Take(chat, null, kind, null, body.GetProperty("audio").GetBytesFromBase64()),
            _ => Take(chat, null, Text(body, "mediatype")!, Text(body, "caption"), body.GetProperty("media").GetBytesFromBase64(), Text(body, "fileName"), Text(body, "mimetype")),
        };
        return Results.Json(Record(taken), statusCode: 201);
    }

    private static bool IsShaped(JsonElement body, string kind) => kind switch
    {
        "text" => Has(body, ("number", JsonValueKind.String), ("text", JsonValueKind.String)),
        "voice" => Has(body, ("number", JsonValueKind.String), ("audio", JsonValueKind.String)) && body.GetProperty("audio").TryGetBytesFromBase64(out _),
        _ => Has(body, ("number", JsonValueKind.String), ("mediatype", JsonValueKind.String), ("mimetype", JsonValueKind.String), ("media", JsonValueKind.String), ("fileName", JsonValueKind.String), ("caption?", JsonValueKind.String))
            && Text(body, "mediatype") is "image" or "document" or "video" or "audio" && body.GetProperty("media").TryGetBytesFromBase64(out _),
    };

    [GeneratedRegex(@"\A[1-9]\d{6,14}\z")]
    private static partial Regex Digits();

    [GeneratedRegex(@"\A\d+(@s\.whatsapp\.net|@lid|@g\.us)\z")]
    private static partial Regex ChatId();
}
