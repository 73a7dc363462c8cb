using System.Net;

namespace Postrider.Sip.Media;

/// <summary>
/// Where packets go, and whose are taken. A far side behind a router is not where its description says: then the place its packets come from counts,
/// once per plan, and only after several in a row from the same place while none came from the agreed one, which has the last word whenever it speaks.
/// </summary>
internal sealed class FarEnd
{
    private const int Enough = 3;

    /// <summary>How many numbers two packets of one stream may be apart and still count as in a row.</summary>
    private const int MostApart = 5;

    /// <summary>How long a place that was heard must be silent before another may take over: no stranger pushes a call aside.</summary>
    private static readonly TimeSpan _silence = TimeSpan.FromSeconds(1);

    private IPEndPoint? _agreed;
    private SocketAddress? _agreedPlace;
    private SocketAddress? _candidate;
    private int _count;
    private ushort _number;
    private bool _mayMove;
    private TimeSpan? _heardAt;

    /// <summary>Null: nowhere.</summary>
    public SocketAddress? Place { get; private set; }

    public void Use(IPEndPoint? agreed)
    {
        // The same place agreed once more keeps what was learnt about it.
        if (Place is null || agreed is null || !agreed.Equals(_agreed))
        {
            _agreedPlace = agreed?.Serialize();
            Place = _agreedPlace;
            _heardAt = null;
        }

        _agreed = agreed;
        _mayMove = agreed is not null;
        _count = 0;
    }

    /// <summary>Whether a good packet from this place belongs to the call.</summary>
    /// <param name="number">The packet's own, where it has one: a stream counts on, whereas a stranger's noise repeats itself or jumps.</param>
    public bool Accepts(SocketAddress from, TimeSpan now, ushort? number = null)
    {
        if (Place is null)
        {
            return false;
        }

        if (from.Equals(Place) || from.Equals(_agreedPlace))
        {
            Place = from.Equals(Place) ? Place : _agreedPlace;
            _heardAt = now;
            _count = 0;
            return true;
        }

        if (!_mayMove || (_heardAt is { } heard && now - heard < _silence))
        {
            return false;
        }

        if (_count == 0 || !from.Equals(_candidate) || !GoesOn(number))
        {
            Remember(from);
            _count = 0;
        }

        _number = number ?? 0;
        if (++_count < Enough)
        {
            return false;
        }

        Place = _candidate;
        _heardAt = now;
        _mayMove = false;
        _count = 0;
        return true;
    }

    private bool GoesOn(ushort? number) => number is null || (ushort)(number.Value - _number) is > 0 and <= MostApart;

    private void Remember(SocketAddress from)
    {
        // A flood of strangers costs no memory: the object is made anew only when the one before has become the place.
        if (_candidate is null || ReferenceEquals(_candidate, Place) || _candidate.Size != from.Size)
        {
            _candidate = new SocketAddress(from.Family, from.Size);
        }

        from.Buffer.Span[..from.Size].CopyTo(_candidate.Buffer.Span);
    }
}
