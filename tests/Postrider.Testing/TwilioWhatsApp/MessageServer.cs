using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using Postrider.Channels;
using Postrider.Testing.Server;

namespace Postrider.Testing.TwilioWhatsApp;

/// <summary>Stands for Twilio's messaging API: takes WhatsApp messages as strictly as it does, loses answers as it is told to, and lists every message that it took.</summary>
public sealed partial class MessageServer : IAsyncDisposable
{
    public const string AccountSid = "AC0123456789abcdef0123456789abcdef";
    public const string AuthKey = "fedcba9876543210fedcba9876543210";
    public const string From = "whatsapp:+15550100100";
    public const string TemplateSid = "HX0123456789abcdef0123456789abcdef";

    private static readonly HashSet<string> _known = ["To", "From", "MessagingServiceSid", "Body", "ContentSid", "ContentVariables", "StatusCallback"];

    private readonly WebApplication _host;
    private readonly TimeProvider _time;
    private readonly ConcurrentQueue<string> _faults = new();
    private readonly ConcurrentQueue<MessageTaken> _taken = new();
    private int _asked;

    private MessageServer(WebApplication host, TimeProvider time)
    {
        (_host, _time) = (host, time);
        host.MapGet($"/2010-04-01/Accounts/{AccountSid}.json", (Delegate)FindAccount);
        host.MapPost($"/2010-04-01/Accounts/{AccountSid}/Messages.json", (Delegate)SendAsync);
        host.MapGet($"/2010-04-01/Accounts/{AccountSid}/Messages.json", (Delegate)List);
        host.MapGet("/v2/Channels/Senders", (Delegate)ListNumbers);
        host.MapPost("/v2/Channels/Senders/{sid}", (Delegate)ChangeNumberAsync);
        host.MapGet($"/2010-04-01/Accounts/{AccountSid}/Messages/{{sid}}/Media.json", (Delegate)ListMedia);
        host.MapFallback((Delegate)(() => Refuse("Nothing is there.", 20404, 404)));
    }

    public string Address => _host.Urls.Single();

    /// <summary>What becomes of a message to this number.</summary>
    public Func<string, MessageFate> Fate { get; set; } = _ => new MessageFate();

    /// <summary>Whether everybody wrote within the last 24 hours.</summary>
    public bool IsOpen { get; set; } = true;

    public string State { get; set; } = "active";

    /// <summary>Whether the list of messages answers.</summary>
    public bool IsListed { get; set; } = true;

    public IReadOnlyCollection<string> Faults => _faults;

    public IReadOnlyCollection<MessageTaken> Taken => _taken;

    public int Asked => Volatile.Read(ref _asked);

    /// <param name="time">By which it dates messages.</param>
    public static async Task<MessageServer> StartAsync(TimeProvider? time = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new MessageServer(builder.Build(), time ?? TimeProvider.System);
        await server._host.StartAsync();
        return server;
    }

    public static CallbackRequest Callback(string authKey, params (string Name, string Value)[] fields) => Callback("https://postrider.example/callbacks/1/wa/secret", authKey, fields);

