using Postrider.Attempts;
using Postrider.Channels.FarSide;
using Postrider.Jobs;

namespace Postrider.Channels.Unipile;

/// <summary>Likes the most relevant of a person's recent posts, or none.</summary>
internal sealed class LinkedInLikes(UnipileApis apis, LinkedInPeople people, UnipileHandOver handOver, UnipileMissing missing)
{
    private const string Action = "post_like";
    private const string AlreadyLiked = "already_liked";

    private sealed record Post(string Id, string Text, string? Page, bool IsLiked);

    public async Task<Outcome> PerformAsync(DriverJob job, UnipileAccount account, PostWish wish, CancellationToken cancellationToken)
    {
        var person = await people.FindAsync(job, account, dependsOnRelation: false, null, cancellationToken);
        if (person.Profile is not { } profile)
        {
            return person.Fault!;
        }

        var answer = await apis.Of(account).ListPostsAsync(account, profile.FarId, Math.Clamp(wish.Limit, 1, 100), cancellationToken);
        if (UnipileFault.OfLook(answer) is { } fault)
        {
            return UnipileFault.Of(answer)?.Refusal.Meaning == RefusalMeaning.Missing ? await missing.ResolveAsync(account, fault, cancellationToken) : fault;
        }

        if (UnipileJson.Parse(answer.Body) is not { } body)
        {
            return new Outcome.Deferred($"{UnipileFault.FarSide} answered {answer.Status} without posts: {answer.Beginning}");
        }

        Post[] posts =
        [
            .. from item in body.Items("items").Take(wish.Limit)
               let id = item.Id("social_id")
               where id is not null && item.Object("permissions")?.Flag("can_react") != false
               select new Post(id, item.Text("text") ?? "", item.Text("share_url"), item.Flag(UnipileV2.HasReacted) == true),
        ];
        return PostRelevance.Choose(wish.Topic, posts.Select(post => post.Text)) is not { } chosen ? Skipped("no_relevant_post")
            : posts[chosen].IsLiked ? Skipped(AlreadyLiked)
            : await LikeAsync(job, account, posts[chosen], cancellationToken);
    }

    private async Task<Outcome> LikeAsync(DriverJob job, UnipileAccount account, Post post, CancellationToken cancellationToken)
    {
        var facts = new Dictionary<string, string> { ["post_id"] = post.Id };
        if (post.Page is { Length: > 0 and <= 2048 } page)
        {
            facts["post_url"] = page;
        }

        var handed = await handOver.MakeAsync(job, account, UnipileKind.PostLike, api => api.LikeAsync(account, post.Id, cancellationToken), _ => new Delivery(Action) { Facts = facts }, cancellationToken);
        return handed.Refusal?.Meaning switch
        {
            RefusalMeaning.Done => Skipped(AlreadyLiked),
            RefusalMeaning.Missing => await missing.ResolveAsync(account, handed.Outcome, cancellationToken),
            _ => handed.Outcome,
        };
    }

    private static Outcome.Accepted Skipped(string reason) => new(new Delivery(Action, Status: "skipped") { Facts = new Dictionary<string, string> { ["reason"] = reason } });
}
