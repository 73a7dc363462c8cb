using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Postrider.Testing.Unipile;

/// <summary>One thing in a chat that the account did not say through Postrider.</summary>
/// <param name="Writer">Who wrote it, by the far side's id.</param>
public sealed record UnipileWritten(string Id, string Writer, string Text, DateTimeOffset At)
{
    /// <summary>Said by the account itself, by hand.</summary>
    public bool IsOwn { get; init; }

    /// <summary>In a chat with a third person.</summary>
    public bool IsAmongMany { get; init; }

    public bool IsEvent { get; init; }

    public bool IsDeleted { get; init; }

    public bool IsHidden { get; init; }

    public string ChatId => $"{(IsAmongMany ? "many" : "chat")}-{Writer}";
}

/// <summary>What is in all chats, who is in one, and whom the account is connected to.</summary>
public sealed partial class UnipileServer
{
    private const string Third = "ACoTHIRD";

    private readonly List<UnipileWritten> _written = [];

    /// <summary>It is there to be asked for; nobody is told.</summary>
    public void Write(params IEnumerable<UnipileWritten> written)
    {
        lock (_gate)
        {
            _written.AddRange(written);
        }
    }

    private Task<IResult> ListAllMessages(HttpContext context)
    {
        var query = context.Request.Query;
        if (QueryObjection(context, true, "limit", "cursor", "before", "after", "sender_id") is { } objection)
        {
            return Task.FromResult(objection);
        }

        if (new[] { query["after"].ToString(), query["before"].ToString() }.Any(at => at.Length > 0 && !Moment().IsMatch(at)))
        {
            return Task.FromResult(Fault(400, "invalid_parameters", "after or before is no moment."));
        }

        lock (_gate)
        {
            var (after, before) = (At(query["after"], DateTimeOffset.MinValue), At(query["before"], DateTimeOffset.MaxValue));
            var ours = _taken.Where(taken => taken.ChatId is not null).Select(taken => new UnipileWritten(taken.Id, taken.To, taken.Text ?? "", taken.At) { IsOwn = true });
            var all = _written.Concat(ours).Where(one => one.At > after && one.At < before).OrderByDescending(one => one.At).ToArray();
            return Task.FromResult(Page(context, "MessageList", all, 100, Describe));
        }

        static DateTimeOffset At(string? text, DateTimeOffset otherwise) => string.IsNullOrEmpty(text) ? otherwise : DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
    }

    private Task<IResult> ListAttendees(HttpContext context)
    {
        if (QueryObjection(context, false) is { } objection)
        {
            return Task.FromResult(objection);
        }

        lock (_gate)
        {
            var chat = (string)context.Request.RouteValues["chat"]!;
            if (_goneChats.Contains(chat) || _written.FirstOrDefault(one => one.ChatId == chat) is not { } written)
            {
                return Task.FromResult(Refuse(404, "resource_not_found", "There is no such chat."));
            }

            var ids = written.IsAmongMany ? new[] { OwnId, written.Writer, Third } : [OwnId, written.Writer];
            return Task.FromResult(Results.Json(new
            {
                @object = "ChatAttendeeList",
                items = ids.Select(id => new
                {
                    @object = "ChatAttendee",
                    id = AttendeeOf(id),
                    account_id = AccountId,
                    provider_id = id,
                    name = id == OwnId ? "Robin Team" : "Alex Example",
                    is_self = id == OwnId ? 1 : 0,
                    profile_url = $"https://www.linkedin.com/in/{id}",
                }),
                cursor = (string?)null,
            }));
        }
    }

    private Task<IResult> ListRelations(HttpContext context)
    {
        if (QueryObjection(context, true, "limit", "cursor", "filter") is { } objection)
        {
            return Task.FromResult(objection);
        }

        lock (_gate)
        {
            var relations = _people.Values.Where(person => person.IsConnected).OrderByDescending(person => person.ConnectedAt).ToArray();
            return Task.FromResult(Page(context, "UserRelationsList", relations, 100, person => new Dictionary<string, object?>
            {
                ["object"] = "UserRelation",
                ["first_name"] = "Alex",
                ["last_name"] = "Example",
                ["headline"] = "",
                ["public_identifier"] = person.PublicId,
                ["public_profile_url"] = $"https://www.linkedin.com/in/{person.PublicId}",
                ["created_at"] = person.ConnectedAt.ToUnixTimeMilliseconds(),
                ["member_id"] = person.FarId,
                ["member_urn"] = $"urn:li:member:{person.PublicId.Length}",
                ["connection_urn"] = $"urn:li:fsd_connection:{person.FarId}",
            }));
        }
    }

    private static Dictionary<string, object?> Describe(UnipileWritten one) => new()
    {
        ["object"] = "Message",
        ["id"] = one.Id,
        ["account_id"] = AccountId,
        ["chat_id"] = one.ChatId,
        ["chat_provider_id"] = $"2-{one.ChatId}",
        ["provider_id"] = $"2-{one.Id}",
        ["sender_id"] = one.IsOwn ? OwnId : one.Writer,
        ["sender_attendee_id"] = AttendeeOf(one.IsOwn ? OwnId : one.Writer),
        ["text"] = one.Text,
        ["timestamp"] = one.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        ["is_sender"] = one.IsOwn ? 1 : 0,
        ["is_event"] = one.IsEvent ? 1 : 0,
        ["hidden"] = one.IsHidden ? 1 : 0,
        ["deleted"] = one.IsDeleted ? 1 : 0,
        ["edited"] = 0,
        ["seen"] = 0,
        ["seen_by"] = new Dictionary<string, object>(),
        ["delivered"] = 1,
        ["behavior"] = null,
        ["original"] = "{}",
        ["attachments"] = Array.Empty<object>(),
        ["reactions"] = Array.Empty<object>(),
    };

    private static string AttendeeOf(string farId) => $"att-{farId}";

    /// <summary>As much of a list as is asked for, and where the rest begins, in as many letters as a cursor may have.</summary>
    private static IResult Page<T>(HttpContext context, string name, IReadOnlyList<T> all, int usual, Func<T, Dictionary<string, object?>> describe)
    {
        var skip = int.TryParse(context.Request.Query["cursor"], NumberStyles.None, CultureInfo.InvariantCulture, out var from) ? from : 0;
        var limit = int.TryParse(context.Request.Query["limit"], NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? asked : usual;
        return Results.Json(new
        {
            @object = name,
            items = all.Skip(skip).Take(limit).Select(describe),
            cursor = skip + limit < all.Count ? (skip + limit).ToString(CultureInfo.InvariantCulture).PadLeft(500, '0') : null,
        });
    }
}
