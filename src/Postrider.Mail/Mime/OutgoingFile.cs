namespace Postrider.Mail.Mime;

/// <summary>A file that goes with a mail.</summary>
/// <param name="ContentType">Null: told from the name's ending.</param>
/// <param name="ContentId">Not null: an image within the HTML, which refers to it as <c>cid:</c> and this id.</param>
public sealed record OutgoingFile(string Name, string? ContentType, ReadOnlyMemory<byte> Content, string? ContentId = null);
