using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Postrider.Acceptance;
using Postrider.Access;
using Postrider.Accounts;
using Postrider.Channels;
using Postrider.Dispatching;
using Postrider.Jobs;
using Postrider.Lanes;
using Postrider.Postgres.Schema;
using Postrider.Postgres.Storage;
using Postrider.Server.Hosting;
using Postrider.Storage;

namespace Postrider.Testing.Engine;

/// <summary>A node of the engine in the test's own process, with the drivers and the clock that the test wants; several may share a database.</summary>
public sealed class TestNode : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private bool _stopped;

    private TestNode(ServiceProvider services) => _services = services;

    /// <summary>For tests that turn the clocks: the node's and the database's cannot turn in the same instant, so what compares them is wide.</summary>
    public static EngineOptions Turned { get; } = new()
    {
        ClockJump = TimeSpan.FromDays(30),
        LatestBeginning = TimeSpan.FromDays(30),
        Lease = TimeSpan.FromDays(30),
        LeaseTrust = TimeSpan.FromDays(30),
    };

    public static Task<TestNode> StartAsync(Database database, IDriver driver, TimeProvider? time = null, EngineOptions? options = null, Action<ILoggingBuilder>? logging = null) =>
        StartAsync(database, services => services.AddSingleton(driver), time, options, logging);

    /// <param name="channels">Adds the drivers and what they need.</param>
    public static async Task<TestNode> StartAsync(Database database, Action<IServiceCollection> channels, TimeProvider? time = null, EngineOptions? options = null, Action<ILoggingBuilder>? logging = null)
    {
        var services = new ServiceCollection()
            .AddLogging(logging ?? (_ => { }))
            .AddMetrics()
            .AddSingleton(time ?? TimeProvider.System)
            .AddStore(database.Address)
            .AddEngine(options ?? new EngineOptions())
            .AddSingleton(MasterKeys.Parse(Convert.ToBase64String(new byte[32])))
            .AddSingleton<SecretBox>()
            .AddSingleton<IAccessStore, AccessStore>();
        channels(services);
        var node = new TestNode(services.BuildServiceProvider());
        await node.Get<Dispatching.Engine>().StartAsync(CancellationToken.None);
        return node;
    }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>A workspace of the test's own.</summary>
    public async Task<WorkspaceId> MakeWorkspaceAsync(string name)
    {
        var made = await Get<IAccessStore>().CreateWorkspaceAsync(name, KeyText.ToKeep(KeyText.Generate(), "first", ScopeSet.Full, null, TimeProvider.System), CancellationToken.None);
        return made!.Value.Workspace.WorkspaceId;
    }

    public async Task<Account> MakeAccountAsync(WorkspaceId workspace, string accountId, Func<Account, Account>? change = null)
    {
        var account = new Account
        {
            Workspace = workspace,
            AccountId = accountId,
            Kind = ScriptedDriver.KindName,
            Channel = Channel.Email,
            Name = accountId,
            Settings = [],
        };
        account = change?.Invoke(account) ?? account;
        await Get<IAccountStore>().AddAsync(account, CancellationToken.None);
        return account;
    }

    /// <summary>A job for the account's dispatch lane, without a gap unless the test gives it one.</summary>
    public static NewJob Mail(Account account, string address = "alex@example.com", TimeSpan gap = default) => new()
    {
        Workspace = account.Workspace,
        Lane = LaneName.Dispatch(account.Channel),
        AccountId = account.AccountId,
        Channel = account.Channel,
        Action = JobAction.Dispatch,
        Address = $"mail:{address}",
        Gap = gap,
        Body = new JobBody { Recipient = new JobRecipient { Address = address }, Content = new JobContent { Subject = "Hi", Text = "Hello" } }.ToBytes(),
    };

    public async Task<Reception> AcceptAsync(NewJob job) => (await AcceptAllAsync([job]))[0];

    public async Task<Reception.Accepted> AcceptedAsync(NewJob job) => (Reception.Accepted)await AcceptAsync(job);

    public async Task<IReadOnlyList<Reception>> AcceptAllAsync(IReadOnlyList<NewJob> jobs)
    {
        IReadOnlyList<Reception> receptions = [];
        var result = await Get<Acceptor>().AcceptAsync(
            new Request { Workspace = jobs[0].Workspace, Jobs = jobs, Answer = given => { receptions = given; return new KeptAnswer(202, []); } },
            CancellationToken.None);
        return result is RequestResult.Done ? receptions : throw new InvalidOperationException($"Not accepted: {result}");
    }

    public async Task<JobView> FindAsync(WorkspaceId workspace, Guid jobId) =>
        await Get<IJobStore>().FindAsync(workspace, jobId, CancellationToken.None) ?? throw new InvalidOperationException($"No job {jobId}.");

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _services.DisposeAsync();
    }

    public async Task StopAsync()
    {
        if (!_stopped)
        {
            _stopped = true;
            await Get<Dispatching.Engine>().StopAsync(CancellationToken.None);
        }
    }
}
