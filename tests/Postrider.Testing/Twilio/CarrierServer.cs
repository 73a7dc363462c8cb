using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Postrider.Testing.Twilio;

/// <summary>Stands for Twilio's voice API: takes calls as strictly as it does, carries them as its fate says, tells how they go, and streams their sound.</summary>
public sealed partial class CarrierServer : IAsyncDisposable
{
    public const string AccountSid = "AC0123456789abcdef0123456789abcdef";
    public const string AuthKey = "fedcba9876543210fedcba9876543210";
    public const string SignatureHeader = "X-Twilio-Signature";

    private static readonly HashSet<string> _known = ["To", "From", "Twiml", "Timeout", "TimeLimit", "StatusCallback", "StatusCallbackMethod", "StatusCallbackEvent"];

    private readonly WebApplication _host;
    private readonly TimeProvider _time;
    private readonly HttpClient _http = new();
    private readonly CancellationTokenSource _over = new();
    private readonly ConcurrentQueue<string> _faults = new();
    private readonly ConcurrentDictionary<string, CarrierCall> _calls = new();
    private readonly ConcurrentBag<Task> _work = [];
    private readonly TaskCompletionSource<CarrierCall> _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _asked;

    private CarrierServer(WebApplication host, TimeProvider time)
    {
        (_host, _time) = (host, time);
        host.MapGet("/2010-04-01/Accounts/{account}.json", (Delegate)FindAccount);
        host.MapPost("/2010-04-01/Accounts/{account}/Calls.json", (Delegate)PlaceAsync);
        host.MapGet("/2010-04-01/Accounts/{account}/Calls/{call}.json", (Delegate)FindCall);
        host.MapPost("/2010-04-01/Accounts/{account}/Calls/{call}.json", (Delegate)ChangeAsync);
    }

    public string Address => _host.Urls.Single();

    public CarrierFate Fate { get; set; } = new();

    /// <summary>The account's own state, such as <c>suspended</c>.</summary>
    public string State { get; set; } = "active";

    /// <summary>How often it was asked to place a call.</summary>
    public int Asked => Volatile.Read(ref _asked);

    /// <summary>What was not as Twilio takes it.</summary>
    public IReadOnlyCollection<string> Faults => _faults;

    public IReadOnlyCollection<CarrierCall> Calls => [.. _calls.Values];

    /// <summary>The first call that it took.</summary>
    public Task<CarrierCall> First => _next.Task;

    public static async Task<CarrierServer> StartAsync(TimeProvider? time = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new CarrierServer(builder.Build(), time ?? TimeProvider.System);
        await server._host.StartAsync();
        return server;
    }

    public static string Sign(string address, IEnumerable<KeyValuePair<string, string>> fields, string authKey = AuthKey)
    {
        var text = address + string.Concat(fields.OrderBy(field => field.Key, StringComparer.Ordinal).Select(field => field.Key + field.Value));
#pragma warning disable CA5350 // The protocol is what it is.
        return Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(authKey), Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5350
    }

