using System.Globalization;
using System.Text.Json;
using Postrider.Accounts;
using Postrider.Channels.WhatsApp.Web;
using Postrider.Storage;

namespace Postrider.Channels.WhatsApp.Waha;

/// <summary>Asks a WAHA server for what contacts wrote. Its engines GOWS and NOWEB list all chats together; with others each chat that has news is asked.</summary>
internal sealed class WahaCatchUp(WahaApi api, WahaIntake intake, IInboxStore inbox, TimeProvider time) : ICatchUp
{
    private const int MostChats = 1000;
    private const int MostMessages = 1000;

    // WhatsApp dates messages by whole seconds.
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);

    public string Kind => WahaKind.Name;

    public async Task<DateTimeOffset?> HearAsync(DriverAccount account, DateTimeOffset since, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var (waha, from) = (WahaKind.Account(account), History.From(account.Account, since) - _second);
        return waha.Objection is null && await FindChatsAsync(waha, from, cancellationToken) is { } chats
            ? await History.HearAsync(time, since, until, _second, (end, stop) => ReadAsync(waha, chats, from, end + _second, stop), (messages, stop) => TakeAsync(account.Account, waha, messages, stop), cancellationToken)
            : null;
    }

    private async Task<bool> TakeAsync(Account account, WebAccount waha, IReadOnlyList<WebInbound> messages, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var message in await History.NewAsync(inbox, account, messages, message => message.ExternalId, cancellationToken))
            {
                await intake.TakeAsync(message with { Backfilled = true }, waha, account, cancellationToken);
            }

            return true;
        }
        catch (IOException)
        {
            // Whose hidden id it is could not be asked.
            return false;
        }
    }

    /// <summary>The chats with news, or what stands for all of them; null: they could not be asked for.</summary>
    private async Task<IReadOnlyList<string>?> FindChatsAsync(WebAccount waha, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var session = await api.FindSessionAsync(waha, cancellationToken);
        if (!session.IsGood || WebJson.Parse(session.Body) is not { } state)
        {
            return null;
        }

        if (state.Member("engine")?.Text("engine") is "GOWS" or "NOWEB")
        {
            return [WahaApi.AllChats];
        }

        var chats = new HashSet<string>();
        for (var offset = 0; offset < MostChats; offset += WahaApi.ChatsAtOnce)
        {
            var answer = await api.ListChatsAsync(waha, offset, cancellationToken);
            if (!answer.IsGood || WebJson.Parse(answer.Body) is not { ValueKind: JsonValueKind.Array } page)
            {
                return null;
            }

            // The order is that of the last messages.
            var news = page.Objects().Where(chat => chat.Member("lastMessage") is { ValueKind: JsonValueKind.Object } last && !(last.Moment("timestamp") < since)).ToList();
            chats.UnionWith(news.Select(chat => chat.Id("id")).OfType<string>().Where(WebChat.IsWithOne));
            if (news.Count == 0)
            {
                break;
            }
        }

        return [.. chats];
    }

    private async Task<History<WebInbound>?> ReadAsync(WebAccount waha, IReadOnlyList<string> chats, DateTimeOffset since, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var (messages, isWhole) = (new List<WebInbound>(), true);
        foreach (var chat in chats)
        {
            if (await History.ReadAsync((size, offset) => ReadPageAsync(waha, chat, since, until, size, offset, cancellationToken)) is not { } found)
            {
                return null;
            }

            messages.AddRange(found.Messages);
            if (!found.IsWhole || messages.Count > MostMessages)
            {
                isWhole = false;
                break;
            }
        }

        return new History<WebInbound>([.. messages.OrderByDescending(message => message.At)], isWhole);
    }

    private async Task<HistoryPage<WebInbound>?> ReadPageAsync(
        WebAccount waha, string chat, DateTimeOffset since, DateTimeOffset until, int size, string? offset, CancellationToken cancellationToken)
    {
        var (begin, before) = offset?.Split(' ', 2) is [var number, var id] ? (int.Parse(number, CultureInfo.InvariantCulture), id) : (0, null);
        var answer = await api.ListHeardAsync(waha, chat, since, until, size, begin, cancellationToken);
        if (!answer.IsGood || WebJson.Parse(answer.Body) is not { ValueKind: JsonValueKind.Array } page)
        {
            return null;
        }

        // A server that does not know one of the filters leaves it out.
        var heard = page.Objects().Where(told => !told.IsTrue("fromMe") && IsSaid(told)).Select(WahaIntake.Read).OfType<WebInbound>()
            .Where(message => message.At >= since && message.At <= until && WebChat.IsWithOne(message.Chats[0]));

        // A page may hold less than was asked for and not be the last: an empty one is, and one that comes again from a server that passes over nothing.
        var first = page.Objects().FirstOrDefault() is { ValueKind: JsonValueKind.Object } newest ? newest.Id("id") ?? "" : before;
        return new HistoryPage<WebInbound>([.. heard], first == before ? null : string.Create(CultureInfo.InvariantCulture, $"{begin + size} {first}"));
    }

    /// <summary>What a history has besides, such as that keys were changed, is never told by itself.</summary>
    private static bool IsSaid(JsonElement told) =>
        told.Text("body") is { Length: > 0 } || told.IsTrue("hasMedia") || told.Member("media") is { ValueKind: JsonValueKind.Object }
        || told.Member("location") is { ValueKind: JsonValueKind.Object } || told.Member("vCards") is { ValueKind: JsonValueKind.Array } cards && cards.GetArrayLength() > 0;
}
