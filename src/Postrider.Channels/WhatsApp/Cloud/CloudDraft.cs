using Postrider.Jobs;

namespace Postrider.Channels.WhatsApp.Cloud;

/// <summary>What a job's content becomes: one message, since one job is one hand-over; or why it cannot.</summary>
internal abstract record CloudDraft
{
    private const int LongestText = 4096;
    private const int LongestCaption = 1024;

    private CloudDraft()
    {
    }

    public sealed record Text(string Body) : CloudDraft;

    public sealed record Media(JobAttachment File, CloudMedia Type, string? Caption) : CloudDraft;

    /// <param name="Parameter">Null: the template's own words are all.</param>
    public sealed record Template(CloudTemplate Chosen, string? Parameter) : CloudDraft;

    public sealed record Impossible(string Detail, string Code) : CloudDraft;

    /// <param name="template">The template to send, since the window is closed; null: anything may be written.</param>
    public static CloudDraft Of(JobContent content, CloudTemplate? template)
    {
        var text = string.IsNullOrWhiteSpace(content.Text) ? null : content.Text;
        var files = content.Attachments ?? [];
        return template is not null ? OfTemplate(template, text, files)
            : files.Count > 1 ? new Impossible($"A WhatsApp message carries one file, and this one has {files.Count}. Send each as a message of its own.", MessageFault.TooManyAttachments)
            : files.Count == 1 ? OfFile(files[0], text)
            : text is null ? new Impossible("There is nothing to send: neither text nor a file.", JobFault.ActionFailed)
            : LengthOf(text) > LongestText ? new Impossible($"A WhatsApp message has at most {LongestText} characters, and this one has {LengthOf(text)}.", MessageFault.MessageTooLong)
            : new Text(text);
    }

    private static CloudDraft OfTemplate(CloudTemplate template, string? text, IReadOnlyList<JobAttachment> files) =>
        files.Count > 0 ? new Impossible("The contact did not write within the last 24 hours, and the template that may be sent carries no file.", MessageFault.AttachmentNotPossible)
        : !template.TakesText ? new Template(template, null)
        : text is null ? new Impossible("The template takes a text, and there is none.", MessageFault.TemplateNotUsable)
        : new Template(template, OneLine.Of(text));

    private static CloudDraft OfFile(JobAttachment file, string? text) => CloudMedia.Of(file) switch
    {
        null => new Impossible($"WhatsApp shows no files of the type {file.ContentType ?? Path.GetExtension(file.Filename)}.", MessageFault.AttachmentTypeNotPossible),
        var type when file.Size > type.Largest => new Impossible($"{file.Filename} has {file.Size} bytes, and WhatsApp takes a file that is sent as {type.Kind} up to {type.Largest}.", MessageFault.AttachmentTooLarge),
        { HasCaption: false } type when text is not null => new Impossible($"WhatsApp shows no text with a file that is sent as {type.Kind}. Send it as a message of its own.", MessageFault.CaptionNotPossible),
        _ when text is not null && LengthOf(text) > LongestCaption => new Impossible($"With a file a WhatsApp message has at most {LongestCaption} characters, and this one has {LengthOf(text)}.", MessageFault.MessageTooLong),
        var type => new Media(file, type, text),
    };

    // As people count: a character beyond the first 65,536 is one.
    private static int LengthOf(string text) => text.Length - text.Count(char.IsLowSurrogate);
}
