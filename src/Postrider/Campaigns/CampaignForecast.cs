using System.Globalization;

namespace Postrider.Campaigns;

/// <summary>An estimate of how a campaign goes on if nothing changes.</summary>
/// <param name="CallsPerMinute">While hours are open and calls wait.</param>
/// <param name="Limit">What keeps it from being faster.</param>
/// <param name="EndsAt">Null: not within a year, or never, as some of its callees have no common hours.</param>
public sealed record CampaignForecast(double CallsPerMinute, CampaignLimit Limit, DateTimeOffset? EndsAt)
{
    private static readonly TimeSpan _farthest = TimeSpan.FromDays(366);

    /// <param name="remaining">The calls that have not ended, by the zones of their callees as <see cref="CallHours.ClosedUntil"/> takes them.</param>
    /// <param name="now">When it goes on.</param>
    public static CampaignForecast Of(IReadOnlyDictionary<string, long> remaining, CampaignPace pace, CallHours hours, DateTimeOffset now) =>
        new(TimeSpan.FromMinutes(1) / pace.Gap, pace.Limit, End(remaining, pace.Gap, hours, now));

    /// <summary>Goes from one moment at which hours begin or end to the next. Who may be called at the same time shares the starts by number, so all of them are through together.</summary>
    private static DateTimeOffset? End(IReadOnlyDictionary<string, long> remaining, TimeSpan gap, CallHours hours, DateTimeOffset now)
    {
        if (Fold(remaining, hours, now) is not { } groups)
        {
            return null;
        }

        var at = now;
        while (groups.Count > 0)
        {
            foreach (var group in groups)
            {
                group.Look(hours, at);
            }

            var change = groups.Min(group => group.Until);
            var calls = groups.Where(group => group.IsOpen).Sum(group => group.Calls);
            var needed = calls * gap.Ticks;
            if (calls > 0 && needed <= (change - at).Ticks)
            {
                at += TimeSpan.FromTicks((long)Math.Round(needed));
                groups.RemoveAll(group => group.IsOpen);
            }
            else
            {
                groups.ForEach(group => group.Pass((change - at).Ticks / needed));
                at = change;
            }

            if (at > now + _farthest)
            {
                return null;
            }
        }

        return at;
    }

    /// <summary>Callees whose clocks show the same are one group; null: some of them are never called.</summary>
    private static List<Group>? Fold(IReadOnlyDictionary<string, long> remaining, CallHours hours, DateTimeOffset now)
    {
        var clocks = new Dictionary<TimeZoneInfo, string>();
        var groups = new Dictionary<string, Group>();
        foreach (var (zones, calls) in remaining)
        {
            if (calls <= 0)
            {
                continue;
            }

            if (hours.ZonesOf(zones) is not { } all || hours.OpensIn(all, now) == DateTimeOffset.MaxValue)
            {
                return null;
            }

            var apart = new SortedDictionary<string, TimeZoneInfo>(StringComparer.Ordinal);
            foreach (var zone in all)
            {
                if (!clocks.TryGetValue(zone, out var clock))
                {
                    clocks[zone] = clock = Clock(zone, now);
                }

                apart.TryAdd(clock, zone);
            }

            var key = string.Join(';', apart.Keys);
            if (!groups.TryGetValue(key, out var group))
            {
                groups[key] = group = new Group([.. apart.Values]);
            }

            group.Calls += calls;
        }

        return [.. groups.Values];
    }

    /// <summary>What a zone's clock is ahead by, every four weeks of a year: zones that differ by the week in which they change it are one to an estimate.</summary>
    private static string Clock(TimeZoneInfo zone, DateTimeOffset now) =>
        string.Join(',', Enumerable.Range(0, 14).Select(month => zone.GetUtcOffset(now.AddDays(28 * month)).TotalMinutes.ToString(CultureInfo.InvariantCulture)));

    private sealed class Group(TimeZoneInfo[] zones)
    {
        public double Calls { get; set; }

        public bool IsOpen { get; private set; }

        /// <summary>When that changes, or may.</summary>
        public DateTimeOffset Until { get; private set; }

        public void Look(CallHours hours, DateTimeOffset at)
        {
            if (Until <= at)
            {
                var opens = hours.OpensIn(zones, at);
                IsOpen = opens is null;
                Until = opens ?? hours.OpenUntil(zones, at);
            }
        }

        /// <summary>A part of all calls that may be made was made.</summary>
        public void Pass(double part) => Calls -= IsOpen ? Calls * part : 0;
    }
}
