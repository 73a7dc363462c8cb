using Postrider.Events;
using Postrider.Webhooks;
using Xunit;

namespace Postrider.Tests.Webhooks;

public sealed class EventFilterTests
{
    [Theory]
    [InlineData("*", "job.failed", true)]
    [InlineData("job.failed", "job.failed", true)]
    [InlineData("job.failed", "job.accepted", false)]
    [InlineData("job.*", "job.accepted", true)]
    [InlineData("job.*", "account.held", false)]
    [InlineData("job", "job.accepted", false)]
    [InlineData("message.*", "message.auto_reply", true)]
    public void A_word_takes_its_kind_or_all_that_begin_alike(string word, string kind, bool taken) => Assert.Equal(taken, new EventFilter(["key.revoked", word]).Takes(kind));

    [Fact]
    public void Every_kind_there_is_is_known_and_so_is_its_beginning()
    {
        Assert.Contains(EventKind.JobAccepted, EventKind.All);
        Assert.Contains(EventKind.KeyCreated, EventKind.All);
        Assert.Equal(EventKind.All.Distinct(), EventKind.All);
        Assert.All(EventKind.All, kind => Assert.True(EventFilter.IsKnown(kind) && EventFilter.IsKnown($"{kind[..kind.IndexOf('.', StringComparison.Ordinal)]}.*")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("job")]
    [InlineData(".*")]
    [InlineData("j*")]
    [InlineData("job.*.x")]
    [InlineData("jobs.*")]
    [InlineData("webhook.test")]
    [InlineData("JOB.FAILED")]
    public void A_word_that_stands_for_nothing_is_not_known(string word) => Assert.False(EventFilter.IsKnown(word));
}
