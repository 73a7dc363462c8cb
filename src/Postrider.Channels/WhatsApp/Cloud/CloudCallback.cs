using System.Security.Cryptography;
using System.Text;
using Postrider.Inbox;
using Postrider.Storage;

namespace Postrider.Channels.WhatsApp.Cloud;

/// <summary>Hears what Meta tells: messages that came in, and what became of ours.</summary>
internal sealed class CloudCallback(IInboxStore inbox, IProfileStore profiles, IJobStore jobs, ISuppressionStore suppressions) : ICallback
{
    public const string SignatureHeader = "X-Hub-Signature-256";

    private const string Scheme = "sha256=";
    private const int LongestChallenge = 256;

    private readonly MessageMark _marks = new(profiles, jobs);
    private readonly CloudPeople _people = new(profiles);

    public string Kind => CloudKind.Name;

    public string? Greet(CallbackRequest request, DriverAccount account) =>
        request.Query.GetValueOrDefault("hub.mode") == "subscribe"
        && account.Secrets.GetValueOrDefault(CloudKind.VerifyWord) is { Length: > 0 } word && request.Query.GetValueOrDefault("hub.verify_token") is { } said && IsSame(word, said)
        && request.Query.GetValueOrDefault("hub.challenge") is { Length: <= LongestChallenge } challenge ? challenge : null;

    public async Task<CallbackVerdict> TakeAsync(CallbackRequest request, DriverAccount account, CancellationToken cancellationToken)
    {
        if (account.Secrets.GetValueOrDefault(CloudKind.AppSecret) is not { Length: > 0 } secret || !IsSigned(request, secret))
        {
            return CallbackVerdict.Forged;
        }

        if (CloudNotice.Read(request.Body) is not { } notices)
        {
            return CallbackVerdict.Malformed;
        }

        var number = FarAddress.Text(account.Account, CloudKind.PhoneNumberId);
        var ours = notices.Where(notice => notice.PhoneNumberId == number).ToList();
        if (ours.Count == 0 && notices.Count > 0)
        {
            return CallbackVerdict.Foreign;
        }

        foreach (var notice in ours)
        {
            foreach (var message in notice.Messages)
            {
                await TakeInAsync(account, message, cancellationToken);
            }

            foreach (var status in notice.Statuses)
            {
                await NoteAsync(account, status, cancellationToken);
            }
        }

        return CallbackVerdict.Taken;
    }

    private static bool IsSigned(CallbackRequest request, string secret) =>
        request.Headers.FirstOrDefault(header => header.Key.Equals(SignatureHeader, StringComparison.OrdinalIgnoreCase)).Value is { } signature && signature.StartsWith(Scheme, StringComparison.Ordinal)
        && IsSame(Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), request.Body)), signature[Scheme.Length..].ToLowerInvariant());

    private static bool IsSame(string right, string said) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(right), Encoding.UTF8.GetBytes(said));

    private async Task TakeInAsync(DriverAccount account, CloudInbound message, CancellationToken cancellationToken)
    {
        var (workspace, accountId) = (account.Account.Workspace, account.Account.AccountId);
        if (await _people.FindAsync(workspace, accountId, message.From, cancellationToken) is not var (address, plain))
        {
            return;
        }

        // Before anything else: whoever is told this twice must not find it half done.
        if (message.IsSaid && OptOutWords.Are(message.Text))
        {
            await OptOutAsync(workspace, address, plain, "By WhatsApp.", cancellationToken);
        }

        await inbox.TakeInAsync(
            new InboundMessage
            {
                Workspace = workspace,
                AccountId = accountId,
                Match = new InboundMatch(Channel.WhatsApp, address, null),
                Kind = MessageKind.Reply,
                ExternalId = message.Id,
                FromAddress = Contacts.RecipientAddress.Bare(plain),
                FromName = message.Name,
                Text = message.Text,
                Files = message.File is { } file ? [file] : [],
                SentAt = message.At,
            },
            cancellationToken);
    }

    private async Task NoteAsync(DriverAccount account, CloudStatus status, CancellationToken cancellationToken)
    {
        var (workspace, accountId) = (account.Account.Workspace, account.Account.AccountId);
        var word = status.Word switch
        {
            "delivered" => DeliveryStatus.Delivered,
            "read" or "played" => DeliveryStatus.Read,
            "failed" => DeliveryStatus.Failed,
            _ => null,
        };
        var fault = word == DeliveryStatus.Failed ? string.Join("; ", status.Errors.Select(error => error.Words)) is { Length: > 0 } words ? words : "Meta does not say why." : null;
        if (status.Errors.Any(error => error.Fault is { OptsOut: true }) && await _people.FindAsync(workspace, accountId, status.Recipient, cancellationToken) is var (address, plain))
        {
            await OptOutAsync(workspace, address, plain, $"Told by Meta: {fault}", cancellationToken);
        }

        var isNews = word is not null && await inbox.NoteAsync(new DeliveryNote(workspace, accountId, status.Id, word, status.At, fault), cancellationToken);
        if (!isNews && status.Mark is { } mark)
        {
            await _marks.KeepAsync(account, mark, status.Id, fault is null ? null : new MessageFailure(Jobs.JobFault.ActionFailed, fault), null, cancellationToken);
        }
    }

    private async Task OptOutAsync(WorkspaceId workspace, string address, string plain, string note, CancellationToken cancellationToken)
    {
        await suppressions.AddAsync(workspace, address, OptOutWords.Reason, note, cancellationToken);
        if (plain != address)
        {
            await suppressions.AddAsync(workspace, plain, OptOutWords.Reason, note, cancellationToken);
        }
    }
}
