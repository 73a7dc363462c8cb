namespace Postrider.Server.Api.Actions.Sends;

/// <summary>Why an upload was refused.</summary>
internal static class AttachmentProblems
{
    public static readonly Problem InvalidUpload = new(400, "attachment.invalidUpload", "Send multipart/form-data with one part named 'file' that has a file name.");
    public static readonly Problem Empty = new(400, "attachment.empty", "The file is empty.");
    public static readonly Problem TooLong = new(400, "attachment.tooLong", "A voice message may last at most 60 seconds.");
    public static readonly Problem TooLarge = new(400, "attachment.tooLarge", "The file is too large: a recording may have 10 MiB, any other file 25 MiB.");
    public static readonly Problem UnsupportedType = new(400, "attachment.unsupportedType", "The file is not a recording in MP3, M4A, AAC, Ogg, WAV or WebM. Its own bytes tell, not its name.");
}
