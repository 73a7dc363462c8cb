namespace Postrider.Campaigns;

/// <summary>A row that did not become a call.</summary>
/// <param name="Row">Counted from 1, the header of a file being row 1; of a list in JSON the place in it, from 1.</param>
/// <param name="Number">As it was handed in, cut to what can be shown.</param>
/// <param name="Reason">One of <see cref="RowReason"/>.</param>
/// <param name="Detail">For people.</param>
public sealed record RejectedRow(long Row, string Number, string Reason, string Detail);

/// <summary>Why a row did not become a call; the words are the store's and the wire's.</summary>
public static class RowReason
{
    public const string Duplicate = "duplicate";
    public const string Suppressed = "suppressed";
    public const string NoCallsRemaining = "no_calls_remaining";
    public const string MissingNumber = "missing_number";
    public const string InvalidNumber = "invalid_phone_number";
    public const string NotInternational = "not_international";
    public const string SpreadsheetNotation = "spreadsheet_notation";
    public const string InvalidTimeZone = "invalid_time_zone";
    public const string InvalidMetadata = "invalid_metadata";
    public const string NoCommonHours = "no_common_hours";
    public const string MalformedRow = "malformed_row";
}
