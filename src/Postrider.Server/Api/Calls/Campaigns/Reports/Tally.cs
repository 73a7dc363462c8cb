using Postrider.Calls;
using Postrider.Campaigns;

namespace Postrider.Server.Api.Calls.Campaigns.Reports;

/// <summary>What a report says of a campaign's calls, counted in one pass without keeping any of them.</summary>
/// <param name="zone">Whose clock the calls are shown by, and that of callees of whom nothing is known.</param>
internal sealed class Tally(TimeZoneInfo zone)
{
    private readonly Dictionary<string, TimeZoneInfo[]> _zones = new(StringComparer.Ordinal);

    public long Calls { get; private set; }

    /// <summary>Calls that have not ended, by their state.</summary>
    public Dictionary<CallState, long> Open { get; } = [];

    public Dictionary<string, long> Outcomes { get; } = new(StringComparer.Ordinal);

    /// <summary>Of the calls that were answered, by whom; empty: it was not found out.</summary>
    public Dictionary<string, long> AnsweredBy { get; } = new(StringComparer.Ordinal);

    public long Dialed { get; private set; }

    public long Answered { get; private set; }

    public long OptOuts { get; private set; }

    /// <summary>Calls by how often they were dialed.</summary>
    public long[] Attempts { get; } = new long[CallRetries.Most + 1];

    public TalkTimes Talk { get; } = new();

    public Moments Times { get; } = new();

    /// <summary>By the hour that the callee's own clock showed.</summary>
    public (long Dialed, long Answered)[] Hours { get; } = new (long, long)[24];

    /// <summary>Of these it is not certain what the callee's clock showed.</summary>
    public long WithoutHour { get; private set; }

    /// <summary>Rows that did not become calls, by the reason.</summary>
    public SortedDictionary<string, long> Rejected { get; } = new(StringComparer.Ordinal);

    public long Ended => Outcomes.Values.Sum();

    public void Add(CallView call)
    {
        var record = call.Record;
        Calls++;
        OptOuts += record.OptOut ? 1 : 0;
        Attempts[Math.Clamp(call.Job.Attempt, 0, CallRetries.Most)]++;
        if (record.Outcome is { } outcome)
        {
            Outcomes[outcome] = Outcomes.GetValueOrDefault(outcome) + 1;
        }
        else
        {
            Open[record.State] = Open.GetValueOrDefault(record.State) + 1;
        }

        if (record.DialedAt is { } dialedAt)
        {
            AddDialed(call.Zones, dialedAt, record);
        }
    }

    public void Add(RejectedRow row) => Rejected[row.Reason] = Rejected.GetValueOrDefault(row.Reason) + 1;

    private void AddDialed(string zones, DateTimeOffset at, CallRecord record)
    {
        var isAnswered = record.AnsweredAt is not null;
        Dialed++;
        Times.Add(TimeZoneInfo.ConvertTime(at, zone).DateTime, isAnswered);
        if (HourOf(zones, at) is { } hour)
        {
            Hours[hour] = (Hours[hour].Dialed + 1, Hours[hour].Answered + (isAnswered ? 1 : 0));
        }
        else
        {
            WithoutHour++;
        }

        if (isAnswered)
        {
            Answered++;
            AnsweredBy[record.AnsweredBy ?? ""] = AnsweredBy.GetValueOrDefault(record.AnsweredBy ?? "") + 1;
            if (record.TalkSeconds is { } seconds)
            {
                Talk.Add(seconds);
            }
        }
    }

    /// <summary>Null: the clocks of the zones in which the callee may be do not agree.</summary>
    private int? HourOf(string names, DateTimeOffset at)
    {
        if (!_zones.TryGetValue(names, out var zones))
        {
            _zones[names] = zones = names.Length == 0 ? [zone] : [.. names.Split(',').Select(TimeZoneInfo.FindSystemTimeZoneById)];
        }

        var hours = zones.Select(its => TimeZoneInfo.ConvertTime(at, its).Hour).Distinct().Take(2).ToArray();
        return hours.Length == 1 ? hours[0] : null;
    }
}
