using Postrider.Attempts;
using Postrider.Channels.FarSide;
using Postrider.Jobs;

namespace Postrider.Channels.Sandbox;

/// <summary>The recent posts that every profile of the sandbox has, and the choice of the one to like.</summary>
internal static class SandboxFeed
{
    private static readonly (string Id, string Text)[] _posts =
    [
        ("post-1", "We are hiring engineers who enjoy distributed systems and databases"),
        ("post-2", "What our team learned about outbound sales automation this quarter"),
        ("post-3", "Notes from a conference on customer support and product design"),
    ];

    /// <summary>The most relevant post; none relevant, none liked.</summary>
    public static Delivery Choose(PostWish wish, string profile) =>
        PostRelevance.Choose(wish.Topic, _posts.Take(wish.Limit).Select(post => post.Text)) is { } chosen
            ? new Delivery("post_like") { Facts = new Dictionary<string, string> { ["post_id"] = _posts[chosen].Id, ["post_url"] = $"https://www.linkedin.com/in/{profile}/posts/{_posts[chosen].Id}" } }
            : new Delivery("post_like", Status: "skipped") { Facts = new Dictionary<string, string> { ["reason"] = "no_relevant_post" } };
}
