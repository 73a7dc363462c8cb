namespace Postrider.Mail.Mime.Parsing;

/// <summary>Base64 that goes on over lines. What is not of its alphabet is passed over; after padding it begins anew.</summary>
internal sealed class Base64Lines
{
    private static readonly sbyte[] _values = MakeValues();
    private int _bits;
    private int _count;

    public void Reset() => (_bits, _count) = (0, 0);

    public int Decode(ReadOnlySpan<byte> content, Span<byte> into)
    {
        var (bits, count, made) = (_bits, _count, 0);
        foreach (var character in content)
        {
            var value = _values[character];
            if (value >= 0)
            {
                bits = (bits << 6) | (byte)value;
                if (++count == 4)
                {
                    into[made] = (byte)(bits >> 16);
                    into[made + 1] = (byte)(bits >> 8);
                    into[made + 2] = (byte)bits;
                    (bits, count, made) = (0, 0, made + 3);
                }
            }
            else if (character == '=')
            {
                made += Flush(bits, count, into[made..]);
                (bits, count) = (0, 0);
            }
        }

        (_bits, _count) = (bits, count);
        return made;
    }

    /// <summary>What is left where the padding is missing.</summary>
    public int Finish(Span<byte> into)
    {
        var made = Flush(_bits, _count, into);
        Reset();
        return made;
    }

    private static int Flush(int bits, int count, Span<byte> into)
    {
        if (count < 2)
        {
            return 0;
        }

        bits <<= (4 - count) * 6;
        into[0] = (byte)(bits >> 16);
        if (count == 3)
        {
            into[1] = (byte)(bits >> 8);
        }

        return count - 1;
    }

    private static sbyte[] MakeValues()
    {
        var values = new sbyte[256];
        Array.Fill(values, (sbyte)-1);
        for (var i = 0; i < 64; i++)
        {
            values["ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"[i]] = (sbyte)i;
        }

        return values;
    }
}
