using Postrider.Channels.Sandbox;
using Postrider.Jobs;
using Xunit;

namespace Postrider.Tests.Channels;

public sealed class SandboxFeedTests
{
    [Theory]
    [InlineData("Hiring DATABASES people", "post-1")]
    [InlineData("sales", "post-2")]
    [InlineData("product and customer support", "post-3")]
    public void The_post_that_shares_most_words_is_liked(string topic, string post)
    {
        var delivery = SandboxFeed.Choose(new PostWish(topic, 10, null), "ann");
        Assert.Equal(("post_like", "accepted"), (delivery.ResolvedAction, delivery.Status));
        Assert.Equal(post, delivery.Facts!["post_id"]);
        Assert.Equal($"https://www.linkedin.com/in/ann/posts/{post}", delivery.Facts["post_url"]);
    }

    [Theory]
    [InlineData("gardening", 10)]
    [InlineData("", 10)]
    [InlineData("our a at on", 10)]
    [InlineData("customer support", 2)]
    public void Without_a_shared_word_among_the_posts_looked_at_nothing_is_liked(string topic, int limit)
    {
        var delivery = SandboxFeed.Choose(new PostWish(topic, limit, null), "ann");
        Assert.Equal("skipped", delivery.Status);
        Assert.Equal("no_relevant_post", delivery.Facts!["reason"]);
    }
}
