using System.Text.Json;
using Postrider.Accounts;
using Postrider.Channels.WhatsApp.Web;
using Postrider.Inbox;
using Postrider.Storage;

namespace Postrider.Channels.WhatsApp.Evolution;

/// <summary>What Evolution API tells by itself: messages, how far ours came, how the instance is. It signs nothing; the secret in the address is what protects.</summary>
internal sealed class EvolutionCallback(WebIntake intake, IInboxStore inbox, AccountHealth health) : ICallback
{
    private const int MostAtOnce = 200;

    public string Kind => EvolutionKind.Name;

    public string? Greet(CallbackRequest request, DriverAccount account) => null;

    public async Task<CallbackVerdict> TakeAsync(CallbackRequest request, DriverAccount account, CancellationToken cancellationToken)
    {
        if (WebJson.Parse(request.Body) is not { } body || body.Text("instance") is not { } instance || body.Text("event") is not { } told)
        {
            return CallbackVerdict.Malformed;
        }

        var evolution = EvolutionKind.Account(account);
        if (instance != evolution.Session)
        {
            return CallbackVerdict.Foreign;
        }

        if (told is not ("messages.upsert" or "messages.update" or "connection.update"))
        {
            return CallbackVerdict.Taken;
        }

        JsonElement[] data = body.Member("data") switch
        {
            { ValueKind: JsonValueKind.Object } one => [one],
            { ValueKind: JsonValueKind.Array } list => [.. list.Objects().Take(MostAtOnce)],
            _ => [],
        };
        foreach (var item in data)
        {
            await (told switch
            {
                "messages.upsert" => TakeInAsync(new EvolutionMessage(item), account.Account, cancellationToken),
                "messages.update" => NoteAsync(item, account.Account, cancellationToken),
                _ => SetStateAsync(account.Account, EvolutionStatus.Of(evolution, item.Text("state"), item.Id("wuid")), cancellationToken),
            });
        }

        return data.Length > 0 ? CallbackVerdict.Taken : CallbackVerdict.Malformed;
    }

    private async Task TakeInAsync(EvolutionMessage message, Account account, CancellationToken cancellationToken)
    {
        if (message.Heard is { } heard)
        {
            await intake.TakeAsync(account, heard, cancellationToken);
        }
    }

    private async Task NoteAsync(JsonElement told, Account account, CancellationToken cancellationToken)
    {
        var status = told.Text("status") switch
        {
            "DELIVERY_ACK" => DeliveryStatus.Delivered,
            "READ" or "PLAYED" => DeliveryStatus.Read,
            "ERROR" => DeliveryStatus.Failed,
            _ => null,
        };
        if (status is not null && told.IsTrue("fromMe") && (told.Id("keyId") ?? told.Member("key")?.Id("id")) is { } id)
        {
            await inbox.NoteAsync(new DeliveryNote(account.Workspace, account.AccountId, id, status, null, status == DeliveryStatus.Failed ? "WhatsApp reported an error." : null), cancellationToken);
        }
    }

    private async Task SetStateAsync(Account account, ProbeResult? found, CancellationToken cancellationToken)
    {
        if (found is not null)
        {
            await health.ReportAsync(account, found, cancellationToken);
        }
    }
}
