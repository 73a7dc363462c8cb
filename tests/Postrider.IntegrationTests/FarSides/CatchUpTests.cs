using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Postrider.Accounts;
using Postrider.Attempts;
using Postrider.Channels;
using Postrider.Storage;
using Postrider.Testing;
using Postrider.Testing.Engine;
using Postrider.Testing.Postgres;
using Xunit;

namespace Postrider.IntegrationTests.FarSides;

public sealed class CatchUpTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_account_that_broke_is_heard_again_once_it_is_well_from_where_it_was_left()
    {
        var clock = new RunningClock();
        await using var node = await TestNode.StartAsync(database.Database, services => services.AddSingleton<IDriver>(new ScriptedDriver()).AddCatchUp<AskedHistory>(), clock, TestNode.Turned);
        var workspace = await node.MakeWorkspaceAsync("caught up");
        var account = await node.MakeAccountAsync(workspace, "number", made => made with { Channel = Channel.WhatsApp });
        var (history, store, kept) = ((AskedHistory)node.Get<ICatchUp>(), node.Get<IAccountStore>(), node.Get<ICatchUpStore>());
        await TurnUntilAsync(() => Task.FromResult(history.Asked.Count > 1));

        // Nobody attends to it any more when its lock is to be had.
        await store.BreakAsync(workspace, account.AccountId, new AccountTrouble(AccountStatus.Credentials, "signed out"), Stop);
        await using (var holding = await node.Get<IAccountHoldings>().OpenAsync(Stop))
        {
            await TurnUntilAsync(() => holding.TryTakeAsync(workspace, account.AccountId, Stop));
        }

        var (before, left) = (history.Asked.Count, await kept.FindAsync(workspace, account.AccountId, Stop));
        clock.Turn(TimeSpan.FromHours(1));
        Assert.Equal(before, history.Asked.Count);
        await store.ReportAsync(workspace, account.AccountId, new ProbeResult(AccountStatus.Ok), Stop);
        await TurnUntilAsync(() => Task.FromResult(history.Asked.Count > before));
        var (since, until) = history.Asked.ElementAt(before);
        Assert.Equal(left, since);
        Assert.True(until - since > TimeSpan.FromHours(1), $"{since} to {until}");

        Task TurnUntilAsync(Func<Task<bool>> enough) => Eventually.SeesAsync(
            () =>
            {
                clock.Turn(TimeSpan.FromSeconds(10));
                return enough();
            },
            seen => seen,
            "it came");
    }

    private sealed class AskedHistory : ICatchUp
    {
        public string Kind => ScriptedDriver.KindName;

        public ConcurrentQueue<(DateTimeOffset Since, DateTimeOffset Until)> Asked { get; } = new();

        public Task<DateTimeOffset?> HearAsync(DriverAccount account, DateTimeOffset since, DateTimeOffset until, CancellationToken cancellationToken)
        {
            Asked.Enqueue((since, until));
            return Task.FromResult<DateTimeOffset?>(until);
        }
    }
}
