namespace Postrider.Sip.Media;

/// <summary>What the clock calls every 20 ms.</summary>
internal interface IPaced
{
    /// <param name="ideal">The timestamp at which this beat should have come: exactly 20 ms after the one before, or a multiple of that where beats were left out.</param>
    void Beat(long ideal);
}