    /// <summary>A callback as Twilio signs it.</summary>
    /// <param name="url">Where it goes.</param>
    /// <param name="authKey">What it is signed with.</param>
    /// <param name="fields">What it tells.</param>
    public static CallbackRequest Callback(string url, string authKey, params (string Name, string Value)[] fields)
    {
        var text = url + string.Concat(fields.OrderBy(field => field.Name, StringComparer.Ordinal).Select(field => field.Name + field.Value));
#pragma warning disable CA5350 // The protocol is what it is.
        var signature = Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(authKey), Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5350
        var query = QueryHelpers.ParseQuery(new Uri(url).Query).ToDictionary(field => field.Key, field => field.Value.ToString());
        var body = string.Join('&', fields.Select(field => $"{Uri.EscapeDataString(field.Name)}={Uri.EscapeDataString(field.Value)}"));
        return new CallbackRequest(new Uri(url), new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["x-twilio-signature"] = signature }, query, Encoding.UTF8.GetBytes(body));
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(new CancellationToken(canceled: true)).ContinueWith(_ => { }, TaskScheduler.Default);
        await _host.DisposeAsync();
    }

    private static IResult Error(int? code, int status) => code is null ? Results.Text("", "text/html", statusCode: status)
        : Results.Json(new { code, message = "As it was told", more_info = $"https://www.twilio.com/docs/errors/{code}", status }, statusCode: status);

    private static bool IsSignedIn(HttpContext context) => context.Request.Headers.Authorization.ToString() == $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{AccountSid}:{AuthKey}"))}";

    private IResult Refuse(string words, int code, int status = 400)
    {
        _faults.Enqueue(words);
        return Error(code, status);
    }

    private IResult FindAccount(HttpContext context) => IsSignedIn(context) ? Results.Json(new { sid = AccountSid, friendly_name = "Acme", status = State, type = "Full" }) : Error(20003, 401);

    private async Task<IResult> SendAsync(HttpContext context)
    {
        Interlocked.Increment(ref _asked);
        if (!IsSignedIn(context))
        {
            return Error(20003, 401);
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        if (form.Keys.FirstOrDefault(key => !_known.Contains(key) || form[key].Count != 1) is { } other)
        {
            return Refuse($"{other} is no parameter, or is there twice.", 20001);
        }

        string? One(string name) => form.TryGetValue(name, out var value) ? value.ToString() : null;
        if (Objection(One) is var (words, code))
        {
            return Refuse(words, code);
        }

        var to = One("To")!;
        var fate = Fate(to);
        if (fate.HttpStatus != 0)
        {
            if (fate.RetryAfter is { } wait)
            {
                context.Response.Headers.RetryAfter = wait;
            }

            return Error(fate.Code, fate.HttpStatus);
        }

        if (One("Body") is not null && !IsOpen)
        {
            return Error(63016, 400);
        }

        var message = new MessageTaken($"SM{Guid.NewGuid():N}", to, form.ToDictionary(field => field.Key, field => field.Value.ToString()), _time.GetUtcNow(), fate.State);
        if (fate.IsTaken)
        {
            _taken.Enqueue(message);
        }

        return fate.Lapse == Lapse.None ? Results.Json(Wire(message), statusCode: 201) : await LostAnswer.Of(context, fate.Lapse, JsonSerializer.Serialize(Wire(message)));
    }

    private static (string Words, int Code)? Objection(Func<string, string?> one) =>
        one("To") is not { } to || !Number().IsMatch(to) ? ($"'To' number {one("To")} is not valid", 21211)
        : (one("From") is null) == (one("MessagingServiceSid") is null) || (one("From") is { } from && from != From) ? ("'From' is not a number of yours", 21606)
        : (one("Body") is null) == (one("ContentSid") is null) ? ("A Body or a ContentSid is needed", 21619)
        : one("Body") is { Length: 0 or > 1600 } ? ("The body exceeds 1600 characters", 21617)
        : one("ContentSid") is { } content && content != TemplateSid ? ("There is no such template", 63027)
        : one("ContentVariables") is { } variables && !Variables().IsMatch(variables) ? ("The variables are not as the template has them", 63028)
        : one("StatusCallback") is { } callback && (!Uri.TryCreate(callback, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https")) ? ("StatusCallback is not valid", 21609)
        : null;

    [GeneratedRegex(@"\Awhatsapp:\+[1-9]\d{6,14}\z")]
    private static partial Regex Number();

    [GeneratedRegex("""\A\{"1":"(?!.*(\\n|\\r|\\t| {5})).+"\}\z""")]
    private static partial Regex Variables();
}

/// <summary>What happens to one message.</summary>
public sealed record MessageFate
{
    public int? Code { get; init; }

    /// <summary>The status of that error, or of one without a code; 0: none.</summary>
    public int HttpStatus { get; init; }

    public string? RetryAfter { get; init; }

    public Lapse Lapse { get; init; }

    /// <summary>Whether a lapse comes after the message was taken.</summary>
    public bool IsTaken { get; init; } = true;

    /// <summary>The message's own state.</summary>
    public string State { get; init; } = "queued";
}

/// <summary>A message that was taken.</summary>
public sealed record MessageTaken(string Sid, string To, IReadOnlyDictionary<string, string> Form, DateTimeOffset At, string State);
