namespace Postrider.Server.Api.Actions.Inbox;

/// <summary>Refusals of the inbox.</summary>
internal static class InboxProblems
{
    public static readonly Problem ThreadNotFound = new(404, "inboxThread.notFound", "There is no such thread in this workspace.");
    public static readonly Problem InvalidInput = new(400, "inboxThread.invalidInput", "The body is wrong; see errors.");
    public static readonly Problem ChannelMismatch = new(400, "inboxThread.channelMismatch", "A reply goes out on the thread's own channel; send that as 'channel'.");
    public static readonly Problem AttachmentNotFound = new(400, "inboxThread.attachmentNotFound", "One of attachmentIds is not a file of this workspace. Upload files with POST /v3/attachments.");
    public static readonly Problem RecipientSuppressed = new(400, "inboxThread.recipientSuppressed", "An address in cc or bcc must not be reached: it opted out, bounced or is on the blacklist.");
    public static readonly Problem CategoryNotFound = new(404, "inboxCategory.notFound", "There is no such category in this workspace.");
    public static readonly Problem CategoryNameTaken = new(409, "inboxCategory.nameTaken", "There is a category of that name.");
    public static readonly Problem InvalidCategory = new(400, "inboxCategory.invalidInput", "The body is wrong; see errors.");
}
