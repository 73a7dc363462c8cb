using static Postrider.Tests.Audio.Bytes;

namespace Postrider.Tests.Audio;

internal static class Wav
{
    public static byte[] File(double seconds, int kind = 1, int channels = 1, int rate = 8000, int bits = 16, long? announced = null)
    {
        var data = new byte[(int)(seconds * rate) * channels * bits / 8];
        return Riff(Form(kind, channels, rate, bits), Chunk("data", data, announced));
    }

    public static byte[] Riff(params byte[][] chunks)
    {
        var body = Join(chunks);
        return Join(Text("RIFF"), Little32(body.Length + 4), Text("WAVE"), body);
    }

    public static byte[] Form(int kind = 1, int channels = 1, int rate = 8000, int bits = 16)
    {
        var block = channels * bits / 8;
        var plain = Join(Little16(kind), Little16(channels), Little32(rate), Little32((long)rate * block), Little16(block), Little16(bits));
        return Chunk("fmt ", plain);
    }

    /// <summary>The form that names what it is in a second place.</summary>
    public static byte[] ExtensibleForm(int kind, int rate, int bits) => Chunk(
        "fmt ",
        Join(Little16(0xFFFE), Little16(1), Little32(rate), Little32((long)rate * bits / 8), Little16(bits / 8), Little16(bits), Little16(22), Little16(bits), Little32(4), Little16(kind), new byte[14]));

    public static byte[] Chunk(string name, byte[] body, long? announced = null) =>
        Join(Text(name), Little32(announced ?? body.Length), body, new byte[body.Length & 1]);
}
