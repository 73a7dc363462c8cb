namespace Postrider.Server.Api.Calls.Campaigns.Reports;

/// <summary>How long answered calls lasted. Kept is how many lasted how many tenths of a second, so the middle one is found without keeping all.</summary>
internal sealed class TalkTimes
{
    private static readonly (int Below, string Name)[] _ranges =
    [
        (10, "under 10 s"), (30, "10–29 s"), (60, "30–59 s"), (120, "1–2 min"), (300, "2–5 min"), (600, "5–10 min"), (int.MaxValue, "over 10 min"),
    ];

    // No call is longer than an agent may talk; what claims to be stands in the last place.
    private readonly int[] _tenths = new int[(Postrider.Calls.AgentSettings.LongestCallSeconds * 10) + 1];

    public long Calls { get; private set; }

    public double Total { get; private set; }

    public double Average => Calls == 0 ? 0 : Total / Calls;

    public void Add(double seconds)
    {
        Calls++;
        Total += seconds;
        _tenths[(int)Math.Clamp(seconds * 10, 0, _tenths.Length - 1)]++;
    }

    /// <summary>The seconds that this share of calls did not outlast.</summary>
    public double Percentile(int percent)
    {
        var wanted = ((Calls * percent) + 99) / 100;
        var tenths = 0;
        for (long seen = _tenths[0]; seen < wanted; seen += _tenths[tenths])
        {
            tenths++;
        }

        return tenths / 10.0;
    }

    public IEnumerable<(string Name, long Calls)> Ranges()
    {
        var from = 0;
        foreach (var (below, name) in _ranges)
        {
            var until = (int)Math.Min(below * 10L, _tenths.Length);
            yield return (name, _tenths[from..until].Sum());
            from = until;
        }
    }
}
