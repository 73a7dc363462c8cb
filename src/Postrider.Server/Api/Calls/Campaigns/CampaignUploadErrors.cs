using Postrider.Campaigns;

namespace Postrider.Server.Api.Calls.Campaigns;

/// <summary>Why an upload of numbers was refused whole.</summary>
internal static class CampaignUploadErrors
{
    public static readonly ApiError FileTooLarge = new(413, "file_too_large", "The file may have at most 100 MiB. Split it and hand the parts in one after the other.");
    public static readonly ApiError InvalidUpload = new(400, "invalid_upload", "Send multipart/form-data with one part named 'file' and the settings as fields beside it, or the file alone as text/csv.");
    public static readonly ApiError FileMissing = new(400, "file_missing", "The form has no file. Send the CSV file as the part named 'file'.");

    /// <summary>What may be wrong with a file; the sentences differ from file to file.</summary>
    public static IReadOnlyList<ApiError> OfFiles { get; } = [.. CampaignFileFault.Codes.Select(code => new ApiError(400, code, "The file cannot be read; the message says why and what to do."))];

    public static ApiError Of(CampaignFileFault fault) => new(400, fault.Code, fault.Sentence);
}
