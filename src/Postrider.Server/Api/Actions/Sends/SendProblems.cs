namespace Postrider.Server.Api.Actions.Sends;

/// <summary>Why a send was refused, or failed.</summary>
internal static class SendProblems
{
    public static readonly Problem InvalidInput = new(400, "contact.invalidInput", "The body is wrong; see errors.");
    public static readonly Problem ContactNotFound = new(404, "contact.notFound", "There is no such contact in this workspace.");
    public static readonly Problem InBlackList = new(400, "contact.contactInBlackList", "A blacklist rule, a bounce or an operator's word forbids to reach this address.");
    public static readonly Problem OptedOut = new(400, "contact.optedOut", "The contact opted out and must not be reached.");
    public static readonly Problem EmailMissing = new(400, "contact.emailMissing", "The contact has no mail address. PATCH the contact with one.");
    public static readonly Problem LinkedInUrlMissing = new(400, "contact.linkedInUrlMissing", "The contact has no linkedInUrl that is a person's page (https://www.linkedin.com/in/…). PATCH the contact with one.");
    public static readonly Problem EmailAccountNotFound = new(400, "contact.emailAccountNotFound", "There is no such mailbox. GET /v3/email-accounts lists those of this workspace.");
    public static readonly Problem EmailAccountNotEnabled = new(400, "contact.emailAccountNotEnabled", "The mailbox is paused or disconnected.");
    public static readonly Problem EmailDailyLimitReached = new(400, "contact.emailDailyLimitReached", "The mailbox has sent what it may send today.");
    public static readonly Problem LinkedInAccountNotFound = new(400, "contact.linkedInAccountNotFound", "There is no such LinkedIn account. GET /v3/linkedin-accounts lists those of this workspace.");
    public static readonly Problem LinkedInAccountNotEnabled = new(400, "contact.linkedInAccountNotEnabled", "The LinkedIn account is disabled or disconnected.");
    public static readonly Problem LinkedInDailyLimitReached = new(400, "contact.linkedInDailyLimitReached", "The LinkedIn account has done what it may do today.");
    public static readonly Problem AccountWindowClosed = new(400, "contact.accountWindowClosed", "The account sends only within its hours, and they are over for now.");
    public static readonly Problem NotConnected = new(400, "contact.notConnected", "The contact is not a connection of this LinkedIn account, so it takes neither messages nor voice messages. Send a connection request or an InMail.");
    public static readonly Problem InMailNotAvailable = new(400, "contact.inMailNotAvailable", "This LinkedIn account cannot send InMails: that needs Sales Navigator.");
    public static readonly Problem NoInMailCredits = new(400, "contact.noInMailCredits", "This LinkedIn account has no InMail credits left.");
    public static readonly Problem VoiceAttachmentNotFound = new(400, "contact.voiceAttachmentNotFound", "There is no such voice attachment. Upload one with POST /v3/attachments/voice.");
    public static readonly Problem AiVoiceNotAvailable = new(400, "contact.aiVoiceNotAvailable", "The script could not be spoken.");
    public static readonly Problem DuplicateSend = new(409, "contact.duplicateSend", "The same was sent to this contact a moment ago. Send it again later, or with an Idempotency-Key of its own if you mean it.");
    public static readonly Problem KeyReused = new(409, "contact.idempotencyKeyReused", "This Idempotency-Key came before with another body. Use a new key for a new send.");
    public static readonly Problem InvalidKey = new(400, "contact.invalidIdempotencyKey", "An Idempotency-Key has 1 to 255 printable characters.");
    public static readonly Problem SendFailed = new(400, "contact.sendFailed", "The far side refused it.");
    public static readonly Problem OutcomeUnknown = new(502, "contact.outcomeUnknown", "It may have been delivered: the answer was lost and the far side cannot be asked. It is not sent again by itself.");
}
