using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace Postrider.Testing.Unipile;

/// <summary>Chats: beginning them, saying something in them, reading them.</summary>
public sealed partial class UnipileServer
{
    private static readonly HashSet<string> _beginning = ["account_id", "attendees_ids", "text", "subject", "linkedin[api]", "linkedin[inmail]"];
    private static readonly HashSet<string> _saying = ["text", "thread_id"];
    private static readonly HashSet<string> _files = ["attachments", "voice_message", "video_message"];
    private static readonly string[] _products = ["classic", "sales_navigator", "recruiter"];

    private readonly HashSet<string> _goneChats = [];

    /// <summary>The chat is deleted: what is said in it is refused.</summary>
    public void Drop(string chatId)
    {
        lock (_gate)
        {
            _goneChats.Add(chatId);
        }
    }

    private static string ChatOf(string farId) => $"chat-{farId}";

    private async Task<IResult> BeginChatAsync(HttpContext context)
    {
        if (await ReadFormAsync(context, _beginning) is not { } form || form["attendees_ids"].Count != 1 || form["account_id"].Count != 1)
        {
            return Fault(400, "malformed_request", "The form is not as it must be.");
        }

        if (form["account_id"] != AccountId)
        {
            return Refuse(404, "resource_not_found", "Account not found");
        }

        var isInMail = form["linkedin[inmail]"] == "true";
        if (isInMail && (form["subject"].ToString().Length == 0 || !_products.Contains(form["linkedin[api]"].ToString())))
        {
            return Fault(400, "missing_parameters", "An InMail needs a subject and a product.");
        }

        lock (_gate)
        {
            var to = form["attendees_ids"].ToString();
            if (Type == "WHATSAPP")
            {
                return WhatsAppId().IsMatch(to) ? Said(form, to, "message", ChatOf(to), begun: true) : Refuse(422, "invalid_recipient", "There is no such number.");
            }

            if (_people.Values.FirstOrDefault(known => known.FarId == to || (isInMail && form["linkedin[api]"] == "sales_navigator" && SalesId(known) == to)) is not { } person)
            {
                return Refuse(422, "invalid_recipient", "There is no such person.");
            }

            return !isInMail && !person.IsConnected
                ? Refuse(422, "no_connection_with_recipient", "The recipient is no first degree connection.")
                : Said(form, to, isInMail ? "inmail" : "message", isInMail ? $"inmail-{person.FarId}" : ChatOf(person.FarId), begun: true);
        }
    }

    private async Task<IResult> SayAsync(HttpContext context)
    {
        var chat = (string)context.Request.RouteValues["chat"]!;
        if (await ReadFormAsync(context, _saying) is not { } form)
        {
            return Fault(400, "malformed_request", "The form is not as it must be.");
        }

        lock (_gate)
        {
            return _goneChats.Contains(chat) || _taken.FirstOrDefault(taken => taken.ChatId == chat) is not { } earlier
                ? Refuse(404, "resource_not_found", "There is no such chat.")
                : Type == "LINKEDIN" && !_people[earlier.To].IsConnected ? Refuse(422, "no_connection_with_recipient", "The recipient is no first degree connection.")
                : Said(form, earlier.To, "message", chat, begun: false);
        }
    }

    private IResult Said(IFormCollection form, string to, string kind, string chat, bool begun)
    {
        var isVoice = form.Files.Any(file => file.Name == "voice_message");
        _goneChats.Remove(chat);
        var taken = Take(isVoice ? "voice" : kind, to, form["text"].ToString() is { Length: > 0 } text ? text : null, chat, [.. form.Files.Select(file => file.FileName)]);
        _taken[^1] = taken with { Subject = form["subject"].ToString() is { Length: > 0 } subject ? subject : null };
        return begun
            ? Results.Json(new { @object = "ChatStarted", chat_id = chat, message_id = taken.Id }, statusCode: 201)
            : Results.Json(new { @object = "MessageSent", message_id = taken.Id }, statusCode: 201);
    }

    private Task<IResult> ListChats(HttpContext context)
    {
        if (QueryObjection(context, true, "limit", "cursor", "before", "after") is { } objection)
        {
            return Task.FromResult(objection);
        }

        lock (_gate)
        {
            var attendee = (string)context.Request.RouteValues["attendee"]!;
            var chats = _taken.Where(taken => taken.To == attendee && taken.ChatId is { } chat && !_goneChats.Contains(chat)).Select(taken => taken.ChatId!).Distinct().ToArray();
            return Task.FromResult(chats.Length == 0
                ? Refuse(404, "resource_not_found", "There is no such attendee.")
                : Results.Json(new { @object = "ChatList", items = chats.Select(chat => new { @object = "Chat", id = chat, account_id = AccountId, attendee_provider_id = attendee }), cursor = (string?)null }));
        }
    }

    private Task<IResult> ListMessages(HttpContext context)
    {
        if (QueryObjection(context, false, "limit", "cursor", "before", "after", "sender_id") is { } objection)
        {
            return Task.FromResult(objection);
        }

        var after = context.Request.Query["after"].ToString();
        if (after.Length > 0 && !Moment().IsMatch(after))
        {
            return Task.FromResult(Fault(400, "invalid_parameters", "after is no moment."));
        }

        lock (_gate)
        {
            var chat = (string)context.Request.RouteValues["chat"]!;
            var from = after.Length > 0 ? DateTimeOffset.Parse(after, CultureInfo.InvariantCulture) : DateTimeOffset.MinValue;
            return Task.FromResult(_goneChats.Contains(chat) || !_taken.Any(taken => taken.ChatId == chat)
                ? Refuse(404, "resource_not_found", "There is no such chat.")
                : Results.Json(new
                {
                    @object = "MessageList",
                    items = _taken.Where(taken => taken.ChatId == chat && taken.At > from).Reverse().Select(taken => new Dictionary<string, object?>
                    {
                        ["object"] = "Message",
                        ["id"] = taken.Id,
                        ["chat_id"] = chat,
                        ["text"] = taken.Text,
                        ["is_sender"] = 1,
                        ["timestamp"] = taken.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
                        ["attachments"] = taken.Files.Select(file => new { id = file, unavailable = false, type = taken.Kind == "voice" ? "audio" : "file", file_name = file }),
                    }),
                    cursor = (string?)null,
                }));
        }
    }

    /// <summary>Null: it is no form in parts, or has other parts.</summary>
    private static async Task<IFormCollection?> ReadFormAsync(HttpContext context, HashSet<string> known)
    {
        if (context.Request.ContentType?.StartsWith("multipart/form-data; boundary=", StringComparison.Ordinal) != true)
        {
            return null;
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        return form.Keys.All(known.Contains) && form.Files.All(file => _files.Contains(file.Name) && file is { FileName.Length: > 0, Length: > 0, ContentType.Length: > 0 })
            && (form["text"].ToString().Length > 0 || form.Files.Count > 0) ? form : null;
    }

    [GeneratedRegex(@"\A(\d{5,15}@s\.whatsapp\.net|\d+@lid)\z")]
    private static partial Regex WhatsAppId();

    [GeneratedRegex(@"\A[12]\d{3}-[01]\d-[0-3]\dT\d{2}:\d{2}:\d{2}\.\d{3}Z\z")]
    private static partial Regex Moment();
}
