using Microsoft.Extensions.Logging.Abstractions;
using Postrider.Dispatching;
using Postrider.Testing;
using Xunit;

namespace Postrider.Tests.Dispatching;

public sealed class LedgerTests : IAsyncDisposable
{
    private readonly ManualClock _clock = new();
    private readonly ScriptedDispatchStore _store = new();
    private readonly Ledger _ledger;

    public LedgerTests() => _ledger = new Ledger(_store, _clock, NullLogger<Ledger>.Instance);

    [Fact]
    public async Task A_closing_is_told_whether_it_was_still_the_closer_s()
    {
        var (kept, lost) = (Claimed.Closing(), Claimed.Closing());
        _store.Lost.Add(lost);
        Assert.True(await _ledger.CloseAsync(kept));
        Assert.False(await _ledger.CloseAsync(lost));
    }

    [Fact]
    public async Task Closings_that_arrive_while_one_is_written_share_the_next_transaction()
    {
        var (begun, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        _store.Before = _ =>
        {
            begun.TrySetResult();
            return go.Task;
        };
        var first = _ledger.CloseAsync(Claimed.Closing());
        await begun.Task;
        var rest = Enumerable.Range(0, 100).Select(_ => _ledger.CloseAsync(Claimed.Closing())).ToArray();
        go.SetResult();
        Assert.True(await first);
        Assert.All(await Task.WhenAll(rest), Assert.True);
        Assert.Equal([1, 100], _store.Batches);
    }

    [Fact]
    public async Task A_store_that_is_down_is_asked_until_everything_is_written_once()
    {
        var down = true;
        _store.Before = _ => Volatile.Read(ref down) ? throw new IOException("down") : Task.CompletedTask;
        var closings = Enumerable.Range(0, 20).Select(_ => _ledger.CloseAsync(Claimed.Closing())).ToArray();
        for (var pauses = 0; pauses < 40; pauses++)
        {
            await PassPauseAsync();
            Assert.DoesNotContain(closings, closing => closing.IsCompleted);
        }

        Volatile.Write(ref down, false);
        var written = Task.WhenAll(closings);
        await PassPausesUntilAsync(written);
        Assert.All(await written, Assert.True);
        Assert.Equal(20, _store.Written.Distinct().Count());
        Assert.Equal(20, _store.Written.Count);
    }

    [Fact]
    public async Task A_bad_row_keeps_neither_its_batch_nor_later_ones_from_being_written()
    {
        var bad = Claimed.Closing();
        var mended = false;
        _store.Before = closings => closings.Contains(bad) && !Volatile.Read(ref mended) ? throw new InvalidOperationException("bad row") : Task.CompletedTask;
        var badOne = _ledger.CloseAsync(bad);
        var good = Task.WhenAll(Enumerable.Range(0, 10).Select(_ => _ledger.CloseAsync(Claimed.Closing())));
        await PassPausesUntilAsync(good);
        Assert.All(await good, Assert.True);

        Assert.True(await _ledger.CloseAsync(Claimed.Closing()));
        Assert.False(badOne.IsCompleted);
        Volatile.Write(ref mended, true);
        await PassPausesUntilAsync(badOne);
        Assert.True(await badOne);
    }

    [Fact]
    public async Task A_ledger_that_is_stopped_writes_what_is_left_and_takes_nothing_more()
    {
        var closings = Enumerable.Range(0, 50).Select(_ => _ledger.CloseAsync(Claimed.Closing())).ToArray();
        await _ledger.StopAsync(TimeSpan.FromMinutes(1));
        Assert.All(closings, closing => Assert.True(closing.IsCompletedSuccessfully && closing.Result));
        Assert.False(await _ledger.CloseAsync(Claimed.Closing()));
    }

    [Fact]
    public async Task A_ledger_out_of_patience_says_what_it_could_not_write()
    {
        _store.Before = _ => throw new IOException("down");
        var closing = _ledger.CloseAsync(Claimed.Closing());
        await _clock.ArmedAsync(cancellationToken: TestContext.Current.CancellationToken);
        await _ledger.StopAsync(TimeSpan.Zero);
        Assert.False(await closing);
    }

    public async ValueTask DisposeAsync() => await _ledger.DisposeAsync();

    private async Task PassPauseAsync()
    {
        await _clock.ArmedAsync(cancellationToken: TestContext.Current.CancellationToken);
        _clock.Advance(TimeSpan.FromSeconds(2));
    }

    private async Task PassPausesUntilAsync(Task end)
    {
        while (!end.IsCompleted)
        {
            var armed = _clock.ArmedAsync(cancellationToken: TestContext.Current.CancellationToken);
            if (await Task.WhenAny(end, armed) == armed)
            {
                await armed;
                _clock.Advance(TimeSpan.FromSeconds(2));
            }
        }
    }
}
