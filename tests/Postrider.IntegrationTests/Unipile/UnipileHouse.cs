using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Postrider.Acceptance;
using Postrider.Accounts;
using Postrider.Attempts;
using Postrider.Channels;
using Postrider.Channels.Unipile;
using Postrider.Contacts;
using Postrider.Dispatching;
using Postrider.Jobs;
using Postrider.Lanes;
using Postrider.Storage;
using Postrider.Testing.Engine;
using Postrider.Testing.Postgres;
using Postrider.Testing.Unipile;

namespace Postrider.IntegrationTests.Unipile;

/// <summary>A node with the driver, an account of a workspace of the test's own, and the far side that it is at.</summary>
internal sealed class UnipileHouse : IAsyncDisposable
{
    private readonly bool _isLodger;

    private UnipileHouse(UnipileServer far, TestNode node, Account account, bool isLodger = false) => (Far, Node, Account, _isLodger) = (far, node, account, isLodger);

    public UnipileServer Far { get; }

    public TestNode Node { get; }

    public Account Account { get; private set; }

    public IDriver Driver => Node.Get<Drivers>().Find("unipile")!;

    public ICallback Callback => Node.Get<ICallback>();

    public DriverAccount DriverAccount => new(Account, new Dictionary<string, string> { ["api_key"] = UnipileServer.Key, ["webhook_secret"] = UnipileServer.WebhookSecret });

    private bool IsV2 => (string?)Account.Settings["api_version"] == "v2";

    public static async Task<UnipileHouse> StartAsync(TestDatabase database, string channel = Channel.LinkedIn, TimeProvider? time = null, EngineOptions? options = null, Func<Account, Account>? change = null, bool isV2 = false)
    {
        var far = await UnipileServer.StartAsync(time);
        far.Type = channel == Channel.LinkedIn ? "LINKEDIN" : "WHATSAPP";
        var node = await StartNodeAsync(database, time, options);
        return new UnipileHouse(far, node, await AddAccountAsync(node, far, channel, change, isV2));
    }

    /// <summary>The same node and far side with an account that nothing was done with yet.</summary>
    public async Task<UnipileHouse> LodgeAsync() => new(Far, Node, await AddAccountAsync(Node, Far, Account.Channel, null, IsV2), isLodger: true);

    public static Task<TestNode> StartNodeAsync(TestDatabase database, TimeProvider? time, EngineOptions? options) =>
        TestNode.StartAsync(database.Database, services => services.AddSingleton(new NetworkPolicy(true)).AddUnipile(), time, options ?? new EngineOptions { Roles = "api" });

    public async Task ChangeAsync(Func<Account, Account> change)
    {
        await Node.Get<IAccountStore>().ReplaceAsync(change(Account), CancellationToken.None);
        Account = (await Node.Get<IAccountStore>().FindAsync(Account.Workspace, Account.AccountId, CancellationToken.None))!;
    }

    public DriverJob Job(string action, string to, JobContent content, Func<bool>? mayCommit = null, DateTimeOffset startedAt = default)
    {
        var recipient = To(to);
        return new DriverJob
        {
            Job = new JobRef(Account.Workspace, Guid.NewGuid()),
            Attempt = 1,
            Channel = Account.Channel,
            Action = action,
            Address = AddressOf(to),
            Body = new JobBody { Recipient = recipient, Content = content },
            Account = DriverAccount,
            MayCommit = mayCommit ?? (static () => true),
            StartedAt = startedAt,
        };
    }

    public Task<Outcome> PerformAsync(string action, string to, JobContent content) => Driver.PerformAsync(Job(action, to, content), CancellationToken.None);

    public Task<Outcome> SayAsync(string to, string text) => PerformAsync(JobAction.Dispatch, to, new JobContent { Text = text });

