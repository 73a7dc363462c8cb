using System.Text.Json;
using Postrider.Accounts;
using Postrider.Contacts;
using Postrider.Inbox;
using Postrider.Storage;

namespace Postrider.Channels.Unipile;

/// <summary>A message that a contact wrote, whether Unipile told it by itself or was asked.</summary>
/// <param name="WriterId">Who wrote it, by the far side's id.</param>
/// <param name="WriterPage">Of LinkedIn: the address of the writer's page.</param>
internal sealed record UnipileMessage(string Id, string WriterId, string? WriterPage, string? WriterName, string? Text, IEnumerable<JsonElement> Files, DateTimeOffset? At)
{
    public bool Backfilled { get; init; }

    /// <summary>The writer's name in addresses; on WhatsApp a number. Null: it is not told.</summary>
    public string? WriterSlug { get; init; }

    /// <summary>Null: it is known to be a conversation of two.</summary>
    public UnsizedChat? OfUnknownSize { get; init; }
}

/// <summary>A conversation of which was not told with how many it is.</summary>
internal sealed record UnsizedChat(UnipileAccount Account, string? ChatId);

/// <summary>Takes in what contacts did: by the same ids and the same rules however it was heard, so that it counts once.</summary>
internal sealed class UnipileIntake(IInboxStore inbox, IProfileStore profiles, UnipileV2 two)
{
    public const int MostFiles = 50;

    private const int LongestText = 256 * 1024;
    private const int LongestName = 300;

    /// <summary>A message from whoever the account wrote to; strangers' are left out.</summary>
    public async Task TakeInAsync(Account account, UnipileMessage message, CancellationToken cancellationToken)
    {
        if (await FindAddressAsync(account, message.WriterId, message.WriterPage, message.WriterSlug, cancellationToken) is { } address
            && await inbox.MatchAsync(account.Workspace, account.AccountId, [], address, cancellationToken) is { } match
            && (message.OfUnknownSize is not { } chat || await IsOfTwoAsync(account, chat.Account, address, chat.ChatId, cancellationToken)))
        {
            await inbox.TakeInAsync(
                new InboundMessage
                {
                    Workspace = account.Workspace,
                    AccountId = account.AccountId,
                    Match = match,
                    Kind = MessageKind.Reply,
                    ExternalId = message.Id,
                    FromAddress = RecipientAddress.Bare(address),
                    FromName = Beginning(message.WriterName, LongestName),
                    Text = Beginning(message.Text, LongestText),
                    Files = [.. message.Files.Take(MostFiles).Select(File)],
                    SentAt = message.At,
                    Backfilled = message.Backfilled,
                },
                cancellationToken);
        }
    }

    /// <summary>Somebody is a connection by now.</summary>
    public async Task ConnectAsync(Account account, string farId, string? page, CancellationToken cancellationToken)
    {
        if (await FindAddressAsync(account, farId, page, null, cancellationToken) is { } address)
        {
            await profiles.ConnectAsync(account.Workspace, account.AccountId, address, cancellationToken);
        }
    }

    public static string? Page(string? page, string? slug) => page ?? (slug is null ? null : $"https://www.linkedin.com/in/{Uri.EscapeDataString(slug)}");

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

    /// <summary>By the id that was met when they were written to; else by what the id or the page tells by itself.</summary>
    private async Task<string?> FindAddressAsync(Account account, string farId, string? page, string? slug, CancellationToken cancellationToken) =>
        await profiles.FindAddressAsync(account.Workspace, account.AccountId, farId, cancellationToken) is { } known ? LinkedInPeople.WithoutProduct(known)
        : account.Channel == Channel.WhatsApp ? WhatsAppSends.Address(farId) ?? (slug is null ? null : WhatsAppSends.AddressOfNumber(slug))
        : page is null ? null
        : RecipientAddress.LinkedIn(page);

    private static InboundFile File(JsonElement file) => new(
        Beginning(file.Text("file_name") ?? file.Text("attachment_name") ?? file.Text("type"), LongestName) ?? "file",
        Beginning(file.Text("mimetype"), LongestName) ?? "application/octet-stream",
        file.Number("file_size") is { } size and >= 0 and < long.MaxValue ? (long)size : 0,
        "");

    private static string? Beginning(string? text, int longest) => text?.Length > longest ? text[..longest] : text;
}
