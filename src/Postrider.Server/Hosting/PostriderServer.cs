using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Postrider.Access;
using Postrider.Channels;
using Postrider.Dispatching;
using Postrider.Postgres.Embedded;
using Postrider.Postgres.Schema;
using Postrider.Server.Api;
using Postrider.Server.Api.Actions;
using Postrider.Server.Api.Actions.Sends;
using Postrider.Server.Api.Callbacks;
using Postrider.Server.Api.Calls;
using Postrider.Server.Api.Connecting;
using Postrider.Server.Api.Dispatch;
using Postrider.Server.Api.Reference;
using Postrider.Server.Api.Unsubscribe;
using Postrider.Server.Security;
using Postrider.Storage;
using Postrider.Suppression;

namespace Postrider.Server.Hosting;

/// <summary>One node from start to stop: its database, its schema, the engine, the endpoints; and the same backwards.</summary>
internal sealed class PostriderServer(ServerSettings settings, string[] args)
{
    // Longer than the engine drains, or the host would cut the drain short.
    private static readonly TimeSpan _shutdown = TimeSpan.FromSeconds(45);

    /// <param name="visit">Whom it runs for, with the address that they reach it by; null: it runs until it is told to stop, and says how it is reached.</param>
    public async Task RunAsync(Func<Uri, Task>? visit = null)
    {
        using var boot = LoggerFactory.Create(logging => logging.AddSimpleConsole(console => console.SingleLine = true).SetMinimumLevel(visit is null ? LogLevel.Information : LogLevel.Warning));
        await using var own = settings.Database is null
            ? await EmbeddedServer.StartAsync(new EmbeddedOptions { DataFolder = settings.DataFolder }, boot.CreateLogger("Postrider.Database"), TimeProvider.System, CancellationToken.None)
            : null;
        await using var app = Build(settings.Database ?? own!.ConnectionString);
        await app.Services.GetRequiredService<Migrator>().MigrateAsync(CancellationToken.None);
        var bootstrap = await app.Services.PrepareAccessAsync(CancellationToken.None);
        app.Services.GetRequiredService<NetworkPolicy>().Trust(bootstrap.WorkspaceId);
        var secret = await app.Services.GetRequiredService<IMasterKeyStore>().MakeSureOfAsync("unsubscribe links", app.Services.GetRequiredService<SecretBox>(), CancellationToken.None);
        app.Services.GetRequiredService<UnsubscribeLinks>().Begin(secret);
        app.Services.GetRequiredService<CallbackAddresses>().Begin(secret);
        var address = app.Services.GetRequiredService<PublicAddress>();
        var node = app.Services.GetRequiredService<NodeAddress>();
        address.Set(settings.PublicUrl ?? settings.Addresses.Split(';')[0], settings.PublicUrl is not null);
        node.Set(settings.NodeUrl ?? address.Of(""));
        await SandboxAccounts.EnsureAsync(
            app.Services.GetRequiredService<IAccountStore>(), app.Services.GetRequiredService<Drivers>(), bootstrap.WorkspaceId, TimeProvider.System.GetUtcNow(), CancellationToken.None);

        // The engine enters before the first request is taken, and leaves after the last is answered.
        var engine = app.Services.GetRequiredService<Engine>();
        await engine.StartAsync(CancellationToken.None);
        try
        {
            await app.StartAsync();
            address.Set(settings.PublicUrl ?? Listening(app).Split(',')[0], settings.PublicUrl is not null);
            node.Set(settings.NodeUrl ?? address.Of(""));
            if (visit is null)
            {
                StartPage.Print(Console.Out, settings, Listening(app), own, bootstrap.NewKeyText);
                await app.WaitForShutdownAsync();
            }
            else
            {
                await visit(new Uri(Listening(app).Split(',')[0].Replace("//0.0.0.0:", "//127.0.0.1:", StringComparison.Ordinal).Replace("//[::]:", "//127.0.0.1:", StringComparison.Ordinal)));
                await app.StopAsync();
            }
        }
        finally
        {
            await engine.StopAsync(CancellationToken.None);
        }
    }

    /// <summary>Everything but the running: it neither listens nor reaches for the database.</summary>
    internal WebApplication Build(string database)
    {
        // Settings are read once. Watching for their change would watch the folder with the database's files, too.
        var builder = WebApplication.CreateSlimBuilder([.. args, "--hostBuilder:reloadConfigOnChange=false"]);
        builder.WebHost.UseUrls(settings.Addresses);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
            console.UseUtcTimestamp = true;
        });
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);

        // Were it on, even silent, every request would get a log scope and an activity that nobody reads.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        builder.Services
            .Configure<HostOptions>(options => options.ShutdownTimeout = _shutdown)
            .AddSingleton(TimeProvider.System)
            .AddMetrics()
            .AddStore(database)
            .AddEngine(new EngineOptions { Roles = settings.Roles })
            .AddSingleton<NodeAddress>()
            .AddSingleton(new NetworkPolicy(settings.AllowPrivateNetworks))
            .AddChannels(settings.SandboxTimeScale, settings.Audio, settings.Voice with { ScratchFolder = Path.Combine(settings.DataFolder, "recordings") })
            .AddApiBase()
            .AddAccess(builder.Configuration, MasterKeyFile.Load(settings.MasterKey, settings.DataFolder), provider => provider.GetRequiredService<NodeLease>().LiveApiNodes)
            .AddObserving()
            .AddConnecting(settings.SignInClients)
            .AddDispatchApi(settings.MinimumInterval)
            .AddActionsApi(new DirectSettings(settings.DirectWait, settings.DuplicateWindow))
            .AddCallsApi(new CallsSettings(settings.CallsRemainingAsText, Path.Combine(settings.DataFolder, "uploads")));
        var app = builder.Build();
        app.UseApiBase();
        app.MapObserving();
        app.MapReference();
        TwilioEndpoints.Map(app);
        if (settings.IsApi)
        {
            app.MapDispatchApi();
            app.MapActionsApi();
            app.MapCallsApi();
            UnsubscribeEndpoints.Map(app);
            SignInEndpoints.Map(app);
            SignInPageEndpoints.Map(app);
            CallbackEndpoints.Map(app);
        }

        return app;
    }

    private static string Listening(WebApplication app) =>
        string.Join(", ", app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses ?? []);
}
