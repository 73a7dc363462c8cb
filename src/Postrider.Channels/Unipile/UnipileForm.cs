using System.Net.Http.Headers;
using System.Text;

namespace Postrider.Channels.Unipile;

/// <summary>A message as a form in parts, files and all.</summary>
internal static class UnipileForm
{
    public static MultipartFormDataContent Of(UnipileAccount account, UnipileWords words)
    {
        var parts = new MultipartFormDataContent { HeaderEncodingSelector = (_, _) => Encoding.UTF8 };
        if (words.ChatId is null)
        {
            AddText(parts, "account_id", account.FarId);
            AddText(parts, "attendees_ids", words.To);
        }

        if (words.Subject is { } subject)
        {
            AddText(parts, "subject", subject);
            AddText(parts, "linkedin[api]", account.Product);
            AddText(parts, "linkedin[inmail]", "true");
        }

        if (!string.IsNullOrEmpty(words.Text))
        {
            AddText(parts, "text", words.Text);
        }

        foreach (var file in words.Files)
        {
            AddFile(parts, "attachments", file);
        }

        if (words.Voice is { } voice)
        {
            AddFile(parts, "voice_message", voice);
        }

        return parts;
    }

    private static void AddText(MultipartFormDataContent parts, string name, string text) => Add(parts, new ByteArrayContent(Encoding.UTF8.GetBytes(text)), $"form-data; name=\"{name}\"");

    private static void AddFile(MultipartFormDataContent parts, string name, UnipileFile file)
    {
        var part = new ByteArrayContent(file.Bytes);
        part.Headers.ContentType = MediaTypeHeaderValue.TryParse(file.ContentType, out var type) ? type : new MediaTypeHeaderValue("application/octet-stream");
        Add(parts, part, $"form-data; name=\"{name}\"; filename=\"{Escape(file.Name)}\"");
    }

    // Names in quotes and in UTF-8, as browsers write them: the framework's own form is not read everywhere.
    private static void Add(MultipartFormDataContent parts, ByteArrayContent part, string disposition)
    {
        part.Headers.TryAddWithoutValidation("Content-Disposition", disposition);
        parts.Add(part);
    }

    private static string Escape(string filename) =>
        filename.Replace("\"", "%22", StringComparison.Ordinal).Replace("\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal);
}
