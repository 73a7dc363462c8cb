using System.Text.RegularExpressions;
using Postrider.Attempts;
using Postrider.Jobs;

namespace Postrider.Channels.Sandbox;

/// <summary>The recent posts that every profile of the sandbox has, and the choice of the one to like.</summary>
internal static partial class SandboxFeed
{
    private static readonly (string Id, string Text)[] _posts =
    [
        ("post-1", "We are hiring engineers who enjoy distributed systems and databases"),
        ("post-2", "What our team learned about outbound sales automation this quarter"),
        ("post-3", "Notes from a conference on customer support and product design"),
    ];

    /// <summary>The most relevant post by shared words; none shared, none liked.</summary>
    public static Delivery Choose(PostWish wish, string profile)
    {
        var wanted = Words().Matches(wish.Topic.ToLowerInvariant()).Select(match => match.Value).ToHashSet();
        var best = _posts.Take(wish.Limit)
            .Select(post => (post.Id, Shared: Words().Matches(post.Text.ToLowerInvariant()).Count(match => wanted.Contains(match.Value))))
            .MaxBy(post => post.Shared);
        return best.Shared == 0
            ? new Delivery("post_like", Status: "skipped") { Facts = new Dictionary<string, string> { ["reason"] = "no_relevant_post" } }
            : new Delivery("post_like") { Facts = new Dictionary<string, string> { ["post_id"] = best.Id, ["post_url"] = $"https://www.linkedin.com/in/{profile}/posts/{best.Id}" } };
    }

    [GeneratedRegex("[\\p{L}\\p{N}]{4,}")]
    private static partial Regex Words();
}
