using Postrider.Campaigns;

namespace Postrider.Server.Api.Calls.Campaigns.Reports;

/// <summary>A campaign's report as one page that needs nothing else: it runs no script and loads nothing, can be printed, sent and kept.</summary>
internal static class ReportPage
{
    /// <summary>The page's own style and an icon that is empty, so that no browser asks for one. A page that was kept carries it along, but for what only a header can say.</summary>
    private static readonly string _policy = $"default-src 'none'; style-src '{ReportStyle.Hash}'; img-src data:; base-uri 'none'; form-action 'none'";

    public static string Policy { get; } = $"{_policy}; frame-ancestors 'none'";

    public static byte[] Write(ReportSubject subject, Tally tally)
    {
        var page = new HtmlText();
        var name = subject.Campaign.Settings.Name;
        page.Add($"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="{_policy}">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="robots" content="noindex">
            <title>{name} – campaign report</title>
            <link rel="icon" href="data:,">
            <style>
            """).AddOurs(ReportStyle.Markup).Add($"""
            </style>
            </head>
            <body>

            """);
        WriteHead(page, subject, tally);
        page.Add($"<main>\n");
        ReportSections.Outcomes(page, tally);
        ReportSections.Times(page, subject, tally);
        ReportSections.Hours(page, tally);
        ReportSections.Talk(page, tally);
        ReportSections.Attempts(page, tally);
        ReportSections.Rejected(page, tally);
        ReportSections.Settings(page, subject);
        ReportSections.Data(page);
        page.Add($"</main>\n</body>\n</html>\n");
        return page.ToBytes();
    }

    private static void WriteHead(HtmlText page, ReportSubject subject, Tally tally)
    {
        var campaign = subject.Campaign;
        page.Add($"""
            <header>
            <p class="kind">Campaign report</p>
            <h1><bdi>{campaign.Settings.Name}</bdi> <span class="state {campaign.State.Name()}">{Words.State(campaign.State)}</span></h1>
            <p class="quiet">{Period(subject)} As of {Words.Time(campaign.Now, subject.Zone)}. Times are those of {subject.Zone.Id}.</p>

            """);
        if (campaign.PauseReason is { } reason)
        {
            page.Add($"""<p class="note">It paused itself: <bdi>{reason}</bdi></p>""");
        }

        page.Add($"""<ul class="tiles">""");
        Tile(page, tally.Calls, "calls", campaign.State.IsOver() ? $"{tally.Rejected.Values.Sum():N0} rows not taken" : $"{Words.Share(tally.Ended, tally.Calls)} done");
        Tile(page, tally.Dialed, "dialed", $"{Words.Share(tally.Dialed, tally.Calls)} of calls");
        Tile(page, tally.Answered, "answered", $"{Words.Share(tally.Answered, tally.Dialed)} of dialed");
        Tile(page, tally.Outcomes.GetValueOrDefault(Postrider.Calls.CallOutcome.Completed), "completed", $"{Words.Share(tally.Outcomes.GetValueOrDefault(Postrider.Calls.CallOutcome.Completed), tally.Dialed)} of dialed");
        Tile(page, tally.OptOuts, "opted out", $"{Words.Share(tally.OptOuts, tally.Answered)} of answered");
        page.Add($"</ul>\n</header>\n");
    }

    private static void Tile(HtmlText page, long count, string name, string note) =>
        page.Add($"""<li><b>{count}</b> <span>{name}</span> <small>{note}</small></li>""");

    private static string Period(ReportSubject subject)
    {
        var campaign = subject.Campaign;
        return (campaign.StartedAt, campaign.EndedAt) switch
        {
            (null, null) => $"Made {Words.Time(campaign.CreatedAt, subject.Zone)}, not started.",
            (null, { } ended) => $"Made {Words.Time(campaign.CreatedAt, subject.Zone)}, ended {Words.Time(ended, subject.Zone)} without a start.",
            ({ } started, null) => $"Started {Words.Time(started, subject.Zone)}.",
            ({ } started, { } ended) => $"{Words.Time(started, subject.Zone)} – {Words.Time(ended, subject.Zone)}, {Words.Span(ended - started)}.",
        };
    }
}
