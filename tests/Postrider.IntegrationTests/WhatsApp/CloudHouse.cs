using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Postrider.Accounts;
using Postrider.Channels;
using Postrider.Channels.WhatsApp;
using Postrider.Contacts;
using Postrider.Dispatching;
using Postrider.Jobs;
using Postrider.Lanes;
using Postrider.Acceptance;
using Postrider.Postgres.Schema;
using Postrider.Storage;
using Postrider.Testing.Engine;
using Postrider.Testing.WhatsAppCloud;

namespace Postrider.IntegrationTests.WhatsApp;

/// <summary>A node whose WhatsApp accounts are at far sides of the test's own.</summary>
internal static class CloudHouse
{
    public const string Number = "+14155552671";
    public const string Digits = "14155552671";

    public static Task<TestNode> StartAsync(Database database, TimeProvider? time = null, EngineOptions? options = null) => TestNode.StartAsync(
        database, services => services.AddSingleton(new NetworkPolicy(allowPrivate: true)).AddWhatsApp(), time, options);

    public static IDriver Driver(this TestNode node, string kind) => node.Get<Drivers>().Find(kind)!;

    public static ICallback Callback(this TestNode node, string kind) => node.Get<IEnumerable<ICallback>>().Single(callback => callback.Kind == kind);

    /// <param name="template">Null: none.</param>
    public static Task<Account> MakeCloudAsync(this TestNode node, CloudServer server, WorkspaceId workspace, string? template = null, Action<JsonObject>? change = null)
    {
        var settings = new JsonObject { ["base_url"] = server.Address, ["phone_number_id"] = CloudServer.PhoneNumberId, ["business_account_id"] = CloudServer.BusinessAccountId, ["template"] = template };
        change?.Invoke(settings);
        return node.MakeAccountAsync(workspace, "wa", account => account with
        {
            Kind = "whatsapp_cloud",
            Channel = Channel.WhatsApp,
            Settings = settings,
            MaxConnections = 200,
            SealedSecrets = node.Get<AccountSecrets>().Seal(workspace, "wa", Secrets),
        });
    }

    public static IReadOnlyDictionary<string, string> Secrets { get; } =
        new Dictionary<string, string> { ["access_token"] = CloudServer.AccessKey, ["app_secret"] = CloudServer.AppSecret, ["verify_token"] = CloudServer.VerifyWord };

    /// <summary>The account as a driver gets it.</summary>
    public static async Task<DriverAccount> OpenAsync(this TestNode node, Account account) => (await node.Get<AccountDirectory>().FindAsync(account.Workspace, account.AccountId, CancellationToken.None))!;

    /// <summary>A job by itself, as a driver gets it.</summary>
    public static DriverJob Job(DriverAccount account, JobContent? content = null, string phone = Number, Func<bool>? mayCommit = null) => new()
    {
        Job = new JobRef(account.Account.Workspace, Guid.NewGuid()),
        Attempt = 1,
        Channel = Channel.WhatsApp,
        Action = JobAction.Dispatch,
        Address = RecipientAddress.Phone(phone)!,
        Body = new JobBody { Recipient = new JobRecipient { Phone = phone }, Content = content ?? new JobContent { Text = "Hi Alex" } },
        Account = account,
        StartedAt = TimeProvider.System.GetUtcNow(),
        MayCommit = mayCommit ?? (static () => true),
    };

    /// <summary>The same for the engine.</summary>
    public static NewJob Dispatch(Account account, JobContent? content = null, string phone = Number) => new()
    {
        Workspace = account.Workspace,
        Lane = LaneName.Dispatch(Channel.WhatsApp),
        AccountId = account.AccountId,
        Channel = Channel.WhatsApp,
        Action = JobAction.Dispatch,
        Address = RecipientAddress.Phone(phone)!,
        Gap = TimeSpan.Zero,
        Body = new JobBody { Recipient = new JobRecipient { Phone = phone }, Content = content ?? new JobContent { Text = "Hi Alex" } }.ToBytes(),
    };

    public static async Task<JobAttachment> StoreAsync(this TestNode node, WorkspaceId workspace, string name, string? type, byte[] file) =>
        new(name, type, Convert.ToHexStringLower(await node.Get<IContentStore>().PutAsync(workspace, file, CancellationToken.None)), file.Length);

    public static Task<JobView> WhenEndedAsync(this TestNode node, Account account, Guid jobId) =>
        Eventually.SeesAsync(() => node.FindAsync(account.Workspace, jobId), view => view.State.IsFinal(), "the job has ended");
}
