using System.Net.Http.Headers;
using System.Text;
using Postrider.Jobs;
using Postrider.Storage;

namespace Postrider.Channels.Unipile;

/// <summary>A message as a form in parts, files and all.</summary>
internal sealed class UnipileForm : IDisposable
{
    private readonly MultipartFormDataContent _parts = new() { HeaderEncodingSelector = (_, _) => Encoding.UTF8 };

    public HttpContent Content => _parts;

    public UnipileForm With(string name, string text)
    {
        Add(new ByteArrayContent(Encoding.UTF8.GetBytes(text)), $"form-data; name=\"{name}\"");
        return this;
    }

    /// <summary>Adds the job's text, files and recording; false: one of them is not stored any more.</summary>
    public async Task<bool> AddAsync(DriverJob job, IContentStore contents, CancellationToken cancellationToken)
    {
        var content = job.Body.Content;
        if (job.Action == JobAction.VoiceMessage)
        {
            return content.Voice is { } voice && await AddFileAsync("voice_message", Named(voice), job, contents, cancellationToken);
        }

        if (!string.IsNullOrEmpty(content.Text))
        {
            With("text", content.Text);
        }

        foreach (var file in content.Attachments ?? [])
        {
            if (!await AddFileAsync("attachments", file, job, contents, cancellationToken))
            {
                return false;
            }
        }

        return true;
    }

    public void Dispose() => _parts.Dispose();

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

    private async Task<bool> AddFileAsync(string name, JobAttachment file, DriverJob job, IContentStore contents, CancellationToken cancellationToken)
    {
        if (await contents.ReadAsync(job.Job.Workspace, Convert.FromHexString(file.Sha256), cancellationToken) is not { } bytes)
        {
            return false;
        }

        var part = new ByteArrayContent(bytes);
        part.Headers.ContentType = MediaTypeHeaderValue.TryParse(file.ContentType, out var type) ? type : new MediaTypeHeaderValue("application/octet-stream");
        Add(part, $"form-data; name=\"{name}\"; filename=\"{Escape(file.Filename)}\"");
        return true;
    }

    // Names in quotes and in UTF-8, as browsers write them: the framework's own form is not read everywhere.
    private void Add(ByteArrayContent part, string disposition)
    {
        part.Headers.TryAddWithoutValidation("Content-Disposition", disposition);
        _parts.Add(part);
    }

    private static string Escape(string filename) =>
        filename.Replace("\"", "%22", StringComparison.Ordinal).Replace("\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal);
}
