namespace Postrider.Sip.Media;

/// <summary>What the clock paces.</summary>
internal interface IPaced
{
    /// <summary>Every 20 ms.</summary>
    /// <param name="ideal">The timestamp at which this beat should have come: exactly 20 ms after the one before, or a multiple of that where beats were left out.</param>
    void Beat(long ideal);

    /// <summary>Three times between two beats, where time allows: a look at what has come.</summary>
    void Look();
}
