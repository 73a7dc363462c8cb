using Postrider.Server.Api.Calls.Campaigns.Reports;
using Xunit;

namespace Postrider.Tests.Api.Calls.Campaigns;

/// <summary>Figures that are counted without keeping the calls are those that one would get by keeping them.</summary>
public sealed class ReportFiguresTests
{
    private static readonly DateTime _start = new(2026, 5, 20, 9, 58, 0);

    [Fact]
    public void The_middle_and_the_ninetieth_are_those_of_the_sorted_list()
    {
        var random = new Random(7);
        foreach (var count in new[] { 1, 2, 9, 10, 11, 100, 1001 })
        {
            var talk = new TalkTimes();
            var all = Enumerable.Range(0, count).Select(_ => random.NextDouble() * 700).ToArray();
            Array.ForEach(all, talk.Add);
            Array.Sort(all);

            Assert.Equal(Math.Floor(all[(count + 1) / 2 - 1] * 10) / 10, talk.Percentile(50));
            Assert.Equal(Math.Floor(all[(int)Math.Ceiling(count * 0.9) - 1] * 10) / 10, talk.Percentile(90));
            Assert.Equal(all.Average(), talk.Average, 6);
            Assert.Equal(count, talk.Ranges().Sum(range => range.Calls));
            Assert.Equal(all.Count(seconds => seconds is >= 30 and < 60), talk.Ranges().ElementAt(2).Calls);
        }
    }

    [Fact]
    public void Nothing_and_more_than_can_be_are_counted_too()
    {
        var talk = new TalkTimes();
        Assert.Equal((0.0, 0.0), (talk.Percentile(50), talk.Average));
        talk.Add(-1);
        talk.Add(1e9);
        Assert.Equal((0.0, 7200.0), (talk.Percentile(50), talk.Percentile(90)));
    }

    [Theory]
    [InlineData(10, 1)]
    [InlineData(120, 5)]
    [InlineData(600, 15)]
    [InlineData(48 * 60, 60)]
    [InlineData(10 * 24 * 60, 6 * 60)]
    [InlineData(50 * 24 * 60, 24 * 60)]
    [InlineData(300 * 24 * 60, 7 * 24 * 60)]
    public void Steps_are_the_shortest_that_fit_and_every_call_is_in_one(int minutes, int step)
    {
        var moments = new Moments();
        const int calls = 20_000;
        for (var i = 0; i < calls; i++)
        {
            moments.Add(_start.AddMinutes((double)minutes * i / (calls - 1)), isAnswered: i % 4 == 0);
        }

        var (shown, counts) = moments.Shown();
        Assert.Equal(TimeSpan.FromMinutes(step), shown);
        Assert.InRange(counts.Count, 2, 60);
        Assert.Equal((calls / 4, calls * 3 / 4), (counts.Sum(count => count.Answered), counts.Sum(count => count.Others)));
        Assert.All(counts.Zip(counts.Skip(1)), pair => Assert.Equal(shown, pair.Second.From - pair.First.From));
        Assert.True(counts[0].From <= _start && counts[0].From > _start - shown);
    }

    [Fact]
    public void Hours_without_a_call_stand_between_those_with_one()
    {
        var moments = new Moments();
        moments.Add(_start, true);
        moments.Add(_start.AddMinutes(5), false);
        Assert.Equal([1, 0, 0, 0, 0, 1], moments.Shown().Counts.Select(count => count.Answered + count.Others));
    }
}
