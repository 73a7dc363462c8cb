using System.Buffers.Text;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Postrider.Testing.Unipile;

/// <summary>Chats as version 2 has them: JSON, files and all.</summary>
public sealed partial class UnipileServer
{
    private static readonly string[] _beginningV2 = ["text", "users_ids", "attachments", "specifics", "name"];
    private static readonly string[] _fileMembers = ["content", "content_type", "filename", "send_mode", "metadata"];

    /// <summary>Whether WhatsApp tells people by ids that hide their numbers.</summary>
    public bool HidesNumbers { get; set; }

    /// <summary>On WhatsApp a chat of two is called as the other one is.</summary>
    public string ChatOfV2(string farId) =>
        Type != "WHATSAPP" ? ChatOf(farId) : HidesNumbers ? $"{string.Concat(farId.TakeWhile(char.IsAsciiDigit).Reverse())}@lid" : farId;

    private async Task<IResult> BeginChatV2Async(HttpContext context)
    {
        var box = (string?)context.Request.RouteValues["inbox"];
        if (await ReadObjectAsync(context, _beginningV2) is not { } body || !IsSayable(body))
        {
            return FaultV2("The message is not as it must be.");
        }

        // A list of people would begin a group.
        if (!IsText(body, "users_ids"))
        {
            return FaultV2("One person is no list.");
        }

        var to = (string)body["users_ids"]!;
        var subject = body["specifics"]?["linkedin"]?["sales_navigator"]?["subject"]?.ToString();
        lock (_gate)
        {
            if (Type == "WHATSAPP")
            {
                return box is not null ? FaultV2("WhatsApp has no inboxes.", 501, "api/not_implemented")
                    : WhatsAppId().IsMatch(to) ? SaidV2(body, to, "message", ChatOfV2(to), begun: true, null)
                    : RefuseV2(422, "provider/unprocessable_entity", "There is no such number.");
            }

            if (box is not ("CLASSIC_PRIMARY" or "SALES_NAVIGATOR_PRIMARY") || (box == "SALES_NAVIGATOR_PRIMARY") != subject is { Length: > 0 })
            {
                return FaultV2(box is null ? "LinkedIn begins chats in an inbox." : "The inbox, or its subject, is wrong.", box is null ? 501 : 400, box is null ? "api/not_implemented" : "api/invalid_parameters");
            }

            return _people.Values.FirstOrDefault(known => (subject is null ? known.FarId : SalesId(known)) == to) is not { } person || (subject is null && !person.IsConnected)
                ? RefuseV2(422, "provider/unprocessable_entity", "The recipient cannot be written to.")
                : SaidV2(body, to, subject is null ? "message" : "inmail", subject is null ? ChatOf(to) : $"inmail-{to}", begun: true, subject);
        }
    }

    private async Task<IResult> SayV2Async(HttpContext context)
    {
        var chat = (string)context.Request.RouteValues["chat"]!;
        if (await ReadObjectAsync(context, "text", "quote_id", "attachments") is not { } body || !IsSayable(body))
        {
            return FaultV2("The message is not as it must be.");
        }

        lock (_gate)
        {
            return _goneChats.Contains(chat) || _taken.FirstOrDefault(taken => taken.ChatId == chat) is not { } earlier ? RefuseV2(404, "provider/resource_not_found", "There is no such chat.")
                : Type == "LINKEDIN" && !_people[earlier.To].IsConnected ? RefuseV2(422, "provider/unprocessable_entity", "The recipient cannot be written to.")
                : SaidV2(body, earlier.To, "message", chat, begun: false, null);
        }
    }

    private static bool IsSayable(JsonObject body) =>
        IsText(body, "text") && (body["attachments"] is null ? ((string)body["text"]!).Length > 0 : body["attachments"] is JsonArray { Count: > 0 } files && files.All(IsFile));

