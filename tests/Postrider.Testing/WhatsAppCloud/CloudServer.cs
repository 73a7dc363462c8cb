using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Postrider.Testing.Server;

namespace Postrider.Testing.WhatsAppCloud;

/// <summary>Stands for Meta's WhatsApp Cloud API: takes messages as strictly as it does, loses answers as it is told to, and remembers every message that it took.</summary>
public sealed partial class CloudServer : IAsyncDisposable
{
    public const string PhoneNumberId = "106540352242922";
    public const string BusinessAccountId = "102290129340398";
    public const string AccessKey = "EAAGm0PX4ZCpsBAabc123";
    public const string AppSecret = "0123456789abcdef0123456789abcdef";
    public const string VerifyWord = "a word that was typed in";

    private readonly WebApplication _host;
    private readonly ConcurrentQueue<string> _faults = new();
    private readonly ConcurrentQueue<CloudTaken> _taken = new();
    private readonly ConcurrentDictionary<string, string> _media = new();
    private int _subscribed;
    private int _asked;

    private CloudServer(WebApplication host)
    {
        _host = host;
        host.MapGet($"/v23.0/{PhoneNumberId}", (Delegate)FindNumber);
        host.MapPost($"/v23.0/{BusinessAccountId}/subscribed_apps", (Delegate)Subscribe);
        host.MapPost($"/v23.0/{PhoneNumberId}", (Delegate)ConfigureAsync);
        host.MapPost($"/v23.0/{PhoneNumberId}/media", (Delegate)UploadAsync);
        host.MapPost($"/v23.0/{PhoneNumberId}/messages", (Delegate)SendAsync);
        host.MapFallback((Delegate)Unknown);
    }

    public string Address => $"{_host.Urls.Single()}/v23.0";

    /// <summary>What becomes of a message to this number.</summary>
    public Func<string, CloudFate> Fate { get; set; } = _ => CloudFate.Taken;

    /// <summary>What becomes of an upload; null: it is taken.</summary>
    public CloudFate? UploadFate { get; set; }

    /// <summary>Whether everybody wrote within the last 24 hours.</summary>
    public bool IsOpen { get; set; } = true;

    /// <summary>By which number somebody is known there; by default the one that was written to.</summary>
    public Func<string, string> WritesFrom { get; set; } = number => number;

    /// <summary>The templates by name and language, and how many parameters each one's body takes.</summary>
    public Dictionary<(string Name, string Language), int> Templates { get; } = new() { [("intro", "en_US")] = 1, [("hello_world", "en_US")] = 0 };

    /// <summary>What was not as the API takes it.</summary>
    public IReadOnlyCollection<string> Faults => _faults;

    /// <summary>Every message that it took, whatever it answered.</summary>
    public IReadOnlyCollection<CloudTaken> Taken => _taken;

    /// <summary>How often it was asked to send.</summary>
    public int Asked => Volatile.Read(ref _asked);

    public int Subscribed => Volatile.Read(ref _subscribed);

