using Postrider.Jobs;

namespace Postrider.Channels.WhatsApp.Cloud;

/// <summary>What kind of message a file becomes, and how large it may be.</summary>
/// <param name="Kind">As the API names it.</param>
/// <param name="ContentType">As it is uploaded.</param>
/// <param name="Largest">In bytes.</param>
internal sealed record CloudMedia(string Kind, string ContentType, long Largest)
{
    public const string Image = "image";
    public const string Video = "video";
    public const string Audio = "audio";
    public const string Document = "document";
    public const string Sticker = "sticker";

    private const long MB = 1024 * 1024;
    private const string Unknown = "application/octet-stream";

    // Of files that nobody said the type of.
    private static readonly Dictionary<string, string> _byEnding = new(StringComparer.OrdinalIgnoreCase)
    {
        [".jpg"] = "image/jpeg",
        [".jpeg"] = "image/jpeg",
        [".png"] = "image/png",
        [".gif"] = "image/gif",
        [".webp"] = "image/webp",
        [".mp4"] = "video/mp4",
        [".3gp"] = "video/3gpp",
        [".mov"] = "video/quicktime",
        [".aac"] = "audio/aac",
        [".amr"] = "audio/amr",
        [".mp3"] = "audio/mpeg",
        [".m4a"] = "audio/mp4",
        [".ogg"] = "audio/ogg",
        [".opus"] = "audio/ogg",
        [".wav"] = "audio/wav",
        [".pdf"] = "application/pdf",
        [".txt"] = "text/plain",
        [".csv"] = "text/csv",
        [".doc"] = "application/msword",
        [".docx"] = "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        [".xls"] = "application/vnd.ms-excel",
        [".xlsx"] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        [".ppt"] = "application/vnd.ms-powerpoint",
        [".pptx"] = "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    };

    /// <summary>Whether a text may go with it, and be shown below it.</summary>
    public bool HasCaption => Kind is not (Audio or Sticker);

    /// <summary>Null: it is sound or a picture of a type that phones are not shown.</summary>
    public static CloudMedia? Of(JobAttachment file) => TypeOf(file) switch
    {
        ("image/jpeg" or "image/png") and var type => new CloudMedia(Image, type, 5 * MB),
        "image/webp" => new CloudMedia(Sticker, "image/webp", 500 * 1024),
        ("audio/aac" or "audio/amr" or "audio/mpeg" or "audio/mp4" or "audio/ogg") and var type => new CloudMedia(Audio, type, 16 * MB),
        ("video/mp4" or "video/3gpp") and var type => new CloudMedia(Video, type, 16 * MB),
        var type when type.StartsWith("image/", StringComparison.Ordinal) || type.StartsWith("audio/", StringComparison.Ordinal) || type.StartsWith("video/", StringComparison.Ordinal) => null,
        var type => new CloudMedia(Document, type, 100 * MB),
    };

    private static string TypeOf(JobAttachment file)
    {
        var given = file.ContentType?.Split(';')[0].Trim().ToLowerInvariant();
        return given is null or "" or Unknown || !System.Net.Http.Headers.MediaTypeHeaderValue.TryParse(given, out _) ? _byEnding.GetValueOrDefault(Path.GetExtension(file.Filename), Unknown)
            : given switch
            {
                "image/jpg" => "image/jpeg",
                "audio/mp3" => "audio/mpeg",
                "audio/m4a" or "audio/x-m4a" => "audio/mp4",
                _ => given,
            };
    }
}
