using static System.Buffers.Binary.BinaryPrimitives;

namespace Postrider.Audio;

/// <summary>One page of an Ogg file. Its checksum is left to whoever plays it.</summary>
internal readonly ref struct OggPage
{
    private const int Header = 27;
    private readonly byte _flags;

    private OggPage(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> lacing, ReadOnlySpan<byte> body)
    {
        _flags = bytes[5];
        Granule = ReadInt64LittleEndian(bytes[6..]);
        Serial = ReadUInt32LittleEndian(bytes[14..]);
        Number = ReadUInt32LittleEndian(bytes[18..]);
        Lacing = lacing;
        Body = body;
    }

    public bool IsContinued => (_flags & 1) != 0;

    public bool IsFirst => (_flags & 2) != 0;

    public bool IsLast => (_flags & 4) != 0;

    public long Granule { get; }

    public uint Serial { get; }

    public uint Number { get; }

    public ReadOnlySpan<byte> Lacing { get; }

    public ReadOnlySpan<byte> Body { get; }

    public int Size => Header + Lacing.Length + Body.Length;

    /// <summary>False: no page begins here, or it reaches past the end.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out OggPage page)
    {
        page = default;
        if (bytes.Length < Header || !bytes.StartsWith("OggS\0"u8) || bytes.Length < Header + bytes[26])
        {
            return false;
        }

        var lacing = bytes.Slice(Header, bytes[26]);
        var size = 0;
        foreach (var lace in lacing)
        {
            size += lace;
        }

        var body = bytes[(Header + lacing.Length)..];
        if (body.Length < size)
        {
            return false;
        }

        page = new OggPage(bytes, lacing, body[..size]);
        return true;
    }
}
