using System.Globalization;
using System.Text.Json;
using Postrider.Storage;

namespace Postrider.Channels.WhatsApp.Twilio;

/// <summary>Asks Twilio for what came in at an account's number, or through its service. Twilio lists every message, the newest first, and finds them by day.</summary>
internal sealed class TwilioCatchUp(IInboxStore inbox, ISuppressionStore suppressions, NetworkPolicy network, TimeProvider time) : ICatchUp, IDisposable
{
    private static readonly TimeSpan _day = TimeSpan.FromDays(1);

    private readonly TwilioMessageApi _api = new(network, time);
    private readonly TwilioIntake _intake = new(inbox, suppressions);

    public string Kind => TwilioMessageKind.Name;

    public async Task<DateTimeOffset?> HearAsync(DriverAccount account, DateTimeOffset since, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var from = History.From(account.Account, since);
        return TwilioMessageAccount.Of(account).Account is not { } twilio ? null : await History.HearAsync(
            time, since, until, _day,
            (end, stop) => History.ReadAsync(next => ReadPageAsync(twilio, from, end, next, stop)),
            async (messages, stop) =>
            {
                foreach (var message in await History.NewAsync(inbox, account.Account, messages, message => message.Inbound.Sid, stop))
                {
                    if (!await TakeAsync(account, twilio, message, stop))
                    {
                        return false;
                    }
                }

                return true;
            },
            cancellationToken);
    }

    public void Dispose() => _api.Dispose();

    private async Task<HistoryPage<Listed>?> ReadPageAsync(TwilioMessageAccount twilio, DateTimeOffset since, DateTimeOffset until, string? next, CancellationToken cancellationToken)
    {
        var answer = next is null ? await _api.ListInboundAsync(twilio, since, until, cancellationToken) : await _api.GoOnAsync(twilio, next, cancellationToken);
        if (!answer.IsGood || FarJson.Read(answer.Body) is not { } page || !page.TryGetProperty("messages", out var list) || list.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        JsonElement? root = page;
        var messages = root.Objects("messages").Where(message => IsOurs(twilio, message)).Select(Read).OfType<Listed>().Where(message => message.Inbound.At >= since && message.Inbound.At <= until);
        return new HistoryPage<Listed>([.. messages], root.Text("next_page_uri"));
    }

    private static bool IsOurs(TwilioMessageAccount twilio, JsonElement? message) =>
        message.Text("direction") == "inbound"
        && (twilio.From is { } number ? message.Text("to") == number : message.Text("messaging_service_sid") == twilio.ServiceSid);

    private static Listed? Read(JsonElement? message) =>
        message.Text("sid") is { Length: <= TwilioIntake.LongestId } sid && TwilioMessageAccount.Read(message.Text("from")) is { } address
            ? new Listed(new TwilioInbound(sid, address, null, message.Text("body"), []) { At = Moment(message.Text("date_sent") ?? message.Text("date_created")), Backfilled = true }, message.Number("num_media") > 0)
            : null;

    private async Task<bool> TakeAsync(DriverAccount account, TwilioMessageAccount twilio, Listed found, CancellationToken cancellationToken)
    {
        var message = found.Inbound;
        if (found.HasFiles)
        {
            var answer = await _api.ListMediaAsync(twilio, message.Sid, cancellationToken);
            if (!answer.IsGood && answer.Status != 404)
            {
                return false;
            }

            message = message with { Files = [.. FarJson.Read(answer.Body).Objects("media_list").Take(TwilioIntake.MostFiles).Select(media => FileOf(twilio, message.Sid, media)).OfType<Inbox.InboundFile>()] };
        }

        await _intake.TakeAsync(account.Account, message, cancellationToken);
        return true;
    }

    /// <summary>As a callback names it.</summary>
    private static Inbox.InboundFile? FileOf(TwilioMessageAccount twilio, string message, JsonElement? media) =>
        media.Text("sid") is { Length: <= TwilioIntake.LongestId } sid
            ? TwilioIntake.File(media.Text("content_type") ?? "application/octet-stream", twilio.Address($"/Messages/{Uri.EscapeDataString(message)}/Media/{Uri.EscapeDataString(sid)}").AbsoluteUri)
            : null;

    private static DateTimeOffset? Moment(string? written) =>
        DateTimeOffset.TryParse(written, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;

    /// <param name="HasFiles">Whether its files are still to be asked for.</param>
    private sealed record Listed(TwilioInbound Inbound, bool HasFiles);
}
