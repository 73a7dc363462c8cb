namespace Postrider.Audio;

/// <summary>WebM and Matroska. The blocks say how long it plays; a length that the file names is believed where they bear it out.</summary>
internal static class WebmFile
{
    private const uint Header = 0x1A45DFA3, DocType = 0x4282, Segment = 0x18538067, Cluster = 0x1F43B675, BlockGroup = 0xA0, Info = 0x1549A966, Tracks = 0x1654AE6B, TrackEntry = 0xAE;

    public static AudioInspection Inspect(ReadOnlySpan<byte> file)
    {
        if (!EbmlElement.TryRead(file, out var header) || header.Id != Header)
        {
            return AudioInspection.Damaged("The WebM file is cut off.");
        }

        var kind = Kind(header.Body);
        if (kind is null)
        {
            return AudioInspection.Unsupported("The file is neither WebM nor Matroska.");
        }

        var times = new WebmTimes();
        for (var rest = file[(header.Header + header.Body.Length)..]; rest.Length > 0;)
        {
            if (!EbmlElement.TryRead(rest, out var element))
            {
                return AudioInspection.Damaged("The WebM file is cut off or broken.");
            }

            // Entered without leaving: recorders do not know the sizes of what they have not written yet.
            if (element.Id is Segment or Cluster or BlockGroup or Info or Tracks or TrackEntry)
            {
                rest = rest[element.Header..];
                continue;
            }

            if (times.Take(element) is { } fault)
            {
                return AudioInspection.Not(fault);
            }

            rest = rest[(element.Header + element.Body.Length)..];
        }

        return times.Judge(kind);
    }

    private static string? Kind(ReadOnlySpan<byte> body)
    {
        while (EbmlElement.TryRead(body, out var element))
        {
            if (element.Id == DocType)
            {
                return element.Body.SequenceEqual("webm"u8) ? "audio/webm" : element.Body.SequenceEqual("matroska"u8) ? "audio/x-matroska" : null;
            }

            body = body[(element.Header + element.Body.Length)..];
        }

        return null;
    }
}
