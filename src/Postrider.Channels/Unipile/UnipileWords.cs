using Postrider.Jobs;
using Postrider.Storage;

namespace Postrider.Channels.Unipile;

/// <summary>What is said to somebody, before a version of the API has it in a form of its own.</summary>
internal sealed record UnipileWords
{
    /// <summary>What the far side calls whoever is written to.</summary>
    public required string To { get; init; }

    /// <summary>The chat that it is said in; null: one is begun.</summary>
    public string? ChatId { get; init; }

    public string? Text { get; init; }

    /// <summary>Of an InMail; null: it is none.</summary>
    public string? Subject { get; init; }

    public IReadOnlyList<UnipileFile> Files { get; init; } = [];

    public UnipileFile? Voice { get; init; }

    /// <summary>The job's text, files and recording; null: one of them is not stored any more.</summary>
    public static async Task<UnipileWords?> ReadAsync(DriverJob job, string to, string? chatId, IContentStore contents, CancellationToken cancellationToken)
    {
        var content = job.Body.Content;
        if (job.Action == JobAction.VoiceMessage)
        {
            return content.Voice is { } voice && await FileAsync(Named(voice)) is { } recording ? new UnipileWords { To = to, ChatId = chatId, Voice = recording } : null;
        }

        var files = new List<UnipileFile>();
        foreach (var attachment in content.Attachments ?? [])
        {
            if (await FileAsync(attachment) is not { } file)
            {
                return null;
            }

            files.Add(file);
        }

        return new UnipileWords { To = to, ChatId = chatId, Text = content.Text, Files = files };

        async Task<UnipileFile?> FileAsync(JobAttachment file) =>
            await contents.ReadAsync(job.Job.Workspace, Convert.FromHexString(file.Sha256), cancellationToken) is { } bytes ? new UnipileFile(file.Filename, file.ContentType, bytes) : null;
    }

    /// <summary>A recording needs a name by which the far side tells what it is.</summary>
    private static JobAttachment Named(JobAttachment voice) => voice.Filename.Contains('.', StringComparison.Ordinal) ? voice : voice with
    {
        Filename = voice.Filename + voice.ContentType switch
        {
            "audio/mpeg" => ".mp3",
            "audio/wav" or "audio/x-wav" => ".wav",
            "audio/ogg" => ".ogg",
            "audio/webm" => ".webm",
            "audio/aac" => ".aac",
            _ => ".m4a",
        },
    };
}

internal sealed record UnipileFile(string Name, string? ContentType, byte[] Bytes);
