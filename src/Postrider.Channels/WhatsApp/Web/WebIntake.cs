using Postrider.Accounts;
using Postrider.Contacts;
using Postrider.Inbox;
using Postrider.Storage;

namespace Postrider.Channels.WhatsApp.Web;

/// <summary>A message that somebody wrote, as the far side told it.</summary>
/// <param name="Chats">The ids of the one chat, the surest first.</param>
internal sealed record WebInbound(string ExternalId, IReadOnlyList<string> Chats, string? Name, string? Text, IReadOnlyList<InboundFile> Files, DateTimeOffset? At)
{
    /// <summary>It came while nobody listened.</summary>
    public bool Backfilled { get; init; }
}

/// <summary>Takes in what people write, where they were written to before. The rest of what happens on a phone is nobody's business here.</summary>
internal sealed class WebIntake(IInboxStore inbox, IProfileStore profiles, ISuppressionStore suppressions)
{
    private const int LongestText = 256 * 1024;
    private const int LongestName = 300;

    /// <summary>False: it belongs to no conversation of ours.</summary>
    public async Task<bool> TakeAsync(Account account, WebInbound message, CancellationToken cancellationToken)
    {
        foreach (var chat in message.Chats)
        {
            if (await MatchAsync(account, chat, cancellationToken) is { } match)
            {
                // Before anything else: whoever is told this twice must not find it half done. And no more once it is done: it may have been lifted since.
                // In a group it may be meant for anybody.
                if (message.Files.Count == 0 && !chat.EndsWith(WebChat.Group, StringComparison.Ordinal) && OptOutWords.Are(message.Text)
                    && (await inbox.WhichTakenAsync(account.Workspace, account.AccountId, [message.ExternalId], cancellationToken)).Count == 0)
                {
                    await suppressions.AddAsync(account.Workspace, match.Address, OptOutWords.Reason, "By WhatsApp.", cancellationToken);
                }

                await inbox.TakeInAsync(
                    new InboundMessage
                    {
                        Workspace = account.Workspace,
                        AccountId = account.AccountId,
                        Match = match,
                        Kind = MessageKind.Reply,
                        ExternalId = message.ExternalId,
                        FromAddress = RecipientAddress.Bare(match.Address),
                        FromName = Beginning(message.Name, LongestName),
                        Text = Beginning(message.Text, LongestText),
                        Files = message.Files,
                        SentAt = message.At,
                        Backfilled = message.Backfilled,
                    },
                    cancellationToken);
                return true;
            }
        }

        return false;
    }

    public static InboundFile File(string? name, string? type, double? size) =>
        new(Beginning(name, LongestName) ?? "file", Beginning(type, LongestName) ?? "application/octet-stream", size is >= 0 and < long.MaxValue ? (long)size : 0, "");

    private async Task<InboundMatch?> MatchAsync(Account account, string chat, CancellationToken cancellationToken)
    {
        // By the id that was met when they were written to; else by what the id tells by itself.
        if (await profiles.FindAddressAsync(account.Workspace, account.AccountId, chat, cancellationToken) is { } known && await Of(known) is { } met)
        {
            return met;
        }

        foreach (var address in WebChat.AddressesOf(chat))
        {
            if (await Of(address) is { } match)
            {
                return match;
            }
        }

        return null;

        Task<InboundMatch?> Of(string address) => inbox.MatchAsync(account.Workspace, account.AccountId, [], address, cancellationToken);
    }

    private static string? Beginning(string? text, int longest) => string.IsNullOrEmpty(text) ? null : text.Length > longest ? text[..longest] : text;
}
