using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Postrider.Testing.WhatsAppWeb;

namespace Postrider.Testing.Evolution;

/// <summary>What Evolution API writes down of its chats.</summary>
public sealed partial class EvolutionServer
{
    private async Task<IResult> ListMessagesAsync(HttpContext context)
    {
        if (await ReadAsync(context) is not { } body || !Has(body, ("where", JsonValueKind.Object), ("page", JsonValueKind.Number), ("offset", JsonValueKind.Number))
            || !Has(body.GetProperty("where"), ("key", JsonValueKind.Object), ("messageTimestamp?", JsonValueKind.Object))
            || !Has(body.GetProperty("where").GetProperty("key"), ("fromMe", JsonValueKind.True), ("remoteJid?", JsonValueKind.String)))
        {
            return Wrong("The history is not asked for as it must be.");
        }

        var (where, key) = (body.GetProperty("where"), body.GetProperty("where").GetProperty("key"));
        var all = Taken.Select(taken => (taken.Chat, IsOurs: true, taken.At, Json: Record(taken))).Concat(Heard.Select(heard => (heard.Chat, heard.IsOurs, heard.At, Json: Record(heard))));

        // As version 2.3.6 reads it: fromMe counts only where it is true, and a time only with both its ends.
        var found = all.Where(message => !key.GetProperty("fromMe").GetBoolean() || message.IsOurs).Where(message => Text(key, "remoteJid") is not { } chat || message.Chat == chat);
        if (where.TryGetProperty("messageTimestamp", out var span))
        {
            if (!Has(span, ("gte", JsonValueKind.String), ("lte", JsonValueKind.String)) || !span.GetProperty("gte").TryGetDateTimeOffset(out var since) || !span.GetProperty("lte").TryGetDateTimeOffset(out var until))
            {
                return Wrong("The span is not asked for as it must be.");
            }

            found = found.Where(message => message.At.ToUnixTimeSeconds() >= since.ToUnixTimeSeconds() && message.At.ToUnixTimeSeconds() <= until.ToUnixTimeSeconds());
        }

        var kept = Keeps ? found.Reverse().OrderByDescending(message => message.At.ToUnixTimeSeconds()).ToArray() : [];
        var (page, size) = (body.GetProperty("page").GetInt32(), body.GetProperty("offset").GetInt32());
        return Results.Json(new { messages = new { total = kept.Length, pages = (kept.Length + size - 1) / size, currentPage = page, records = kept.Skip((page - 1) * size).Take(size).Select(message => message.Json) } });
    }

    private static Dictionary<string, object?> Record(WebTaken taken) => Record(taken.Chat, true, taken.Id, "Você", taken.At, taken.Kind switch
    {
        "text" => new() { ["conversation"] = taken.Text },
        "voice" => new() { ["audioMessage"] = new { ptt = true, mimetype = "audio/ogg; codecs=opus" } },
        _ => new() { [$"{taken.Kind}Message"] = new { caption = taken.Text, mimetype = taken.FileType, fileName = taken.FileName } },
    });

    private static Dictionary<string, object?> Record(WebHeard heard) => Record(
        heard.Chat, heard.IsOurs, heard.Id, "Alex Example", heard.At,
        heard.FileType is null ? new() { ["conversation"] = heard.Text } : new() { ["documentMessage"] = new { caption = heard.Text, mimetype = heard.FileType, fileName = "file" } });

    private static Dictionary<string, object?> Record(string chat, bool isOurs, string id, string name, DateTimeOffset at, Dictionary<string, object?> message) => new()
    {
        ["key"] = new { remoteJid = chat, fromMe = isOurs, id },
        ["pushName"] = name,
        ["status"] = "PENDING",
        ["message"] = message,
        ["messageType"] = message.Keys.Single(),
        ["messageTimestamp"] = at.ToUnixTimeSeconds(),
        ["instanceId"] = "6a0f2a4e-0000-4000-8000-000000000000",
        ["source"] = "unknown",
    };
}
