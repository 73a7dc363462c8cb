using Postrider.Postgres.Schema;
using Postrider.Server.Api;
using Postrider.Server.Hosting;
using Postrider.Server.Security;

var builder = WebApplication.CreateBuilder(args);
var address = builder.Configuration["POSTRIDER_DATABASE"] ?? throw new InvalidOperationException("POSTRIDER_DATABASE is not set.");
var dataFolder = builder.Configuration["POSTRIDER_DATA"]
    ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "postrider");
var masterKeys = MasterKeyFile.Load(builder.Configuration["POSTRIDER_MASTER_KEY"], dataFolder);
builder.Services
    .AddSingleton(TimeProvider.System)
    .AddSingleton(_ => new Database(address))
    .AddSingleton<Migrator>()
    .AddApiBase()
    .AddAccess(builder.Configuration, masterKeys)
    .AddObserving();
var app = builder.Build();
await app.Services.GetRequiredService<Migrator>().MigrateAsync(CancellationToken.None);
var bootstrap = await app.Services.PrepareAccessAsync(CancellationToken.None);
if (bootstrap.NewKeyText is { } key)
{
    Console.WriteLine($"API key (shown once): {key}");
}

app.UseApiBase();
app.MapAccessEndpoints();
app.MapObserving();
await app.RunAsync();
