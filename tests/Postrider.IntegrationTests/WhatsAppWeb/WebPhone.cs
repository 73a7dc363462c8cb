using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Postrider.Access;
using Postrider.Accounts;
using Postrider.Channels;
using Postrider.Channels.WhatsApp;
using Postrider.Jobs;
using Postrider.Server.Hosting;
using Postrider.Storage;
using Postrider.Testing.Evolution;
using Postrider.Testing.Postgres;
using Postrider.Testing.Waha;

namespace Postrider.IntegrationTests.WhatsAppWeb;

/// <summary>The drivers of phones as the host makes them, on the test's database, without an engine.</summary>
internal sealed class WebPhone(TestDatabase database, TimeProvider? time = null) : IAsyncDisposable
{
    public const string HmacKey = "webhook-signing-key";

    private readonly ServiceProvider _services = Add(new ServiceCollection())
        .AddLogging()
        .AddSingleton(time ?? TimeProvider.System)
        .AddStore(database.Database.Address)
        .AddSingleton(MasterKeys.Parse(Convert.ToBase64String(new byte[32])))
        .AddSingleton<SecretBox>()
        .AddSingleton<AccountSecrets>()
        .AddSingleton<AccountDirectory>()
        .AddSingleton<AccountHealth>()
        .AddSingleton<CallbackAddresses>()
        .BuildServiceProvider();

    /// <summary>A number that no other test writes to.</summary>
    public static string Number() => $"+49{RandomNumberGenerator.GetInt32(100_000_000, 999_999_999)}";

    public static IServiceCollection Add(IServiceCollection services) => services.AddSingleton<PublicAddress>().AddSingleton(new NetworkPolicy(allowPrivate: true)).AddWhatsApp();

    public IDriver Driver(string kind) => _services.GetServices<IDriver>().Single(driver => driver.Kind.Name == kind);

    public IContentStore Contents => _services.GetRequiredService<IContentStore>();

    public static DriverAccount Account(WahaServer far, string key = WahaServer.Key) => Account("waha", new JsonObject { ["base_url"] = far.Address }, key);

    public static DriverAccount Account(EvolutionServer far, string key = EvolutionServer.Key) =>
        Account("evolution", new JsonObject { ["base_url"] = $"{far.Address}/", ["instance"] = EvolutionServer.Instance }, key);

    public static DriverAccount Account(string kind, JsonObject settings, string key, string accountId = "phone") => new(
        new Account { Workspace = new WorkspaceId(1), AccountId = accountId, Kind = kind, Channel = Channel.WhatsApp, Name = "Phone", Settings = settings },
        new Dictionary<string, string> { ["api_key"] = key });

    public static DriverJob Job(DriverAccount account, string address, JobContent? content = null, Func<bool>? mayCommit = null) => new()
    {
        Job = new JobRef(account.Account.Workspace, Guid.NewGuid()),
        Attempt = 1,
        Channel = Channel.WhatsApp,
        Action = JobAction.Dispatch,
        Address = address,
        Body = new JobBody { Recipient = new JobRecipient { Phone = address }, Content = content ?? new JobContent { Text = "Hi Alex, this is a quick WhatsApp message." } },
        Account = account,
        StartedAt = TimeProvider.System.GetUtcNow(),
        MayCommit = mayCommit ?? (static () => true),
    };

    /// <summary>The stored file as a job names it.</summary>
    public async Task<JobAttachment> StoreAsync(string name, string? type, byte[] data) =>
        new(name, type, Convert.ToHexStringLower(await Contents.PutAsync(new WorkspaceId(1), data, CancellationToken.None)), data.Length);

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
