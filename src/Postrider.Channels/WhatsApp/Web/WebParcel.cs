using Postrider.Attempts;
using Postrider.Jobs;
using Postrider.Storage;

namespace Postrider.Channels.WhatsApp.Web;

/// <summary>What one message carries: words, or a file with words below it, or a voice note.</summary>
internal sealed record WebParcel(string? Text, WebFile? File, bool IsVoice)
{
    /// <summary>All of it is held at once, and again in base64.</summary>
    public const long LargestFile = 25L * 1024 * 1024;

    private const string OpusSound = "audio/ogg";

    /// <summary>What a job's content comes to, or why it cannot be one message.</summary>
    public static async Task<(WebParcel? Parcel, Outcome? Refusal)> PackAsync(DriverJob job, IContentStore contents, CancellationToken cancellationToken)
    {
        var content = job.Body.Content;
        JobAttachment[] files = [.. content.Attachments ?? [], .. content.Voice is { } voice ? [voice] : Array.Empty<JobAttachment>()];
        var text = string.IsNullOrWhiteSpace(content.Text) ? null : content.Text;
        if (files.Length > 1)
        {
            return (null, new Outcome.Refused("A WhatsApp message carries one file. Send each by a message of its own.", WebRefusal.TooManyFiles));
        }

        if (files is not [var file])
        {
            return text is null ? (null, new Outcome.Refused("There is nothing to send: neither words nor a file.")) : (new WebParcel(text, null, false), null);
        }

        if (file.Size > LargestFile)
        {
            return (null, new Outcome.Refused($"{file.Filename} is larger than {LargestFile / 1024 / 1024} MiB.", WebRefusal.FileTooLarge));
        }

        if (await contents.ReadAsync(job.Job.Workspace, Convert.FromHexString(file.Sha256), cancellationToken) is not { } data)
        {
            return (null, new Outcome.Refused($"{file.Filename} is not stored any more."));
        }

        // A voice note has no words below it; what is not Opus sound is a file like any other unless it was recorded as a voice.
        var type = file.ContentType?.Trim() is { Length: > 0 } named ? named : "application/octet-stream";
        var isVoice = text is null && (content.Voice is not null || type.StartsWith(OpusSound, StringComparison.OrdinalIgnoreCase));
        return (new WebParcel(text, new WebFile(file.Filename, type, data), isVoice), null);
    }
}

internal sealed record WebFile(string Name, string Type, byte[] Data)
{
    /// <summary>What people's clients show it as; anything else is a document.</summary>
    public bool IsOf(string kind) => Type.StartsWith($"{kind}/", StringComparison.OrdinalIgnoreCase);
}
