using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Postrider.Jobs;

namespace Postrider.Server.Api.Dispatch;

/// <summary>Reads recipient and content of a request, and says the first thing that is wrong with them.</summary>
internal static class ContentReader
{
    private const int MostAttachments = 20;
    private const long LargestAttachments = 25L * 1024 * 1024;
    private const int LongestSubject = 998;
    private const int LargestText = 1024 * 1024;
    private const int LongestName = 256;
    private const int LongestFilename = 255;

    /// <summary>What is read, with the files that are not stored yet.</summary>
    internal readonly record struct Read(string? Subject, string? Text, string? Html, IReadOnlyList<File> Files)
    {
        public bool? Unsubscribe { get; init; }

        public string? UnsubscribeText { get; init; }
    }

    internal readonly record struct File(string Filename, string? ContentType, string? ContentId, byte[] Data)
    {
        public JobAttachment ToAttachment() => new(Filename, ContentType, Convert.ToHexStringLower(SHA256.HashData(Data)), Data.Length, ContentId);
    }

    /// <summary>Subject and body of a mail; the seed's codes first, ours after.</summary>
    public static Read Mail(JsonElement? content, ref ApiError? fault)
    {
        var members = new Members(content ?? default);
        var subject = members.Text(DispatchErrors.SubjectRequired, ref fault, "subject");
        if (subject is null)
        {
            fault ??= DispatchErrors.SubjectRequired;
        }

        var text = members.Text(DispatchErrors.TextOrHtmlRequired, ref fault, "text");
        var html = members.Text(DispatchErrors.TextOrHtmlRequired, ref fault, "html");
        if (text is null && html is null)
        {
            fault ??= DispatchErrors.TextOrHtmlRequired;
        }

        if (subject is not null && (subject.Length > LongestSubject || HasControl(subject)))
        {
            fault ??= DispatchErrors.InvalidContent.With($"content.subject must be a single line of at most {LongestSubject} characters.");
        }

        CheckSizes(text, html, ref fault);
        var (unsubscribe, words) = Unsubscribe(members, ref fault);
        return new Read(subject, text, html, Files(members.Find("attachments"), ref fault)) { Unsubscribe = unsubscribe, UnsubscribeText = words };
    }

    /// <summary>Text and files of a message; the subject is not part of these channels.</summary>
    public static Read Message(JsonElement? content, ref ApiError? fault)
    {
        var members = new Members(content ?? default);
        var text = members.Text(DispatchErrors.TextOrAttachmentRequired, ref fault, "text");
        var attachments = members.Find("attachments");
        var files = Files(attachments, ref fault);
        if (text is null && files.Count == 0)
        {
            fault ??= DispatchErrors.TextOrAttachmentRequired;
        }

        CheckSizes(text, null, ref fault);
        return new Read(null, text, null, files);
    }

    public static string? Name(JsonElement? recipient, ref ApiError? fault)
    {
        var name = new Members(recipient ?? default).Text(DispatchErrors.InvalidAddress, ref fault, "name");
        if (name is not null && (name.Length > LongestName || HasControl(name)))
        {
            fault ??= DispatchErrors.InvalidAddress.With($"recipient.name must be a single line of at most {LongestName} characters.");
        }

        return name;
    }

    internal static bool HasControl(string text) => text.AsSpan().ContainsAnyInRange('\0', '\u001f') || text.Contains('\u007f', StringComparison.Ordinal) || text.AsSpan().IndexOfAny('\u0085', '\u2028', '\u2029') >= 0;

    private static (bool? Wanted, string? Words) Unsubscribe(Members members, ref ApiError? fault)
    {
        bool? wanted = null;
        if (members.Find("unsubscribe") is { } given)
        {
            fault ??= given.ValueKind is JsonValueKind.True or JsonValueKind.False ? null : DispatchErrors.InvalidUnsubscribe;
            wanted = given.ValueKind == JsonValueKind.True ? true : null;
        }

        var words = members.Text(DispatchErrors.InvalidUnsubscribe, ref fault, "unsubscribe_text", "unsubscribeText");
        if (words is not null && (wanted is null || words.Length > 200 || HasControl(words)))
        {
            fault ??= DispatchErrors.InvalidUnsubscribe;
        }

        return (wanted, words);
    }

    private static void CheckSizes(string? text, string? html, ref ApiError? fault)
    {
        if ((text is not null && Encoding.UTF8.GetByteCount(text) > LargestText) || (html is not null && Encoding.UTF8.GetByteCount(html) > LargestText))
        {
            fault ??= DispatchErrors.InvalidContent.With("content.text and content.html may have at most 1 MiB each.");
        }
    }

    private static List<File> Files(JsonElement? attachments, ref ApiError? fault)
    {
        if (attachments is not { } list)
        {
            return [];
        }

        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() > MostAttachments)
        {
            fault ??= DispatchErrors.InvalidAttachment;
            return [];
        }

        var files = new List<File>();
        long size = 0;
        foreach (var entry in list.EnumerateArray())
        {
            var members = new Members(entry);
            var filename = members.Text(DispatchErrors.InvalidAttachment, ref fault, "filename");
            var type = members.Text(DispatchErrors.InvalidAttachment, ref fault, "contentType");
            var contentId = members.Text(DispatchErrors.InvalidAttachment, ref fault, "contentId")?.Trim('<', '>');
            if (filename is null || filename.Length > LongestFilename || members.Find("contentBase64") is not { ValueKind: JsonValueKind.String } encoded || !encoded.TryGetBytesFromBase64(out var data))
            {
                fault ??= DispatchErrors.InvalidAttachment;
                return [];
            }

            if (HasControl(filename) || (type is not null && (HasControl(type) || type.Length > 255)))
            {
                fault ??= DispatchErrors.InvalidContent.With("An attachment's filename and contentType must be single lines.");
            }

            if (contentId is not null && (contentId.Length is 0 or > 200 || contentId.Any(letter => !char.IsAscii(letter) || char.IsControl(letter) || letter is ' ' or '<' or '>')))
            {
                fault ??= DispatchErrors.InvalidContent.With("An attachment's contentId must be plain text without spaces, as it stands behind cid: in the HTML.");
            }

            size += data.Length;
            if (size > LargestAttachments)
            {
                fault ??= DispatchErrors.InvalidAttachment;
                return [];
            }

            files.Add(new File(filename, type, contentId, data));
        }

        return files;
    }
}
