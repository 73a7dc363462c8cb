using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Postrider.Accounts;
using Postrider.Channels;
using Postrider.Channels.Unipile;
using Postrider.Channels.WhatsApp;
using Postrider.Testing.Evolution;
using Postrider.Testing.TwilioWhatsApp;
using Postrider.Testing.Unipile;
using Postrider.Testing.Waha;
using Postrider.Testing.WhatsAppCloud;
using Xunit;

namespace Postrider.IntegrationTests.Connecting;

/// <summary>What tells far sides an account's address, as the host makes it, and accounts at the far sides of a test.</summary>
internal sealed class SetUps(TimeProvider? time = null) : IAsyncDisposable
{
    public const string Address = "https://postrider.example/callbacks/1/acc_1/c2VjcmV0";
    public const string OldAddress = "http://old.example/callbacks/1/acc_1/c2VjcmV0";
    public const string Another = "https://another.example/hook?key=hush";

    private readonly ServiceProvider _services = new ServiceCollection().AddSingleton(time ?? TimeProvider.System).AddSingleton(new NetworkPolicy(allowPrivate: true)).AddUnipile().AddWhatsApp().BuildServiceProvider();

    public Task<CallbackSetUp> RunAsync(DriverAccount account, bool replaces = false, string address = Address) =>
        _services.GetServices<ICallbackSetUp>().Single(setUp => setUp.Kind == account.Account.Kind).SetUpAsync(account, new CallbackPlan(address, replaces), TestContext.Current.CancellationToken);

    /// <summary>What was made and what was there, such as <c>messaging Made</c>.</summary>
    public async Task<string> DoneAsync(DriverAccount account, bool replaces = false, string address = Address)
    {
        var result = await RunAsync(account, replaces, address);
        return string.Join(", ", Assert.IsType<CallbackSetUp.Done>(result).Parts.Select(part => $"{part.Name} {part.State}"));
    }

    public async Task<string> RefusedAsync(DriverAccount account) => Assert.IsType<CallbackSetUp.Refused>(await RunAsync(account)).Words;

    public async Task<string> ImpossibleAsync(DriverAccount account, string address = Address) => Assert.IsType<CallbackSetUp.Impossible>(await RunAsync(account, address: address)).Words;

    /// <summary>Whose address it was that was left alone.</summary>
    public async Task OccupiedAsync(DriverAccount account) => Assert.Equal("another.example", Assert.IsType<CallbackSetUp.Occupied>(await RunAsync(account)).Place);

    public static DriverAccount At(UnipileServer far, string channel = Channel.LinkedIn, string key = UnipileServer.Key, string accountId = "acc_1") =>
        Account("unipile", channel, new JsonObject { ["base_url"] = far.Address, ["provider_account_id"] = UnipileServer.AccountId, ["channel"] = channel }, new() { ["api_key"] = key }, accountId);

    public static DriverAccount At(WahaServer far, string? hmacKey = null, string key = WahaServer.Key) =>
        Account("waha", Channel.WhatsApp, new JsonObject { ["base_url"] = far.Address }, hmacKey is null ? new() { ["api_key"] = key } : new() { ["api_key"] = key, ["hmac_key"] = hmacKey });

    public static DriverAccount At(EvolutionServer far, string key = EvolutionServer.Key) =>
        Account("evolution", Channel.WhatsApp, new JsonObject { ["base_url"] = far.Address, ["instance"] = EvolutionServer.Instance }, new() { ["api_key"] = key });

    /// <param name="without">A setting that is missing.</param>
    public static DriverAccount At(CloudServer far, string? without = null)
    {
        var settings = new JsonObject { ["base_url"] = far.Address, ["phone_number_id"] = CloudServer.PhoneNumberId, ["business_account_id"] = CloudServer.BusinessAccountId };
        var secrets = new Dictionary<string, string> { ["access_token"] = CloudServer.AccessKey, ["app_secret"] = CloudServer.AppSecret, ["verify_token"] = CloudServer.VerifyWord };
        settings.Remove(without ?? "");
        secrets.Remove(without ?? "");
        return Account("whatsapp_cloud", Channel.WhatsApp, settings, secrets);
    }

    public static DriverAccount At(MessageServer far, string from = MessageServer.From, string key = MessageServer.AuthKey) =>
        Account("twilio_whatsapp", Channel.WhatsApp, new JsonObject { ["base_url"] = far.Address, ["account_sid"] = MessageServer.AccountSid, ["from"] = from }, new() { ["auth_token"] = key });

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private static DriverAccount Account(string kind, string channel, JsonObject settings, Dictionary<string, string> secrets, string accountId = "acc_1") =>
        new(new Account { Workspace = new WorkspaceId(1), AccountId = accountId, Kind = kind, Channel = channel, Name = kind, Settings = settings }, secrets);
}