    public static async Task<CloudServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = 120 << 20);
        var server = new CloudServer(builder.Build());
        await server._host.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(new CancellationToken(canceled: true)).ContinueWith(_ => { }, TaskScheduler.Default);
        await _host.DisposeAsync();
    }

    private static IResult Error(CloudFate fate, string words, HttpContext context)
    {
        if (fate.RetryAfter is { } wait)
        {
            context.Response.Headers.RetryAfter = wait;
        }

        return fate.Code is not { } code ? Results.Text("", "text/html", statusCode: fate.HttpStatus)
            : Results.Json(
                new { error = new { message = $"(#{code}) {words}", type = "OAuthException", code, error_data = new { messaging_product = "whatsapp", details = $"Details of {code}." }, fbtrace_id = "AxyZ" } },
                statusCode: fate.HttpStatus);
    }

    private static bool IsSignedIn(HttpContext context) => context.Request.Headers.Authorization.ToString() == $"Bearer {AccessKey}";

    private static IResult NotSignedIn(HttpContext context) => Error(CloudFate.Error(190, 401), "Invalid OAuth access token.", context);

    private IResult Refuse(HttpContext context, string words, int code = 100)
    {
        _faults.Enqueue(words);
        return Error(CloudFate.Error(code), words, context);
    }

    private IResult Unknown(HttpContext context) => Refuse(context, $"Unsupported {context.Request.Method} request to {context.Request.Path}.");

    private IResult FindNumber(HttpContext context) => !IsSignedIn(context) ? NotSignedIn(context)
        : context.Request.Query["fields"] == "webhook_configuration" ? FindWebhook()
        : Results.Json(new { id = PhoneNumberId, display_phone_number = "+1 555-010-0100", verified_name = "Acme", quality_rating = "GREEN" });

    private IResult Subscribe(HttpContext context)
    {
        if (!IsSignedIn(context))
        {
            return NotSignedIn(context);
        }

        Interlocked.Increment(ref _subscribed);
        return Results.Json(new { success = true });
    }

    private async Task<IResult> UploadAsync(HttpContext context)
    {
        if (!IsSignedIn(context))
        {
            return NotSignedIn(context);
        }

        if (!context.Request.HasFormContentType)
        {
            return Refuse(context, "The upload is no multipart form.");
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var fields = form.Keys.Order(StringComparer.Ordinal).ToArray();
        if (!fields.SequenceEqual(["messaging_product", "type"]) || form["messaging_product"] != "whatsapp" || form.Files is not [{ Name: "file", FileName.Length: > 0 } file])
        {
            return Refuse(context, $"The upload must have messaging_product, type and a file, and has {string.Join(", ", fields)} and {form.Files.Count} files.");
        }

        if (UploadFate is { } fate)
        {
            return fate.Lapse == Lapse.None ? Error(fate, "The upload was refused", context) : await LostAnswer.Of(context, fate.Lapse, "");
        }

        var type = form["type"].ToString();
        if (file.ContentType != type || CloudCheck.KindOf(type, file.Length) is not { } kind)
        {
            return Refuse(context, $"Param file must be a file with one of the known types, and is {file.ContentType} of {file.Length} bytes.");
        }

        var id = (_media.Count + 1_000_000).ToString(CultureInfo.InvariantCulture);
        _media[id] = kind;
        return Results.Json(new { id });
    }

    private async Task<IResult> SendAsync(HttpContext context)
    {
        Interlocked.Increment(ref _asked);
        if (!IsSignedIn(context))
        {
            return NotSignedIn(context);
        }

        JsonElement body;
        try
        {
            body = context.Request.HasJsonContentType() ? (await JsonDocument.ParseAsync(context.Request.Body, default, context.RequestAborted)).RootElement : default;
        }
        catch (JsonException)
        {
            body = default;
        }

        if (CloudCheck.Objection(body, _media) is { } objection)
        {
            return Refuse(context, objection);
        }

        var to = CloudCheck.Text(body, "to")!.TrimStart('+');
        var fate = Fate(to);
        if (fate.HttpStatus != 0)
        {
            return Error(fate, "As it was told", context);
        }

        if (body.GetProperty("type").GetString() == "template")
        {
            var template = body.GetProperty("template");
            if (!Templates.TryGetValue((CloudCheck.Text(template, "name")!, CloudCheck.Text(template.GetProperty("language"), "code")!), out var wanted) || CloudCheck.Parameters(template) != wanted)
            {
                return Error(CloudFate.Error(132000), "Template not found, or its parameters do not match", context);
            }
        }
        else if (!IsOpen)
        {
            return Error(CloudFate.Error(131047), "Re-engagement message", context);
        }

        var message = new CloudTaken($"wamid.{Guid.NewGuid():N}", to, body);
        if (fate.IsTaken)
        {
            _taken.Enqueue(message);
        }

        var answer = JsonSerializer.Serialize(new { messaging_product = "whatsapp", contacts = new[] { new { input = to, wa_id = WritesFrom(to) } }, messages = new[] { new { id = message.Id, message_status = "accepted" } } });
        return fate.Lapse == Lapse.None ? Results.Text(answer, "application/json") : await LostAnswer.Of(context, fate.Lapse, answer);
    }
}

/// <summary>A message that was taken.</summary>
public sealed record CloudTaken(string Id, string To, JsonElement Body)
{
    public string Type => Body.GetProperty("type").GetString()!;

    /// <summary>What comes back with everything that is told of it.</summary>
    public string? Mark => CloudCheck.Text(Body, "biz_opaque_callback_data");
}
