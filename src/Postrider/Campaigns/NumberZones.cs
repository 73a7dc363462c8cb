using System.Collections.Frozen;
using Postrider.Contacts;

namespace Postrider.Campaigns;

/// <summary>
/// Where a telephone number may be, by how it begins. Mobile numbers travel with their owners and a few move between states; what the prefix says is all that is known.
/// </summary>
public static class NumberZones
{
    // One text for all numbers of a place: a hundred thousand calls keep the same one.
    private static readonly FrozenDictionary<string, string> _byPrefix = CountryZones.All.Concat(RegionZones.All).Concat(AreaCodeZones.All).ToFrozenDictionary(row => row.Prefix, row => row.Zones);
    private static readonly FrozenDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> _lookup = _byPrefix.GetAlternateLookup<ReadOnlySpan<char>>();
    private static readonly int _longest = _byPrefix.Keys.Max(prefix => prefix.Length);

    /// <summary>The names of all time zones in which a number may lie, in ordinal order with commas between; empty: nothing is known, as of satellites and international freephone.</summary>
    /// <param name="e164">Anything else is a number of which nothing is known.</param>
    public static string Of(string e164)
    {
        if (!e164.StartsWith('+'))
        {
            return "";
        }

        for (var length = Math.Min(_longest, e164.Length - 1); length > 0; length--)
        {
            if (_lookup.TryGetValue(e164.AsSpan(1, length), out var zones))
            {
                return zones;
            }
        }

        return "";
    }

    /// <summary>The one zone of the number's country; null: the country has several, or none. An area code is not trusted here: its owner may have moved.</summary>
    public static string? OfWholeCountry(string e164) =>
        CountryCode.Of(e164) is { } code && _byPrefix.TryGetValue(code, out var country) && IsOne(country) && Of(e164) is var zone && IsOne(zone) ? zone : null;

    private static bool IsOne(string zones) => zones.Length > 0 && !zones.Contains(',');

    /// <summary>Reads a table whose rows are zones and the prefixes that lie in them.</summary>
    /// <param name="before">What stands before each prefix.</param>
    internal static IEnumerable<(string Prefix, string Zones)> Read(string table, string before = "")
    {
        foreach (var row in table.Split(['\n', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var words = row.Split(' ');
            foreach (var prefix in words.Skip(1))
            {
                yield return (before + prefix, words[0]);
            }
        }
    }
}
