namespace Postrider.Sip.Sound;

/// <summary>µ-law and A-law as ITU-T G.711 has them; linear samples are of 16 bits.</summary>
public static class G711
{
    public const byte ULawSilence = 0xFF;
    public const byte ALawSilence = 0xD5;

    private static readonly short[] _fromULaw = ByCode(code => ULawValue((byte)code));
    private static readonly short[] _fromALaw = ByCode(code => ALawValue((byte)code));
    private static readonly byte[] _toULaw = ByValue(ULawCode);
    private static readonly byte[] _toALaw = ByValue(ALawCode);
    private static readonly byte[] _uToA = ByCode(code => (byte)((code >= 0x80 ? 0xD5 : 0x55) ^ UToAStep(~code & 0x7F)));
    private static readonly byte[] _aToU = ByCode(code => (byte)((code >= 0x80 ? 0xFF : 0x7F) ^ AToUStep((code ^ 0x55) & 0x7F)));

    public static byte ToULaw(short sample) => _toULaw[(ushort)sample >> 2];

    public static byte ToALaw(short sample) => _toALaw[(ushort)sample >> 2];

    public static short FromULaw(byte code) => _fromULaw[code];

    public static short FromALaw(byte code) => _fromALaw[code];

    public static byte ULawToALaw(byte code) => _uToA[code];

    public static byte ALawToULaw(byte code) => _aToU[code];

    public static void ToULaw(ReadOnlySpan<short> samples, Span<byte> codes) => Convert(samples, codes, _toULaw);

    public static void ToALaw(ReadOnlySpan<short> samples, Span<byte> codes) => Convert(samples, codes, _toALaw);

    public static void FromULaw(ReadOnlySpan<byte> codes, Span<short> samples) => Convert(codes, samples, _fromULaw);

    public static void FromALaw(ReadOnlySpan<byte> codes, Span<short> samples) => Convert(codes, samples, _fromALaw);

    /// <summary>Both may be the same memory.</summary>
    public static void ULawToALaw(ReadOnlySpan<byte> codes, Span<byte> converted) => Convert(codes, converted, _uToA);

    /// <inheritdoc cref="ULawToALaw(ReadOnlySpan{byte}, Span{byte})"/>
    public static void ALawToULaw(ReadOnlySpan<byte> codes, Span<byte> converted) => Convert(codes, converted, _aToU);

    private static void Convert<T>(ReadOnlySpan<byte> codes, Span<T> converted, T[] table)
    {
        converted = converted[..codes.Length];
        for (var i = 0; i < codes.Length; i++)
        {
            converted[i] = table[codes[i]];
        }
    }

    private static void Convert(ReadOnlySpan<short> samples, Span<byte> codes, byte[] table)
    {
        codes = codes[..samples.Length];
        for (var i = 0; i < samples.Length; i++)
        {
            codes[i] = table[(ushort)samples[i] >> 2];
        }
    }

    private static short ULawValue(byte code)
    {
        var step = ~code & 0x7F;
        var magnitude = (((((step & 0xF) << 1) + 33) << (step >> 4)) - 33) << 2;
        return (short)(code >= 0x80 ? magnitude : -magnitude);
    }

    private static short ALawValue(byte code)
    {
        var step = (code ^ 0x55) & 0x7F;
        var segment = step >> 4;
        var magnitude = (((step & 0xF) << 4) + (segment == 0 ? 0x8 : 0x108)) << Math.Max(segment - 1, 0);
        return (short)(code >= 0x80 ? magnitude : -magnitude);
    }

    /// <remarks>A negative sample on a decision value belongs to the smaller step, as in the ITU's own software (G.191).</remarks>
    private static byte ULawCode(short sample)
    {
        var magnitude = Math.Min((sample < 0 ? ~sample : sample) >> 2, 8158) + 33;
        var segment = int.Log2(magnitude) - 5;
        var step = segment << 4 | (magnitude >> (segment + 1) & 0xF);
        return (byte)((sample < 0 ? 0x7F : 0xFF) ^ step);
    }

    private static byte ALawCode(short sample)
    {
        var magnitude = (sample < 0 ? ~sample : sample) >> 4;
        var segment = Math.Max(int.Log2(magnitude | 1) - 4, 0);
        var step = magnitude < 32 ? magnitude : (segment + 1) << 4 | (magnitude >> segment & 0xF);
        return (byte)((sample < 0 ? 0x55 : 0xD5) ^ step);
    }

    /// <summary>Table 3 of the recommendation: not the nearest step everywhere, but what survives the way back.</summary>
    private static int UToAStep(int step) => step switch
    {
        < 16 => step / 2,
        < 32 => step - 8,
        < 36 => 2 * step - 40,
        < 48 => step - 4,
        48 => 45,
        < 64 => step - 2,
        <= 80 => step - 1,
        _ => step,
    };

    /// <summary>Table 4 of the recommendation.</summary>
    private static int AToUStep(int step) => step switch
    {
        < 8 => 2 * step + 1,
        < 24 => step + 8,
        < 32 => 20 + step / 2,
        < 45 => step + 4,
        < 47 => step + 3,
        < 63 => step + 2,
        < 80 => step + 1,
        _ => step,
    };

    private static T[] ByCode<T>(Func<int, T> of)
    {
        var table = new T[256];
        for (var i = 0; i < table.Length; i++)
        {
            table[i] = of(i);
        }

        return table;
    }

    /// <summary>Neither law looks at the two lowest bits.</summary>
    private static byte[] ByValue(Func<short, byte> of)
    {
        var table = new byte[1 << 14];
        for (var i = 0; i < table.Length; i++)
        {
            table[i] = of((short)(i << 2));
        }

        return table;
    }
}
