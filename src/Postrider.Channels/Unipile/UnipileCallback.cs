using System.Text.Json;
using Postrider.Accounts;
using Postrider.Inbox;
using Postrider.Storage;

namespace Postrider.Channels.Unipile;

/// <summary>What Unipile tells by itself: messages, how far ours came, people who accepted, accounts that broke. It signs nothing; the secret in the address is what protects.</summary>
internal sealed class UnipileCallback(UnipileIntake intake, IInboxStore inbox, AccountHealth health, UnipileProbe probe, SignInLinks links) : ICallback
{
    public string Kind => UnipileKind.Name;

    public string? Greet(CallbackRequest request, DriverAccount account) => null;

    public async Task<CallbackVerdict> TakeAsync(CallbackRequest request, DriverAccount account, CancellationToken cancellationToken)
    {
        if (UnipileJson.Parse(request.Body) is not { } body)
        {
            return CallbackVerdict.Malformed;
        }

        var status = body.Object("AccountStatus");
        if ((status ?? body).Id("account_id") is not { } named)
        {
            return CallbackVerdict.Malformed;
        }

        var unipile = UnipileAccount.Of(account);
        if (named != unipile.FarId)
        {
            return unipile.FarId.Length == 0 && body.Text("status") is UnipileStatus.Created or UnipileStatus.Reconnected
                ? await NameAsync(body, account.Account, unipile with { FarId = named }, cancellationToken)
                : CallbackVerdict.Foreign;
        }

        // A sign-in page tells in words of its own, and by the same names.
        if (UnipileStatus.Of(status is { } told ? told.Text("message") : body.Text("status")) is { } state)
        {
            await health.ReportAsync(account.Account, new ProbeResult(state.Status, state.Reason), cancellationToken);
            return CallbackVerdict.Taken;
        }

        return body.Text("event") switch
        {
            "message_received" => await TakeInAsync(body, account.Account, cancellationToken),
            "message_delivered" => await NoteAsync(body, account.Account, DeliveryStatus.Delivered, cancellationToken),
            "message_read" => await NoteAsync(body, account.Account, DeliveryStatus.Read, cancellationToken),
            "new_relation" => await ConnectAsync(body, account.Account, cancellationToken),
            _ => CallbackVerdict.Taken,
        };
    }

    /// <summary>Somebody signed in at the page that was made for this account.</summary>
    private async Task<CallbackVerdict> NameAsync(JsonElement body, Account account, UnipileAccount named, CancellationToken cancellationToken)
    {
        if (!links.IsName(account, body.Text("name")))
        {
            return CallbackVerdict.Forged;
        }

        if (named.Objection is not null)
        {
            return CallbackVerdict.Malformed;
        }

        return await health.NameAsync(account, UnipileKind.FarAccountId, named.FarId, await probe.AfterSignInAsync(named, account.Channel, cancellationToken), cancellationToken)
            ? CallbackVerdict.Taken
            : CallbackVerdict.Foreign;
    }

    private async Task<CallbackVerdict> TakeInAsync(JsonElement body, Account account, CancellationToken cancellationToken)
    {
        if (body.Id("message_id") is not { } messageId || body.Object("sender") is not { } writer || writer.Id("attendee_provider_id") is not { } farId)
        {
            return CallbackVerdict.Malformed;
        }

        var own = body.Object("account_info")?.Id("user_id");
        var others = body.Items("attendees").Select(attendee => attendee.Id("attendee_provider_id")).OfType<string>().Where(id => id != own && id != farId);
        if (farId == own || others.Any())
        {
            // Our own words coming back, or a conversation of many.
            return CallbackVerdict.Taken;
        }

        await intake.TakeInAsync(
            account, new UnipileMessage(messageId, farId, writer.Text("attendee_profile_url"), writer.Text("attendee_name"), body.Text("message"), body.Items("attachments"), body.At("timestamp")), cancellationToken);
        return CallbackVerdict.Taken;
    }

    private async Task<CallbackVerdict> NoteAsync(JsonElement body, Account account, string status, CancellationToken cancellationToken)
    {
        if (body.Id("message_id") is not { } messageId)
        {
            return CallbackVerdict.Malformed;
        }

        await inbox.NoteAsync(new DeliveryNote(account.Workspace, account.AccountId, messageId, status, body.At("timestamp")), cancellationToken);
        return CallbackVerdict.Taken;
    }

    private async Task<CallbackVerdict> ConnectAsync(JsonElement body, Account account, CancellationToken cancellationToken)
    {
        if (body.Id("user_provider_id") is not { } farId)
        {
            return CallbackVerdict.Malformed;
        }

        await intake.ConnectAsync(account, farId, UnipileIntake.Page(body.Text("user_profile_url"), body.Id("user_public_identifier")), cancellationToken);
        return CallbackVerdict.Taken;
    }
}
