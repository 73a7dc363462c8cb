namespace Postrider.Campaigns;

/// <summary>What a file's first bytes tell: whether it is text, and what stands between its columns.</summary>
/// <param name="Skip">How many bytes go before the first row.</param>
/// <param name="Delimiter">A comma where nothing is separated.</param>
/// <param name="Fault">Null: it is text.</param>
internal readonly record struct CsvStart(int Skip, byte Delimiter, CampaignFileFault? Fault)
{
    private static readonly (byte[] Mark, string What)[] _foreign =
    [
        ([0xFF, 0xFE], ""), ([0xFE, 0xFF], ""),
        ([0x50, 0x4B, 0x03, 0x04], "an Excel workbook or another ZIP archive"), ([0x50, 0x4B, 0x05, 0x06], "a ZIP archive"),
        ([0xD0, 0xCF, 0x11, 0xE0], "an old Excel workbook"), ([0x1F, 0x8B], "compressed with gzip"), ([0x25, 0x50, 0x44, 0x46, 0x2D], "a PDF"),
    ];

    private static ReadOnlySpan<byte> Bom => [0xEF, 0xBB, 0xBF];

    private static ReadOnlySpan<byte> Delimiters => ",;\t"u8;

    /// <param name="bytes">The beginning, with the whole of the first row or as much as a row may have.</param>
    public static CsvStart Read(ReadOnlySpan<byte> bytes)
    {
        foreach (var (mark, what) in _foreign)
        {
            if (bytes.StartsWith(mark))
            {
                return Refuse(what.Length == 0 ? CampaignFileFault.NotUtf8("The file is UTF-16") : CampaignFileFault.NotCsv($"The file is {what}, not CSV"));
            }
        }

        if (bytes.Contains((byte)0))
        {
            return Refuse(IsUtf16(bytes) ? CampaignFileFault.NotUtf8("The file is UTF-16") : CampaignFileFault.NotCsv("The file is not text"));
        }

        var skip = bytes.StartsWith(Bom) ? Bom.Length : 0;
        return new CsvStart(skip, DelimiterOf(bytes[skip..]), null);
    }

    private static CsvStart Refuse(CampaignFileFault fault) => new(0, 0, fault);

    // Of Latin text every other byte is zero; in other scripts line ends and digits still are.
    private static bool IsUtf16(ReadOnlySpan<byte> bytes)
    {
        var looked = Math.Min(bytes.Length, 1024);
        var zeros = new int[2];
        for (var i = 0; i < looked; i++)
        {
            zeros[i % 2] += bytes[i] == 0 ? 1 : 0;
        }

        return zeros.Min() == 0 && zeros.Max() * 8 >= looked;
    }

    // What separates the header's names most often; quoted names may hold anything.
    private static byte DelimiterOf(ReadOnlySpan<byte> text)
    {
        var counts = new int[Delimiters.Length];
        var quoted = false;
        foreach (var b in text.TrimStart("\r\n "u8))
        {
            if (b == '"')
            {
                quoted = !quoted;
            }
            else if (!quoted && b is (byte)'\r' or (byte)'\n')
            {
                break;
            }
            else if (!quoted && Delimiters.IndexOf(b) is >= 0 and var which)
            {
                counts[which]++;
            }
        }

        return Delimiters[Array.IndexOf(counts, counts.Max())];
    }
}
