using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Postrider.Testing.WhatsAppWeb;

/// <summary>A server that speaks for one phone: takes what is as its API describes it and nothing else, and keeps a log of all that was taken.</summary>
public abstract class WebServer : IAsyncDisposable
{
    private readonly WebApplication _host;
    private readonly HttpClient _http = new();
    private readonly CancellationTokenSource _over = new();
    private readonly ConcurrentQueue<string> _faults = new();
    private readonly ConcurrentQueue<WebMoment> _seen = new();
    private readonly ConcurrentQueue<WebTaken> _taken = new();
    private readonly ConcurrentQueue<WebHeard> _heard = new();
    private int _numbers;

    private protected WebServer(TimeProvider time)
    {
        Time = time;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(options => options.Limits.MaxRequestBodySize = 64 * 1024 * 1024);
        _host = builder.Build();
    }

    public string Address => _host.Urls.Single();

    /// <summary>What becomes of a request; null: it is served.</summary>
    public Func<WebMoment, WebFate?> Script { get; set; } = _ => null;

    /// <summary>The picture that links a phone, in base64.</summary>
    public string Picture { get; set; } = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==";

    /// <summary>What was not as the API describes it.</summary>
    public IReadOnlyCollection<string> Faults => _faults;

    public IReadOnlyCollection<WebMoment> Seen => _seen;

    /// <summary>All that was taken, in its order: the truth.</summary>
    public IReadOnlyList<WebTaken> Taken => [.. _taken];

    /// <summary>All that came in, in its order.</summary>
    public IReadOnlyList<WebHeard> Heard => [.. _heard];

    /// <summary>Numbers that nobody has on WhatsApp, by their digits.</summary>
    public HashSet<string> Missing { get; } = [];

    /// <summary>Numbers that WhatsApp spells otherwise than they are dialled, both by their digits.</summary>
    public Dictionary<string, string> Spelled { get; } = [];

    /// <summary>Whether what is sent is kept in the history.</summary>
    public bool Keeps { get; set; } = true;

    private protected TimeProvider Time { get; }

    public int Count(string path) => _seen.Count(moment => moment.Path == path);

    public async Task<HttpStatusCode> TellAsync(string address, JsonObject body, IEnumerable<KeyValuePair<string, string>>? headers = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(Bytes(body)) { Headers = { ContentType = new("application/json") } } };
        foreach (var (name, value) in headers ?? [])
        {
            request.Headers.Add(name, value);
        }

        using var answer = await _http.SendAsync(request, _over.Token);
        return answer.StatusCode;
    }

    /// <summary>Somebody writes, and nobody is told.</summary>
    public WebHeard Write(string chat, string? text, DateTimeOffset at, string? fileType = null, bool isOurs = false)
    {
        var heard = new WebHeard(chat, $"3A{Convert.ToHexString(RandomNumberGenerator.GetBytes(9))}", text, at, fileType, isOurs);
        _heard.Enqueue(heard);
        return heard;
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _host.StopAsync(new CancellationToken(canceled: true)).ContinueWith(_ => { }, TaskScheduler.Default);
        await _host.DisposeAsync();
        _http.Dispose();
        _over.Dispose();
        GC.SuppressFinalize(this);
    }

    public static byte[] Bytes(JsonObject body) => Encoding.UTF8.GetBytes(body.ToJsonString());

    private protected Task ListenAsync() => _host.StartAsync();

    private protected void Map(string method, string path, Func<HttpContext, Task<IResult>> serve) => _host.MapMethods(path, [method], Run(serve));

    private protected void MapRest(Func<HttpContext, IResult> serve) => _host.MapFallback(Run(context => Task.FromResult(serve(context))));

    /// <summary>What is wrong with the request whatever it asks for; null: nothing.</summary>
    private protected abstract IResult? Objection(HttpContext context);

    private protected void Note(string fault) => _faults.Enqueue(fault);

    private protected WebTaken Take(string chat, string? id, string kind, string? text, byte[]? file = null, string? fileName = null, string? fileType = null)
    {
        var taken = new WebTaken(chat, id ?? $"3EB0{Convert.ToHexString(RandomNumberGenerator.GetBytes(9))}", kind, text, file, fileName, fileType, Time.GetUtcNow());
        _taken.Enqueue(taken);
        return taken;
    }

    private protected static async Task<JsonElement?> ReadAsync(HttpContext context)
    {
        if (context.Request.ContentType != "application/json")
        {
            return null;
        }

        try
        {
            using var document = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Whether an object has these members of these kinds and no others; those with a question mark may be missing.</summary>
    private protected static bool Has(JsonElement body, params (string Name, JsonValueKind Kind)[] members) =>
        body.ValueKind == JsonValueKind.Object
        && body.EnumerateObject().All(member => Array.Exists(members, known => known.Name.TrimEnd('?') == member.Name && (known.Kind == member.Value.ValueKind || (known.Kind == JsonValueKind.True && member.Value.ValueKind == JsonValueKind.False))))
        && body.EnumerateObject().DistinctBy(member => member.Name).Count() == body.EnumerateObject().Count()
        && members.All(known => known.Name.EndsWith('?') || body.TryGetProperty(known.Name, out _));

    private protected static string? Text(JsonElement body, string name) => body.TryGetProperty(name, out var value) ? value.GetString() : null;

    private Delegate Run(Func<HttpContext, Task<IResult>> serve) => async (HttpContext context) =>
    {
        var moment = new WebMoment(context.Request.Method, context.Request.Path.Value!, Interlocked.Increment(ref _numbers));
        _seen.Enqueue(moment);
        var fate = Script(moment);
        IResult? done = null;
        if (fate is null || fate.IsTaken)
        {
            done = Objection(context) ?? await serve(context);
        }
        else
        {
            await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
        }

        return fate is null ? done! : await EndAsync(context, fate, done);
    };

    private async Task<IResult> EndAsync(HttpContext context, WebFate fate, IResult? done)
    {
        if (fate.RetryAfter is { } wait)
        {
            context.Response.Headers.RetryAfter = wait;
        }

        if (fate.Status is { } status)
        {
            return Results.Text(fate.Body, fate.Body.StartsWith('{') ? "application/json" : "text/html", statusCode: status);
        }

        switch (fate.Break)
        {
            case WebBreak.Silence:
                using (var gone = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _over.Token))
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, Time, gone.Token).ContinueWith(_ => { }, TaskScheduler.Default);
                }

                break;
            case WebBreak.Half:
                context.Response.StatusCode = StatusCodes.Status201Created;
                context.Response.ContentLength = 500;
                await context.Response.WriteAsync("{\"key\":{\"id\":\"3EB0", context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                break;
            case WebBreak.Garbage:
                return Results.Text("{\"id\":", "application/json", statusCode: StatusCodes.Status201Created);
            case WebBreak.None:
                return done!;
        }

        context.Abort();
        return Results.Empty;
    }
}
