namespace Postrider.Jobs;

/// <summary>Why a job failed: a code that programs branch on and a sentence for people.</summary>
public sealed record JobFault(string Code, string Message)
{
    public const string ActionFailed = "action_failed";
    public const string OutcomeUnknown = "outcome_unknown";
    public const string RecipientSuppressed = "recipient_suppressed";
    public const string Expired = "expired";
    public const string AccountGone = "account_not_found";
    public const string NotConnected = "not_connected";
    public const string AlreadyConnected = "already_connected";
    public const string InMailNotAvailable = "inmail_not_available";
    public const string NoInMailCredits = "no_inmail_credits";
    public const string OutsideMessagingWindow = "outside_messaging_window";
    public const string ReconnectRequired = "connect_account_reconnect_required";

    public static JobFault Suppressed { get; } = new(RecipientSuppressed, "The recipient was suppressed after this job was accepted.");

    public static JobFault PastExpiry { get; } = new(Expired, "The job's expires_at passed before it could start.");

    public static JobFault NoAccount { get; } = new(AccountGone, "The account was deleted before the job could start.");

    public static JobFault HeldTooLong { get; } = new(ReconnectRequired, "The account stayed disconnected for 72 hours. Reconnect it and send again.");

    public static JobFault CannotTell { get; } = new(OutcomeUnknown, "It may have been delivered: the answer was lost and the far side cannot be asked. It was not sent again.");
}
