using System.Globalization;
using System.Text.Json;
using Postrider.Channels.WhatsApp.Web;
using Postrider.Storage;

namespace Postrider.Channels.WhatsApp.Evolution;

/// <summary>Asks an Evolution API server for what it wrote down of all chats of an instance.</summary>
internal sealed class EvolutionCatchUp(EvolutionApi api, WebIntake intake, IInboxStore inbox, TimeProvider time) : ICatchUp
{
    // It writes down whole seconds.
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);

    public string Kind => EvolutionKind.Name;

    public async Task<DateTimeOffset?> HearAsync(DriverAccount account, DateTimeOffset since, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var (evolution, from) = (EvolutionKind.Account(account), History.From(account.Account, since) - _second);
        return evolution.Objection is not null ? null : await History.HearAsync(
            time, since, until, _second,
            (end, stop) => History.ReadAsync((size, page) => ReadPageAsync(evolution, from, end + _second, size, page, stop)),
            async (messages, stop) =>
            {
                foreach (var message in await History.NewAsync(inbox, account.Account, messages, message => message.ExternalId, stop))
                {
                    await intake.TakeAsync(account.Account, message with { Backfilled = true }, stop);
                }

                return true;
            },
            cancellationToken);
    }

    private async Task<HistoryPage<WebInbound>?> ReadPageAsync(WebAccount evolution, DateTimeOffset since, DateTimeOffset until, int size, string? page, CancellationToken cancellationToken)
    {
        var number = page is null ? 1 : int.Parse(page, CultureInfo.InvariantCulture);
        var answer = await api.ListHeardAsync(evolution, since, until, number, size, cancellationToken);
        if (!answer.IsGood || WebJson.Parse(answer.Body)?.Member("messages")?.Member("records") is not { ValueKind: JsonValueKind.Array } records)
        {
            return null;
        }

        // A server that does not know one of the filters leaves it out.
        var written = records.Objects().Select(record => new EvolutionMessage(record).Heard).OfType<WebInbound>().Where(message => message.At >= since && message.At <= until && WebChat.IsWithOne(message.Chats[0]));
        return new HistoryPage<WebInbound>([.. written], records.GetArrayLength() < size ? null : (number + 1).ToString(CultureInfo.InvariantCulture));
    }
}
