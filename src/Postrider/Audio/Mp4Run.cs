using static System.Buffers.Binary.BinaryPrimitives;

namespace Postrider.Audio;

/// <summary>How long a sample of a fragment lasts, and how large it is, where its run does not say.</summary>
internal readonly record struct Mp4Run(uint Duration, uint Size)
{
    /// <summary>Reads <c>tfhd</c>, whose flags say which of its fields are there.</summary>
    public static bool TryRead(ReadOnlySpan<byte> body, Mp4Track track, out Mp4Run run)
    {
        var flags = ReadUInt32BigEndian(body);
        var at = 8 + ((flags & 1) != 0 ? 8 : 0) + ((flags & 2) != 0 ? 4 : 0);
        var sizeAt = at + ((flags & 8) != 0 ? 4 : 0);
        var isWhole = body.Length >= sizeAt + ((flags & 0x10) != 0 ? 4 : 0);
        run = new Mp4Run(
            isWhole && (flags & 8) != 0 ? ReadUInt32BigEndian(body[at..]) : track.DefaultDuration,
            isWhole && (flags & 0x10) != 0 ? ReadUInt32BigEndian(body[sizeAt..]) : track.DefaultSize);
        return isWhole;
    }

    /// <summary>Adds the samples of a <c>trun</c>; false: not all that it announces are there.</summary>
    public bool Add(ReadOnlySpan<byte> body, Mp4Track track)
    {
        if (body.Length < 8)
        {
            return false;
        }

        var flags = ReadUInt32BigEndian(body);
        var count = ReadUInt32BigEndian(body[4..]);
        var header = 8 + ((flags & 1) != 0 ? 4 : 0) + ((flags & 4) != 0 ? 4 : 0);
        var (hasDuration, hasSize) = ((flags & 0x100) != 0, (flags & 0x200) != 0);
        var sizeAt = hasDuration ? 4 : 0;
        var entry = sizeAt + (hasSize ? 4 : 0) + ((flags & 0x400) != 0 ? 4 : 0) + ((flags & 0x800) != 0 ? 4 : 0);
        if (body.Length < header + (count * (long)entry))
        {
            return false;
        }

        track.Duration += hasDuration ? 0 : count * (double)Duration;
        track.Bytes += hasSize ? 0 : count * (double)Size;
        body = body.Slice(header, (int)(count * (long)entry));
        for (; (hasDuration || hasSize) && body.Length > 0; body = body[entry..])
        {
            track.Duration += hasDuration ? ReadUInt32BigEndian(body) : 0;
            track.Bytes += hasSize ? ReadUInt32BigEndian(body[sizeAt..]) : 0;
        }

        return true;
    }
}
