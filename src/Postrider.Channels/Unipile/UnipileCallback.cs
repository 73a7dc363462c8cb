using System.Text.Json;
using Postrider.Accounts;
using Postrider.Contacts;
using Postrider.Inbox;
using Postrider.Storage;

namespace Postrider.Channels.Unipile;

/// <summary>What Unipile tells by itself: messages, how far ours came, people who accepted, accounts that broke. Version 1 signs nothing; the secret in the address is what protects.</summary>
internal sealed class UnipileCallback(IInboxStore inbox, IProfileStore profiles, AccountHealth health, UnipileProbe probe, SignInLinks links, UnipileV2 two, TimeProvider time) : ICallback
{
    public const int MostFiles = 50;

    private const int LongestText = 256 * 1024;
    private const int LongestName = 300;

    public string Kind => UnipileKind.Name;

    public string? Greet(CallbackRequest request, DriverAccount account) => null;

    public async Task<CallbackVerdict> TakeAsync(CallbackRequest request, DriverAccount account, CancellationToken cancellationToken)
    {
        var unipile = UnipileAccount.Of(account);
        if (unipile.IsV2 && account.Secrets.GetValueOrDefault(UnipileKind.WebhookSecret)?.Trim() is { Length: > 0 } secret
            && !UnipileSignature.IsGood(request.Headers.FirstOrDefault(header => header.Key.Equals(UnipileSignature.Header, StringComparison.OrdinalIgnoreCase)).Value, secret, request.Body, time.GetUtcNow()))
        {
            return CallbackVerdict.Forged;
        }

        var told = UnipileJson.Parse(request.Body);
        if ((unipile.IsV2 && told is { } words ? UnipileV2Events.Translate(words) : told) is not { } body)
        {
            return CallbackVerdict.Malformed;
        }

        var status = body.Object("AccountStatus");
        if ((status ?? body).Id("account_id") is not { } named)
        {
            return CallbackVerdict.Malformed;
        }

        if (named != unipile.FarId)
        {
            return unipile.FarId.Length == 0 && body.Text("status") is UnipileStatus.Created or UnipileStatus.Reconnected
                ? await NameAsync(body, account.Account, unipile with { FarId = named }, cancellationToken)
                : CallbackVerdict.Foreign;
        }

        if (status?.Text(UnipileV2Events.OfOneProduct) is not null)
        {
            // What it comes to for the whole of the account, the account shows.
            await health.ReportAsync(account.Account, await probe.RunAsync(account, cancellationToken), cancellationToken);
            return CallbackVerdict.Taken;
        }

        // A sign-in page tells in words of its own, and by the same names.
        if (UnipileStatus.Of(status is { } one ? one.Text("message") : body.Text("status")) is { } state)
        {
            await health.ReportAsync(account.Account, new ProbeResult(state.Status, state.Reason), cancellationToken);
            return CallbackVerdict.Taken;
        }

        return body.Text("event") switch
        {
            "message_received" => await TakeInAsync(body, account.Account, unipile, cancellationToken),
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

    private async Task<CallbackVerdict> TakeInAsync(JsonElement body, Account account, UnipileAccount unipile, CancellationToken cancellationToken)
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

        if (await FindAddressAsync(account, farId, writer.Text("attendee_profile_url"), writer.Id("attendee_public_identifier"), cancellationToken) is { } address
            && await inbox.MatchAsync(account.Workspace, account.AccountId, [], address, cancellationToken) is { } match
            && (body.Flag(UnipileV2Events.OfUnknownSize) != true || await IsOfTwoAsync(account, unipile, address, body.Id("chat_id"), cancellationToken)))
        {
            await inbox.TakeInAsync(
                new InboundMessage
                {
                    Workspace = account.Workspace,
                    AccountId = account.AccountId,
                    Match = match,
                    Kind = MessageKind.Reply,
                    ExternalId = messageId,
                    FromAddress = RecipientAddress.Bare(address),
                    FromName = Beginning(writer.Text("attendee_name"), LongestName),
                    Text = Beginning(body.Text("message"), LongestText),
                    Files = [.. body.Items("attachments").Take(MostFiles).Select(File)],
                    SentAt = body.At("timestamp"),
                },
                cancellationToken);
        }

        return CallbackVerdict.Taken;
    }

    /// <summary>Version 2 does not tell with how many a conversation is. Ours with whom we wrote to is one of two; of another only a look tells.</summary>
    private async Task<bool> IsOfTwoAsync(Account account, UnipileAccount unipile, string address, string? chat, CancellationToken cancellationToken)
    {
        if (chat is null || account.Channel == Channel.WhatsApp)
        {
            return WhatsAppSends.IsOfTwo(chat);
        }

        if ((await profiles.FindAsync(account.Workspace, account.AccountId, address, TimeSpan.FromDays(36_500), cancellationToken))?.ChatId == chat)
        {
            return true;
        }

        var answer = await two.FindChatAsync(unipile, chat, cancellationToken);
        var shown = answer.IsGood ? UnipileJson.Parse(answer.Body) : null;
        if (answer.Status == 0 || (answer.IsGood && shown is null) || UnipileFault.Of(answer)?.Refusal.Meaning is RefusalMeaning.Unclear or RefusalMeaning.Busy)
        {
            // It will be told again.
            throw new HttpRequestException($"{UnipileFault.FarSide} did not say with how many conversation {chat} is: {answer.Status} {answer.Words}");
        }

        return shown?.Flag("is_1to1") == true;
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

        var name = body.Id("user_public_identifier");
        var page = body.Text("user_profile_url") ?? (name is not null ? $"https://www.linkedin.com/in/{Uri.EscapeDataString(name)}" : null);
        if (await FindAddressAsync(account, farId, page, name, cancellationToken) is { } address)
        {
            await profiles.ConnectAsync(account.Workspace, account.AccountId, address, cancellationToken);
        }

        return CallbackVerdict.Taken;
    }

    /// <summary>By the id that was met when they were written to; else by what the id or the page tells by itself.</summary>
    private async Task<string?> FindAddressAsync(Account account, string farId, string? page, string? name, CancellationToken cancellationToken) =>
        await profiles.FindAddressAsync(account.Workspace, account.AccountId, farId, cancellationToken) is { } known ? LinkedInPeople.WithoutProduct(known)
        : account.Channel == Channel.WhatsApp ? WhatsAppSends.Address(farId) ?? (name is null ? null : WhatsAppSends.AddressOfNumber(name))
        : page is null ? null
        : RecipientAddress.LinkedIn(page);

    private static InboundFile File(JsonElement file) => new(
        Beginning(file.Text("file_name") ?? file.Text("attachment_name") ?? file.Text("type"), LongestName) ?? "file",
        Beginning(file.Text("mimetype"), LongestName) ?? "application/octet-stream",
        file.Number("file_size") is { } size and >= 0 and < long.MaxValue ? (long)size : 0,
        "");

    private static string? Beginning(string? text, int longest) => text?.Length > longest ? text[..longest] : text;
}
