using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Postrider.Campaigns;

/// <summary>What the columns of a file hold.</summary>
public sealed class CampaignHeader
{
    private static readonly string[] _numberNames = ["to", "phone", "phone_number", "number"];
    private static readonly string[] _zoneNames = ["time_zone", "timezone"];

    private CampaignHeader(IReadOnlyList<string> columns, int number, int zone, IReadOnlyList<(int Index, JsonEncodedText Name)> metadata)
    {
        Columns = columns;
        Number = number;
        Zone = zone;
        Metadata = metadata;
    }

    /// <summary>Their names, as they stand in the file.</summary>
    public IReadOnlyList<string> Columns { get; }

    public string NumberColumn => Columns[Number];

    internal int Number { get; }

    /// <summary>Below zero: no column holds zones.</summary>
    internal int Zone { get; }

    internal IReadOnlyList<(int Index, JsonEncodedText Name)> Metadata { get; }

    /// <param name="first">At the first row.</param>
    /// <param name="numberColumn">The name of the column with the numbers; null: it has one of the usual ones.</param>
    internal static (CampaignHeader? Header, CampaignFileFault? Fault) Read(CsvReader first, string? numberColumn)
    {
        if (first.Fault != CsvRowFault.None)
        {
            return (null, first.Fault switch
            {
                CsvRowFault.NotUtf8 => CampaignFileFault.NotUtf8("The file is not UTF-8: its first row holds other bytes"),
                CsvRowFault.TextAfterQuote => CampaignFileFault.NotCsv("The first row has text behind a quoted name"),
                _ => CampaignFileFault.NotCsv($"The first row has more than {CsvReader.MostColumns} columns, or a name that is too long"),
            });
        }

        var columns = Enumerable.Range(0, first.Count).Select(index => first.Text(index).Trim()).ToList();
        if (columns.Any(name => name.Any(char.IsControl)))
        {
            return (null, CampaignFileFault.NotCsv("The first row holds control characters"));
        }

        var named = numberColumn?.Trim() is { Length: > 0 } given ? given : null;
        var numbers = Find(columns, name => named is null ? _numberNames.Contains(Plain(name)) : name.Equals(named, StringComparison.OrdinalIgnoreCase));
        if (numbers.Count != 1)
        {
            return (null, numbers.Count > 1 ? CampaignFileFault.SeveralNumberColumns([.. numbers.Select(index => columns[index])])
                : columns.FirstOrDefault(CampaignNumberReader.LooksLikeNumber) is { } number ? CampaignFileFault.NoHeader($"The first row holds the number '{RowText.Number(number)}' instead of names")
                : CampaignFileFault.NoNumberColumn(named, columns));
        }

        var zones = Find(columns, name => _zoneNames.Contains(Plain(name))).Where(index => index != numbers[0]).ToList();
        if (zones.Count > 1)
        {
            return (null, CampaignFileFault.RepeatedColumn(columns[zones[1]]));
        }

        return Others(columns, numbers[0], zones.Count == 0 ? -1 : zones[0]);
    }

    private static (CampaignHeader? Header, CampaignFileFault? Fault) Others(List<string> columns, int number, int zone)
    {
        // A column without a name cannot be asked for.
        var metadata = Find(columns, name => name.Length > 0).Where(index => index != number && index != zone).ToList();
        return metadata.CountBy(index => columns[index]).FirstOrDefault(name => name.Value > 1).Key is { } repeated
            ? (null, CampaignFileFault.RepeatedColumn(repeated))
            : (new CampaignHeader(columns, number, zone, [.. metadata.Select(index => (index, JsonEncodedText.Encode(columns[index], JavaScriptEncoder.UnsafeRelaxedJsonEscaping)))]), null);
    }

    private static List<int> Find(List<string> columns, Func<string, bool> wanted) => [.. Enumerable.Range(0, columns.Count).Where(index => wanted(columns[index]))];

    /// <summary>A name as the usual ones are written.</summary>
    private static string Plain(string name)
    {
        var plain = new StringBuilder(name.Length);
        foreach (var c in name.ToLowerInvariant())
        {
            var gap = c is ' ' or '-' or '_' or '\u00a0';
            if (!gap || (plain.Length > 0 && plain[^1] != '_'))
            {
                plain.Append(gap ? '_' : c);
            }
        }

        return plain.ToString();
    }
}
