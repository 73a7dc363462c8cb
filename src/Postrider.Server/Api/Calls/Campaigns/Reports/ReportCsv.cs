using Postrider.Calls;
using Postrider.Campaigns;
using Postrider.Contacts;

namespace Postrider.Server.Api.Calls.Campaigns.Reports;

/// <summary>A campaign's calls and refused rows as tables.</summary>
internal static class ReportCsv
{
    public static IReadOnlyList<string> Columns { get; } =
    [
        "number", "state", "outcome", "attempts", "created_at", "dialed_at", "answered_at", "ended_at", "ring_seconds", "talk_seconds",
        "answered_by", "ended_by", "sip_code", "sip_reason", "opt_out", "digits", "external_id",
    ];

    public static async Task WriteAsync(CsvWriter csv, MetadataColumns metadata, IAsyncEnumerable<CallView> calls, CancellationToken cancellationToken)
    {
        foreach (var column in Columns)
        {
            csv.Value(column);
        }

        metadata.WriteHeadings(csv);
        await csv.EndRowAsync(cancellationToken);
        await foreach (var call in calls.WithCancellation(cancellationToken))
        {
            Write(csv, call);
            metadata.Write(csv, call);
            await csv.EndRowAsync(cancellationToken);
        }
    }

    public static async Task WriteAsync(CsvWriter csv, IAsyncEnumerable<RejectedRow> rows, CancellationToken cancellationToken)
    {
        foreach (var column in new[] { "row", "number", "reason", "detail" })
        {
            csv.Value(column);
        }

        await csv.EndRowAsync(cancellationToken);
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            csv.Value(row.Row);
            csv.Text(row.Number);
            csv.Value(row.Reason);
            csv.Text(row.Detail);
            await csv.EndRowAsync(cancellationToken);
        }
    }

    private static void Write(CsvWriter csv, CallView call)
    {
        var record = call.Record;
        csv.Value(RecipientAddress.Bare(call.Job.Address));
        csv.Value(record.State.Word());
        csv.Value(record.Outcome);
        csv.Value(call.Job.Attempt);
        csv.Value(call.Job.AcceptedAt);
        csv.Value(record.DialedAt);
        csv.Value(record.AnsweredAt);
        csv.Value(record.EndedAt);
        csv.Value(record.RingSeconds);
        csv.Value(record.TalkSeconds);
        csv.Value(record.AnsweredBy);
        csv.Value(record.EndedBy);
        csv.Value(record.SipCode);
        csv.Text(record.SipReason);
        csv.Value(record.OptOut);
        csv.Text(record.Digits);
        csv.Value(call.ExternalId);
    }
}
