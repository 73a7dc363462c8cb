namespace Postrider.Mail.Mime;

/// <summary>A file within a mail; <see cref="MailReader.CopyPartAsync"/> copies it out.</summary>
/// <param name="Name">Never empty, and never a path.</param>
/// <param name="ContentType">In lower case, without parameters.</param>
/// <param name="Size">In decoded bytes.</param>
/// <param name="PartNumber">As IMAP counts parts: <c>2</c>, <c>1.3</c>.</param>
/// <param name="IsInline">Shown within the text, as an image is.</param>
public sealed record MailFile(string Name, string ContentType, long Size, string? ContentId, string PartNumber, bool IsInline);
