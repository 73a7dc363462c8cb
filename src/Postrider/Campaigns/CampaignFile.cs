using System.Globalization;
using System.Runtime.CompilerServices;

namespace Postrider.Campaigns;

/// <summary>What the first reading of a file came to: its header, or why all of it is refused.</summary>
/// <param name="Rows">Those below the header in which something stands.</param>
public sealed record CampaignFileCheck(CampaignHeader? Header, long Rows, CampaignFileFault? Fault);

/// <summary>A CSV file with numbers. It is read twice, so that nothing is taken of one that cannot be read to its end.</summary>
/// <param name="file">Can be read from its beginning again; stays the caller's.</param>
public sealed class CampaignFile(Stream file)
{
    /// <summary>Of a file, and of a list in JSON.</summary>
    public const int MostRows = 100_000;

    // Said of many rows perhaps, and written once.
    private static readonly string _tooLong = $"A field of the row is longer than {CsvReader.LongestField / 1024} KiB, or the row than {CsvReader.LongestRow / 1024} KiB. Is a quotation mark missing?";
    private static readonly string _tooManyColumns = $"The row has more than {CsvReader.MostColumns} columns.";
    private static readonly string _tooMuch = $"The other columns hold more than {RowMetadata.Largest / 1024} KiB together. Leave out those that no script and no report needs.";

    /// <param name="numberColumn">The column with the numbers; null or blank: it has one of the usual names.</param>
    public async Task<CampaignFileCheck> CheckAsync(string? numberColumn, CancellationToken cancellationToken)
    {
        file.Position = 0;
        var (reader, fault) = await CsvReader.OpenAsync(file, cancellationToken);
        if (fault is not null)
        {
            return Refuse(fault);
        }

        if (!await reader.ReadAsync(cancellationToken))
        {
            return Refuse(CampaignFileFault.NoHeader("The file is empty"));
        }

        (var header, fault) = reader.IsCutOff ? (null, CampaignFileFault.CutOff(reader.Row)) : CampaignHeader.Read(reader, numberColumn);
        var rows = 0L;
        while (fault is null && await reader.ReadAsync(cancellationToken))
        {
            rows++;
            fault = reader.HasNul ? CampaignFileFault.NotCsv("The file holds bytes that text does not have")
                : reader.IsCutOff ? CampaignFileFault.CutOff(reader.Row)
                : reader.Fault == CsvRowFault.NotUtf8 ? CampaignFileFault.NotUtf8(string.Create(CultureInfo.InvariantCulture, $"The file is not UTF-8: row {reader.Row} holds other bytes"))
                : rows > MostRows ? CampaignFileFault.TooManyRows(MostRows)
                : null;
        }

        return fault is null ? new CampaignFileCheck(header, rows, null) : Refuse(fault);
    }

    /// <summary>Every row below the header in which something stands, in their order. One reading at a time.</summary>
    /// <param name="header">Of the check before.</param>
    /// <param name="numbers">Of this reading alone.</param>
    public async IAsyncEnumerable<CampaignRow> ReadAsync(CampaignHeader header, CampaignNumberReader numbers, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        file.Position = 0;
        var (reader, _) = await CsvReader.OpenAsync(file, cancellationToken);
        await reader.ReadAsync(cancellationToken);
        using var metadata = new RowMetadata(header.Metadata);
        while (await reader.ReadAsync(cancellationToken))
        {
            yield return Row(reader, header, numbers, metadata);
        }
    }

    private static CampaignFileCheck Refuse(CampaignFileFault fault) => new(null, 0, fault);

    private static CampaignRow Row(CsvReader row, CampaignHeader header, CampaignNumberReader numbers, RowMetadata metadata)
    {
        if (Malformed(row, header) is { } fault)
        {
            return Reject(row, header, RowReason.MalformedRow, fault);
        }

        var number = numbers.Read(row.Text(header.Number), header.Zone < 0 ? "" : row.Text(header.Zone));
        if (number.To is null)
        {
            return Reject(row, header, number.Reason, number.Detail);
        }

        var data = metadata.Read(row, out var isTooLarge);
        return isTooLarge
            ? Reject(row, header, RowReason.InvalidMetadata, _tooMuch)
            : new CampaignNumber(row.Row, number.To, number.Zones, data);
    }

    /// <summary>What makes it doubtful which cell belongs to which column; null: nothing.</summary>
    private static string? Malformed(CsvReader row, CampaignHeader header)
    {
        var most = header.Columns.Count;
        return row.Fault switch
        {
            CsvRowFault.TooLong => _tooLong,
            CsvRowFault.TooManyColumns => _tooManyColumns,
            CsvRowFault.TextAfterQuote => "Text follows the quotation mark that ends a field. Within a quoted field a quotation mark is written twice.",
            CsvRowFault.NotUtf8 => "The row is not UTF-8.",
            _ when HasBeyond(row, most) => "The row has more columns than the header. A field in which a comma, semicolon or tab stands must be quoted.",
            _ when row.Count <= header.Number => "The row ends before the column with the number.",
            _ when row.Count < most && !row.HasLineEnd => "The file ends within this row. It may have been cut off: export it again.",
            _ => null,
        };
    }

    /// <summary>Whether something stands in a column that the header does not have. Empty ones are left behind by spreadsheets.</summary>
    private static bool HasBeyond(CsvReader row, int most)
    {
        for (var index = most; index < row.Count; index++)
        {
            if (row[index].ContainsAnyExcept(" \t\r\n"u8))
            {
                return true;
            }
        }

        return false;
    }

    private static RejectedRow Reject(CsvReader row, CampaignHeader header, string reason, string detail) => new(row.Row, RowText.Number(row.Text(header.Number)), reason, detail);
}
