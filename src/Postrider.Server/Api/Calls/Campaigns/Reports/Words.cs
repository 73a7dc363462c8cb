using System.Globalization;
using Postrider.Accounts;
using Postrider.Calls;
using Postrider.Campaigns;

namespace Postrider.Server.Api.Calls.Campaigns.Reports;

/// <summary>How a report puts things for people who have never seen the API.</summary>
internal static class Words
{
    /// <summary>The outcomes in the order in which they are shown, with what they mean and the class that colours them.</summary>
    public static IReadOnlyList<(string Outcome, string Name, string Meaning, string Kind)> Outcomes { get; } =
    [
        (CallOutcome.Completed, "Completed", "Answered, and the conversation came to its end.", "good"),
        (CallOutcome.VoicemailLeft, "Message left", "A machine answered; a message was left on it.", "machine"),
        (CallOutcome.Voicemail, "Voicemail", "A machine answered; no message was left.", "machine"),
        (CallOutcome.Silence, "Silence", "Answered, but nobody spoke.", "machine"),
        (CallOutcome.NoAnswer, "No answer", "It rang and nobody answered.", "other"),
        (CallOutcome.Busy, "Busy", "The line was busy.", "other"),
        (CallOutcome.Rejected, "Rejected", "The call was declined.", "other"),
        (CallOutcome.InvalidNumber, "Wrong number", "The number does not exist or cannot be called.", "bad"),
        (CallOutcome.Failed, "Failed", "The call could not be placed or broke off.", "bad"),
        (CallOutcome.Canceled, "Canceled", "Called off by an operator.", "idle"),
        (CallOutcome.Suppressed, "Suppressed", "On the do-not-call list by the time it was due.", "idle"),
        (CallOutcome.Expired, "Expired", "Not dialed in time.", "idle"),
        (CallOutcome.Unknown, "Not known", "How the call ended was never learned; it may have reached the callee.", "bad"),
    ];

    public static string Reason(string reason) => reason switch
    {
        RowReason.Duplicate => "The number was in the campaign already",
        RowReason.Suppressed => "The number is on the do-not-call list",
        RowReason.NoCallsRemaining => "No calls were left in the month's allowance",
        RowReason.MissingNumber => "There was no number",
        RowReason.InvalidNumber => "Not a phone number",
        RowReason.NotInternational => "The number had no country code",
        RowReason.SpreadsheetNotation => "A spreadsheet had rounded the number",
        RowReason.InvalidTimeZone => "The time zone does not exist",
        RowReason.InvalidMetadata => "The further values were not allowed",
        RowReason.NoCommonHours => "There is no hour at which the number may be called",
        RowReason.MalformedRow => "The row could not be read",
        _ => reason,
    };

    public static string State(CampaignState state) => state switch
    {
        CampaignState.Draft => "Not started",
        CampaignState.Scheduled => "Scheduled",
        CampaignState.Running => "Running",
        CampaignState.Paused => "Paused",
        CampaignState.Completed => "Completed",
        CampaignState.Canceled => "Canceled",
        _ => "In preparation",
    };

    public static string State(CallState state) => state switch
    {
        CallState.Queued => "Waiting",
        CallState.Dialing => "Dialing",
        CallState.Ringing => "Ringing",
        CallState.InProgress => "Talking",
        _ => "Ended",
    };

    /// <summary>A share in per cent; what is not nothing never looks like it.</summary>
    public static string Share(long part, long whole) => whole == 0 ? "–"
        : part > 0 && part * 1000 < whole ? "<0.1 %"
        : part == 0 || part == whole ? Invariant($"{100 * part / whole} %")
        : Invariant($"{100.0 * part / whole:0.0} %");

    public static string Duration(double seconds) => Math.Round(seconds) switch
    {
        < 60 => Invariant($"{Math.Round(seconds)} s"),
        var whole when whole % 3600 == 0 => Invariant($"{whole / 3600:N0} h"),
        < 3600 and var whole => whole % 60 == 0 ? Invariant($"{whole / 60} min") : Invariant($"{Math.Floor(whole / 60)} min {whole % 60} s"),
        var whole => Invariant($"{Math.Floor(whole / 3600):N0} h {Math.Floor(whole % 3600 / 60)} min"),
    };

    /// <summary>A duration that people count in days once there are some.</summary>
    public static string Span(TimeSpan span) => span.TotalDays >= 2 ? Invariant($"{Math.Round(span.TotalDays):N0} days") : Duration(span.TotalSeconds);

    /// <summary>What stands behind "per".</summary>
    public static string Step(TimeSpan step) => step.TotalMinutes switch
    {
        1 => "minute",
        60 => "hour",
        24 * 60 => "day",
        7 * 24 * 60 => "week",
        _ => Span(step),
    };

    public static string Time(DateTimeOffset? time, TimeZoneInfo zone) => time is { } known ? Moment(TimeZoneInfo.ConvertTime(known, zone).DateTime) : "–";

    public static string Moment(DateTime local) => local.ToString("d MMM yyyy, HH:mm", CultureInfo.InvariantCulture);

    public static string Hours(SendWindow window)
    {
        // From Monday on.
        var days = Enum.GetValues<DayOfWeek>().Where(window.Days.Contains).OrderBy(day => ((int)day + 6) % 7).Select(day => day.ToString()[..3]).ToArray();
        var isWeek = days is ["Mon", "Tue", "Wed", "Thu", "Fri"];
        return $"{(days.Length == 7 ? "every day" : isWeek ? "Mon–Fri" : string.Join(", ", days))}, {(window.From == window.To ? "all day" : Invariant($"{window.From:HH:mm}–{window.To:HH:mm}"))}";
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
