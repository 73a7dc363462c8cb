using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Postrider.Access;
using Postrider.Channels;
using Postrider.Channels.Webhook;
using Postrider.Dispatching;
using Postrider.Server.Api;
using Postrider.Server.Api.Callbacks;
using Postrider.Server.Api.Connecting;
using Postrider.Server.Api.Dispatch;
using Postrider.Server.Hosting;
using Postrider.Server.Security;
using Postrider.Testing.Engine;
using Postrider.Testing.Postgres;
using Postrider.Testing.Server;
using Xunit;

namespace Postrider.IntegrationTests.FarSides;

/// <summary>A node with the Dispatch API, callbacks and one scripted kind of WhatsApp account, on a real port.</summary>
internal sealed class CallbackNode : IAsyncDisposable
{
    public const string Password = "hush";

    private readonly WebApplication _app;
    private readonly Lines _lines;

    private CallbackNode(WebApplication app, Lines lines)
    {
        (_app, _lines) = (app, lines);
        Client = new HttpClient
        {
            BaseAddress = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()),
            DefaultRequestHeaders = { Authorization = new("Bearer", ServerProcess.Key) },
        };
        app.Services.GetRequiredService<PublicAddress>().Set(Client.BaseAddress.ToString());
    }

    public HttpClient Client { get; }

    public ScriptedDriver Driver => _app.Services.GetRequiredService<ScriptedDriver>();

    public ScriptedCallback Callback => (ScriptedCallback)_app.Services.GetRequiredService<ICallback>();

    /// <summary>What callbacks made the node write, without the account's number.</summary>
    public IReadOnlyList<string> Log => [.. _lines.Told];

    /// <param name="time">A clock that the test turns: then nothing is sent.</param>
    public static async Task<CallbackNode> StartAsync(TestDatabase database, string limits = "off", TimeSpan? replyWindow = null, TimeProvider? time = null)
    {
        var lines = new Lines();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(lines);
        builder.Configuration.AddInMemoryCollection([new("URLS", "http://127.0.0.1:0"), new("POSTRIDER_RATE_LIMITS", limits), new("POSTRIDER_BOOTSTRAP_KEY", ServerProcess.Key)]);
        builder.Services
            .AddSingleton(time ?? TimeProvider.System)
            .AddMetrics()
            .AddStore(database.ConnectionString)
            .AddEngine(new EngineOptions())
            .AddSingleton(new NetworkPolicy(allowPrivate: true))
            .AddWebhooks()
            .AddSingleton(new ScriptedDriver { Kind = Kind(replyWindow) })
            .AddSingleton<IDriver>(provider => provider.GetRequiredService<ScriptedDriver>())
            .AddSingleton<ICallback, ScriptedCallback>()
            .AddApiBase()
            .AddAccess(builder.Configuration, MasterKeys.Parse(Convert.ToBase64String(new byte[32])))
            .AddConnecting(new SignInClients())
            .AddDispatchApi(TimeSpan.Zero);
        var app = builder.Build();
        await app.Services.PrepareAccessAsync(CancellationToken.None);
        app.Services.GetRequiredService<CallbackAddresses>().Begin(new byte[32]);
        app.UseApiBase();
        app.MapDispatchApi();
        CallbackEndpoints.Map(app);
        if (time is null)
        {
            await app.Services.GetRequiredService<Engine>().StartAsync(CancellationToken.None);
        }

        await app.StartAsync();
        return new CallbackNode(app, lines);
    }

    /// <summary>A new account, in full.</summary>
    public async Task<JsonNode> ConnectAsync(object? settings = null)
    {
        var made = await Client.PostJsonAsync("/api/v1/connect/accounts", new { kind = ScriptedDriver.KindName, name = "Number", settings = settings ?? new { password = Password } });
        Assert.True((int)made.Status == 201, made.ToString());
        return made.Item;
    }

    public async Task<HttpResponseMessage> TellAsync(string url, string body, string? signature = Password)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent(body) };
        if (signature is not null)
        {
            request.Headers.Add(ScriptedCallback.SignatureHeader, signature);
        }

        using var client = new HttpClient();
        return await client.SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        if (_app.Services.GetRequiredService<TimeProvider>() == TimeProvider.System)
        {
            await _app.Services.GetRequiredService<Engine>().StopAsync(CancellationToken.None);
        }

        await _app.DisposeAsync();
    }

    private static AccountKind Kind(TimeSpan? replyWindow) => new()
    {
        Name = ScriptedDriver.KindName,
        Title = "Scripted",
        Channels = [Channel.WhatsApp],
        Settings = [new KindSetting("password", SettingType.Text, "A secret.") { Secret = true }, new KindSetting("template", SettingType.Text, "Outside the window.")],
        HandOverLimit = TimeSpan.FromSeconds(1),
        AbsenceCertainAfter = TimeSpan.Zero,
        Deadline = TimeSpan.FromSeconds(30),
        ReplyWindow = replyWindow,
    };

    /// <summary>What was logged of callbacks.</summary>
    private sealed class Lines : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Told { get; } = new();

        public ILogger CreateLogger(string categoryName) => categoryName == typeof(CallbackLog).FullName ? this : Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Told.Enqueue($"{logLevel}: {formatter(state, exception)}");

        public void Dispose()
        {
        }
    }
}
