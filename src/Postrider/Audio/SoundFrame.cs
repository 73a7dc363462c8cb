namespace Postrider.Audio;

/// <summary>One frame of MP3 or ADTS, as its header describes it.</summary>
internal readonly record struct SoundFrame(int Bytes, int Samples, int Rate)
{
    private const byte Sync = 0xFF;
    private static readonly int[] _mpegRates = [44_100, 48_000, 32_000];
    private static readonly int[] _aacRates = [96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350];
    private static readonly int[] _kilobits1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
    private static readonly int[] _kilobits2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];

    public double Seconds => Samples / (double)Rate;

    /// <summary>MPEG 1, 2 or 2.5, layer III, with a bit rate that is named.</summary>
    public static bool TryReadMp3(ReadOnlySpan<byte> bytes, out SoundFrame frame)
    {
        frame = default;
        if (!IsLayerThree(bytes) || bytes[2] >> 4 is 0 or 15)
        {
            return false;
        }

        var version = (bytes[1] >> 3) & 3;
        var isFirst = version == 3;
        var rate = _mpegRates[(bytes[2] >> 2) & 3] >> (isFirst ? 0 : version == 2 ? 1 : 2);
        var bits = (isFirst ? _kilobits1 : _kilobits2)[bytes[2] >> 4] * 1000;
        frame = new SoundFrame(((isFirst ? 144 : 72) * bits / rate) + ((bytes[2] >> 1) & 1), isFirst ? 1152 : 576, rate);
        return true;
    }

    /// <summary>A layer III header that names no bit rate, so that its length cannot be told.</summary>
    public static bool IsFreeFormat(ReadOnlySpan<byte> bytes) => IsLayerThree(bytes) && bytes[2] >> 4 == 0;

    public static bool TryReadAdts(ReadOnlySpan<byte> bytes, out SoundFrame frame)
    {
        frame = default;
        if (bytes is not [Sync, _, _, _, _, _, _, ..] || (bytes[1] & 0xF6) != 0xF0 || ((bytes[2] >> 2) & 15) >= _aacRates.Length)
        {
            return false;
        }

        var size = ((bytes[3] & 3) << 11) | (bytes[4] << 3) | (bytes[5] >> 5);
        var hasCheck = (bytes[1] & 1) == 0;
        frame = new SoundFrame(size, 1024 * ((bytes[6] & 3) + 1), _aacRates[(bytes[2] >> 2) & 15]);
        return size > (hasCheck ? 9 : 7);
    }

    private static bool IsLayerThree(ReadOnlySpan<byte> bytes) =>
        bytes is [Sync, >= 0xE0, _, _, ..] && ((bytes[1] >> 1) & 3) == 1 && ((bytes[1] >> 3) & 3) != 1 && ((bytes[2] >> 2) & 3) != 3 && (bytes[3] & 3) != 2;
}
