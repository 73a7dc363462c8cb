using static System.Buffers.Binary.BinaryPrimitives;

namespace Postrider.Audio;

/// <summary>One logical stream, page by page. Granule positions say how long it plays; the packets keep them honest.</summary>
internal sealed class OggStream
{
    private const long NoGranule = -1;

    private readonly bool _isOpus;
    private readonly int _rate;
    private readonly int _skip;
    private readonly int _shortBlock;
    private readonly int _longBlock;
    private readonly int _headers;
    private uint _next;
    private bool _isOpen;
    private bool _isEnded;
    private int _size;
    private byte _first;
    private byte _second;
    private long _packets;
    private long _start;
    private long _granule = NoGranule;
    private long _samples;
    private long _ofLastPage;

    private OggStream(in OggPage page, bool isOpus, int rate, int skip, int shortBlock, int longBlock)
    {
        (Serial, _next) = (page.Serial, page.Number + 1);
        (_isOpus, _rate, _skip, _shortBlock, _longBlock) = (isOpus, rate, skip, shortBlock, longBlock);
        _headers = isOpus ? 1 : 2;
    }

    public uint Serial { get; }

    public bool HasSound => _packets > _headers;

    public double Seconds => HasSound && _granule != NoGranule ? Math.Max(0, Math.Max(_granule - _start - _skip, _samples - _ofLastPage - _skip)) / (double)_rate : 0;

    /// <summary>Null: the page begins neither Opus nor Vorbis.</summary>
    public static OggStream? Begin(in OggPage page)
    {
        var head = page.Body;
        if (page.Lacing is not [< 255] || page.IsContinued)
        {
            return null;
        }

        if (head.Length >= 19 && head.StartsWith("OpusHead"u8) && head[8] >> 4 == 0 && head[9] > 0)
        {
            return new OggStream(page, isOpus: true, Opus.Rate, ReadUInt16LittleEndian(head[10..]), 0, 0);
        }

        if (head.Length >= 30 && head.StartsWith("\u0001vorbis\0\0\0\0"u8) && head[11] > 0)
        {
            var rate = ReadUInt32LittleEndian(head[12..]);
            int shortest = head[28] & 15, longest = head[28] >> 4;
            return rate is >= 1000 and <= 400_000 && shortest is >= 6 and <= 13 && longest is >= 6 and <= 13 && shortest <= longest
                ? new OggStream(page, isOpus: false, (int)rate, 0, 1 << shortest, 1 << longest)
                : null;
        }

        return null;
    }

    /// <summary>What is wrong with the next page, or null.</summary>
    public string? Take(in OggPage page)
    {
        if (_isEnded || page.Number != _next++ || page.IsContinued != _isOpen)
        {
            return "The Ogg file lacks some of its pages.";
        }

        _isEnded = page.IsLast;
        var (before, samples) = (_packets, _samples);
        if (!TakePackets(page))
        {
            return "The Ogg file holds a packet that is broken.";
        }

        if (_packets == before || !HasSound)
        {
            return null;
        }

        if (page.Granule < Math.Max(_granule, 0))
        {
            return "The positions in the Ogg file run backwards.";
        }

        _ofLastPage = _samples - samples;
        _start = _granule != NoGranule || !_isOpus ? _start : Math.Max(0, page.Granule - _ofLastPage);
        _granule = page.Granule;
        return null;
    }

    /// <summary>What is wrong with the stream as a whole, or null.</summary>
    public string? End() =>
        _isOpen ? "The Ogg file is cut off within a packet."
        // Each Vorbis packet but the first plays half a short block or more; only the last one may be shortened.
        : HasSound && !_isOpus && (_packets - _headers - 1) * (_shortBlock / 2) > _granule + _longBlock ? "The positions in the Ogg file cannot be true."
        : null;

    private bool TakePackets(in OggPage page)
    {
        var at = 0;
        foreach (var lace in page.Lacing)
        {
            for (var i = 0; i < lace && _size + i < 2; i++)
            {
                (_first, _second) = _size + i == 0 ? (page.Body[at + i], (byte)0) : (_first, page.Body[at + i]);
            }

            _size += lace;
            at += lace;
            _isOpen = lace == 255;
            if (!_isOpen && !EndPacket())
            {
                return false;
            }
        }

        return true;
    }

    private bool EndPacket()
    {
        var samples = _isOpus && _packets >= _headers ? Opus.Samples(_first, _second, _size) : 0;
        _samples += samples ?? 0;
        _packets++;
        _size = 0;
        return samples is not null;
    }
}
