using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Postrider.Access;
using Postrider.Postgres.Schema;
using Postrider.Server.Api;
using Postrider.Server.Hosting;
using Postrider.Server.Security;
using Postrider.Testing.Postgres;

namespace Postrider.IntegrationTests.Access;

/// <summary>A node with the endpoints of access alone, on a real port.</summary>
internal sealed class AccessNode : IAsyncDisposable
{
    public const string BootstrapKey = "sk-postrider-test-bootstrap";

    private static readonly string _masterKey = Convert.ToBase64String(new byte[32]);
    private readonly WebApplication _app;

    private AccessNode(WebApplication app, Bootstrap bootstrap)
    {
        _app = app;
        Bootstrap = bootstrap;
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        Client = new HttpClient { BaseAddress = Address };
    }

    public Uri Address { get; }

    public Bootstrap Bootstrap { get; }

    public HttpClient Client { get; }

    public static async Task<AccessNode> StartAsync(TestDatabase database, string limits = "off", int liveNodes = 1, string? bootstrapKey = BootstrapKey, string? masterKey = null, TimeProvider? time = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection([
            new("URLS", "http://127.0.0.1:0"),
            new("POSTRIDER_RATE_LIMITS", limits),
            new("POSTRIDER_BOOTSTRAP_KEY", bootstrapKey),
        ]);
        builder.Services
            .AddSingleton(time ?? TimeProvider.System)
            .AddSingleton(new Database(database.ConnectionString))
            .AddSingleton<Migrator>()
            .AddApiBase()
            .AddAccess(builder.Configuration, MasterKeys.Parse(masterKey ?? _masterKey), _ => liveNodes)
            .AddObserving();
        var app = builder.Build();
        var bootstrap = await app.Services.PrepareAccessAsync(CancellationToken.None);
        app.UseApiBase();
        app.MapAccessEndpoints();
        app.MapObserving();
        app.MapGet("/api/v1/fault", (HttpContext _) => throw new InvalidOperationException("a secret detail"));
        app.MapGet("/api/v1/outage", (HttpContext _) => throw new NpgsqlException("down", new IOException("gone")));
        await app.StartAsync();
        return new AccessNode(app, bootstrap);
    }

    public async Task<(int Status, JsonElement Body, HttpResponseMessage Response)> SendAsync(HttpMethod method, string path, string? key = BootstrapKey, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {key}");
        }

        request.Content = body is null ? null : JsonContent.Create(body);
        var response = await Client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return ((int)response.StatusCode, text.Length == 0 ? default : JsonDocument.Parse(text).RootElement, response);
    }

    /// <summary>A key of the caller's workspace with these scopes.</summary>
    public async Task<(string Key, string KeyId)> MakeKeyAsync(string[] scopes, DateTimeOffset? expiresAt = null, string by = BootstrapKey)
    {
        var (status, body, _) = await SendAsync(HttpMethod.Post, "/api/v1/keys", by, new { name = "made", scopes, expires_at = expiresAt });
        Assert201(status, body);
        var item = body.GetProperty("item");
        return (item.GetProperty("key").GetString()!, item.GetProperty("key_id").GetString()!);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }

    private static void Assert201(int status, JsonElement body) => Xunit.Assert.True(status == 201, body.ToString());
}
