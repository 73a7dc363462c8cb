namespace Postrider.Server.Api.Calls.Campaigns.Reports;

/// <summary>
/// How many calls were dialed when, answered or not. Nobody knows beforehand from when to when that will be, so it begins with minutes and takes longer steps
/// when there are too many: however long a campaign runs, little is kept.
/// </summary>
internal sealed class Moments
{
    private const int MostKept = 4096;
    private const int MostShown = 60;

    private static readonly TimeSpan[] _steps =
    [
        TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromHours(1), TimeSpan.FromHours(6), TimeSpan.FromDays(1), TimeSpan.FromDays(7), TimeSpan.FromDays(28),
    ];

    private Dictionary<DateTime, (long Answered, long Others)> _counts = [];
    private int _step;

    /// <param name="local">By the clock on the wall of whoever reads it.</param>
    /// <param name="isAnswered">Whether somebody took the call.</param>
    public void Add(DateTime local, bool isAnswered)
    {
        Add(_counts, Floor(local, _steps[_step]), isAnswered ? (1, 0) : (0, 1));
        if (_counts.Count > MostKept && _step < _steps.Length - 1)
        {
            _counts = By(_steps[++_step]);
        }
    }

    /// <summary>From the first to the last, those between without a call among them; in the shortest steps that can be shown beside one another.</summary>
    public (TimeSpan Step, IReadOnlyList<(DateTime From, long Answered, long Others)> Counts) Shown()
    {
        if (_counts.Count == 0)
        {
            return (_steps[0], []);
        }

        var (first, last) = (_counts.Keys.Min(), _counts.Keys.Max());
        var step = _steps.Skip(_step).FirstOrDefault(step => (Floor(last, step) - Floor(first, step)) / step < MostShown, _steps[^1]);
        var counts = By(step);
        var shown = new List<(DateTime, long, long)>();
        for (var at = Floor(first, step); at <= last && shown.Count < MostKept; at += step)
        {
            var (answered, others) = counts.GetValueOrDefault(at);
            shown.Add((at, answered, others));
        }

        return (step, shown);
    }

    private Dictionary<DateTime, (long Answered, long Others)> By(TimeSpan step)
    {
        var counts = new Dictionary<DateTime, (long, long)>();
        foreach (var (at, count) in _counts)
        {
            Add(counts, Floor(at, step), count);
        }

        return counts;
    }

    private static void Add(Dictionary<DateTime, (long Answered, long Others)> counts, DateTime at, (long Answered, long Others) count)
    {
        var (answered, others) = counts.GetValueOrDefault(at);
        counts[at] = (answered + count.Answered, others + count.Others);
    }

    /// <summary>The calendar begins on a Monday, and so do its weeks.</summary>
    private static DateTime Floor(DateTime at, TimeSpan step) => new(at.Ticks - (at.Ticks % step.Ticks));
}
