using static Postrider.Tests.Audio.Bytes;

namespace Postrider.Tests.Audio;

internal static class Mp4
{
    private const int Scale = 44100, FrameSize = 10;

    public static byte[] Ftyp => Box("ftyp", Text("M4A "), new byte[4], Text("isom"));

    public static byte[] Mvhd => Box("mvhd", new byte[12], Big32(1000), Big32(0), new byte[80]);

    /// <summary>Frames of 1,024 samples at 44.1 kHz, ten bytes each.</summary>
    public static byte[] File(int frames, bool indexFirst = true, byte[]? track = null, int? stored = null)
    {
        var data = Box("mdat", new byte[stored ?? frames * FrameSize]);
        var index = Box("moov", Mvhd, track ?? Track(frames));
        return indexFirst ? Join(Ftyp, index, Box("free", new byte[8]), data) : Join(Ftyp, data, index);
    }

    public static byte[] Track(int frames, string kind = "soun", string codec = "mp4a", byte[]? edits = null, byte[]? sizes = null, int chunk = 40) => Box(
        "trak",
        Box("tkhd", new byte[12], Big32(1), new byte[68]),
        edits ?? [],
        Box(
            "mdia",
            Box("mdhd", new byte[12], Big32(Scale), Big32(0), new byte[4]),
            Box("hdlr", new byte[8], Text(kind), new byte[13]),
            Box(
                "minf",
                Box("stbl", Box("stsd", new byte[4], Big32(1), Box(codec, new byte[28])), Table("stts", [Big32(frames), Big32(1024)]), sizes ?? Box("stsz", new byte[4], Big32(FrameSize), Big32(frames)), Table("stco", [Big32(chunk)])))));

    /// <summary>An edit of so many milliseconds.</summary>
    public static byte[] Edits(int milliseconds) => Box("edts", Table("elst", [Big32(milliseconds), Big32(1024), Big32(0x10000)]));

    /// <summary>As browsers record: an index without samples, and a fragment a second.</summary>
    public static byte[] Fragmented(int fragments, bool ownDurations = false, long announced = 0) => Join(
        Ftyp,
        Box("moov", Mvhd, Box("mvex", Box("mehd", new byte[4], Big32(announced)), Box("trex", new byte[4], Big32(1), Big32(1), Big32(1024), Big32(FrameSize), new byte[4])), Track(0)),
        Repeat(Join(Box("moof", Box("mfhd", new byte[8]), Box("traf", Box("tfhd", new byte[4], Big32(1)), Run(43, ownDurations))), Box("mdat", new byte[430])), fragments));

    public static byte[] Table(string name, params byte[][][] entries) => Box(name, new byte[4], Big32(entries.Length), Join(entries.SelectMany(entry => entry)));

    public static byte[] Box(string name, params byte[][] parts)
    {
        var body = Join(parts);
        return Join(Big32(body.Length + 8), Text(name), body);
    }

    private static byte[] Run(int frames, bool ownDurations) => ownDurations
        ? Box("trun", Big32(0x300), Big32(frames), Repeat(Join(Big32(1024), Big32(FrameSize)), frames))
        : Box("trun", Big32(1), Big32(frames), Big32(0));
}
