using Postrider.Accounts;
using Postrider.Contacts;
using Postrider.Inbox;
using Postrider.Storage;

namespace Postrider.Channels.WhatsApp.Twilio;

/// <summary>A message that somebody wrote.</summary>
/// <param name="Sid">Twilio's own id, by which it is taken in once.</param>
/// <param name="Address">Who wrote, in our normal form.</param>
internal sealed record TwilioInbound(string Sid, string Address, string? Name, string? Text, IReadOnlyList<InboundFile> Files)
{
    public DateTimeOffset? At { get; init; }

    public bool Backfilled { get; init; }
}

/// <summary>Takes in what people write, whichever way it is heard.</summary>
internal sealed class TwilioIntake(IInboxStore inbox, ISuppressionStore suppressions)
{
    public const int LongestId = 500;
    public const int MostFiles = 10;

    public static InboundFile File(string type, string url) => new(type.Split('/')[0], type, 0, url);

    public async Task TakeAsync(Account account, TwilioInbound message, CancellationToken cancellationToken)
    {
        // Before anything else: whoever is told this twice must not find it half done. And no more once it is done: it may have been lifted since.
        if (message.Files.Count == 0 && OptOutWords.Are(message.Text) && (await inbox.WhichTakenAsync(account.Workspace, account.AccountId, [message.Sid], cancellationToken)).Count == 0)
        {
            await suppressions.AddAsync(account.Workspace, message.Address, OptOutWords.Reason, "By WhatsApp.", cancellationToken);
        }

        await inbox.TakeInAsync(
            new InboundMessage
            {
                Workspace = account.Workspace,
                AccountId = account.AccountId,
                Match = new InboundMatch(Channel.WhatsApp, message.Address, null),
                Kind = MessageKind.Reply,
                ExternalId = message.Sid,
                FromAddress = RecipientAddress.Bare(message.Address),
                FromName = message.Name,
                Text = message.Text,
                Files = message.Files,
                SentAt = message.At,
                Backfilled = message.Backfilled,
            },
            cancellationToken);
    }
}
