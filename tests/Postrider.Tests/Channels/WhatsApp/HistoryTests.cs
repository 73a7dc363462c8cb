using Postrider.Accounts;
using Postrider.Channels;
using Postrider.Channels.WhatsApp;
using Postrider.Testing;
using Xunit;

namespace Postrider.Tests.Channels.WhatsApp;

public sealed class HistoryTests
{
    private static readonly DateTimeOffset _since = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);

    private readonly List<DateTimeOffset> _taken = [];

    [Fact]
    public async Task What_was_written_is_taken_in_as_it_was_written()
    {
        Assert.Equal(_since.AddHours(1), await HearAsync(_since.AddHours(1), [3, 2, 1]));
        Assert.Equal([1, 2, 3], _taken.Select(at => (at - _since).TotalSeconds));
    }

    [Fact]
    public async Task Of_what_is_too_much_the_older_part_is_heard_and_the_rest_the_next_time()
    {
        // One message a second, and ten to a page.
        var written = Enumerable.Range(1, 1000).Select(second => (double)second).Reverse().ToArray();
        var (heard, until) = (_since, _since.AddSeconds(1000));
        for (var rounds = 0; heard < until; rounds++)
        {
            Assert.True(rounds < 10);
            heard = Assert.NotNull(await HearAsync(until, written, heard));
        }

        Assert.Equal(written.Reverse(), _taken.Select(at => (at - _since).TotalSeconds).Distinct());
    }

    [Fact]
    public async Task Of_a_moment_that_cannot_be_told_apart_the_newest_are_heard_and_it_goes_on()
    {
        Assert.Equal(_since + _second, await HearAsync(_since + _second, [.. Enumerable.Repeat(0.5, 1000)]));
        Assert.Equal(10 * History.MostPages, _taken.Count);
    }

    [Fact]
    public async Task A_far_side_that_cannot_be_asked_is_heard_up_to_nowhere()
    {
        Assert.Null(await History.HearAsync(TimeProvider.System, _since, _since.AddHours(1), _second, (_, _) => History.ReadAsync(next => Task.FromResult(next is null ? new HistoryPage<int>([1], "more") : null)), (_, _) => Task.FromResult(true), CancellationToken.None));
        Assert.Null(await History.HearAsync(TimeProvider.System, _since, _since.AddHours(1), _second, (_, _) => Task.FromResult<History<int>?>(new([1], true)), (_, _) => Task.FromResult(false), CancellationToken.None));
    }

    [Fact]
    public async Task Pages_that_are_too_large_are_asked_for_once_more_with_less_on_them()
    {
        var read = await History.ReadAsync((size, next) => Task.FromResult(size > 5 ? null : new HistoryPage<int>([size], next is null ? "more" : null)));
        Assert.Equal([5, 5], read!.Messages);
    }

    [Fact]
    public void Some_of_what_is_heard_is_listened_to_again_but_not_what_is_older_than_the_account()
    {
        Account account = new() { Workspace = new WorkspaceId(1), AccountId = "wa", Kind = "waha", Channel = Channel.WhatsApp, Name = "WhatsApp", Settings = [], CreatedAt = _since };
        Assert.Equal(_since, History.From(account, _since));
        Assert.Equal(_since, History.From(account, _since.AddMinutes(3)));
        Assert.Equal(_since.AddMinutes(50), History.From(account, _since.AddHours(1)));
    }

    [Fact]
    public async Task A_far_side_that_is_slow_is_left_after_five_minutes()
    {
        var clock = new ManualClock();
        var heard = History.HearAsync<int>(clock, _since, _since.AddHours(1), _second, async (_, stop) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, clock, stop);
            return null;
        }, (_, _) => Task.FromResult(true), CancellationToken.None);
        Assert.False(heard.IsCompleted);
        clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Null(await heard);
    }

    /// <param name="until">When the span ends.</param>
    /// <param name="written">Seconds after the beginning, the newest first.</param>
    /// <param name="since">When the span begins.</param>
    private Task<DateTimeOffset?> HearAsync(DateTimeOffset until, double[] written, DateTimeOffset? since = null)
    {
        var begin = since ?? _since;
        return History.HearAsync(
            TimeProvider.System, begin, until, _second,
            (end, _) => History.ReadAsync(next =>
            {
                var offset = next is null ? 0 : int.Parse(next, System.Globalization.CultureInfo.InvariantCulture);
                var found = written.Select(second => _since.AddSeconds(second)).Where(at => at >= begin && at <= end).Skip(offset).ToArray();
                return Task.FromResult<HistoryPage<DateTimeOffset>?>(new([.. found.Take(10)], found.Length > 10 ? $"{offset + 10}" : null));
            }),
            (messages, _) =>
            {
                _taken.AddRange(messages);
                return Task.FromResult(true);
            },
            CancellationToken.None);
    }
}
