using static System.Buffers.Binary.BinaryPrimitives;

namespace Postrider.Audio;

/// <summary>What is gathered of a WebM file: its tracks, and when its blocks play.</summary>
internal sealed class WebmTimes
{
    private const uint Scale = 0x2AD7B1, Duration = 0x4489, TrackType = 0x83, Codec = 0x86, DefaultDuration = 0x23E383, Time = 0xE7, SimpleBlock = 0xA3, Block = 0xA1, BlockDuration = 0x9B;
    private const ulong Video = 1, Sound = 2;
    private const double Nanoseconds = 1e-9;

    // Only the file's own length is exact to the last block's end; one that is off by more than a block can be is not it.
    private const double Inexact = 0.25;
    private const double MostMissing = 1;
    private const double LongestGap = 0.12;

    private double _scale = 1e6 * Nanoseconds;
    private double _announced;
    private bool _hasSound;
    private bool _isOpus;
    private double _blockSeconds;
    private ulong _cluster;
    private double _first = double.PositiveInfinity;
    private double _last = double.NegativeInfinity;
    private double _gap;
    private double _end = double.NegativeInfinity;

    /// <summary>Takes in an element that holds no others; a fault, or null.</summary>
    public AudioFault? Take(in EbmlElement element)
    {
        switch (element.Id)
        {
            case Scale when element.Number is > 0 and <= 1_000_000_000:
                _scale = element.Number * Nanoseconds;
                return null;
            case Scale:
                return AudioFault.Damaged("The WebM file names no unit of time that makes sense.");
            case Duration:
                _announced = element.Body.Length switch { 4 => ReadSingleBigEndian(element.Body), 8 => ReadDoubleBigEndian(element.Body), _ => 0 };
                return null;
            case TrackType when element.Number == Video:
                return AudioFault.Unsupported("The file is a video.");
            case TrackType:
                _hasSound |= element.Number == Sound;
                return null;
            case Codec:
                _isOpus = element.Body.StartsWith("A_OPUS"u8);
                return null;
            case DefaultDuration:
                _blockSeconds = element.Number * Nanoseconds;
                return null;
            case Time:
                _cluster = element.Number;
                return null;
            case BlockDuration when _last >= _first:
                _end = Math.Max(_end, _last + (element.Number * _scale));
                return null;
            case SimpleBlock or Block:
                return TakeBlock(element.Body);
            default:
                return null;
        }
    }

    public AudioInspection Judge(string contentType)
    {
        if (!_hasSound)
        {
            return AudioInspection.Unsupported("The WebM file has no sound track.");
        }

        if (_last < _first)
        {
            return AudioInspection.Empty("There is no sound in the file.");
        }

        var end = Math.Max(_end, _last + (_end > _last ? 0 : _gap));
        var announced = _announced * _scale;
        return announced > end + MostMissing && double.IsFinite(announced) ? AudioInspection.Damaged("The WebM file is cut off: it announces more sound than it holds.")
            : AudioInspection.Found(AudioFormat.WebM, (Math.Abs(announced - end) <= Inexact ? announced : end) - _first, contentType);
    }

    private AudioFault? TakeBlock(ReadOnlySpan<byte> block)
    {
        if (!EbmlElement.TryReadNumber(block, 8, keepsMark: false, out _, out var size, out _) || block.Length < size + 3)
        {
            return AudioFault.Damaged("The WebM file holds a block that is broken.");
        }

        var at = Math.Max(0, (_cluster + (double)ReadInt16BigEndian(block[size..])) * _scale);
        _gap = at > _last && _last >= _first ? Math.Min(at - _last, LongestGap) : _gap;
        _first = Math.Min(_first, at);
        _last = Math.Max(_last, at);
        var frames = block[(size + 3)..];
        var isLaced = (block[size + 2] & 6) != 0;
        var seconds = _isOpus && !isLaced && frames.Length > 0 && Opus.Samples(frames[0], frames.Length > 1 ? frames[1] : (byte)0, frames.Length) is { } samples ? samples / (double)Opus.Rate : _blockSeconds;
        _end = Math.Max(_end, seconds > 0 ? at + Math.Min(seconds, LongestGap) : _end);
        return null;
    }
}
