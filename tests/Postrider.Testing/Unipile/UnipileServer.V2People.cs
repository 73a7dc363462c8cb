using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Postrider.Testing.Unipile;

/// <summary>People, their posts and invitations to them, as version 2 tells of them.</summary>
public sealed partial class UnipileServer
{
    private Task<IResult> FindPersonV2(HttpContext context)
    {
        if (QueryObjectionV2(context, "variant", "with_sections") is { } objection)
        {
            return Task.FromResult(objection);
        }

        if (Find((string)context.Request.RouteValues["person"]!) is not { } person)
        {
            return Task.FromResult(RefuseV2(404, "provider/resource_not_found", "The profile was not found."));
        }

        var isSales = context.Request.Query["variant"] == "linkedin_sales_navigator";
        var specifics = new Dictionary<string, object?> { ["network_distance"] = person.Distance, ["can_send_inmail"] = person.CanInMail, ["is_open_profile"] = false, ["is_premium"] = false };
        if (person.IsInvited)
        {
            specifics["relation_request"] = new { @object = "RelationRequest", id = $"request-{person.FarId}", type = "sent" };
            specifics["relation_request_status"] = "PENDING";
        }

        return Task.FromResult(Results.Json(new
        {
            @object = "UserProfile",
            id = isSales ? SalesId(person) : person.FarId,
            type = "individual",
            public_identifier = person.PublicId,
            display_name = "Alex Example",
            is_blocked = false,
            provider = "linkedin",
            specifics,
        }));
    }

    private Task<IResult> ListPostsV2(HttpContext context)
    {
        var name = (string)context.Request.RouteValues["person"]!;
        if (QueryObjectionV2(context, "limit", "offset", "cursor") is { } objection)
        {
            return Task.FromResult(objection);
        }

        lock (_gate)
        {
            return Task.FromResult(
                !name.StartsWith("AC", StringComparison.Ordinal) ? FaultV2("Posts are listed by the person's id alone.")
                : !_people.TryGetValue(name, out var person) ? RefuseV2(404, "provider/resource_not_found", "The profile was not found.")
                : Results.Json(new
                {
                    data = person.Posts.Take(int.Parse(context.Request.Query["limit"]!, CultureInfo.InvariantCulture)).Select(post => new
                    {
                        @object = "Post",
                        id = post.SocialId,
                        share_url = $"https://www.linkedin.com/feed/update/{post.SocialId}",
                        created_at = "2026-01-01T00:00:00.000Z",
                        text = post.Text,
                        user_reacted = _taken.Any(taken => taken.Kind == "like" && taken.To == post.SocialId) ? (object)"linkedin_like" : false,
                        permissions = new { can_react = post.CanReact, can_share = true, can_post_comments = true },
                        is_repost = false,
                    }),
                }));
        }
    }

    private async Task<IResult> InviteV2Async(HttpContext context)
    {
        if (await ReadObjectAsync(context, "user_id", "message") is not { } body || !IsText(body, "user_id") || (body["message"] is not null && !IsText(body, "message")))
        {
            return FaultV2("The invitation is not as it must be.");
        }

        lock (_gate)
        {
            if (!_people.TryGetValue((string)body["user_id"]!, out var person) || person.IsConnected || person.IsInvited)
            {
                return RefuseV2(422, "provider/unprocessable_entity", "No invitation was sent.");
            }

            if ((string?)body["message"] is { Length: > LongestNote })
            {
                return FaultV2("The note is too long.", 400, "provider/invalid_parameters");
            }

            _people[person.FarId] = person with { IsInvited = true };
            var taken = Take("invitation", person.FarId, (string?)body["message"], null, []);
            return Results.Json(new { @object = "RelationRequest", id = taken.Id, type = "sent", message = taken.Text }, statusCode: 201);
        }
    }

    private Task<IResult> ListInvitationsV2(HttpContext context)
    {
        if (QueryObjectionV2(context, "type", "limit", "offset") is { } objection)
        {
            return Task.FromResult(objection);
        }

        if (context.Request.Query["type"] != "sent")
        {
            return Task.FromResult(FaultV2("type is sent or received."));
        }

        lock (_gate)
        {
            // Pages of a size of LinkedIn's own, which tell neither how many there are nor where they go on.
            var skip = int.TryParse(context.Request.Query["offset"], NumberStyles.None, CultureInfo.InvariantCulture, out var from) ? from : 0;
            return Task.FromResult(Results.Json(new
            {
                data = _taken.Where(taken => taken.Kind == "invitation" && _people[taken.To].IsInvited).Skip(skip).Take(InvitationsPerPage).Select(taken => new
                {
                    @object = "RelationRequest",
                    id = taken.Id,
                    type = "sent",
                    message = taken.Text,
                    user = new { @object = "User", id = taken.To, public_identifier = _people[taken.To].PublicId, display_name = "Alex Example", type = "individual" },
                }),
            }));
        }
    }

    private async Task<IResult> LikeV2Async(HttpContext context)
    {
        if (await ReadObjectAsync(context, "reaction", "react_as") is not { } body || !_reactions.Select(reaction => $"linkedin_{reaction}").Contains(body["reaction"]?.ToString()))
        {
            return FaultV2("The reaction is not as it must be.");
        }

        lock (_gate)
        {
            var post = (string)context.Request.RouteValues["post"]!;
            if (!_people.Values.Any(person => person.Posts.Any(known => known.SocialId == post)))
            {
                return RefuseV2(404, "provider/resource_not_found", "There is no such post.");
            }

            Take("like", post, null, null, []);
            return Results.Json(new { @object = "PostReactionAdded" });
        }
    }
}
