using static Postrider.Tests.Audio.Bytes;

namespace Postrider.Tests.Audio;

internal static class Ogg
{
    public const int Skip = 312;

    /// <summary>A CELT packet of 20 ms.</summary>
    public static readonly byte[] Packet = [0x98, 1, 2, 3, 4, 5, 6, 7, 8, 9];

    public static byte[] OpusHead => Join(Text("OpusHead"), [1, 1], Little16(Skip), Little32(48000), [0, 0, 0]);

    public static byte[] VorbisHead => Join(Text("\u0001vorbis"), Little32(0), [1], Little32(44100), new byte[12], [0xB8, 1]);

    /// <summary>Fifty packets a page, that is one second.</summary>
    public static byte[] Opus(int pages, uint serial = 7, long offset = 0, long trim = 0) => Join(
        [
            Page(serial, 0, 2, 0, OpusHead),
            Page(serial, 1, 0, 0, Join(Text("OpusTags"), new byte[20])),
            .. Enumerable.Range(0, pages).Select(page => Page(serial, 2 + page, page == pages - 1 ? 4 : 0, offset + ((page + 1) * 48000L) - (page == pages - 1 ? trim : 0), [.. Enumerable.Repeat(Packet, 50)])),
        ]);

    public static byte[] Vorbis(long granule, int packets = 40) => Join(
        Page(9, 0, 2, 0, VorbisHead),
        Page(9, 1, 0, 0, Join(Text("\u0003vorbis"), new byte[20]), Join(Text("\u0005vorbis"), new byte[600])),
        Page(9, 2, 4, granule, [.. Enumerable.Repeat(Packet, packets)]));

    public static byte[] Page(uint serial, int number, int flags, long granule, params byte[][] packets)
    {
        var lacing = packets.SelectMany(packet => Enumerable.Repeat((byte)255, packet.Length / 255).Append((byte)(packet.Length % 255))).ToArray();
        return Join(Text("OggS"), [0, (byte)flags], Little64(granule), Little32(serial), Little32(number), Little32(0), [(byte)lacing.Length], lacing, Join(packets));
    }
}
