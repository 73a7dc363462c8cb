namespace Postrider.Server.Api.Calls.Campaigns.Reports;

/// <summary>How long answered calls lasted. Kept is how many lasted how many seconds, so the middle one is found without keeping all.</summary>
internal sealed class TalkTimes
{
    private static readonly (int Below, string Name)[] _ranges =
    [
        (10, "under 10 s"), (30, "10–29 s"), (60, "30–59 s"), (120, "1–2 min"), (300, "2–5 min"), (600, "5–10 min"), (int.MaxValue, "over 10 min"),
    ];

    // No call is longer than an agent may talk; what claims to be stands in the last place.
    private readonly long[] _seconds = new long[Postrider.Calls.AgentSettings.LongestCallSeconds + 1];

    public long Calls { get; private set; }

    public double Total { get; private set; }

    public double Average => Calls == 0 ? 0 : Total / Calls;

    public void Add(double seconds)
    {
        Calls++;
        Total += seconds;
        _seconds[(int)Math.Clamp(seconds, 0, _seconds.Length - 1)]++;
    }

    /// <summary>The whole seconds that this share of calls did not outlast.</summary>
    public int Percentile(int percent)
    {
        var wanted = (Calls * percent + 99) / 100;
        var second = 0;
        for (var seen = _seconds[0]; seen < wanted; seen += _seconds[second])
        {
            second++;
        }

        return second;
    }

    public IEnumerable<(string Name, long Calls)> Ranges()
    {
        var from = 0;
        foreach (var (below, name) in _ranges)
        {
            var until = Math.Min(below, _seconds.Length);
            yield return (name, _seconds.AsSpan(from, until - from).ToArray().Sum());
            from = until;
        }
    }
}
