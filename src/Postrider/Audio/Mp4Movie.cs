using static System.Buffers.Binary.BinaryPrimitives;

namespace Postrider.Audio;

/// <summary>The index of an MP4 file, and the fragments that come after it.</summary>
internal sealed class Mp4Movie
{
    private const int MostTracks = 16;
    private readonly List<Mp4Track> _tracks = [];
    private double _fragmented;

    public IReadOnlyList<Mp4Track> Tracks => _tracks;

    public uint Scale { get; private set; }

    /// <summary>How long all fragments together last, where the file says so.</summary>
    public double FragmentedSeconds => Scale > 0 ? _fragmented / Scale : 0;

    /// <summary>Reads <c>moov</c>; false: it is broken. What holds for tracks may stand before them, so they are read first.</summary>
    public bool TakeIndex(ReadOnlySpan<byte> body) => TakeIndex(body, isSecond: false) && TakeIndex(body, isSecond: true);

    /// <summary>Reads <c>moof</c>; false: it is broken.</summary>
    public bool TakeFragment(ReadOnlySpan<byte> body)
    {
        for (; !Mp4Box.IsEnd(body);)
        {
            if (!Mp4Box.TryRead(body, out var box) || (box.Kind == Mp4Kind.Traf && !TakeRuns(box.Body)))
            {
                return false;
            }

            body = body[box.Size..];
        }

        return true;
    }

    private bool TakeIndex(ReadOnlySpan<byte> body, bool isSecond)
    {
        for (; !Mp4Box.IsEnd(body);)
        {
            if (!Mp4Box.TryRead(body, out var box) || ((box.Kind == Mp4Kind.Mvex) == isSecond && !TakeIndexBox(box)))
            {
                return false;
            }

            body = body[box.Size..];
        }

        return true;
    }

    private bool TakeIndexBox(in Mp4Box box)
    {
        switch (box.Kind)
        {
            case Mp4Kind.Mvhd:
                var at = box.Body is [1, ..] ? 20 : 12;
                Scale = box.Body.Length >= at + 4 ? ReadUInt32BigEndian(box.Body[at..]) : 0;
                return Scale > 0;
            case Mp4Kind.Trak when _tracks.Count < MostTracks:
                var track = new Mp4Track();
                _tracks.Add(track);
                return TakeTrack(track, box.Body);
            case Mp4Kind.Trak:
                return false;
            case Mp4Kind.Mvex:
                return TakeDefaults(box.Body);
            default:
                return true;
        }
    }

    /// <summary>Only boxes that are known to hold others are entered, so the depth is theirs: five.</summary>
    private static bool TakeTrack(Mp4Track track, ReadOnlySpan<byte> body)
    {
        for (; !Mp4Box.IsEnd(body);)
        {
            if (!Mp4Box.TryRead(body, out var box))
            {
                return false;
            }

            // Entered without leaving: what is in them is read next, and their end is not looked for.
            if (box.Kind is Mp4Kind.Edts or Mp4Kind.Mdia or Mp4Kind.Minf or Mp4Kind.Stbl)
            {
                body = body[(box.Size - box.Body.Length)..];
                continue;
            }

            if (!track.Take(box.Kind, box.Body))
            {
                return false;
            }

            body = body[box.Size..];
        }

        return true;
    }

    private bool TakeDefaults(ReadOnlySpan<byte> body)
    {
        for (; !Mp4Box.IsEnd(body);)
        {
            if (!Mp4Box.TryRead(body, out var box))
            {
                return false;
            }

            if (box.Kind == Mp4Kind.Trex && box.Body.Length >= 20 && Find(ReadUInt32BigEndian(box.Body[4..])) is { } track)
            {
                (track.DefaultDuration, track.DefaultSize) = (ReadUInt32BigEndian(box.Body[12..]), ReadUInt32BigEndian(box.Body[16..]));
            }
            else if (box.Kind == Mp4Kind.Mehd && box.Body.Length >= 8)
            {
                _fragmented = box.Body is [1, _, _, _, _, _, _, _, _, _, _, _, ..] ? ReadUInt64BigEndian(box.Body[4..]) : ReadUInt32BigEndian(box.Body[4..]);
            }

            body = body[box.Size..];
        }

        return true;
    }

    private bool TakeRuns(ReadOnlySpan<byte> body)
    {
        var run = default(Mp4Run);
        Mp4Track? track = null;
        for (; !Mp4Box.IsEnd(body);)
        {
            if (!Mp4Box.TryRead(body, out var box))
            {
                return false;
            }

            if (box.Kind == Mp4Kind.Tfhd)
            {
                track = box.Body.Length >= 8 ? Find(ReadUInt32BigEndian(box.Body[4..])) : null;
                if (track is null || !Mp4Run.TryRead(box.Body, track, out run))
                {
                    return false;
                }
            }
            else if (box.Kind == Mp4Kind.Trun && (track is null || !run.Add(box.Body, track)))
            {
                return false;
            }

            body = body[box.Size..];
        }

        return true;
    }

    private Mp4Track? Find(uint id) => _tracks.Find(track => track.Id == id);
}
