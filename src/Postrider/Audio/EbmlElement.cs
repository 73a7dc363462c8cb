namespace Postrider.Audio;

/// <summary>An element of EBML, the tree that WebM is written in.</summary>
internal readonly ref struct EbmlElement
{
    private EbmlElement(uint id, ReadOnlySpan<byte> body, int header)
    {
        Id = id;
        Body = body;
        Header = header;
    }

    public uint Id { get; }

    /// <summary>What is in it; of one whose size is not known, all that follows.</summary>
    public ReadOnlySpan<byte> Body { get; }

    public int Header { get; }

    /// <summary>A number of up to eight bytes.</summary>
    public ulong Number
    {
        get
        {
            var number = 0UL;
            foreach (var next in Body[..Math.Min(Body.Length, 8)])
            {
                number = (number << 8) | next;
            }

            return number;
        }
    }

    /// <summary>False: no element begins here, or it reaches past the end.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out EbmlElement element)
    {
        element = default;
        if (!TryReadNumber(bytes, 4, keepsMark: true, out var id, out var idSize, out _) || !TryReadNumber(bytes[idSize..], 8, keepsMark: false, out var size, out var sizeSize, out var isUnknown))
        {
            return false;
        }

        var body = bytes[(idSize + sizeSize)..];
        if (!isUnknown && size > (ulong)body.Length)
        {
            return false;
        }

        element = new EbmlElement((uint)id, isUnknown ? body : body[..(int)size], idSize + sizeSize);
        return true;
    }

    /// <summary>The leading zeros of the first byte say how many bytes follow.</summary>
    public static bool TryReadNumber(ReadOnlySpan<byte> bytes, int longest, bool keepsMark, out ulong number, out int size, out bool isUnknown)
    {
        (number, size, isUnknown) = (0, 0, false);
        if (bytes.Length == 0 || bytes[0] == 0)
        {
            return false;
        }

        size = System.Numerics.BitOperations.LeadingZeroCount((uint)bytes[0]) - 23;
        if (size > longest || size > bytes.Length)
        {
            return false;
        }

        var mark = 1UL << (7 * size);
        foreach (var next in bytes[..size])
        {
            number = (number << 8) | next;
        }

        isUnknown = (number & (mark - 1)) == mark - 1;
        number = keepsMark ? number : number & (mark - 1);
        return true;
    }
}
