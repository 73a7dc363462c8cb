using System.Globalization;
using System.Text.Json;

namespace Postrider.Channels.WhatsApp.Twilio;

/// <summary>What a look at Twilio's list of messages to one contact shows of an attempt. Twilio files every message that it makes; clocks may differ, and a contact may get the same words twice.</summary>
internal static class TwilioHistory
{
    private static readonly TimeSpan _before = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan _after = TimeSpan.FromMinutes(5);

    // As far as clocks may be apart before one takes a message for an older one.
    private static readonly TimeSpan _doubt = TimeSpan.FromHours(1);

    /// <param name="list">The answer to the look.</param>
    /// <param name="from">The number that sent it; null: a service chose one.</param>
    /// <param name="text">What it said; null: a template's own words alone, which are not known here.</param>
    /// <param name="isTemplate">Whether a template's words, which are not known here, may be around it.</param>
    /// <param name="startedAt">When the attempt began.</param>
    /// <param name="delivered">The delivery of a message by its SID.</param>
    public static Finding Read(ReadOnlyMemory<byte> list, string? from, string? text, bool isTemplate, DateTimeOffset startedAt, Func<string, Attempts.Delivery> delivered)
    {
        var root = FarJson.Read(list);
        var sent = root.Objects("messages").Where(message => message.Text("direction")?.StartsWith("outbound", StringComparison.Ordinal) == true && (from is null || message.Text("from") == from))
            .Select(message => (Message: message, At: Moment(message))).Where(item => item.At is null || item.At >= startedAt - _doubt).ToList();
        var ours = sent.Where(item => item.At >= startedAt - _before && item.At <= startedAt + _after && IsIt(item.Message.Text("body"), text, isTemplate)).ToList();

        // A template's words are no proof by themselves: another job may have sent the same one to this contact.
        return ours is [var one] && (!isTemplate || sent.Count == 1) && one.Message.Text("sid") is { } sid ? Found(one.Message, sid, delivered)
            : sent.Count > 0 ? new Finding.CannotTell("Twilio has messages to this contact of about that time, and which of them this one is cannot be told.")
            : IsWhole(root) ? new Finding.Absent()
            : new Finding.CannotTell("Twilio's list of messages to this contact is longer than one look reads.");
    }

    private static Finding Found(JsonElement? message, string sid, Func<string, Attempts.Delivery> delivered)
    {
        if (message.Text("status") is not ("failed" or "undelivered"))
        {
            return new Finding.Present(delivered(sid));
        }

        var code = message.Number("error_code") ?? 0;
        return new Finding.Refused($"Twilio took it, and could not deliver it: {message.Text("error_message") ?? "no words"} ({code})", TwilioMessageFault.Find(code)?.Refusal ?? Jobs.JobFault.ActionFailed);
    }

    private static bool IsIt(string? body, string? text, bool isTemplate) =>
        body is not null && !string.IsNullOrWhiteSpace(text) && (body.Trim() == text.Trim() || (isTemplate && body.Contains(OneLine.Of(text), StringComparison.Ordinal)));

    /// <summary>Whether the list has the array, and no further page.</summary>
    private static bool IsWhole(JsonElement? root) =>
        root is { } list && list.TryGetProperty("messages", out var messages) && messages.ValueKind == JsonValueKind.Array
        && list.TryGetProperty("next_page_uri", out var next) && next.ValueKind == JsonValueKind.Null;

    private static DateTimeOffset? Moment(JsonElement? message) =>
        DateTimeOffset.TryParse(message.Text("date_created"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;
}
