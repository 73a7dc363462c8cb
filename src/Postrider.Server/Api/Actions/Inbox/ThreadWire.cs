using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Postrider.Channels;
using Postrider.Contacts;
using Postrider.Inbox;

namespace Postrider.Server.Api.Actions.Inbox;

/// <summary>Threads and their messages in the words of the wire.</summary>
internal static class ThreadWire
{
    private const int LongestPreview = 200;

    public static string ChannelOf(string channel) => channel switch
    {
        Channel.Email => "email",
        Channel.LinkedIn => "linkedIn",
        _ => "unknown",
    };

    /// <summary>A thread as lists show it.</summary>
    public static void WriteSummary(Utf8JsonWriter writer, (ConversationThread Thread, Contact? Contact) item)
    {
        var (thread, contact) = item;
        writer.WriteNumber("id"u8, thread.Number);
        writer.WriteString("channel"u8, ChannelOf(thread.Conversation.Channel));
        writer.WriteBoolean("isRead"u8, !thread.Unread);
        writer.WriteString("subject"u8, thread.LastMessage?.Subject);
        writer.WriteString("bodyPreview"u8, Preview(thread.LastMessage));
        writer.WriteTime("lastActivityDate", thread.Conversation.LastAt);
        writer.WriteBoolean("isLastMessagePlanned"u8, false);
        WriteContact(writer, thread, contact);
        WriteMarks(writer, thread);
        writer.WriteStartObject("status"u8);
        writer.WriteString("state"u8, "ok"u8);
        writer.WriteEndObject();
    }

    /// <summary>One thread with its messages.</summary>
    public static void Write(Utf8JsonWriter writer, (ConversationThread Thread, Contact? Contact, IReadOnlyList<ConversationMessage> Messages) item)
    {
        var (thread, contact, messages) = item;
        var isMail = thread.Conversation.Channel == Channel.Email;
        writer.WriteNumber("id"u8, thread.Number);
        writer.WriteString("channel"u8, ChannelOf(thread.Conversation.Channel));
        WriteContact(writer, thread, contact);
        writer.WriteStartArray("messages"u8);
        foreach (var message in messages)
        {
            writer.WriteStartObject();
            WriteMessage(writer, (thread, message, null));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        WriteNumber(writer, "emailAccountId", isMail ? thread.AccountNumber : null);
        WriteNumber(writer, "linkedInAccountId", isMail ? null : thread.AccountNumber);
        WriteMarks(writer, thread);
        writer.WriteBoolean("isRead"u8, !thread.Unread);
        writer.WriteNull("aiDraft"u8);
    }

    /// <param name="writer">Writes it.</param>
    /// <param name="item">The message in its thread; the state is only told of one that is still under way.</param>
    public static void WriteMessage(Utf8JsonWriter writer, (ConversationThread Thread, ConversationMessage Message, string? State) item)
    {
        var (thread, message, state) = item;
        var isMail = thread.Conversation.Channel == Channel.Email;
        var (own, other) = (thread.AccountIdentifier ?? "", message.FromAddress ?? RecipientAddress.Bare(thread.Conversation.Address));
        writer.WriteString("channel"u8, ChannelOf(thread.Conversation.Channel));
        writer.WriteTime("date", message.SentAt ?? message.At);
        writer.WriteString("subject"u8, message.Subject);
        writer.WriteString("body"u8, isMail ? message.Html ?? ToHtml(message.Text) : message.Text ?? "");
        writer.WriteString("fromName"u8, message.Inbound ? message.FromName : thread.AccountName);
        writer.WriteString("fromAddress"u8, message.Inbound ? other : own);
        writer.WriteStartArray("to"u8);
        writer.WriteStringValue(message.Inbound ? own : RecipientAddress.Bare(thread.Conversation.Address));
        writer.WriteEndArray();
        WriteList(writer, "cc", message.Cc);
        WriteList(writer, "bcc", message.Bcc);
        writer.WriteBoolean("isOutbound"u8, !message.Inbound);
        if (state is null)
        {
            writer.WriteNull("status"u8);
        }
        else
        {
            writer.WriteStartObject("status"u8);
            writer.WriteString("state"u8, state);
            writer.WriteNull("code"u8);
            writer.WriteTime("occurredAt", message.At);
            writer.WriteEndObject();
        }

        writer.WriteNull("aiOrigin"u8);
    }

    private static void WriteContact(Utf8JsonWriter writer, ConversationThread thread, Contact? contact)
    {
        var snapshot = contact is null && thread.ContactSnapshotJson is { } kept ? JsonNode.Parse(kept) as JsonObject : null;
        var address = thread.Conversation.Address;
        var isMail = thread.Conversation.Channel == Channel.Email;
        writer.WriteStartObject("contact"u8);
        WriteNumber(writer, "id", contact?.ContactId);
        WriteNumber(writer, "ownerId", contact is null ? null : thread.Workspace.Value);
        writer.WriteString("fullName"u8, contact is null ? Kept("fullName") ?? thread.LastMessage?.FromName : contact.FullName);
        writer.WriteString("email"u8, contact?[ContactField.Email] ?? Kept("email") ?? (isMail ? RecipientAddress.Bare(address) : null));
        writer.WriteString("linkedInProfileUrl"u8, contact?[ContactField.LinkedInUrl] ?? Kept("linkedInProfileUrl") ?? (isMail ? null : $"https://www.linkedin.com/in/{RecipientAddress.Bare(address)}"));
        writer.WriteString("phone"u8, contact?[ContactField.Phone] ?? Kept("phone"));
        writer.WriteString("companyName"u8, contact?[ContactField.Company] ?? Kept("companyName"));
        writer.WriteString("title"u8, contact?[ContactField.Title] ?? Kept("title"));
        writer.WriteBoolean("isDeleted"u8, snapshot is not null);
        writer.WriteEndObject();

        string? Kept(string name) => (string?)snapshot?[name];
    }

    private static void WriteMarks(Utf8JsonWriter writer, ConversationThread thread)
    {
        writer.WriteNull("sequence"u8);
        if (thread.Category is { } category)
        {
            writer.WriteStartObject("category"u8);
            writer.WriteNumber("id"u8, category.CategoryId);
            writer.WriteString("name"u8, category.Name);
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteNull("category"u8);
        }

        writer.WriteBoolean("hasMeetingIntent"u8, thread.MeetingIntent);
    }

    private static void WriteNumber(Utf8JsonWriter writer, string name, long? number)
    {
        if (number is { } known)
        {
            writer.WriteNumber(name, known);
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    private static void WriteList(Utf8JsonWriter writer, string name, IReadOnlyList<string>? items)
    {
        if (items is null)
        {
            writer.WriteNull(name);
            return;
        }

        writer.WriteStartArray(name);
        foreach (var item in items)
        {
            writer.WriteStringValue(item);
        }

        writer.WriteEndArray();
    }

    private static string Preview(ConversationMessage? message)
    {
        var text = message?.Text ?? (message?.Html is { } html ? Mail.Mime.HtmlText.ToText(html) : "");
        text = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        var end = text.Length <= LongestPreview ? text.Length : char.IsHighSurrogate(text[LongestPreview - 1]) ? LongestPreview - 1 : LongestPreview;
        return text[..end];
    }

    private static string ToHtml(string? text) => text is null ? "" : $"<p>{WebUtility.HtmlEncode(text).ReplaceLineEndings("<br>")}</p>";
}
