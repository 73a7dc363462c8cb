namespace Postrider.Sip.Media.Srtp;

/// <summary>The numbers of the last 64 packets that were taken (RFC 3711, §3.3.2).</summary>
internal struct ReplayWindow
{
    private ulong _seen;

    /// <summary>The highest number that was taken; null: none.</summary>
    public ulong? Highest { get; private set; }

    public readonly bool Allows(ulong index)
    {
        if (Highest is not { } highest || index > highest)
        {
            return true;
        }

        var behind = highest - index;
        return behind < 64 && (_seen >> (int)behind & 1) == 0;
    }

    /// <summary>Only of what is allowed and proved genuine.</summary>
    public void Add(ulong index)
    {
        if (Highest is { } highest && index <= highest)
        {
            _seen |= 1UL << (int)(highest - index);
            return;
        }

        var ahead = Highest is { } before ? index - before : 64;
        _seen = (ahead < 64 ? _seen << (int)ahead : 0) | 1;
        Highest = index;
    }
}
