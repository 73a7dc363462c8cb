using Postrider.Accounts;
using Postrider.Attempts;
using Postrider.Mail.Imap;
using Postrider.Mail.Smtp;
using Postrider.Mail.Wire;

namespace Postrider.Channels.Email;

/// <summary>What a session's result, or its failure to begin, means for the job and for the account.</summary>
internal static class MailOutcome
{
    public static Outcome Of(SmtpResult result, Mailbox box, string messageId) => result switch
    {
        SmtpResult.Accepted => new Outcome.Accepted(Delivered(box, messageId)),
        SmtpResult.Refused refused => new Outcome.Refused(refused.Reply.ToString()),
        SmtpResult.Deferred deferred => new Outcome.Deferred(deferred.Reply.ToString()),
        SmtpResult.NotSignedIn wanted => Held(AccountStatus.Credentials, $"The server wants another sign-in: {wanted.Reply}"),
        SmtpResult.Broken broken => new Outcome.Unreachable(broken.Detail),
        SmtpResult.NotCommitted => new Outcome.Unreachable("This node no longer owns the attempt."),
        SmtpResult.Unknown unknown => new Outcome.Unknown(unknown.Detail),
        _ => throw new ArgumentOutOfRangeException(nameof(result)),
    };

    /// <summary>Without a mailbox no answer comes in, and there is nothing to converse about.</summary>
    public static Delivery Delivered(Mailbox box, string messageId) => new("message", $"<{messageId}>") { IsSaid = box.Imap is not null };

    /// <summary>The server was not reached, or would not begin: nothing was handed over.</summary>
    public static Outcome OfBeginning(Exception exception) => exception switch
    {
        SmtpException no when no.Reply.IsTransient || no.Reply.Code == 554 => new Outcome.Deferred(no.Message),
        _ when Trouble(exception) is { } trouble => Held(trouble.Status, trouble.Reason),
        _ => new Outcome.Unreachable(exception.Message),
    };

    /// <summary>What a person must see to; null: waiting may be enough.</summary>
    public static AccountTrouble? Trouble(Exception exception) => exception switch
    {
        MailboxException mailbox => mailbox.Trouble,
        SmtpException { Reply.IsAboutCredentials: true } => new AccountTrouble(AccountStatus.Credentials, exception.Message),
        SmtpException { Reply.IsPermanent: true } => new AccountTrouble(AccountStatus.Error, exception.Message),
        WireException { Fault: WireFault.Certificate or WireFault.Barred or WireFault.Tls or WireFault.Protocol } => new AccountTrouble(AccountStatus.Error, exception.Message),
        ImapException { Fault: ImapFault.Credentials } => new AccountTrouble(AccountStatus.Credentials, exception.Message),
        _ => null,
    };

    private static Outcome.Unreachable Held(AccountStatus status, string reason) => new(reason) { Trouble = new AccountTrouble(status, reason) };
}
