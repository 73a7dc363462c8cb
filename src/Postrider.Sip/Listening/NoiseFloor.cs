namespace Postrider.Sip.Listening;

/// <summary>How loud the line is when nobody speaks, in dB.</summary>
internal sealed class NoiseFloor
{
    private const float Least = -56;
    private const float Loudest = -18;
    private const int Memory = 100;
    private const int SteadyFrames = 16;
    private const float SteadyRange = 3.5f;
    private readonly float[] _levels = new float[Memory];
    private int _count;

    public float Level { get; private set; } = Least;

    /// <summary>Whether the last third of a second was as even as noise and hums are, and speech is not.</summary>
    public bool IsSteady { get; private set; }

    public void Hear(float level, bool isActive)
    {
        _levels[_count++ % Memory] = level;
        if (level < Level)
        {
            Level += 0.3f * (level - Level);
        }
        else if (!isActive)
        {
            Level += 0.05f * (level - Level);
        }

        var (least, most, sum) = (float.MaxValue, float.MinValue, 0f);
        var steady = Math.Min(_count, SteadyFrames);
        for (var i = 1; i <= steady; i++)
        {
            var past = _levels[(_count - i) % Memory];
            (least, most, sum) = (Math.Min(least, past), Math.Max(most, past), sum + past);
        }

        IsSteady = steady == SteadyFrames && most - least < SteadyRange;
        if (IsSteady)
        {
            Level = sum / steady;
        }
        else if (_count >= Memory)
        {
            // Speech pauses within two seconds; what never falls below is the line itself.
            Level = Math.Max(Level, Lowest());
        }

        Level = Math.Clamp(Level, Least, Loudest);
    }

    private float Lowest()
    {
        var lowest = _levels[0];
        foreach (var level in _levels)
        {
            lowest = Math.Min(lowest, level);
        }

        return lowest;
    }
}
