using System.Text.Json;
using Postrider.Calls;
using Postrider.Campaigns;
using Postrider.Server.Api.Calls.Campaigns;
using Xunit;

namespace Postrider.Tests.Api.Calls.Campaigns;

/// <summary>What names a state of a campaign, and when there will be no other.</summary>
public sealed class ProgressReadingTests
{
    [Fact]
    public void The_same_state_has_the_same_name_whenever_and_wherever_it_is_read()
    {
        var campaign = Sample.Campaign(outcomes: [(CallOutcome.Completed, 3), (CallOutcome.Busy, 1)]);
        var other = Sample.Campaign(outcomes: [(CallOutcome.Busy, 1), (CallOutcome.Completed, 3)]) with { Now = campaign.Now.AddHours(1) };
        var (first, second) = (Show(campaign, campaign.Now.AddHours(1)), Show(other, other.Now.AddHours(2)));
        Assert.Equal(first.Id, second.Id);
        Assert.NotEqual(first.Data.ToArray(), second.Data.ToArray());

        Assert.NotEqual(first.Id, Show(campaign with { State = CampaignState.Paused }).Id);
        Assert.NotEqual(first.Id, Show(Sample.Campaign(outcomes: [(CallOutcome.Completed, 4)])).Id);
        Assert.NotEqual(first.Id, Show(campaign with { Settings = campaign.Settings with { MaxConcurrent = 11 } }).Id);
    }

    [Fact]
    public void A_state_is_one_line_of_json()
    {
        var progress = Show(Sample.Campaign("two\r\nlines\u2028"));
        Assert.Equal(-1, progress.Data.Span.IndexOfAny((byte)'\r', (byte)'\n'));
        using var item = JsonDocument.Parse(progress.Data);
        Assert.Equal("two\r\nlines\u2028", item.RootElement.GetProperty("name").GetString());
    }

    [Theory]
    [InlineData(CampaignState.Running, 10, false)]
    [InlineData(CampaignState.Canceled, 9, false)]
    [InlineData(CampaignState.Canceled, 10, true)]
    [InlineData(CampaignState.Completed, 10, true)]
    public void The_last_state_is_that_in_which_all_calls_have_ended_too(CampaignState state, long done, bool isLast) =>
        Assert.Equal(isLast, Show(Sample.Campaign(state: state, outcomes: [(CallOutcome.Completed, done)])).IsLast);

    private static Progress Show(Campaign campaign, DateTimeOffset? ends = null) => ProgressReading.Show(new ShownCampaign(campaign, ends));
}
