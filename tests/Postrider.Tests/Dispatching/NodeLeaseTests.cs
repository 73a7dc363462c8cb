using Microsoft.Extensions.Logging.Abstractions;
using Postrider.Dispatching;
using Postrider.Storage;
using Postrider.Testing;
using Xunit;

namespace Postrider.Tests.Dispatching;

public sealed class NodeLeaseTests
{
    private static readonly TimeSpan _renewal = TimeSpan.FromSeconds(3);
    private readonly ManualClock _clock = new();
    private readonly ScriptedNodeStore _store = new();
    private readonly NodeLease _lease;

    public NodeLeaseTests() => _lease = new NodeLease(_store, new EngineOptions(), _clock, NullLogger<NodeLease>.Instance);

    [Fact]
    public async Task Nothing_is_held_before_the_node_has_entered()
    {
        Assert.False(_lease.IsHeld);
        await EnterAsync();
        Assert.True(_lease.IsHeld);
        Assert.Equal(3, _lease.LiveApiNodes);
        Assert.Equal([(_lease.NodeId, true)], _store.Questions);
    }

    [Fact]
    public async Task A_renewal_is_trusted_for_seven_seconds()
    {
        await EnterAsync();
        _clock.Advance(TimeSpan.FromSeconds(6.999));
        Assert.True(_lease.IsHeld);
        _clock.Advance(TimeSpan.FromSeconds(0.001));
        Assert.False(_lease.IsHeld);
    }

    [Fact]
    public async Task The_trust_counts_from_before_the_question()
    {
        var answer = new TaskCompletionSource<LeaseRenewal>();
        _store.Next = () => answer.Task;
        var entering = EnterAsync();
        _clock.Advance(TimeSpan.FromSeconds(6));
        answer.SetResult(new LeaseRenewal(true, 1));
        await entering;
        Assert.True(_lease.IsHeld);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.False(_lease.IsHeld);
    }

    [Fact]
    public async Task A_jump_of_the_wall_clock_does_not_lengthen_the_trust()
    {
        await EnterAsync();
        _clock.JumpWallClock(TimeSpan.FromHours(-1));
        _clock.Advance(TimeSpan.FromSeconds(7));
        Assert.False(_lease.IsHeld);
    }

    [Fact]
    public async Task Renewals_keep_the_lease_under_the_same_id()
    {
        await RunAsync(async () =>
        {
            var id = _lease.NodeId;
            for (var i = 0; i < 5; i++)
            {
                await RenewAsync();
                Assert.True(_lease.IsHeld);
            }

            Assert.All(_store.Questions, question => Assert.Equal(id, question.NodeId));
            Assert.Equal(6, _store.Questions.Count);
        });
    }

    [Fact]
    public async Task A_store_that_is_down_lets_the_trust_run_out_and_gives_it_back_when_it_returns()
    {
        await RunAsync(async () =>
        {
            for (var i = 0; i < 3; i++)
            {
                _store.Next = () => throw new InvalidOperationException("down");
                await RenewAsync();
            }

            Assert.False(_lease.IsHeld);
            var id = _lease.NodeId;
            await RenewAsync();
            Assert.True(_lease.IsHeld);
            Assert.Equal(id, _lease.NodeId);
        });
    }

    [Fact]
    public async Task A_lost_lease_is_not_trusted_and_the_node_goes_on_under_a_new_id()
    {
        await RunAsync(async () =>
        {
            var old = _lease.NodeId;
            var entering = new TaskCompletionSource<LeaseRenewal>(TaskCreationOptions.RunContinuationsAsynchronously);
            _store.Next = () =>
            {
                _store.Next = () => entering.Task;
                return Task.FromResult(new LeaseRenewal(false, 1));
            };
            _clock.Advance(_renewal);
            Assert.False(_lease.IsHeld);
            Assert.Equal(old, _lease.NodeId);
            var (id, first) = _store.Questions[^1];
            Assert.True(first);
            Assert.NotEqual(old, id);

            entering.SetResult(new LeaseRenewal(true, 1));
            await _clock.ArmedAsync(cancellationToken: TestContext.Current.CancellationToken);
            await UntilAsync(() => _lease.IsHeld);
            Assert.Equal(id, _lease.NodeId);
        });
    }

    [Fact]
    public async Task Who_leaves_holds_nothing()
    {
        await EnterAsync();
        await _lease.LeaveAsync(TestContext.Current.CancellationToken);
        Assert.False(_lease.IsHeld);
    }

    private Task EnterAsync() => _lease.EnterAsync(TestContext.Current.CancellationToken);

    private async Task RunAsync(Func<Task> check)
    {
        await EnterAsync();
        using var stop = new CancellationTokenSource();
        var run = _lease.RunAsync(stop.Token);
        await check();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
    }

    private async Task RenewAsync()
    {
        var asked = _store.Questions.Count;
        _clock.Advance(_renewal);
        await UntilAsync(() => _store.Questions.Count > asked);
    }

    // The timer's tick is seen on another thread; nothing but that thread is waited for.
    private static async Task UntilAsync(Func<bool> happened)
    {
        while (!happened())
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
