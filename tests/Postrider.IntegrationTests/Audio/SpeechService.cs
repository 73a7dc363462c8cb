using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Postrider.IntegrationTests.Audio;

/// <summary>Stands for a service that speaks: takes nothing but the request it expects, and answers as a test wants.</summary>
internal sealed class SpeechService : IAsyncDisposable
{
    public const string Key = "sk-secret";
    private readonly WebApplication _host;
    private readonly ConcurrentQueue<string> _requests = new();

    private SpeechService(WebApplication host)
    {
        _host = host;
        host.Run(AnswerAsync);
    }

    public Uri Address { get; private set; } = null!;

    /// <summary>The bodies that were as they must be, and what was wrong with others.</summary>
    public IReadOnlyCollection<string> Requests => _requests;

    public Func<HttpContext, Task> Answer { get; set; } = context => context.Response.WriteAsync("no answer was set");

    public static async Task<SpeechService> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var service = new SpeechService(builder.Build());
        await service._host.StartAsync();
        service.Address = new Uri($"{service._host.Urls.First()}/v1");
        return service;
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        using var body = await JsonDocument.ParseAsync(request.Body);
        var names = body.RootElement.EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal);
        var wrong = request.Method != "POST" || request.Path != "/v1/audio/speech" || request.QueryString.HasValue ? $"{request.Method} {request.Path}"
            : request.Headers.Authorization != $"Bearer {Key}" ? "the key"
            : request.ContentType?.Split(';')[0] != "application/json" ? request.ContentType
            : !names.SequenceEqual(["input", "model", "response_format", "speed", "voice"]) ? string.Join(",", names)
            : body.RootElement.GetProperty("response_format").GetString() is not ("mp3" or "wav") ? "the format"
            : null;
        _requests.Enqueue(wrong ?? body.RootElement.GetRawText());
        if (wrong is not null)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        await Answer(context);
    }
}
