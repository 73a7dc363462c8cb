namespace Postrider.Mail.Mime.Parsing;

/// <summary>What others call their files, made safe to show and to keep: no path, no control characters, not endless.</summary>
internal static class FileNames
{
    private const int Longest = 255;

    /// <summary>Null: there is no name in it.</summary>
    public static string? Clean(string? name)
    {
        if (name is null)
        {
            return null;
        }

        var clean = Composing.WireText.Clean(name);
        clean = clean[(clean.LastIndexOfAny(['/', '\\']) + 1)..].Trim();
        if (clean.Length > Longest)
        {
            var ending = clean.LastIndexOf('.') is var dot && dot > clean.Length - 12 ? clean[dot..] : "";
            clean = string.Concat(clean.AsSpan(0, Longest - ending.Length).TrimEnd(), ending);
        }

        return clean.Trim('.', ' ').Length == 0 ? null : Whole(clean);
    }

    /// <summary>The name of a part that has none.</summary>
    public static string Instead(string type) => type switch
    {
        "message/rfc822" => "message.eml",
        "text/calendar" => "calendar.ics",
        "text/plain" => "text.txt",
        "text/html" => "text.html",
        "image/jpeg" => "image.jpg",
        "image/png" => "image.png",
        "image/gif" => "image.gif",
        "application/pdf" => "file.pdf",
        _ => "file",
    };

    // Cutting may have left half a character.
    private static string Whole(string name) => string.Concat(name.EnumerateRunes());
}
