using System.Collections.Concurrent;

namespace Postrider.Campaigns;

/// <summary>Lists of zone names that were read before: a claim asks for the same few over and over.</summary>
internal static class KnownZones
{
    /// <summary>More different ones than the world has; whoever makes them up has them read each time.</summary>
    private const int Most = 4096;

    private static readonly ConcurrentDictionary<string, TimeZoneInfo[]> _known = new(StringComparer.Ordinal);

    /// <summary>Null: this machine does not know one of them. That is not kept, so the cure works.</summary>
    /// <param name="names">With commas between.</param>
    public static TimeZoneInfo[]? Find(string names)
    {
        if (_known.TryGetValue(names, out var known))
        {
            return known;
        }

        var all = new List<TimeZoneInfo>();
        foreach (var name in names.Split(','))
        {
            if (!TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone))
            {
                return null;
            }

            all.Add(zone);
        }

        var found = all.ToArray();
        return _known.Count < Most ? _known.GetOrAdd(names, found) : found;
    }
}
