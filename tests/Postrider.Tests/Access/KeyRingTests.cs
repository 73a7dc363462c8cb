using Postrider.Access;
using Postrider.Testing;
using Xunit;

namespace Postrider.Tests.Access;

public sealed class KeyRingTests
{
    private static readonly KeyHash _hash = KeyHash.Of("known");
    private readonly ManualClock _clock = new();
    private readonly ScriptedAccessStore _store = new();
    private readonly KeyRing _ring;

    public KeyRingTests()
    {
        _ring = new KeyRing(_store, _clock);
        _store.Keys[_hash] = new ApiKey(new WorkspaceId(1), Guid.NewGuid(), "k", "…", ScopeSet.Full, _clock.GetUtcNow(), null, null);
    }

    [Fact]
    public async Task A_known_key_costs_one_look_in_half_a_second_and_nothing_when_idle()
    {
        for (var i = 0; i < 100; i++)
        {
            Assert.NotNull(await FindAsync());
        }

        Assert.Equal((1, 1), (_store.Looks, _store.Finds));
        _clock.Advance(TimeSpan.FromHours(5));
        Assert.Equal(1, _store.Looks);
        Assert.NotNull(await FindAsync());
        Assert.Equal((2, 1), (_store.Looks, _store.Finds));
    }

    [Fact]
    public async Task A_revoked_key_stops_within_a_second()
    {
        Assert.NotNull(await FindAsync());
        _store.Revoke(_hash, _clock.GetUtcNow());
        _clock.Advance(TimeSpan.FromMilliseconds(499));
        Assert.NotNull(await FindAsync());
        _clock.Advance(TimeSpan.FromMilliseconds(500));
        Assert.Null(await FindAsync());
    }

    [Fact]
    public async Task A_key_ends_the_moment_it_expires_though_nobody_looks()
    {
        _store.Keys[_hash] = _store.Keys[_hash] with { ExpiresAt = _clock.GetUtcNow().AddMilliseconds(100) };
        Assert.NotNull(await FindAsync());
        _clock.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Null(await FindAsync());
        Assert.Equal(1, _store.Looks);
    }

    [Fact]
    public async Task A_change_elsewhere_makes_known_keys_be_fetched_again_but_not_unknown()
    {
        Assert.NotNull(await FindAsync());
        _store.Version++;
        _ring.LookAgain();
        Assert.True(_ring.HasMet(_hash));
        Assert.NotNull(await FindAsync());
        Assert.Equal(2, _store.Finds);
    }

    [Fact]
    public async Task A_change_of_its_own_is_seen_by_the_next_request_also_while_an_older_look_is_on_its_way()
    {
        Assert.NotNull(await FindAsync());
        var (asked, arrives) = (new TaskCompletionSource(), new TaskCompletionSource());
        _store.OnItsWay = () =>
        {
            asked.TrySetResult();
            return arrives.Task;
        };
        _clock.Advance(TimeSpan.FromMilliseconds(600));
        Assert.NotNull(await FindAsync());
        await asked.Task.WaitAsync(TestContext.Current.CancellationToken);
        _store.Revoke(_hash, _clock.GetUtcNow());
        _ring.LookAgain();
        var found = FindAsync().AsTask();
        arrives.SetResult();
        Assert.Null(await found);
        Assert.Null(await FindAsync());
    }

    [Fact]
    public async Task Who_waited_for_a_look_relies_on_what_it_saw_also_where_a_change_crossed_it()
    {
        Assert.NotNull(await FindAsync());
        _clock.Advance(TimeSpan.FromHours(5));
        _store.Revoke(_hash, _clock.GetUtcNow());
        var (asked, arrives) = (new TaskCompletionSource(), new TaskCompletionSource());
        _store.OnItsWay = () =>
        {
            asked.TrySetResult();
            return arrives.Task;
        };
        var found = FindAsync().AsTask();
        await asked.Task.WaitAsync(TestContext.Current.CancellationToken);
        _ring.LookAgain();
        arrives.SetResult();
        Assert.Null(await found);
    }

    [Fact]
    public async Task Texts_that_are_nobodys_key_are_not_remembered()
    {
        var stranger = KeyHash.Of("stranger");
        Assert.Null(await _ring.FindAsync(stranger, CancellationToken.None));
        Assert.False(_ring.HasMet(stranger));
        _store.Keys[stranger] = _store.Keys[_hash];
        Assert.NotNull(await _ring.FindAsync(stranger, CancellationToken.None));
    }

    [Fact]
    public async Task Requests_that_come_together_share_one_fetch()
    {
        var found = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(async () => await FindAsync())));
        Assert.All(found, Assert.NotNull);
        Assert.InRange(_store.Finds, 1, 25);
    }

    [Fact]
    public async Task A_store_that_is_down_refuses_only_when_trust_has_run_out()
    {
        Assert.NotNull(await FindAsync());
        _store.IsDown = true;
        _clock.Advance(TimeSpan.FromMilliseconds(600));
        Assert.NotNull(await FindAsync());
        _clock.Advance(TimeSpan.FromMilliseconds(400));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await FindAsync());
        _store.IsDown = false;
        Assert.NotNull(await FindAsync());
    }

    private ValueTask<ApiKey?> FindAsync() => _ring.FindAsync(_hash, CancellationToken.None);
}
