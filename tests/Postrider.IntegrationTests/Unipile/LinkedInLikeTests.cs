using Postrider.Attempts;
using Postrider.Jobs;
using Postrider.Testing.Postgres;
using Postrider.Testing.Unipile;
using Xunit;

namespace Postrider.IntegrationTests.Unipile;

public sealed class LinkedInLikeTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private UnipileHouse _house = null!;

    public async ValueTask InitializeAsync()
    {
        _house = await UnipileHouse.StartAsync(database);
        _house.Far.Add(
            new UnipilePerson("pat")
            {
                Posts =
                [
                    new UnipilePost("urn:li:activity:1", "We are hiring engineers for outbound sales") { CanReact = false },
                    new UnipilePost("urn:li:activity:2", "Holiday pictures"),
                    new UnipilePost("urn:li:activity:3", "What we learned about outbound automation in sales"),
                    new UnipilePost("urn:li:activity:4", "Outbound sales automation, outbound sales automation"),
                ],
            },
            new UnipilePerson("quiet"));
    }

    public async ValueTask DisposeAsync()
    {
        Assert.Empty(_house.Far.Faults);
        await _house.DisposeAsync();
    }

    [Fact]
    public async Task The_most_relevant_of_the_recent_posts_is_liked_once()
    {
        var liked = await LikeAsync("pat", "outbound sales automation", 3);
        Assert.Equal(("post_like", "accepted"), (liked.ResolvedAction, liked.Status));
        Assert.Equal(("urn:li:activity:3", "https://www.linkedin.com/feed/update/urn:li:activity:3"), (liked.Facts!["post_id"], liked.Facts["post_url"]));
        var again = await LikeAsync("pat", "outbound sales automation", 3);
        Assert.Equal(("skipped", "already_liked"), (again.Status, again.Facts!["reason"]));
        Assert.Equal(("like", "urn:li:activity:3"), (_house.Far.Taken.Single().Kind, _house.Far.Taken[0].To));
    }

    [Theory]
    [InlineData("pat", "gardening tulips")]
    [InlineData("quiet", "outbound sales")]
    public async Task Where_no_post_is_relevant_none_is_liked(string who, string topic)
    {
        var skipped = await LikeAsync(who, topic, 20);
        Assert.Equal(("skipped", "no_relevant_post"), (skipped.Status, skipped.Facts!["reason"]));
        Assert.Empty(_house.Far.Taken);
    }

    private async Task<Delivery> LikeAsync(string who, string topic, int limit) =>
        Assert.IsType<Outcome.Accepted>(await _house.PerformAsync(JobAction.PostLike, who, new JobContent { Post = new PostWish(topic, limit, null) })).Delivery;
}
