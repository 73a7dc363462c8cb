using System.Buffers.Binary;
using static Postrider.Tests.Audio.Bytes;

namespace Postrider.Tests.Audio;

internal static class Webm
{
    private static readonly byte[] _unknown = [0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF];

    public static byte[] Header(string kind = "webm") => Element([0x1A, 0x45, 0xDF, 0xA3], Element([0x42, 0x82], Text(kind)));

    public static byte[] Track(byte type = 2, string codec = "A_OPUS") => Element([0x16, 0x54, 0xAE, 0x6B], Element([0xAE], Element([0xD7], [1]), Element([0x83], [type]), Element([0x86], Text(codec))));

    public static byte[] Info(double? milliseconds) =>
        Element([0x15, 0x49, 0xA9, 0x66], Element([0x2A, 0xD7, 0xB1], [0x0F, 0x42, 0x40]), milliseconds is { } given ? Element([0x44, 0x89], Double(given)) : []);

    /// <summary>As browsers record it: a cluster a second, fifty blocks in each, and no size is known.</summary>
    public static byte[] Recorded(int clusters, double? milliseconds = null, byte[]? track = null) => Join(
        Header(),
        [0x18, 0x53, 0x80, 0x67],
        _unknown,
        Info(milliseconds),
        track ?? Track(),
        Join(Enumerable.Range(0, clusters).Select(cluster => Join([0x1F, 0x43, 0xB6, 0x75], _unknown, Element([0xE7], Big32(cluster * 1000)), Blocks()))));

    /// <summary>As muxers write it: every size is known.</summary>
    public static byte[] Muxed(int clusters, double? milliseconds, string kind = "webm", byte[]? more = null) => Join(
        Header(kind),
        Element(
            [0x18, 0x53, 0x80, 0x67],
            Info(milliseconds),
            Element([0xEC], new byte[30]),
            Track(),
            Join(Enumerable.Range(0, clusters).Select(cluster => Element([0x1F, 0x43, 0xB6, 0x75], Element([0xE7], Big32(cluster * 1000)), Blocks()))),
            more ?? []));

    public static byte[] Block(int time, byte[]? packet = null) => Element([0xA3], [0x81], Big16(time), [0x80], packet ?? Ogg.Packet);

    public static byte[] Element(byte[] id, params byte[][] parts)
    {
        var body = Join(parts);
        return Join(id, [0x10, .. Big32(body.Length)[1..]], body);
    }

    public static byte[] Double(double number)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteDoubleBigEndian(bytes, number);
        return bytes;
    }

    private static byte[] Blocks() => Join(Enumerable.Range(0, 50).Select(block => Block(block * 20)));
}
