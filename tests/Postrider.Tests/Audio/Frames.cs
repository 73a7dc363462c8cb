using static Postrider.Tests.Audio.Bytes;

namespace Postrider.Tests.Audio;

/// <summary>MP3 and ADTS files.</summary>
internal static class Frames
{
    /// <summary>MPEG 1, layer III, 128 kbit/s at 44.1 kHz: 417 bytes for 1,152 samples.</summary>
    public static readonly byte[] Mp3 = Frame([0xFF, 0xFB, 0x90, 0xC0], 417);

    /// <summary>MPEG 2, 32 kbit/s at 16 kHz: 144 bytes for 576 samples.</summary>
    public static readonly byte[] Mpeg2 = Frame([0xFF, 0xF3, 0x48, 0xC0], 144);

    /// <summary>MPEG 2.5, 16 kbit/s at 8 kHz: 144 bytes for 576 samples.</summary>
    public static readonly byte[] Mpeg25 = Frame([0xFF, 0xE3, 0x28, 0xC0], 144);

    /// <summary>AAC-LC, mono at 44.1 kHz: 1,024 samples.</summary>
    public static readonly byte[] Adts = Frame([0xFF, 0xF1, 0x50, 0x40, 0x0C, 0x9F, 0xFC], 100);

    public const double Mp3Seconds = 1152 / 44100.0;

    /// <summary>The frame with which encoders begin.</summary>
    public static byte[] Xing(uint frames, int delay = 0, int padding = 0)
    {
        var frame = (byte[])Mp3.Clone();
        Join(Text("Info"), Big32(15), Big32(frames), Big32(0), new byte[104], Text("LAME3.100"), new byte[12], [(byte)(delay >> 4), (byte)((delay << 4) | (padding >> 8)), (byte)padding]).CopyTo(frame, 21);
        return frame;
    }

    public static byte[] Vbri(uint frames)
    {
        var frame = (byte[])Mp3.Clone();
        Join(Text("VBRI"), new byte[10], Big32(frames)).CopyTo(frame, 36);
        return frame;
    }

    public static byte[] Id3(int size, byte flags = 0) => Join(Text("ID3"), [4, 0, flags], [(byte)(size >> 21), (byte)((size >> 14) & 127), (byte)((size >> 7) & 127), (byte)(size & 127)], new byte[size], new byte[(flags & 0x10) != 0 ? 10 : 0]);

    private static byte[] Frame(byte[] header, int size)
    {
        var frame = new byte[size];
        header.CopyTo(frame, 0);
        return frame;
    }
}
