using System.Globalization;

namespace Postrider.Campaigns;

/// <summary>Why a file is refused whole: nothing of it is taken.</summary>
/// <param name="Code">For programs.</param>
/// <param name="Sentence">For people: what is wrong, and what to do.</param>
public sealed record CampaignFileFault(string Code, string Sentence)
{
    private const int MostShown = 20;
    private const int LongestShown = 40;

    public static CampaignFileFault NotUtf8(string what) => new(
        "not_utf8",
        $"{what}. Save it as UTF-8: a spreadsheet offers 'CSV UTF-8 (comma delimited)' when saving, a text editor the encoding UTF-8.");

    public static CampaignFileFault NotCsv(string what) => new(
        "not_csv",
        $"{what}. Send a CSV file: text whose first row names the columns, with commas, semicolons or tabs between them.");

    public static CampaignFileFault NoHeader(string what) => new(
        "no_header",
        $"{what}. The first row must name the columns, and the one with the numbers 'to', 'phone', 'phone_number' or 'number'.");

    public static CampaignFileFault NoNumberColumn(string? wanted, IReadOnlyList<string> columns) => new(
        "no_number_column",
        (wanted is null
            ? "No column is named 'to', 'phone', 'phone_number' or 'number'."
            : $"No column is named '{Cut(wanted)}', as numberColumn says.")
        + $" The columns are {Show(columns)}. Name the one that holds the numbers in numberColumn."
        + (columns.Count == 1 ? " If these are several columns: they must be separated by commas, semicolons or tabs." : ""));

    public static CampaignFileFault SeveralNumberColumns(IReadOnlyList<string> columns) => new(
        "several_number_columns",
        $"More than one column may hold the number: {Show(columns)}. Give each column a name of its own, and name the one that holds the numbers in numberColumn.");

    public static CampaignFileFault RepeatedColumn(string column) => new(
        "repeated_column",
        $"More than one column is named '{Cut(column)}'. Give each column a name of its own, or no name to leave it out.");

    public static CampaignFileFault CutOff(long row) => new(
        "file_cut_off",
        Invariant($"The file ends within the quoted field that row {row} opens. It was cut off, or a quotation mark is missing there. Export it again and send it whole."));

    public static CampaignFileFault TooManyRows(int most) => new(
        "too_many_rows",
        Invariant($"The file has more than {most} rows below its header. Split it and hand the parts in one after the other."));

    /// <summary>Every code there is.</summary>
    public static IReadOnlyList<string> Codes { get; } =
        [.. new[] { NotUtf8(""), NotCsv(""), NoHeader(""), NoNumberColumn(null, []), SeveralNumberColumns([]), RepeatedColumn(""), CutOff(0), TooManyRows(0) }.Select(fault => fault.Code)];

    private static string Show(IReadOnlyList<string> columns) =>
        string.Join(", ", columns.Take(MostShown).Select(column => $"'{Cut(column)}'")) + (columns.Count > MostShown ? Invariant($" and {columns.Count - MostShown} more") : "");

    private static string Cut(string name) => RowText.Cut(name, LongestShown);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
