using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Postrider.Testing.Unipile;

/// <summary>People, their posts, invitations to them.</summary>
public sealed partial class UnipileServer
{
    private const int LongestNote = 300;
    private const int InvitationsPerPage = 40;

    private static readonly string[] _reactions = ["like", "celebrate", "support", "love", "insightful", "funny"];

    /// <summary>Somebody accepts an invitation, without a word about it.</summary>
    public void Connect(string farId)
    {
        lock (_gate)
        {
            _people[farId] = _people[farId] with { Distance = "FIRST_DEGREE", IsInvited = false, ConnectedAt = _time.GetUtcNow() };
        }
    }

    private UnipilePerson? Find(string name)
    {
        lock (_gate)
        {
            return _people.GetValueOrDefault(name) ?? _people.Values.FirstOrDefault(person => string.Equals(person.PublicId, name, StringComparison.OrdinalIgnoreCase));
        }
    }

    private Task<IResult> FindPerson(HttpContext context)
    {
        if (QueryObjection(context, true, "linkedin_api") is { } objection)
        {
            return Task.FromResult(objection);
        }

        if (Find((string)context.Request.RouteValues["person"]!) is not { } person)
        {
            return Task.FromResult(Refuse(404, "resource_not_found", "The profile was not found."));
        }

        var isSales = context.Request.Query["linkedin_api"] == "sales_navigator";
        var wire = new Dictionary<string, object?>
        {
            ["object"] = "UserProfile",
            ["provider"] = "LINKEDIN",
            ["provider_id"] = isSales ? SalesId(person) : person.FarId,
            ["public_identifier"] = person.PublicId,
            ["network_distance"] = person.Distance,
            ["is_premium"] = false,
            ["can_send_inmail"] = person.CanInMail,
            ["is_open_profile"] = false,
        };
        if (person.Distance is not null)
        {
            wire["is_relationship"] = person.IsConnected;
        }

        if (person.IsInvited)
        {
            wire["invitation"] = new { type = "SENT", status = "PENDING" };
        }

        return Task.FromResult(Results.Json(wire));
    }

    private static string SalesId(UnipilePerson person) => $"ACw{person.FarId[3..]}";

    private Task<IResult> ListPosts(HttpContext context)
    {
        var name = (string)context.Request.RouteValues["person"]!;
        return Task.FromResult(
            QueryObjection(context, true, "limit", "cursor", "is_company")
            ?? (!name.StartsWith("AC", StringComparison.Ordinal) ? Fault(400, "invalid_parameters", "Posts are listed by the person's id alone.")
            : Find(name) is not { } person ? Refuse(404, "resource_not_found", "The profile was not found.")
            : Results.Json(new
            {
                @object = "PostList",
                items = person.Posts.Take(int.Parse(context.Request.Query["limit"]!, CultureInfo.InvariantCulture)).Select(post => new
                {
                    @object = "Post",
                    id = post.SocialId.Split(':')[^1],
                    social_id = post.SocialId,
                    share_url = $"https://www.linkedin.com/feed/update/{post.SocialId}",
                    text = post.Text,
                    permissions = new { can_react = post.CanReact, can_share = true, can_post_comments = true },
                }),
                cursor = (string?)null,
            })));
    }

    private async Task<IResult> InviteAsync(HttpContext context)
    {
        if (await ReadJsonAsync(context, "account_id", "provider_id", "message", "user_email") is not { } body)
        {
            return Fault(400, "malformed_request", "The invitation is not as it must be.");
        }

        if ((string?)body["account_id"] != AccountId)
        {
            return Refuse(404, "resource_not_found", "Account not found");
        }

        lock (_gate)
        {
            if (!_people.TryGetValue((string?)body["provider_id"] ?? "", out var person))
            {
                return Refuse(422, "invalid_recipient", "There is no such person.");
            }

            if ((string?)body["message"] is { Length: > LongestNote })
            {
                return Fault(400, "too_many_characters", "The note is too long.");
            }

            if (person.IsConnected || person.IsInvited)
            {
                return Refuse(422, person.IsConnected ? "already_connected" : "already_invited_recently", "No invitation was sent.");
            }

            _people[person.FarId] = person with { IsInvited = true };
            var taken = Take("invitation", person.FarId, (string?)body["message"], null, []);
            var answer = new Dictionary<string, object> { ["object"] = "UserInvitationSent", ["invitation_id"] = taken.Id };
            if (Usage is { } usage)
            {
                answer["usage"] = usage;
            }

            return Results.Json(answer, statusCode: 201);
        }
    }

    private Task<IResult> ListInvitations(HttpContext context)
    {
        if (QueryObjection(context, true, "limit", "cursor") is { } objection)
        {
            return Task.FromResult(objection);
        }

        lock (_gate)
        {
            var skip = int.TryParse(context.Request.Query["cursor"], NumberStyles.None, CultureInfo.InvariantCulture, out var from) ? from : 0;
            var pending = _taken.Where(taken => taken.Kind == "invitation" && _people[taken.To].IsInvited).ToArray();
            return Task.FromResult(Results.Json(new
            {
                @object = "InvitationList",
                items = pending.Skip(skip).Take(InvitationsPerPage).Select(taken => new
                {
                    @object = "InvitationSent",
                    id = taken.Id,
                    invited_user_id = taken.To,
                    invited_user_public_id = _people[taken.To].PublicId,
                    invitation_text = taken.Text,
                    date = "Sent today",
                }),
                cursor = skip + InvitationsPerPage < pending.Length ? (skip + InvitationsPerPage).ToString(CultureInfo.InvariantCulture) : null,
            }));
        }
    }

    private async Task<IResult> LikeAsync(HttpContext context)
    {
        if (await ReadJsonAsync(context, "account_id", "post_id", "reaction_type") is not { } body || !_reactions.Contains((string?)body["reaction_type"]))
        {
            return Fault(400, "malformed_request", "The reaction is not as it must be.");
        }

        lock (_gate)
        {
            var post = (string?)body["post_id"] ?? "";
            if ((string?)body["account_id"] != AccountId || !_people.Values.Any(person => person.Posts.Any(known => known.SocialId == post)))
            {
                return Refuse(422, "invalid_post", "There is no such post.");
            }

            if (_taken.Any(taken => taken.Kind == "like" && taken.To == post))
            {
                return Refuse(422, "action_already_performed", "It is liked already.");
            }

            Take("like", post, null, null, []);
            return Results.Json(new { @object = "ReactionAdded" }, statusCode: 201);
        }
    }

    /// <summary>Null: it is no JSON object of texts with these members alone.</summary>
    private static async Task<JsonObject?> ReadJsonAsync(HttpContext context, params string[] known)
    {
        try
        {
            return context.Request.ContentType == "application/json" && await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted) is JsonObject body
                && body.All(member => known.Contains(member.Key) && member.Value?.GetValueKind() == JsonValueKind.String) ? body : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private UnipileTaken Take(string kind, string to, string? text, string? chat, IReadOnlyList<string> files)
    {
        var taken = new UnipileTaken(kind, to, string.Create(CultureInfo.InvariantCulture, $"{kind}-{_taken.Count + 1}"), text, chat, files, _time.GetUtcNow());
        _taken.Add(taken);
        return taken;
    }
}
