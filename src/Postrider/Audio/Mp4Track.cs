using static System.Buffers.Binary.BinaryPrimitives;

namespace Postrider.Audio;

/// <summary>What is gathered of one track. Numbers are added without overflow, and only as often as there are bytes for them.</summary>
internal sealed class Mp4Track
{
    // An edit may leave out what a codec added; one that leaves out more would hide sound.
    private const double MostLeftOut = 0.5;

    public uint Id { get; private set; }

    public uint Kind { get; private set; }

    public bool IsProtected { get; private set; }

    public uint Scale { get; private set; }

    /// <summary>How long all samples last, in units of <see cref="Scale"/>.</summary>
    public double Duration { get; set; }

    /// <summary>How many bytes all samples take.</summary>
    public double Bytes { get; set; }

    /// <summary>Where the last chunk begins.</summary>
    public ulong LastChunk { get; private set; }

    public uint DefaultDuration { get; set; }

    public uint DefaultSize { get; set; }

    private double _edit;
    private int _edits;

    public double Seconds(uint movieScale)
    {
        if (Scale == 0)
        {
            return 0;
        }

        var whole = Duration / Scale;
        var edited = _edits == 1 && movieScale > 0 ? _edit / movieScale : 0;
        return edited <= whole && edited >= whole - MostLeftOut && edited > 0 ? edited : whole;
    }

    /// <summary>Takes in one of the track's boxes that hold no others; false: it is broken.</summary>
    public bool Take(uint kind, ReadOnlySpan<byte> body) => kind switch
    {
        Mp4Kind.Tkhd => TakeId(body),
        Mp4Kind.Mdhd => TakeScale(body),
        // QuickTime has a second one, which says where the data lies.
        Mp4Kind.Hdlr when Kind == 0 => body.Length >= 12 && (Kind = ReadUInt32BigEndian(body[8..])) > 0,
        Mp4Kind.Elst => TakeEdits(body),
        Mp4Kind.Stsd => TakeForm(body),
        Mp4Kind.Stts => TakeDurations(body),
        Mp4Kind.Stsz => TakeSizes(body),
        Mp4Kind.Stz2 => TakeShortSizes(body),
        Mp4Kind.Stco => TakeChunks(body, 4),
        Mp4Kind.Co64 => TakeChunks(body, 8),
        _ => true,
    };

    private bool TakeId(ReadOnlySpan<byte> body)
    {
        var at = body is [1, ..] ? 20 : 12;
        Id = body.Length >= at + 4 ? ReadUInt32BigEndian(body[at..]) : 0;
        return body.Length >= at + 4;
    }

    private bool TakeScale(ReadOnlySpan<byte> body)
    {
        var at = body is [1, ..] ? 20 : 12;
        Scale = body.Length >= at + 4 ? ReadUInt32BigEndian(body[at..]) : 0;
        return Scale > 0;
    }

    private bool TakeForm(ReadOnlySpan<byte> body)
    {
        IsProtected |= body.Length >= 16 && ReadUInt32BigEndian(body[12..]) is Mp4Kind.Encrypted or Mp4Kind.Protected;
        return body.Length >= 16;
    }

    private bool TakeEdits(ReadOnlySpan<byte> body)
    {
        var isLong = body is [1, ..];
        if (!Table(body, 8, isLong ? 20 : 12, out var entries))
        {
            return false;
        }

        for (; entries.Length > 0; entries = entries[(isLong ? 20 : 12)..])
        {
            // A start of -1 is a pause before the sound, in which nothing plays.
            if (isLong ? ReadInt64BigEndian(entries[8..]) >= 0 : ReadInt32BigEndian(entries[4..]) >= 0)
            {
                _edit = isLong ? ReadUInt64BigEndian(entries) : ReadUInt32BigEndian(entries);
                _edits++;
            }
        }

        return true;
    }

    private bool TakeDurations(ReadOnlySpan<byte> body)
    {
        if (!Table(body, 8, 8, out var entries))
        {
            return false;
        }

        for (; entries.Length > 0; entries = entries[8..])
        {
            Duration += ReadUInt32BigEndian(entries) * (double)ReadUInt32BigEndian(entries[4..]);
        }

        return true;
    }

    private bool TakeSizes(ReadOnlySpan<byte> body)
    {
        if (body.Length >= 12 && ReadUInt32BigEndian(body[4..]) is > 0 and var each)
        {
            Bytes += each * (double)ReadUInt32BigEndian(body[8..]);
            return true;
        }

        if (!Table(body, 12, 4, out var entries))
        {
            return false;
        }

        for (; entries.Length > 0; entries = entries[4..])
        {
            Bytes += ReadUInt32BigEndian(entries);
        }

        return true;
    }

    private bool TakeShortSizes(ReadOnlySpan<byte> body)
    {
        if (body.Length < 12 || body[7] is not (4 or 8 or 16) || (body.Length - 12) * 8L < ReadUInt32BigEndian(body[8..]) * (long)body[7])
        {
            return false;
        }

        var (bits, count) = (body[7], ReadUInt32BigEndian(body[8..]));
        for (var i = 0; i < count; i++)
        {
            Bytes += bits switch
            {
                16 => ReadUInt16BigEndian(body[(12 + (2 * i))..]),
                8 => body[12 + i],
                _ => (body[12 + (i / 2)] >> (i % 2 == 0 ? 4 : 0)) & 15,
            };
        }

        return true;
    }

    private bool TakeChunks(ReadOnlySpan<byte> body, int size)
    {
        if (!Table(body, 8, size, out var entries))
        {
            return false;
        }

        for (; entries.Length > 0; entries = entries[size..])
        {
            LastChunk = Math.Max(LastChunk, size == 4 ? ReadUInt32BigEndian(entries) : ReadUInt64BigEndian(entries));
        }

        return true;
    }

    /// <summary>The entries that a table announces, once they are seen to be there.</summary>
    private static bool Table(ReadOnlySpan<byte> body, int header, int entry, out ReadOnlySpan<byte> entries)
    {
        entries = default;
        if (body.Length < header || ReadUInt32BigEndian(body[(header - 4)..]) is var count && count * (long)entry > body.Length - header)
        {
            return false;
        }

        entries = body.Slice(header, (int)count * entry);
        return true;
    }
}
