using Postrider.Postgres.Storage;
using Postrider.Server.Api.Calls.Campaigns;
using Postrider.Testing.Engine;
using Xunit;
using static Postrider.Tests.Api.Calls.Campaigns.ShownProgress;

namespace Postrider.Tests.Api.Calls.Campaigns;

/// <summary>However many watch a campaign, it is looked at once a second; and not at all when nobody does.</summary>
public sealed class ProgressHubTests
{
    private static readonly TimeSpan _long = TimeSpan.FromMinutes(1);
    private readonly ShownProgress _shown = new();

    [Fact]
    public async Task Two_hundred_viewers_cost_the_looks_of_one()
    {
        var viewers = Enumerable.Range(0, 200).Select(_ => _shown.Enter()).ToArray();
        Assert.All(await Task.WhenAll(viewers.Select(viewer => NextAsync(viewer, null))), progress => Assert.Equal("1", progress?.Id));
        Assert.Equal(1, _shown.Looks);

        foreach (var id in new[] { "2", "3", "4" })
        {
            var before = _shown.Now!.Id;
            _shown.Now = At(id);
            var waiting = viewers.Select(viewer => NextAsync(viewer, before)).ToArray();
            await _shown.PassAsync(viewers.Length + 1);
            Assert.All(await Task.WhenAll(waiting), progress => Assert.Equal(id, progress?.Id));
        }

        Assert.Equal(4, _shown.Looks);
    }

    [Fact]
    public async Task Without_viewers_nobody_looks()
    {
        _shown.Clock.Advance(_long);
        Assert.Equal((0, 0), (_shown.Looks, _shown.Clock.ArmedTimers));

        // Coming and going in haste makes no look more.
        for (var i = 0; i < 50; i++)
        {
            using var viewer = _shown.Enter();
            await NextAsync(viewer, null);
        }

        Assert.Equal(1, _shown.Looks);
        await _shown.PassAsync(1);
        await Eventually.SeesAsync(() => Task.FromResult(_shown.Hub.Watched), watched => watched == 0, "nothing is watched");
        _shown.Clock.Advance(_long);
        Assert.Equal((1, 0), (_shown.Looks, _shown.Clock.ArmedTimers));

        using var later = _shown.Enter();
        await NextAsync(later, null);
        Assert.Equal(2, _shown.Looks);
    }

    [Fact]
    public async Task Nothing_is_told_while_nothing_changes()
    {
        using var viewer = _shown.Enter();
        var known = await NextAsync(viewer, null);
        var waiting = viewer.NextAsync(known!.Id, _long, TestContext.Current.CancellationToken);
        for (var second = 1; second <= 5; second++)
        {
            // The expected end alone is no news either.
            _shown.Now = At("1", data: $"1 ends {second}");
            await _shown.PassAsync(2);
            await _shown.ReadyAsync(2);
            Assert.Equal((second + 1, false), (_shown.Looks, waiting.IsCompleted));
        }

        _shown.Now = At("2");
        await _shown.PassAsync(2);
        Assert.Equal("2", (await waiting)?.Id);
    }

    [Fact]
    public async Task After_the_longest_wait_a_viewer_sees_what_there_still_is()
    {
        using var viewer = _shown.Enter();
        await NextAsync(viewer, null);
        var waiting = viewer.NextAsync("1", TimeSpan.FromSeconds(1.5), TestContext.Current.CancellationToken);
        _shown.Now = At("1", data: "moved");
        await _shown.PassAsync(2);
        await _shown.PassAsync(2);

        Assert.Equal("moved"u8.ToArray(), (await waiting)!.Data.ToArray());
    }

    [Fact]
    public async Task A_look_that_fails_is_told_only_to_who_has_seen_nothing_yet()
    {
        _shown.Fault = new IOException("down");
        using var viewer = _shown.Enter();
        Assert.True(StoreFailure.IsUnavailable(await Assert.ThrowsAsync<AggregateException>(() => NextAsync(viewer, null))));
        _shown.Fault = null;
        await _shown.PassAsync(1);
        Assert.Equal("1", (await Eventually.SeesAsync(() => SafeAsync(viewer), progress => progress is not null, "it is seen"))!.Id);

        _shown.Fault = new IOException("down");
        var waiting = viewer.NextAsync("1", _long, TestContext.Current.CancellationToken);
        await _shown.PassAsync(2);
        await _shown.ReadyAsync(2);
        Assert.False(waiting.IsCompleted);
        using var late = _shown.Enter();
        Assert.Equal("1", (await NextAsync(late, null))?.Id);

        (_shown.Fault, _shown.Now) = (null, At("2"));
        await _shown.PassAsync(2);
        Assert.Equal("2", (await waiting)?.Id);
    }

    [Fact]
    public async Task A_store_that_does_not_answer_is_told_as_one_that_is_away()
    {
        var gate = new TaskCompletionSource();
        _shown.Gate = gate.Task;
        using var viewer = _shown.Enter();
        var waiting = viewer.NextAsync(null, TimeSpan.FromSeconds(15), TestContext.Current.CancellationToken);
        await _shown.PassAsync(1, TimeSpan.FromSeconds(15));
        Assert.True(StoreFailure.IsUnavailable(await Assert.ThrowsAsync<AggregateException>(() => waiting)));
        gate.SetResult();
    }

    [Fact]
    public async Task What_is_gone_is_told_once_it_is_seen()
    {
        using var viewer = _shown.Enter();
        await NextAsync(viewer, null);
        var waiting = viewer.NextAsync("1", _long, TestContext.Current.CancellationToken);
        _shown.Now = null;
        await _shown.PassAsync(2);
        Assert.Null(await waiting);
        Assert.Null(await NextAsync(viewer, null));
    }

    [Fact]
    public void There_are_no_more_viewers_than_may_be_and_one_workspace_has_half()
    {
        ProgressViewer? Enter(int workspace) => _shown.Hub.Enter(new WorkspaceId(workspace), Guid.NewGuid());
        var first = Enumerable.Range(0, ProgressHub.MostViewers / 2).Select(_ => Enter(1)!).ToArray();
        Assert.Null(Enter(1));
        var second = Enumerable.Range(0, ProgressHub.MostViewers / 2).Select(_ => Enter(2)!).ToArray();
        Assert.Null(Enter(3));

        first[0].Dispose();
        first[0].Dispose();
        Assert.NotNull(Enter(3));
        Assert.Null(Enter(3));
        Assert.All(second, Assert.NotNull);
    }

    private static Task<Progress?> NextAsync(ProgressViewer viewer, string? known) => viewer.NextAsync(known, _long, TestContext.Current.CancellationToken);

    private static async Task<Progress?> SafeAsync(ProgressViewer viewer)
    {
        try
        {
            return await NextAsync(viewer, null);
        }
        catch (AggregateException)
        {
            return null;
        }
    }
}
