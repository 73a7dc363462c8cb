using System.Security.Cryptography;
using System.Text;
using Postrider.Acceptance;
using Postrider.Accounts;
using Postrider.Channels;
using Postrider.Contacts;
using Postrider.Jobs;
using Postrider.Lanes;
using Postrider.Storage;

namespace Postrider.Server.Api.Actions.Sends;

/// <summary>A send that may be handed in, or why not.</summary>
internal readonly record struct DirectDraft(NewJob? Job, Account? Account, Problem? Problem)
{
    public static implicit operator DirectDraft(Problem problem) => new(null, null, problem);
}

/// <summary>From a send to a job of the direct lane: the account, what would hold it, the way to the contact. What would hold is refused here, for nobody wants to wait.</summary>
internal sealed class DirectIntake(IAccountStore accounts, IActionBudget budget, Drivers drivers, DirectSettings settings, TimeProvider time)
{
    /// <summary>The account that a send goes through, or why it cannot.</summary>
    public async Task<(Account? Account, Problem? Problem)> AccountAsync(WorkspaceId workspace, string channel, long? number, CancellationToken cancellationToken)
    {
        var isMail = channel == Channel.Email;
        var account = number is { } known
            ? await accounts.FindByNumberAsync(workspace, known, cancellationToken)
            : await accounts.FindDefaultAsync(workspace, channel, cancellationToken);
        if (account is null || account.Channel != channel)
        {
            var missing = isMail ? SendProblems.EmailAccountNotFound : SendProblems.LinkedInAccountNotFound;
            return (null, number is null ? missing.With("No mailbox is connected. Connect one with POST /v3/email-accounts.") : missing);
        }

        return await HoldAsync(account, cancellationToken) is { } hold ? (account, Held(hold, isMail, account)) : (account, null);
    }

    /// <summary>Why the account may not do this action again today; null: it may.</summary>
    public async Task<Problem?> SpentAsync(Account account, string action, CancellationToken cancellationToken)
    {
        var limited = action switch { JobAction.Invitation => ActionLimits.Invitation, JobAction.InMail => ActionLimits.InMail, _ => "direct_message" };
        if (drivers.Find(account.Kind)?.Kind is { } kind && BudgetLimits.Of(kind, account, limited) is { } limits)
        {
            return await budget.FindRoomAsync(account.Workspace, account.AccountId, limited, limits, cancellationToken) is { } later
                ? Spent(later == DateTimeOffset.MaxValue ? "Its limit is 0." : $"There is room again at {WireTime.Text(later)}.")
                : null;
        }

        var day = AccountLoad.Day(account, time.GetUtcNow());
        return account.ActionLimits is not null && ActionLimits.Left(account, await accounts.ReadUseAsync(account.Workspace, account.AccountId, day, cancellationToken), limited, day) is 0
            ? Spent("There is room again tomorrow.")
            : null;
    }

    private static Problem Spent(string when) => SendProblems.LinkedInDailyLimitReached.With($"The LinkedIn account has done what its limits allow of this action. {when}");

    /// <summary>What would keep a job of this account waiting; that others are in flight does not count.</summary>
    public async Task<Hold?> HoldAsync(Account account, CancellationToken cancellationToken) =>
        ((await accounts.ReadLoadAsync(account.Workspace, account.AccountId, cancellationToken)) with { InFlight = 0 }).Room(account, time.GetUtcNow()).Hold;

    public static Problem Held(Hold hold, bool isMail, Account account) => hold.Reason switch
    {
        Hold.DailyLimit => isMail ? SendProblems.EmailDailyLimitReached : SendProblems.LinkedInDailyLimitReached,
        Hold.WindowClosed => SendProblems.AccountWindowClosed.With($"The account sends only within its hours; they begin again at {WireTime.Text(hold.Until)}."),
        _ => (isMail ? SendProblems.EmailAccountNotEnabled : SendProblems.LinkedInAccountNotEnabled).With($"The account cannot send now ({hold.Reason}{(account.StatusReason is { } why ? $": {why}" : "")}). {Hold.Cure(hold.Reason)}"),
    };

    /// <summary>The contact's address on the channel, or what the contact lacks.</summary>
    public static (string? Address, Problem? Problem) AddressOf(Contact contact, string channel) =>
        contact.OptedOut ? (null, SendProblems.OptedOut)
        : channel == Channel.Email ? contact.MailAddress is { } mail ? (mail, null) : (null, SendProblems.EmailMissing)
        : contact[ContactField.LinkedInUrl] is { } page && RecipientAddress.LinkedIn(page) is { } profile ? (profile, null)
        : (null, SendProblems.LinkedInUrlMissing);

    /// <param name="account">What it goes through.</param>
    /// <param name="address">The recipient's normal form.</param>
    /// <param name="recipient">The recipient as the driver sees it.</param>
    /// <param name="send">What is sent.</param>
    /// <param name="contents">What the body refers to in the content store.</param>
    /// <param name="contactId">The contact for whom it is counted.</param>
    /// <param name="isKeyed">Whether an idempotency key keeps it from being sent twice.</param>
    public NewJob ToJob(Account account, string address, JobRecipient recipient, DirectSend send, IReadOnlyList<byte[]> contents, long? contactId, bool isKeyed)
    {
        var body = new JobBody { Recipient = recipient, Content = send.Content }.ToBytes();
        return new NewJob
        {
            Workspace = account.Workspace,
            Lane = LaneName.Direct,
            AccountId = account.AccountId,
            Channel = send.Channel,
            Action = send.Action,
            Address = address,
            Gap = TimeSpan.Zero,
            Body = body,
            Contents = contents,
            Fingerprint = isKeyed || settings.DuplicateWindow == TimeSpan.Zero ? null : Fingerprint(account.AccountId, send.Action, address, body),
            DedupeWindow = settings.DuplicateWindow,
            Activity = contactId is { } id ? new NewActivity(id, send.Kind) : null,
        };
    }

    public static JobRecipient Recipient(Contact contact, string channel) => channel == Channel.Email
        ? new JobRecipient { Address = contact[ContactField.Email]?.Trim(), Name = contact.FullName }
        : new JobRecipient { ProfileUrl = contact[ContactField.LinkedInUrl]?.Trim(), Name = contact.FullName };

    private static Guid Fingerprint(string accountId, string action, string address, byte[] body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(string.Join('\u001f', accountId, action, address, "")));
        hash.AppendData(body);
        return new Guid(hash.GetHashAndReset().AsSpan(0, 16));
    }
}
