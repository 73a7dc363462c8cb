namespace Postrider.Server.Api.Calls;

/// <param name="RemainingAsText">Whether answers tell the calls that remain as text: the only sample of this API quotes them.</param>
/// <param name="UploadFolder">Where files with numbers lie while they are read; null: where the machine has such files.</param>
internal sealed record CallsSettings(bool RemainingAsText, string? UploadFolder = null);
