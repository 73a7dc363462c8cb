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
}

/// <summary>Takes in what contacts did: by the same ids and the same rules however it was heard, so that it counts once.</summary>
internal sealed class UnipileIntake(IInboxStore inbox, IProfileStore profiles)
{
    private const int LongestText = 256 * 1024;
    private const int LongestName = 300;
    private const int MostFiles = 50;

    /// <summary>A message from whoever the account wrote to; strangers' are left out.</summary>
    public async Task TakeInAsync(Account account, UnipileMessage message, CancellationToken cancellationToken)
    {
        if (await FindAddressAsync(account, message.WriterId, message.WriterPage, cancellationToken) is { } address
            && await inbox.MatchAsync(account.Workspace, account.AccountId, [], address, cancellationToken) is { } match)
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
        if (await FindAddressAsync(account, farId, page, cancellationToken) is { } address)
        {
            await profiles.ConnectAsync(account.Workspace, account.AccountId, address, cancellationToken);
        }
    }

    public static string? Page(string? page, string? slug) => page ?? (slug is null ? null : $"https://www.linkedin.com/in/{Uri.EscapeDataString(slug)}");

    /// <summary>By the id that was met when they were written to; else by what the id or the page tells by itself.</summary>
    private async Task<string?> FindAddressAsync(Account account, string farId, string? page, CancellationToken cancellationToken) =>
        await profiles.FindAddressAsync(account.Workspace, account.AccountId, farId, cancellationToken) is { } known ? LinkedInPeople.WithoutProduct(known)
        : account.Channel == Channel.WhatsApp ? WhatsAppSends.Address(farId)
        : page is null ? null
        : RecipientAddress.LinkedIn(page);

    private static InboundFile File(JsonElement file) => new(
        Beginning(file.Text("file_name") ?? file.Text("attachment_name") ?? file.Text("type"), LongestName) ?? "file",
        Beginning(file.Text("mimetype"), LongestName) ?? "application/octet-stream",
        file.Number("file_size") is { } size and >= 0 and < long.MaxValue ? (long)size : 0,
        "");

    private static string? Beginning(string? text, int longest) => text?.Length > longest ? text[..longest] : text;
}