    public async Task<IReadOnlyList<Guid>> AcceptAsync(IEnumerable<(string To, string Text)> dispatches)
    {
        var receptions = await Node.AcceptAllAsync([.. dispatches.Select(dispatch => new NewJob
        {
            Workspace = Account.Workspace,
            Lane = LaneName.Dispatch(Account.Channel),
            AccountId = Account.AccountId,
            Channel = Account.Channel,
            Action = JobAction.Dispatch,
            Address = AddressOf(dispatch.To),
            Gap = TimeSpan.Zero,
            Body = new JobBody { Recipient = To(dispatch.To), Content = new JobContent { Text = dispatch.Text } }.ToBytes(),
        })]);
        return [.. receptions.Cast<Reception.Accepted>().Select(accepted => accepted.JobId)];
    }

    public async Task<JobAttachment> StoreAsync(string name, string type, byte[] bytes)
    {
        var hash = await Node.Get<IContentStore>().PutAsync(Account.Workspace, bytes, CancellationToken.None);
        return new JobAttachment(name, type, Convert.ToHexStringLower(hash), bytes.Length);
    }

    public async Task<int> CountAsync(IEnumerable<Guid> jobs, Func<JobView, bool> which) =>
        (await Task.WhenAll(jobs.Select(job => Node.FindAsync(Account.Workspace, job)))).Count(which);

    public Task<CallbackVerdict> TellAsync(JsonObject body) => TellAsync(System.Text.Encoding.UTF8.GetBytes(body.ToJsonString()));

    public Task<CallbackVerdict> TellAsync(byte[] body) => TellAsync(body, IsV2 ? UnipileServer.Sign(body, TimeProvider.System.GetUtcNow()) : null);

    /// <param name="body">What is told.</param>
    /// <param name="signature">Null: none.</param>
    public Task<CallbackVerdict> TellAsync(byte[] body, string? signature) => Callback.TakeAsync(
        new CallbackRequest(
            new Uri("http://127.0.0.1/callbacks/"),
            signature is null ? new Dictionary<string, string>() : new Dictionary<string, string> { [UnipileServer.SignatureHeader] = signature },
            new Dictionary<string, string>(),
            body),
        DriverAccount,
        CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        if (!_isLodger)
        {
            await Node.DisposeAsync();
            await Far.DisposeAsync();
        }
    }

    private static async Task<Account> AddAccountAsync(TestNode node, UnipileServer far, string channel, Func<Account, Account>? change, bool isV2)
    {
        var workspace = await node.MakeWorkspaceAsync($"{Guid.NewGuid()}");
        var account = await node.MakeAccountAsync(workspace, "team", made => Seal(node, Describe(made, far, channel, isV2), change));
        return (await node.Get<IAccountStore>().FindAsync(workspace, account.AccountId, CancellationToken.None))!;
    }

    private static JobRecipient To(string to) => to.StartsWith('+') || to.Contains('@', StringComparison.Ordinal)
        ? new JobRecipient { Phone = to }
        : new JobRecipient { ProfileUrl = $"https://www.linkedin.com/in/{to}/" };

    private static string AddressOf(string to) => To(to) is { Phone: { } phone } ? RecipientAddress.Phone(phone)! : RecipientAddress.LinkedIn(To(to).ProfileUrl!)!;

    private static Account Describe(Account made, UnipileServer far, string channel, bool isV2) => made with
    {
        Kind = "unipile",
        Channel = channel,
        Settings = new JsonObject { ["base_url"] = far.Address, ["provider_account_id"] = isV2 ? UnipileServer.AccountIdV2 : UnipileServer.AccountId, ["channel"] = channel, ["api_version"] = isV2 ? "v2" : "v1" },
        MaxConnections = 64,
    };

    private static Account Seal(TestNode node, Account account, Func<Account, Account>? change)
    {
        account = change?.Invoke(account) ?? account;
        return account with { SealedSecrets = node.Get<AccountSecrets>().Seal(account.Workspace, account.AccountId, new Dictionary<string, string> { ["api_key"] = UnipileServer.Key }) };
    }
}
