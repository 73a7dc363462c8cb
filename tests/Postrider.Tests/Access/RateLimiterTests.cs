using Postrider.Access;
using Postrider.Testing;
using Xunit;

namespace Postrider.Tests.Access;

public sealed class RateLimiterTests
{
    private static readonly RateSubject _subject = RateSubject.Of(RateKind.Workspace, new WorkspaceId(1));
    private readonly ManualClock _clock = new();

    [Fact]
    public async Task A_lone_node_counts_exactly_in_windows_that_begin_with_the_first_call()
    {
        using var limiter = new RateLimiter(new CountingRateStore(_clock), _clock, () => 1);
        _clock.Advance(TimeSpan.FromSeconds(47));
        for (var left = 2; left >= 0; left--)
        {
            Assert.Equal(new RateVerdict(true, 3, left, TimeSpan.Zero), await TakeAsync(limiter, 3));
            _clock.Advance(TimeSpan.FromSeconds(10));
        }

        Assert.Equal(new RateVerdict(false, 3, 0, TimeSpan.FromSeconds(30)), await TakeAsync(limiter, 3));
        _clock.Advance(TimeSpan.FromSeconds(30) - TimeSpan.FromTicks(1));
        Assert.False((await TakeAsync(limiter, 3)).Allowed);
        _clock.Advance(TimeSpan.FromTicks(1));
        Assert.True((await TakeAsync(limiter, 3)).Allowed);
    }

    [Fact]
    public async Task A_jump_of_the_wall_clock_opens_no_window()
    {
        using var limiter = new RateLimiter(new CountingRateStore(_clock), _clock, () => 1);
        await TakeAsync(limiter, 1);
        _clock.JumpWallClock(TimeSpan.FromHours(1));
        Assert.False((await TakeAsync(limiter, 1)).Allowed);
    }

    [Fact]
    public async Task What_is_given_back_can_be_taken_again()
    {
        using var limiter = new RateLimiter(new CountingRateStore(_clock), _clock, () => 1);
        await TakeAsync(limiter, 1);
        limiter.Return(_subject);
        Assert.True((await TakeAsync(limiter, 1)).Allowed);
        Assert.False(limiter.Peek(_subject, 1).Allowed);
    }

    [Theory]
    [InlineData(2, 600)]
    [InlineData(3, 600)]
    [InlineData(5, 1200)]
    public async Task Several_nodes_agree_within_a_tenth_and_ask_rarely(int nodes, int limit)
    {
        var store = new CountingRateStore(_clock);
        var limiters = Enumerable.Range(0, nodes).Select(_ => new RateLimiter(store, _clock, () => nodes)).ToList();
        var random = new Random(nodes);
        for (var window = 0; window < 3; window++)
        {
            var admitted = 0;
            for (var request = 0; request < limit * 4; request++)
            {
                // Uneven on purpose: one node gets half of the requests.
                var node = random.Next(2) == 0 ? 0 : random.Next(nodes);
                admitted += (await TakeAsync(limiters[node], limit)).Allowed ? 1 : 0;
            }

            Assert.InRange(admitted, limit * 0.9, limit * 1.1);
            _clock.Advance(RateLimitSettings.Window);
        }

        Assert.InRange(store.Draws, 1, 3 * ((20 * nodes) + nodes + 1));
        limiters.ForEach(limiter => limiter.Dispose());
    }

    [Fact]
    public async Task A_node_that_is_joined_declares_what_it_used_alone()
    {
        var store = new CountingRateStore(_clock);
        var nodes = 1;
        using var first = new RateLimiter(store, _clock, () => nodes);
        using var second = new RateLimiter(store, _clock, () => nodes);
        for (var i = 0; i < 80; i++)
        {
            Assert.True((await TakeAsync(first, 100)).Allowed);
        }

        nodes = 2;
        Assert.True((await TakeAsync(first, 100)).Allowed);
        var more = 0;
        while ((await TakeAsync(second, 100)).Allowed)
        {
            more++;
        }

        Assert.InRange(81 + more, 90, 110);
    }

    [Fact]
    public async Task Requests_that_wait_for_a_portion_share_one_draw()
    {
        var store = new CountingRateStore(_clock);
        using var limiter = new RateLimiter(store, _clock, () => 2);
        var hold = store.Hold();
        var waiting = Enumerable.Range(0, 30).Select(_ => TakeAsync(limiter, 600)).ToList();
        hold.SetResult();
        Assert.All(await Task.WhenAll(waiting), verdict => Assert.True(verdict.Allowed));
        Assert.Equal(1, store.Draws);
    }

    [Fact]
    public async Task A_flood_of_addresses_fills_no_memory()
    {
        using var limiter = new RateLimiter(new CountingRateStore(_clock), _clock, () => 1);
        for (var i = 0; i < RateLimiter.MostWindows; i++)
        {
            await limiter.TakeAsync(new RateSubject(RateKind.Address, (UInt128)i), 2, CancellationToken.None);
        }

        // Everyone beyond shares one window, until those that are over make room.
        Assert.True((await StrangerAsync(1)).Allowed);
        Assert.True((await StrangerAsync(2)).Allowed);
        Assert.False((await StrangerAsync(3)).Allowed);
        _clock.Advance(RateLimitSettings.Window);
        Assert.True((await StrangerAsync(3)).Allowed);

        Task<RateVerdict> StrangerAsync(int i) =>
            limiter.TakeAsync(new RateSubject(RateKind.Address, (UInt128)(RateLimiter.MostWindows + i)), 2, CancellationToken.None).AsTask();
    }

    private static Task<RateVerdict> TakeAsync(RateLimiter limiter, int limit) => limiter.TakeAsync(_subject, limit, CancellationToken.None).AsTask();
}
