using System.Buffers.Binary;

namespace Postrider.Tests.Sip.Sound;

/// <summary>WAV files as tests need them, right and wrong.</summary>
internal static class WavBytes
{
    public static byte[] Make(int tag, int channels, int rate, int bits, byte[] data, uint? riffSize = null, uint? dataSize = null, byte[]? before = null, bool isExtensible = false)
    {
        var form = isExtensible
            ? Chunk("fmt ", [.. Form(0xFFFE, channels, rate, bits), 22, 0, (byte)bits, 0, 0, 0, 0, 0, (byte)tag, 0, 0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71])
            : Chunk("fmt ", Form(tag, channels, rate, bits));
        byte[] rest = [.. "WAVE"u8, .. before ?? [], .. form, .. Chunk("data", data, dataSize)];
        return Chunk("RIFF", rest, riffSize);
    }

    public static byte[] Chunk(string name, byte[] body, uint? size = null) =>
        [.. System.Text.Encoding.ASCII.GetBytes(name), .. Number(size ?? (uint)body.Length, 4), .. body, .. new byte[body.Length & 1]];

    public static byte[] Number(long number, int bytes)
    {
        var written = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(written, number);
        return written[..bytes];
    }

    private static byte[] Form(int tag, int channels, int rate, int bits) =>
        [.. Number(tag, 2), .. Number(channels, 2), .. Number(rate, 4), .. Number((long)rate * channels * bits / 8, 4), .. Number(channels * ((bits + 7) / 8), 2), .. Number(bits, 2)];
}
