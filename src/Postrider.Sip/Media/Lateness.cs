namespace Postrider.Sip.Media;

/// <summary>How late packets left, counted in tenths of a millisecond. Written by the clock's thread alone.</summary>
internal sealed class Lateness
{
    private readonly long[] _counts = new long[1001];

    public long Count { get; private set; }

    public double Longest { get; private set; }

    public void Add(double milliseconds)
    {
        Count++;
        Longest = Math.Max(Longest, milliseconds);
        _counts[(int)Math.Clamp(milliseconds * 10, 0, _counts.Length - 1)]++;
    }

    /// <summary>The lateness in milliseconds that the given share of packets stays under; what is over 100 ms counts as 100.</summary>
    public double At(double share)
    {
        var left = (long)(Count * share);
        for (var i = 0; i < _counts.Length; i++)
        {
            left -= _counts[i];
            if (left < 0)
            {
                return (i + 1) / 10.0;
            }
        }

        return Longest;
    }
}
