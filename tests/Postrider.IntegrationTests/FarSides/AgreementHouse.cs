using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Postrider.Acceptance;
using Postrider.Accounts;
using Postrider.Channels;
using Postrider.Channels.Unipile;
using Postrider.Channels.WhatsApp;
using Postrider.Contacts;
using Postrider.Dispatching;
using Postrider.Jobs;
using Postrider.Lanes;
using Postrider.Postgres.Schema;
using Postrider.Testing.Engine;
using Postrider.Testing.WhatsAppCloud;

namespace Postrider.IntegrationTests.FarSides;

/// <summary>A job as it was asked for.</summary>
/// <param name="Account">The number of its account.</param>
/// <param name="Text">No other job has it.</param>
internal sealed record AskedJob(Guid JobId, int Account, string Address, string Text);

/// <summary>Accounts of every kind in several workspaces, each at a far side of its own in a storm, and the node that accepts.</summary>
internal sealed class AgreementHouse : IAsyncDisposable
{
    public const int JobsPerAccount = 50;

    private const int PeoplePerAccount = 40;
    private const int AccountsPerWorkspace = 20;
    private const int AcceptedAtOnce = 500;
    private const int Seed = 20260105;

    private static readonly ActionLimits _wide = new(false, new Dictionary<string, int>(), new Dictionary<string, int> { ["message"] = 100_000, ["profile_view"] = 100_000, ["invitation"] = 100_000 });

    private readonly TestNode _api;
    private readonly List<(StormyFarSide FarSide, Account Account)> _accounts = [];
    private readonly Dictionary<int, int> _told = [];

    private AgreementHouse(TestNode api) => _api = api;

    public IReadOnlyList<StormyFarSide> FarSides => [.. _accounts.Select(pair => pair.FarSide)];

    public int Silences => _accounts.Sum(pair => pair.FarSide.Storm.Silences);

    public static async Task<AgreementHouse> StartAsync(Database database, int accounts, TimeProvider time)
    {
        var house = new AgreementHouse(await StartNodeAsync(database, time, new EngineOptions { Roles = "api" }));
        var seeds = new Random(Seed);
        WorkspaceId workspace = default;
        var perWorkspace = Math.Min(AccountsPerWorkspace, Math.Max(1, accounts / 3));
        for (var number = 0; number < accounts; number++)
        {
            var farSide = await StormyFarSide.StartAsync(number, [.. Enumerable.Range(0, PeoplePerAccount).Select(who => Person(number, who))], new Storm(seeds.Next(), JobsPerAccount), time);
            workspace = number % perWorkspace == 0 ? await house._api.MakeWorkspaceAsync($"agreement {number}") : workspace;
            house._accounts.Add((farSide, await house.MakeAccountAsync(workspace, number, farSide)));
        }

        return house;
    }

    /// <summary>A node with the drivers that the house's accounts need.</summary>
    public static async Task<TestNode> StartNodeAsync(Database database, TimeProvider time, EngineOptions options)
    {
        var node = await TestNode.StartAsync(
            database,
            services => services
                .AddSingleton(new NetworkPolicy(allowPrivate: true))
                .AddSingleton(made =>
                {
                    var address = new PublicAddress();
                    address.Set("https://postrider.example");
                    return address;
                })
                .AddUnipile()
                .AddWhatsApp(),
            time,
            options);
        node.Get<CallbackAddresses>().Begin(new byte[32]);
        return node;
    }

    /// <summary>The jobs of all accounts of a workspace in one lane, mixed.</summary>
    public async Task<IReadOnlyList<AskedJob>> AcceptAsync()
    {
        var asked = new List<AskedJob>();
        foreach (var workspace in _accounts.Select((pair, number) => (pair.Account, Number: number)).GroupBy(pair => pair.Account.Workspace))
        {
            var jobs = workspace.SelectMany(pair => Enumerable.Range(0, JobsPerAccount).Select(i => Ask(pair.Account, pair.Number, i))).ToArray();
            new Random(Seed).Shuffle(jobs);
            foreach (var chunk in jobs.Chunk(AcceptedAtOnce))
            {
                var receptions = await _api.AcceptAllAsync([.. chunk.Select(pair => pair.Job)]);
                asked.AddRange(chunk.Zip(receptions, (pair, reception) => pair.Asked with { JobId = ((Reception.Accepted)reception).JobId }));
            }
        }

        return asked;
    }

    /// <summary>Hands in what far sides told since the last time.</summary>
    public async Task TakeNewsAsync()
    {
        foreach (var (number, (farSide, account)) in _accounts.Index())
        {
            var told = _told.GetValueOrDefault(number);
            foreach (var body in farSide.News().Skip(told))
            {
                var callback = _api.Get<IEnumerable<ICallback>>().Single(callback => callback.Kind == farSide.Kind);
                var verdict = await callback.TakeAsync(CloudNews.Request(body), new DriverAccount(account, farSide.Secrets), CancellationToken.None);
                _told[number] = verdict == CallbackVerdict.Taken ? _told.GetValueOrDefault(number) + 1 : throw new InvalidOperationException($"What a far side told was {verdict}.");
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _api.DisposeAsync();
        await Task.WhenAll(_accounts.Select(pair => pair.FarSide.DisposeAsync().AsTask()));
    }

    public static string AccountId(int number) => string.Create(CultureInfo.InvariantCulture, $"far{number}");

    private static (NewJob Job, AskedJob Asked) Ask(Account account, int number, int i)
    {
        var who = Person(number, i % PeoplePerAccount);
        var recipient = account.Channel == Channel.LinkedIn ? new JobRecipient { ProfileUrl = $"https://www.linkedin.com/in/{who}/" } : new JobRecipient { Phone = $"+49301{number:000}{i % PeoplePerAccount:000}" };
        var address = recipient.ProfileUrl is { } page ? RecipientAddress.LinkedIn(page)! : RecipientAddress.Phone(recipient.Phone!)!;
        var text = string.Create(CultureInfo.InvariantCulture, $"Hello {who}, this is message {i} of account {number}.");
        var job = new NewJob
        {
            Workspace = account.Workspace,
            Lane = LaneName.Dispatch(account.Channel),
            AccountId = account.AccountId,
            Channel = account.Channel,
            Action = JobAction.Dispatch,
            Address = address,
            Gap = TimeSpan.Zero,
            Body = new JobBody { Recipient = recipient, Content = new JobContent { Text = text } }.ToBytes(),
        };
        return (job, new AskedJob(Guid.Empty, number, address, text));
    }

    private static string Person(int account, int who) => string.Create(CultureInfo.InvariantCulture, $"a{account}p{who}");

    private Task<Account> MakeAccountAsync(WorkspaceId workspace, int number, StormyFarSide farSide) => _api.MakeAccountAsync(workspace, AccountId(number), account => account with
    {
        Kind = farSide.Kind,
        Channel = farSide.ChannelName,
        Settings = farSide.Settings,
        ActionLimits = _wide,
        SealedSecrets = _api.Get<AccountSecrets>().Seal(workspace, account.AccountId, farSide.Secrets),
    });
}
