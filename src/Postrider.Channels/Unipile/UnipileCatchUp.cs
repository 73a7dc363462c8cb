using System.Text.Json;
using Microsoft.Extensions.Logging;
using Postrider.Channels.FarSide;
using Postrider.Storage;

namespace Postrider.Channels.Unipile;

/// <summary>Reads in Unipile's own history what contacts wrote, and whether people accepted, while its callbacks found no server.</summary>
internal sealed partial class UnipileCatchUp(UnipileApi api, UnipileIntake intake, UnipileRelations relations, IInboxStore inbox, ILogger<UnipileCatchUp> logger) : ICatchUp
{
    /// <summary>At most so much is read for once.</summary>
    internal const int MostMessages = 1000;

    /// <summary>Longer ones are no cursors.</summary>
    internal const int LongestCursor = 4000;

    // Messages can be longer than an answer may be in all: then fewer are asked for at a time.
    private static readonly int[] _pageSizes = [50, 5];

    // Unipile hears of some messages late itself, and then gives them the time at which they were written.
    private static readonly TimeSpan _overlap = TimeSpan.FromHours(1);
    private static readonly TimeSpan _longestSpan = TimeSpan.FromDays(1);
    private static readonly TimeSpan _shortestSpan = TimeSpan.FromMinutes(1);

    public string Kind => UnipileKind.Name;

    /// <summary>What was listed; not all of it, where there was more than is read for once.</summary>
    private sealed record Listed(IReadOnlyList<JsonElement> Messages, bool IsWhole);

    public async Task<DateTimeOffset?> HearAsync(DriverAccount account, DateTimeOffset since, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var unipile = UnipileAccount.Of(account);
        if (unipile.Objection is not null)
        {
            return null;
        }

        var from = since - account.Account.CreatedAt > _overlap ? since - _overlap : account.Account.CreatedAt;
        var heard = until - since > _longestSpan ? since + _longestSpan : until;
        var listed = await ListAsync(unipile, from, heard, cancellationToken);
        while (listed is { IsWhole: false } && heard - since > _shortestSpan)
        {
            heard = since + ((heard - since) / 2);
            listed = await ListAsync(unipile, from, heard, cancellationToken);
        }

        if (listed is null || !await TakeInAsync(account, unipile, [.. listed.Messages.Where(message => IsNews(message, from, heard))], cancellationToken))
        {
            return null;
        }

        if (!listed.IsWhole)
        {
            LogLeftOut(account.Account.AccountId, heard, MostMessages);
        }

        await relations.HearAsync(account, unipile, cancellationToken);
        return heard;
    }

    /// <summary>Null: it could not be asked.</summary>
    private async Task<Listed?> ListAsync(UnipileAccount unipile, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken)
    {
        foreach (var pageSize in _pageSizes)
        {
            var (listed, isAnswered) = await ListAsync(unipile, from, until, pageSize, cancellationToken);
            if (listed is not null || isAnswered)
            {
                return listed;
            }
        }

        return null;
    }

    private async Task<(Listed? Listed, bool IsAnswered)> ListAsync(UnipileAccount unipile, DateTimeOffset from, DateTimeOffset until, int pageSize, CancellationToken cancellationToken)
    {
        var messages = new List<JsonElement>();
        string? cursor = null;
        for (var page = 0; page < MostMessages / pageSize; page++)
        {
            var answer = await api.ListMessagesAsync(unipile, from, until, pageSize, cursor, cancellationToken);
            if (Read(answer) is not { } body)
            {
                return (null, answer.Status != 0);
            }

            messages.AddRange(body.Items("items"));
            cursor = body.Text("cursor");
            if (string.IsNullOrEmpty(cursor))
            {
                return (new Listed(messages, true), true);
            }

            if (cursor.Length > LongestCursor)
            {
                break;
            }
        }

        return (new Listed(messages, false), true);
    }

    /// <summary>In the order in which they were written. False: it could not be asked who wrote them.</summary>
    private async Task<bool> TakeInAsync(DriverAccount account, UnipileAccount unipile, IReadOnlyList<JsonElement> messages, CancellationToken cancellationToken)
    {
        if (messages.Count == 0)
        {
            return true;
        }

        var taken = await inbox.WhichTakenAsync(account.Account.Workspace, account.Account.AccountId, [.. messages.Select(message => message.Id("id")!)], cancellationToken);
        var chats = new Dictionary<string, IReadOnlyList<JsonElement>>();
        foreach (var message in messages.Where(message => !taken.Contains(message.Id("id")!)).OrderBy(message => message.At("timestamp")))
        {
            var chat = message.Id("chat_id")!;
            if (!chats.TryGetValue(chat, out var attendees))
            {
                var answer = await api.ListAttendeesAsync(unipile, chat, cancellationToken);
                if (Read(answer) is not { } body)
                {
                    if (answer.Status != 404)
                    {
                        return false;
                    }

                    body = default;
                }

                chats[chat] = attendees = [.. body.Items("items").Where(attendee => attendee.Flag("is_self") != true)];
            }

            // As with callbacks: conversations of many are left out.
            if (attendees is [var writer] && IsWriter(writer, message))
            {
                await intake.TakeInAsync(account.Account, Message(message, writer), cancellationToken);
            }
        }

        return true;
    }

    /// <summary>Whether it is a contact's own words, said in this time.</summary>
    private static bool IsNews(JsonElement message, DateTimeOffset from, DateTimeOffset until) =>
        message.Flag("is_sender") == false && message.Flag("is_event") != true && message.Flag("deleted") != true && message.Flag("hidden") != true
        && message.Id("id") is not null && message.Id("chat_id") is not null && message.Id("sender_id") is not null
        && message.At("timestamp") is { } at && at >= from && at <= until;

    private static bool IsWriter(JsonElement attendee, JsonElement message) =>
        attendee.Id("provider_id") == message.Id("sender_id") || (attendee.Id("id") is { } id && id == message.Id("sender_attendee_id"));

    private static UnipileMessage Message(JsonElement message, JsonElement writer) => new(
        message.Id("id")!, writer.Id("provider_id") ?? message.Id("sender_id")!, writer.Text("profile_url"), writer.Text("name"), message.Text("text"), message.Items("attachments"), message.At("timestamp"))
    {
        Backfilled = true,
    };

    private static JsonElement? Read(FarSideAnswer answer) => answer.IsGood ? UnipileJson.Parse(answer.Body) : null;

    [LoggerMessage(1, LogLevel.Warning, "Account {AccountId}: up to {Until} there were more than {Most} messages in a minute, and some are left out")]
    private partial void LogLeftOut(string accountId, DateTimeOffset until, int most);
}
