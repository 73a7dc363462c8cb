using System.Text.Json;
using Postrider.Accounts;
using Postrider.Channels.WhatsApp.Web;
using Postrider.Inbox;
using Postrider.Storage;

namespace Postrider.Channels.WhatsApp.Waha;

/// <summary>What WAHA tells by itself: messages, how far ours came, how the session is.</summary>
internal sealed class WahaCallback(WahaIntake intake, IInboxStore inbox, AccountHealth health) : ICallback
{
    private const int Delivered = 2;
    private const int Read = 3;
    private const int Played = 4;

    public string Kind => WahaKind.Name;

    public string? Greet(CallbackRequest request, DriverAccount account) => null;

    public async Task<CallbackVerdict> TakeAsync(CallbackRequest request, DriverAccount account, CancellationToken cancellationToken)
    {
        if (account.Secrets.GetValueOrDefault(WahaKind.HmacKey) is { Length: > 0 } key && !WahaSignature.IsGood(request, key))
        {
            return CallbackVerdict.Forged;
        }

        if (WebJson.Parse(request.Body) is not { } body || body.Text("session") is not { } session || body.Text("event") is not { } told)
        {
            return CallbackVerdict.Malformed;
        }

        var waha = WahaKind.Account(account);
        if (session != waha.Session)
        {
            return CallbackVerdict.Foreign;
        }

        return body.Member("payload") is not { ValueKind: JsonValueKind.Object } payload ? CallbackVerdict.Malformed : told switch
        {
            "session.status" => await SetStateAsync(account.Account, WahaStatus.Of(waha, payload.Text("status"), body.Member("me")?.Id("id")), cancellationToken),
            "message" or "message.any" => await TakeInAsync(payload, waha, account.Account, cancellationToken),
            "message.ack" => await NoteAsync(payload, account.Account, cancellationToken),
            _ => CallbackVerdict.Taken,
        };
    }

    private async Task<CallbackVerdict> SetStateAsync(Account account, ProbeResult? found, CancellationToken cancellationToken)
    {
        if (found is not null)
        {
            await health.ReportAsync(account, found, cancellationToken);
        }

        return CallbackVerdict.Taken;
    }

    private async Task<CallbackVerdict> TakeInAsync(JsonElement payload, WebAccount waha, Account account, CancellationToken cancellationToken)
    {
        if (WahaIntake.Read(payload) is not { } message)
        {
            return CallbackVerdict.Malformed;
        }

        // Our own words come back as well.
        if (!payload.IsTrue("fromMe"))
        {
            await intake.TakeAsync(message, waha, account, cancellationToken);
        }

        return CallbackVerdict.Taken;
    }

    private async Task<CallbackVerdict> NoteAsync(JsonElement payload, Account account, CancellationToken cancellationToken)
    {
        if (WahaId.Read(payload) is not { } id)
        {
            return CallbackVerdict.Malformed;
        }

        var status = payload.Number("ack") switch
        {
            Delivered => DeliveryStatus.Delivered,
            Read or Played => DeliveryStatus.Read,
            -1 => DeliveryStatus.Failed,
            _ => null,
        };
        if (status is not null && payload.IsTrue("fromMe"))
        {
            await inbox.NoteAsync(new DeliveryNote(account.Workspace, account.AccountId, id, status, null, status == DeliveryStatus.Failed ? "WhatsApp reported an error." : null), cancellationToken);
        }

        return CallbackVerdict.Taken;
    }
}
