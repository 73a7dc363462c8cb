using System.Text;
using Postrider.Campaigns;

namespace Postrider.Tests.Campaigns;

/// <summary>Files with numbers, and what is read of them.</summary>
internal static class Files
{
    public static readonly DateTimeOffset Now = new(2026, 5, 20, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Germany has one zone here, the number +1 850 two, and nothing is known of the rest.</summary>
    public static CampaignNumberReader Numbers(CallHours? hours = null) => new(
        hours ?? new CallHours(CallHours.Default, "UTC"),
        Now,
        number => number.StartsWith("+49", StringComparison.Ordinal) ? "Europe/Berlin" : number.StartsWith("+1850", StringComparison.Ordinal) ? "America/Chicago,America/New_York" : "");

    public static Task<CampaignFileCheck> CheckAsync(byte[] bytes, string? numberColumn = null) => new CampaignFile(new MemoryStream(bytes)).CheckAsync(numberColumn, CancellationToken.None);

    public static Task<CampaignFileCheck> CheckAsync(string text, string? numberColumn = null) => CheckAsync(Encoding.UTF8.GetBytes(text), numberColumn);

    /// <summary>The rows of a file in which nothing is wrong as a whole.</summary>
    public static async Task<IReadOnlyList<CampaignRow>> ReadAsync(string text, string? numberColumn = null)
    {
        var file = new CampaignFile(new MemoryStream(Encoding.UTF8.GetBytes(text)));
        var check = await file.CheckAsync(numberColumn, CancellationToken.None);
        return check.Fault is { } fault
            ? throw new InvalidOperationException($"{fault.Code}: {fault.Sentence}")
            : await file.ReadAsync(check.Header!, Numbers(), CancellationToken.None).ToListAsync();
    }

    /// <summary>Every row as its number and metadata, or as the reason why it is rejected, each with its place in the file.</summary>
    public static IEnumerable<string> Lines(IEnumerable<CampaignRow> rows) => rows.Select(row => row.Number is { } number
        ? $"{number.Row} {number.To} {number.Metadata?.GetRawText() ?? "-"}"
        : $"{row.Rejected!.Row} {row.Rejected.Reason}");
}