    private static bool IsFile(JsonNode? node) =>
        node is JsonObject file && file.All(member => _fileMembers.Contains(member.Key)) && IsText(file, "content") && Base64.IsValid((string)file["content"]!) && ((string)file["content"]!).Length > 0
        && IsText(file, "content_type") && IsText(file, "filename") && file["send_mode"]?.ToString() is null or "file" or "native";

    private IResult SaidV2(JsonObject body, string to, string kind, string chat, bool begun, string? subject)
    {
        var files = body["attachments"]?.AsArray().OfType<JsonObject>().ToArray() ?? [];
        var isVoice = files is [var only] && only["send_mode"]?.ToString() == "native" && only["content_type"]!.ToString().StartsWith("audio/", StringComparison.Ordinal);
        _goneChats.Remove(chat);
        var taken = Take(isVoice ? "voice" : kind, to, body["text"]!.ToString() is { Length: > 0 } text ? text : null, chat, [.. files.Select(file => file["filename"]!.ToString())]);
        _taken[^1] = taken with { Subject = subject };

        // Files may go as messages of their own.
        object id = files.Length > 1 ? new[] { taken.Id, $"{taken.Id}-2" } : taken.Id;
        return begun ? Results.Json(new { @object = "ChatStarted", chat_id = chat, message_id = id }) : Results.Json(new { @object = "MessageSent", message_id = id });
    }

    private Task<IResult> FindChatsV2(HttpContext context)
    {
        if (QueryObjectionV2(context) is { } objection)
        {
            return Task.FromResult(objection);
        }

        lock (_gate)
        {
            var to = (string)context.Request.RouteValues["person"]!;
            return Task.FromResult(Results.Json(new
            {
                @object = "ChatLookup",
                data = _taken.Where(taken => taken.To == to && taken.ChatId is { } chat && !_goneChats.Contains(chat)).Select(taken => taken.ChatId!).Distinct().Select(chat => new { chat_id = chat, has_history = true }),
            }));
        }
    }

    private Task<IResult> FindChatV2(HttpContext context)
    {
        var chat = (string)context.Request.RouteValues["chat"]!;
        return Task.FromResult(chat.StartsWith("gone", StringComparison.Ordinal)
            ? RefuseV2(404, "provider/resource_not_found", "There is no such chat.")
            : Results.Json(new { @object = "Chat", id = chat, name = "A chat", is_group = chat.StartsWith("group", StringComparison.Ordinal), is_1to1 = !chat.StartsWith("group", StringComparison.Ordinal), provider = Named }));
    }

    private Task<IResult> ListMessagesV2(HttpContext context)
    {
        if (QueryObjectionV2(context, "limit", "cursor", "offset", "before", "after", "user_id") is { } objection)
        {
            return Task.FromResult(objection);
        }

        var after = context.Request.Query["after"].ToString();
        if (after.Length > 0 && !Moment().IsMatch(after))
        {
            return Task.FromResult(FaultV2("after is no moment."));
        }

        lock (_gate)
        {
            var chat = (string)context.Request.RouteValues["chat"]!;
            var from = after.Length > 0 ? DateTimeOffset.Parse(after, CultureInfo.InvariantCulture) : DateTimeOffset.MinValue;
            return Task.FromResult(_goneChats.Contains(chat) || !_taken.Any(taken => taken.ChatId == chat)
                ? RefuseV2(404, "provider/resource_not_found", "There is no such chat.")
                : Results.Json(new
                {
                    data = _taken.Where(taken => taken.ChatId == chat && taken.At > from).Reverse().Select(taken => new Dictionary<string, object?>
                    {
                        ["object"] = "Message",
                        ["id"] = taken.Id,
                        ["chat_id"] = chat,
                        ["text"] = taken.Text,
                        ["sender_id"] = OwnIdV2,
                        ["is_sender"] = true,
                        ["is_event"] = false,
                        ["timestamp"] = taken.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
                        ["attachments"] = taken.Files.Select(file => new { @object = "Attachment", id = file, type = taken.Kind == "voice" ? "audio" : "file", mimetype = "application/octet-stream" }),
                    }),
                }));
        }
    }
}
