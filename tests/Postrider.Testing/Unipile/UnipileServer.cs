using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Postrider.Testing.Unipile;

/// <summary>Stands for Unipile's API, version 1, with one account: takes what is as the API describes it and nothing else, and keeps a log of all that was taken.</summary>
public sealed partial class UnipileServer : IAsyncDisposable
{
    public const string Key = "kX1+simulated/AccessKey==";
    public const string AccountId = "far-account-1";
    public const string OwnId = "ACoOWN";

    private readonly WebApplication _host;
    private readonly TimeProvider _time;
    private readonly HttpClient _http = new();
    private readonly CancellationTokenSource _over = new();
    private readonly ConcurrentQueue<string> _faults = new();
    private readonly ConcurrentQueue<UnipileMoment> _seen = new();
    private readonly Lock _gate = new();
    private readonly List<UnipileTaken> _taken = [];
    private readonly Dictionary<string, UnipilePerson> _people = [];
    private int _numbers;
    private int _silent;

    private UnipileServer(WebApplication host, TimeProvider time)
    {
        (_host, _time) = (host, time);
        host.MapGet("/api/v1/accounts", Run(ListAccounts));
        host.MapPost("/api/v1/hosted/accounts/link", Run(LinkAsync));
        host.MapGet("/api/v1/accounts/{account}", Run(FindAccount));
        host.MapGet("/api/v1/users/invite/sent", Run(ListInvitations));
        host.MapPost("/api/v1/users/invite", Run(InviteAsync));
        host.MapGet("/api/v1/users/relations", Run(ListRelations));
        host.MapGet("/api/v1/users/{person}", Run(FindPerson));
        host.MapGet("/api/v1/users/{person}/posts", Run(ListPosts));
        host.MapPost("/api/v1/posts/reaction", Run(LikeAsync));
        host.MapPost("/api/v1/chats", Run(BeginChatAsync));
        host.MapPost("/api/v1/chats/{chat}/messages", Run(SayAsync));
        host.MapGet("/api/v1/chats/{chat}/messages", Run(ListMessages));
        host.MapGet("/api/v1/chats/{chat}/attendees", Run(ListAttendees));
        host.MapGet("/api/v1/messages", Run(ListAllMessages));
        host.MapGet("/api/v1/chat_attendees/{attendee}/chats", Run(ListChats));
        host.MapFallback(Run(_ => Task.FromResult(Fault(404, "resource_not_found", "There is no such endpoint."))));
    }

    public string Address => _host.Urls.Single();

    /// <summary>LINKEDIN or WHATSAPP.</summary>
    public string Type { get; set; } = "LINKEDIN";

    /// <summary>The state of the account's one source; null: it has none.</summary>
    public string? State { get; set; } = "OK";

    /// <summary>Told with the next invitations, as on passing a landing.</summary>
    public int? Usage { get; set; }

    /// <summary>What becomes of a request; null: it is served.</summary>
    public Func<UnipileMoment, UnipileFate?> Script { get; set; } = _ => null;

    /// <summary>What was not as the API describes it.</summary>
    public IReadOnlyCollection<string> Faults => _faults;

    public IReadOnlyCollection<UnipileMoment> Seen => _seen;

    /// <summary>All that was done, in its order: the truth.</summary>
    public IReadOnlyList<UnipileTaken> Taken
    {
        get
        {
            lock (_gate)
            {
                return [.. _taken];
            }
        }
    }

    /// <summary>How many requests are kept waiting in silence.</summary>
    public int Silent => Volatile.Read(ref _silent);

    public static async Task<UnipileServer> StartAsync(TimeProvider? time = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new UnipileServer(builder.Build(), time ?? TimeProvider.System);
        await server._host.StartAsync();
        return server;
    }

    public void Add(params IEnumerable<UnipilePerson> people)
    {
        lock (_gate)
        {
            foreach (var person in people)
            {
                _people[person.FarId] = person;
            }
        }
    }

    public int Count(string method, string path) => _seen.Count(moment => moment.Method == method && moment.Path == path);

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _host.StopAsync(new CancellationToken(canceled: true)).ContinueWith(_ => { }, TaskScheduler.Default);
        await _host.DisposeAsync();
        _http.Dispose();
        _over.Dispose();
    }

    private Delegate Run(Func<HttpContext, Task<IResult>> serve) => async (HttpContext context) =>
    {
        var moment = new UnipileMoment(context.Request.Method, context.Request.Path.Value!["/api/v1".Length..], Interlocked.Increment(ref _numbers));
        _seen.Enqueue(moment);
        var fate = Script(moment);
        IResult? done = null;
        if (fate is null || fate.IsTaken)
        {
            done = Objection(context) ?? await serve(context);
        }

        return fate is null ? done! : await EndAsync(context, fate, done);
    };

    private async Task<IResult> EndAsync(HttpContext context, UnipileFate fate, IResult? done)
    {
        if (fate.RetryAfter is { } wait)
        {
            context.Response.Headers.RetryAfter = wait;
        }

        if (fate.Status is { } status)
        {
            return fate.Type is { } type ? Refuse(status, type, "As the script says.") : Results.Text("<html>Bad gateway</html>", "text/html", statusCode: status);
        }

        switch (fate.Break)
        {
            case UnipileBreak.Silence:
                using (var gone = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _over.Token))
                {
                    Interlocked.Increment(ref _silent);
                    await Task.Delay(Timeout.InfiniteTimeSpan, _time, gone.Token).ContinueWith(_ => { }, TaskScheduler.Default);
                    Interlocked.Decrement(ref _silent);
                }

                break;
            case UnipileBreak.Half:
                context.Response.ContentLength = 500;
                await context.Response.WriteAsync("{\"object\":\"Chat", context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                break;
            case UnipileBreak.Garbage:
                return Results.Text("{\"object\":", "application/json");
            case UnipileBreak.None:
                return done!;
        }

        context.Abort();
        return Results.Empty;
    }

    private IResult? Objection(HttpContext context) =>
        context.Request.Headers["X-API-KEY"] != Key ? Refuse(401, "missing_credentials", "The access key is wrong.")
        : context.Request.Headers.Accept != "application/json" ? Fault(400, "invalid_parameters", "Accept is not application/json.")
        : null;

    private IResult Fault(int status, string type, string words)
    {
        _faults.Enqueue(words);
        return Refuse(status, type, words);
    }

    private static IResult Refuse(int status, string type, string words) =>
        Results.Json(new { status, type = $"errors/{type}", title = type.Replace('_', ' '), detail = words }, statusCode: status);

    /// <summary>What is asked for beside the path, each once and none unknown; null: it is as it must be.</summary>
    private IResult? QueryObjection(HttpContext context, bool needsAccount, params string[] more)
    {
        var known = needsAccount ? ["account_id", .. more] : more;
        return context.Request.Query.FirstOrDefault(part => !known.Contains(part.Key) || part.Value.Count != 1) is { Key: { } other } ? Fault(400, "invalid_parameters", $"{other} is no parameter here.")
            : needsAccount && context.Request.Query["account_id"] != AccountId ? Refuse(404, "resource_not_found", "Account not found")
            : context.Request.Query["limit"].ToString() is { Length: > 0 } limit && !(int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= 250) ? Fault(400, "invalid_parameters", "limit is wrong.")
            : null;
    }
}
