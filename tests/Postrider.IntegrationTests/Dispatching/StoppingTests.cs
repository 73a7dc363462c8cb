using Microsoft.Extensions.DependencyInjection;
using Postrider.Acceptance;
using Postrider.Channels;
using Postrider.Dispatching;
using Postrider.Jobs;
using Postrider.Postgres.Storage;
using Postrider.Storage;
using Postrider.Testing.Engine;
using Postrider.Testing.Postgres;
using Xunit;

namespace Postrider.IntegrationTests.Dispatching;

/// <summary>What a node that stops still had on its way.</summary>
public sealed class StoppingTests
{
    private const int Jobs = 200;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Jobs_of_a_claim_whose_answer_comes_while_the_node_stops_go_back_unburnt()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var witness = await TestNode.StartAsync(database.Database, new ScriptedDriver(), options: TestNode.Turned with { Roles = "api" });
        var (clock, claims) = (new PartingClock(), new HeldClaims());
        await using var node = await TestNode.StartAsync(
            database.Database, services => services.AddSingleton<IDriver>(new ScriptedDriver()).AddSingleton<IDispatchStore>(made => claims.Over(ActivatorUtilities.CreateInstance<DispatchStore>(made))), clock, TestNode.Turned with { Drain = TimeSpan.Zero });
        var workspace = await node.MakeWorkspaceAsync("stopping");
        var account = await node.MakeAccountAsync(workspace, "a", made => made with { MaxConnections = Jobs });
        var receptions = await node.AcceptAllAsync([.. Enumerable.Range(0, Jobs).Select(number => TestNode.Mail(account, $"to{number}@example.com") with { Lane = $"lane{number % 50}" })]);
        await claims.Claimed.WaitAsync(Stop);

        var parting = clock.NextParting();
        var stopped = node.StopAsync();
        await parting.WaitAsync(Stop);
        claims.LetGo();
        await stopped;
        foreach (var reception in receptions)
        {
            var view = await witness.FindAsync(workspace, Assert.IsType<Reception.Accepted>(reception).JobId);
            Assert.Equal((JobState.Waiting, 0), (view.State, view.Attempt));
        }
    }

    /// <summary>The real clock, which tells when a stopping node waits for nothing but its loops: that is the second wait of three seconds that it begins.</summary>
    private sealed class PartingClock : TimeProvider
    {
        private readonly TaskCompletionSource _parting = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _left = int.MaxValue;

        public Task NextParting()
        {
            Volatile.Write(ref _left, 2);
            return _parting.Task;
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime == TimeSpan.FromSeconds(3) && period == Timeout.InfiniteTimeSpan && Interlocked.Decrement(ref _left) == 0)
            {
                _parting.TrySetResult();
            }

            return base.CreateTimer(callback, state, dueTime, period);
        }
    }

    /// <summary>The first claim that brings jobs keeps its answer until it is let go.</summary>
    private sealed class HeldClaims
    {
        private readonly TaskCompletionSource _claimed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Claimed => _claimed.Task;

        public void LetGo() => _released.TrySetResult();

        public IDispatchStore Over(IDispatchStore store) => new Store(this, store);

        private sealed class Store(HeldClaims held, IDispatchStore store) : IDispatchStore
        {
            public async Task<Claim> ClaimAsync(Guid nodeId, int permits, TimeSpan horizon, Func<DateTimeOffset, bool> clockIsSteady, CancellationToken cancellationToken)
            {
                var claim = await store.ClaimAsync(nodeId, permits, horizon, clockIsSteady, cancellationToken);
                if (claim.Jobs.Count > 0)
                {
                    held._claimed.TrySetResult();
                    await held._released.Task;
                }

                return claim;
            }

            public Task<IReadOnlyList<bool>> CloseAsync(IReadOnlyList<Closing> closings, CancellationToken cancellationToken) => store.CloseAsync(closings, cancellationToken);

            public Task<(IReadOnlyList<ClaimedJob> Jobs, DateTimeOffset Now)> TakeLooksAsync(int limit, CancellationToken cancellationToken) => store.TakeLooksAsync(limit, cancellationToken);

            public Task<IReadOnlyList<ClaimedJob>> FindForgottenAsync(Guid nodeId, IReadOnlyCollection<Guid> inHand, int limit, CancellationToken cancellationToken) =>
                store.FindForgottenAsync(nodeId, inHand, limit, cancellationToken);

            public Task<IReadOnlyList<(ClaimedJob Job, Guid NodeId, DateTimeOffset LeaseEnd)>> FindOrphansAsync(int limit, CancellationToken cancellationToken) => store.FindOrphansAsync(limit, cancellationToken);
        }
    }
}
