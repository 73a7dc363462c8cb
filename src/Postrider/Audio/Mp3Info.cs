using static System.Buffers.Binary.BinaryPrimitives;

namespace Postrider.Audio;

/// <summary>The frame without sound with which encoders begin an MP3 file: how many frames follow, and how much silence was added.</summary>
internal readonly record struct Mp3Info(uint? Frames, int Added)
{
    private const int HasFrames = 1, HasBytes = 2, HasTable = 4, HasQuality = 8;
    private const int TableSize = 100, DelayAt = 21;

    public static Mp3Info? Find(ReadOnlySpan<byte> frame)
    {
        if (frame.Length < 4)
        {
            return null;
        }

        var isFirst = ((frame[1] >> 3) & 3) == 3;
        var isMono = frame[3] >> 6 == 3;
        var xing = 4 + (isFirst ? isMono ? 17 : 32 : isMono ? 9 : 17);
        const int Vbri = 36;
        return frame.Length >= xing + 8 && (frame[xing..].StartsWith("Xing"u8) || frame[xing..].StartsWith("Info"u8)) ? Xing(frame[xing..])
            : frame.Length >= Vbri + 18 && frame[Vbri..].StartsWith("VBRI"u8) ? new Mp3Info(ReadUInt32BigEndian(frame[(Vbri + 14)..]), 0)
            : null;
    }

    private static Mp3Info Xing(ReadOnlySpan<byte> tag)
    {
        var flags = ReadUInt32BigEndian(tag[4..]);
        var at = 8;
        uint? frames = (flags & HasFrames) != 0 && tag.Length >= at + 4 ? ReadUInt32BigEndian(tag[at..]) : null;
        at += ((flags & HasFrames) != 0 ? 4 : 0) + ((flags & HasBytes) != 0 ? 4 : 0) + ((flags & HasTable) != 0 ? TableSize : 0) + ((flags & HasQuality) != 0 ? 4 : 0);
        return tag.Length >= at + DelayAt + 3 && tag[at..] is [(byte)'L', (byte)'A' or (byte)'a', ..]
            ? new Mp3Info(frames, ((tag[at + DelayAt] << 4) | (tag[at + DelayAt + 1] >> 4)) + (((tag[at + DelayAt + 1] & 15) << 8) | tag[at + DelayAt + 2]))
            : new Mp3Info(frames, 0);
    }
}
