using static System.Buffers.Binary.BinaryPrimitives;

namespace Postrider.Audio;

/// <summary>A box of an MP4 file: its kind, and what is in it.</summary>
internal readonly ref struct Mp4Box
{
    private const int Header = 8, LongHeader = 16;

    private Mp4Box(ReadOnlySpan<byte> bytes, int header, int size)
    {
        Kind = ReadUInt32BigEndian(bytes[4..]);
        Body = bytes[header..size];
        Size = size;
    }

    public uint Kind { get; }

    public ReadOnlySpan<byte> Body { get; }

    public int Size { get; }

    /// <summary>Whether nothing more is to be read: fewer bytes are left than a box has, as old writers leave four zeros behind.</summary>
    public static bool IsEnd(ReadOnlySpan<byte> bytes) => bytes.Length < Header;

    /// <summary>False: the box reaches past the end.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out Mp4Box box)
    {
        box = default;
        long size = ReadUInt32BigEndian(bytes);
        var header = Header;
        if (size == 0)
        {
            size = bytes.Length;
        }
        else if (size == 1)
        {
            header = LongHeader;
            size = bytes.Length >= LongHeader ? ReadInt64BigEndian(bytes[Header..]) : 0;
        }

        if (size < header || size > bytes.Length)
        {
            return false;
        }

        box = new Mp4Box(bytes, header, (int)size);
        return true;
    }
}

/// <summary>The names of boxes, as numbers.</summary>
internal static class Mp4Kind
{
    public const uint
        Moov = 0x6D6F6F76, Mdat = 0x6D646174, Moof = 0x6D6F6F66, Mvhd = 0x6D766864, Mvex = 0x6D766578, Mehd = 0x6D656864, Trex = 0x74726578,
        Trak = 0x7472616B, Tkhd = 0x746B6864, Edts = 0x65647473, Elst = 0x656C7374, Mdia = 0x6D646961, Mdhd = 0x6D646864, Hdlr = 0x68646C72,
        Minf = 0x6D696E66, Stbl = 0x7374626C, Stsd = 0x73747364, Stts = 0x73747473, Stsz = 0x7374737A, Stz2 = 0x73747A32, Stco = 0x7374636F, Co64 = 0x636F3634,
        Traf = 0x74726166, Tfhd = 0x74666864, Trun = 0x7472756E;
    public const uint Sound = 0x736F756E, Video = 0x76696465, Encrypted = 0x656E6361, Protected = 0x64726D73;
}
