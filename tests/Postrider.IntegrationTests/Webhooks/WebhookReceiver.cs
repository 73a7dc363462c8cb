using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Postrider.Testing;
using Xunit;

namespace Postrider.IntegrationTests.Webhooks;

/// <summary>One post as it came in.</summary>
internal sealed record ReceivedPost(string Id, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public JsonNode Json { get; } = JsonNode.Parse(Body)!;

    public string Kind => (string)Json["type"]!;
}

/// <summary>An endpoint of the test's own, on loopback; it answers as the test wants and keeps what it took with a 2xx.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly WebApplication _host;
    private readonly ConcurrentQueue<ReceivedPost> _taken = new();
    private readonly ConcurrentQueue<ReceivedPost> _seen = new();

    private WebhookReceiver(WebApplication host)
    {
        _host = host;
        host.Run(AnswerAsync);
    }

    public string Url { get; private set; } = "";

    /// <summary>What was answered with a 2xx, in the order in which it came.</summary>
    public IReadOnlyCollection<ReceivedPost> Taken => _taken;

    public IReadOnlyCollection<ReceivedPost> Seen => _seen;

    /// <summary>Sets the answer.</summary>
    public Func<ReceivedPost, HttpContext, Task> Answer { get; set; } = (_, _) => Task.CompletedTask;

    public static async Task<WebhookReceiver> StartAsync(string url = "http://127.0.0.1:0")
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url);
        var receiver = new WebhookReceiver(builder.Build());
        await receiver._host.StartAsync();
        receiver.Url = $"{receiver._host.Urls.First()}/hook";
        return receiver;
    }

    public Func<ReceivedPost, HttpContext, Task> Always(int status, string text = "") => (_, context) =>
    {
        context.Response.StatusCode = status;
        return text.Length == 0 ? Task.CompletedTask : context.Response.WriteAsync(text);
    };

    /// <summary>What the verifier, which knows the specification alone, says of every post: none may be wrong.</summary>
    public static async Task VerifyAsync(string secret, DateTimeOffset now, params IEnumerable<ReceivedPost> posts)
    {
        var verdicts = await VerdictsAsync(secret, now, posts);
        Assert.All(verdicts, verdict => Assert.Equal("ok", verdict));
    }

    public static async Task<string[]> VerdictsAsync(string secret, DateTimeOffset now, params IEnumerable<ReceivedPost> posts)
    {
        var all = posts.ToList();
        var lines = string.Join('\n', all.Select(post => JsonSerializer.Serialize(new { secret, headers = post.Headers, body = Convert.ToBase64String(post.Body), now = now.ToUnixTimeSeconds() })));
        var said = await Programs.RunAsync("node", System.Text.Encoding.UTF8.GetBytes(lines), Path.Combine(AppContext.BaseDirectory, "Webhooks", "verify.mjs"));
        var verdicts = System.Text.Encoding.UTF8.GetString(said).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(all.Count, verdicts.Length);
        return verdicts;
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var headers = context.Request.Headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString());
        var post = new ReceivedPost(headers.GetValueOrDefault("webhook-id", ""), headers, body.ToArray());
        _seen.Enqueue(post);
        await Answer(post, context);
        if (context.Response.StatusCode is >= 200 and < 300 && !context.RequestAborted.IsCancellationRequested)
        {
            _taken.Enqueue(post);
        }
    }
}
