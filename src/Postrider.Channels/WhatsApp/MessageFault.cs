namespace Postrider.Channels.WhatsApp;

/// <summary>Why a message cannot go out as it is, as codes of jobs.</summary>
internal static class MessageFault
{
    public const string TooManyAttachments = "too_many_attachments";
    public const string AttachmentNotPossible = "attachment_not_possible";
    public const string AttachmentTooLarge = "attachment_too_large";
    public const string AttachmentTypeNotPossible = "attachment_type_not_possible";
    public const string CaptionNotPossible = "caption_not_possible";
    public const string MessageTooLong = "message_too_long";
    public const string TemplateNotUsable = "template_not_usable";
    public const string NotOnWhatsApp = "recipient_not_on_whatsapp";
}