    /// <param name="signature">Null: without any.</param>
    public async Task<HttpStatusCode> PostAsync(string address, IEnumerable<KeyValuePair<string, string>> fields, string? signature)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new FormUrlEncodedContent(fields) };
        if (signature is not null)
        {
            request.Headers.Add(SignatureHeader, signature);
        }

        try
        {
            using var answer = await _http.SendAsync(request, _over.Token);
            return answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            return 0;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        foreach (var call in _calls.Values)
        {
            call.HangUp();
        }

        await Task.WhenAll(_work).ContinueWith(_ => { }, TaskScheduler.Default);
        await _host.StopAsync(new CancellationToken(canceled: true)).ContinueWith(_ => { }, TaskScheduler.Default);
        await _host.DisposeAsync();
        _http.Dispose();
        _over.Dispose();
    }

    internal void Note(IEnumerable<string> faults)
    {
        foreach (var fault in faults)
        {
            _faults.Enqueue(fault);
        }
    }

    private static IResult Refuse(int status, int code, string words) =>
        Results.Json(new { code, message = words, more_info = $"https://www.twilio.com/docs/errors/{code}", status }, statusCode: status);

    private static bool IsSignedIn(HttpContext context) =>
        context.Request.Headers.Authorization.ToString() == $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{AccountSid}:{AuthKey}"))}" && (string?)context.Request.RouteValues["account"] == AccountSid;

    private static IResult NotSignedIn() => Refuse(401, 20003, "Authenticate");

    private IResult FindAccount(HttpContext context) =>
        IsSignedIn(context) ? Results.Json(new { sid = AccountSid, friendly_name = "Acme", status = State, type = "Full" }) : NotSignedIn();

    private async Task<IResult> PlaceAsync(HttpContext context)
    {
        Interlocked.Increment(ref _asked);
        if (!IsSignedIn(context))
        {
            return NotSignedIn();
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var fields = form.SelectMany(field => field.Value.Select(value => (field.Key, Value: value ?? ""))).ToLookup(field => field.Key, field => field.Value);
        var fate = Fate;
        if (fate.Refusal is { } refusal)
        {
            return Refuse(refusal, fate.Code, fate.Words);
        }

        if (Objection(fields, out var streamUrl) is { } objection)
        {
            _faults.Enqueue(objection.Words);
            return Refuse(400, objection.Code, objection.Words);
        }

        var call = new CarrierCall(this, fate, fields, streamUrl, _time);
        _calls[call.Sid] = call;
        _next.TrySetResult(call);
        if (fate.IsMute || fate.Breakdown is not null)
        {
            _work.Add(Task.Run(() => call.RunAsync(_over.Token)));
        }
        else
        {
            context.Response.OnCompleted(() =>
            {
                _work.Add(Task.Run(() => call.RunAsync(_over.Token)));
                return Task.CompletedTask;
            });
        }

        if (fate.IsMute)
        {
            using var gone = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _over.Token);
            await Task.Delay(Timeout.InfiniteTimeSpan, _time, gone.Token).ContinueWith(_ => { }, TaskScheduler.Default);
        }

        return fate.Breakdown is { } status ? Refuse(status, 20500, "Internal Server Error") : Results.Json(Wire(call), statusCode: 201);
    }

    private IResult FindCall(HttpContext context, string call) =>
        !IsSignedIn(context) ? NotSignedIn()
        : _calls.TryGetValue(call, out var found) ? Results.Json(Wire(found))
        : Refuse(404, 20404, "The requested resource was not found");

    private async Task<IResult> ChangeAsync(HttpContext context, string call)
    {
        if (!IsSignedIn(context))
        {
            return NotSignedIn();
        }

        if (!_calls.TryGetValue(call, out var found))
        {
            return Refuse(404, 20404, "The requested resource was not found");
        }

        var status = (await context.Request.ReadFormAsync(context.RequestAborted))["Status"].ToString();
        if (status is not ("canceled" or "completed"))
        {
            _faults.Enqueue($"Status is {status}.");
            return Refuse(400, 21218, "Invalid status");
        }

        if (found.IsOver)
        {
            return Refuse(400, 21220, "Unable to update record. Call is not in-progress. Cannot redirect.");
        }

        found.End(status);
        return Results.Json(Wire(found));
    }

    private static object Wire(CarrierCall call) => new
    {
        sid = call.Sid,
        account_sid = AccountSid,
        api_version = "2010-04-01",
        status = call.State,
        to = call.Request["To"].Single(),
        from = call.Request["From"].Single(),
        direction = "outbound-api",
        uri = $"/2010-04-01/Accounts/{AccountSid}/Calls/{call.Sid}.json",
    };

    private static (int Code, string Words)? Objection(ILookup<string, string> fields, out string streamUrl)
    {
        streamUrl = "";
        return fields.FirstOrDefault(field => !_known.Contains(field.Key)) is { } other ? (20001, $"{other.Key} is no parameter.")
            : fields.FirstOrDefault(field => field.Key != "StatusCallbackEvent" && field.Count() > 1) is { } twice ? (20001, $"{twice.Key} is there twice.")
            : !Phone().IsMatch(One("To")) ? (21211, $"'To' number {One("To")} is not valid")
            : !Phone().IsMatch(One("From")) ? (21212, $"'From' number {One("From")} is not valid")
            : !int.TryParse(One("Timeout"), NumberStyles.None, CultureInfo.InvariantCulture, out var timeout) || timeout is < 1 or > 600 ? (21220, "Timeout is not valid")
            : !int.TryParse(One("TimeLimit"), NumberStyles.None, CultureInfo.InvariantCulture, out var limit) || limit < 1 ? (21220, "TimeLimit is not valid")
            : !Uri.TryCreate(One("StatusCallback"), UriKind.Absolute, out var status) || status.Scheme is not ("http" or "https") ? (21609, "StatusCallback is not valid")
            : One("StatusCallbackMethod") != "POST" ? (21609, "StatusCallbackMethod is not as it should be")
            : !fields["StatusCallbackEvent"].SequenceEqual(["initiated", "ringing", "answered", "completed"]) ? (21626, "StatusCallbackEvent is not valid")
            : (streamUrl = StreamUrlOf(One("Twiml"))).Length == 0 ? (12100, "Twiml is not valid")
            : null;

        string One(string name) => fields[name].FirstOrDefault() ?? "";
    }

    private static string StreamUrlOf(string twiml)
    {
        try
        {
            var root = twiml.Length <= 4000 ? XElement.Parse(twiml) : null;
            var url = root?.Name == "Response" ? root.Element("Connect")?.Element("Stream")?.Attribute("url")?.Value : null;
            return Uri.TryCreate(url, UriKind.Absolute, out var place) && place.Scheme is "ws" or "wss" && place.Query.Length == 0 ? url! : "";
        }
        catch (XmlException)
        {
            return "";
        }
    }

    [GeneratedRegex(@"\A\+[1-9]\d{6,14}\z")]
    private static partial Regex Phone();
}
