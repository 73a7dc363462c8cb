using System.Buffers;

namespace Postrider.Mail.Mime.Composing;

/// <summary>The content type of a file: the given one if it is fit to stand in a header, else octet-stream; told from the name if none is given.</summary>
internal static class ContentTypes
{
    private const string Unknown = "application/octet-stream";

    private static readonly SearchValues<char> _word = SearchValues.Create("!#$&+-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ^_abcdefghijklmnopqrstuvwxyz");

    private static readonly Dictionary<string, string> _byEnding = new(StringComparer.OrdinalIgnoreCase)
    {
        [".avif"] = "image/avif",
        [".csv"] = "text/csv",
        [".doc"] = "application/msword",
        [".docx"] = "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        [".gif"] = "image/gif",
        [".gz"] = "application/gzip",
        [".htm"] = "text/html",
        [".html"] = "text/html",
        [".ics"] = "text/calendar",
        [".jpeg"] = "image/jpeg",
        [".jpg"] = "image/jpeg",
        [".json"] = "application/json",
        [".mp3"] = "audio/mpeg",
        [".mp4"] = "video/mp4",
        [".odt"] = "application/vnd.oasis.opendocument.text",
        [".pdf"] = "application/pdf",
        [".png"] = "image/png",
        [".ppt"] = "application/vnd.ms-powerpoint",
        [".pptx"] = "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        [".rtf"] = "application/rtf",
        [".svg"] = "image/svg+xml",
        [".txt"] = "text/plain",
        [".vcf"] = "text/vcard",
        [".webp"] = "image/webp",
        [".xls"] = "application/vnd.ms-excel",
        [".xlsx"] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        [".xml"] = "application/xml",
        [".zip"] = "application/zip",
    };

    /// <summary>The type, then each parameter; every one but the last with its semicolon.</summary>
    public static List<string> Of(string? given, string name)
    {
        if (given is null)
        {
            return [_byEnding.GetValueOrDefault(name[Math.Max(name.LastIndexOf('.'), 0)..], Unknown)];
        }

        List<string> parts = [.. given.Split(';', StringSplitOptions.TrimEntries)];
        if (given.Length > 200 || !IsType(parts[0]) || !parts[1..].TrueForAll(IsParameter))
        {
            return [Unknown];
        }

        for (var i = 0; i + 1 < parts.Count; i++)
        {
            parts[i] += ";";
        }

        return parts;
    }

    // A message or a multipart must not be in base64, which is what files are sent in.
    private static bool IsType(string type)
    {
        var slash = type.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && IsWord(type.AsSpan(0, slash)) && IsWord(type.AsSpan(slash + 1))
            && !type.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase) && !type.StartsWith("message/", StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsParameter(string parameter)
    {
        var equals = parameter.IndexOf('=', StringComparison.Ordinal);
        if (equals < 1 || !IsWord(parameter.AsSpan(0, equals)))
        {
            return false;
        }

        var value = parameter.AsSpan(equals + 1);
        return IsWord(value) || (value.Length > 1 && value[0] == '"' && value[^1] == '"' && WireText.IsPrintable(value) && !value[1..^1].ContainsAny('"', '\\'));
    }

    private static bool IsWord(ReadOnlySpan<char> word) => word.Length > 0 && !word.ContainsAnyExcept(_word);
}
