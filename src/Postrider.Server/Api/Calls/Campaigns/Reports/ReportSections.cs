using System.Globalization;
using Postrider.Calls;

namespace Postrider.Server.Api.Calls.Campaigns.Reports;

/// <summary>The parts of the page, each with its drawing and its figures.</summary>
internal static class ReportSections
{
    public static void Outcomes(HtmlText page, Tally tally)
    {
        Open(page, "Outcomes");
        if (tally.Calls == 0)
        {
            Close(page.Add($"<p>There are no calls in this campaign.</p>"));
            return;
        }

        var open = tally.Open.OrderBy(count => count.Key).Select(count => (Name: Words.State(count.Key), Meaning: "Not ended yet.", Kind: "idle", Count: count.Value));
        var known = Words.Outcomes.Select(entry => (entry.Name, entry.Meaning, entry.Kind, Count: tally.Outcomes.GetValueOrDefault(entry.Outcome)));
        var others = tally.Outcomes.Where(count => Words.Outcomes.All(entry => entry.Outcome != count.Key)).Select(count => (Name: count.Key, Meaning: "", Kind: "idle", Count: count.Value));
        var shown = known.Where(entry => entry.Count > 0).Concat(others).Concat(open).ToArray();
        page.Add($"<figure>");
        Chart.Bars(page, $"Calls by outcome: {string.Join(", ", shown.Select(entry => $"{entry.Name} {entry.Count}"))}", [.. shown.Select(entry => new Bar(entry.Name, entry.Count, entry.Kind))]);
        page.Add($"""</figure><table><thead><tr><th scope="col">Outcome</th><th scope="col">What it means</th><th scope="col">Calls</th><th scope="col">Share</th></tr></thead><tbody>""");
        foreach (var (name, meaning, kind, count) in shown)
        {
            page.Add($"""<tr><th scope="row"><i class="{kind}"></i>{name}</th><td>{meaning}</td><td>{count}</td><td>{Words.Share(count, tally.Calls)}</td></tr>""");
        }

        page.Add($"""</tbody><tfoot><tr><th scope="row" colspan="2">All calls</th><td>{tally.Calls}</td><td>100 %</td></tr></tfoot></table>""");
        Close(page);
    }

    public static void Times(HtmlText page, ReportSubject subject, Tally tally)
    {
        var (step, counts) = tally.Times.Shown();
        if (counts.Count == 0)
        {
            return;
        }

        Open(page, "Calls over time");
        var form = step >= TimeSpan.FromDays(1) ? "d MMM" : counts[0].From.Date == counts[^1].From.Date ? "HH:mm" : "d MMM HH:mm";
        var columns = counts.Select(count => new Column(
            count.From.ToString(form, CultureInfo.InvariantCulture), $"{Words.Moment(count.From)}: {count.Answered + count.Others} dialed, {count.Answered} answered", count.Answered, count.Others));
        Figure(page, "How many calls were dialed when, and how many of them were answered", [.. columns], $"By the time at which each was dialed last, per {Words.Step(step)}; the clock is that of {subject.Zone.Id}.", legend: true);
        Close(page);
    }

    public static void Hours(HtmlText page, Tally tally)
    {
        var hours = Enumerable.Range(0, 24).Where(hour => tally.Hours[hour].Dialed > 0).ToArray();
        if (hours.Length == 0)
        {
            return;
        }

        Open(page, "When people answer");
        var columns = Enumerable.Range(hours[0], hours[^1] - hours[0] + 1).Select(hour =>
        {
            var (dialed, answered) = tally.Hours[hour];
            return new Column($"{hour:00}:00", $"{hour:00}:00 to {hour:00}:59: {answered} of {dialed} answered, {Words.Share(answered, dialed)}", dialed == 0 ? 0 : 100.0 * answered / dialed, 0);
        });
        var left = tally.WithoutHour == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" Left out: {tally.WithoutHour:N0} calls to numbers whose local time is not certain.");
        page.Add($"<figure>");
        Chart.Columns(page, "The share of dialed calls that was answered, by the hour of the callee's day", [.. columns], ("good", "other"), 100, " %");
        page.Add($"<figcaption>The share of dialed calls that was answered, by the hour of the callee’s own day.{left}</figcaption></figure>");
        Close(page);
    }

    public static void Talk(HtmlText page, Tally tally)
    {
        var talk = tally.Talk;
        if (talk.Calls == 0)
        {
            return;
        }

        Open(page, "Talk time");
        Figure(page, "Answered calls by how long they lasted", [.. talk.Ranges().Select(range => new Column(range.Name, $"{range.Name}: {range.Calls} calls", range.Calls, 0))], "Answered calls by how long they lasted.", legend: false);
        page.Add($"""
            <dl class="facts"><div><dt>Average</dt><dd>{Words.Duration(talk.Average)}</dd></div><div><dt>Median</dt><dd>{Words.Duration(talk.Percentile(50))}</dd></div>
            <div><dt>Nine in ten at most</dt><dd>{Words.Duration(talk.Percentile(90))}</dd></div><div><dt>All together</dt><dd>{Words.Duration(talk.Total)}</dd></div>
            """);
        foreach (var (who, name) in new[] { (Answerer.Human, "A person answered"), (Answerer.Machine, "A machine answered"), (Answerer.Unknown, "Not certain who answered"), ("", "Not asked who answered") })
        {
            if (tally.AnsweredBy.TryGetValue(who, out var calls))
            {
                page.Add($"<div><dt>{name}</dt><dd>{calls}</dd></div>");
            }
        }

        Close(page.Add($"</dl>"));
    }

    public static void Attempts(HtmlText page, Tally tally)
    {
        var most = Array.FindLastIndex(tally.Attempts, calls => calls > 0);
        if (most < 1)
        {
            return;
        }

        Open(page, "Attempts");
        var total = tally.Attempts.Select((calls, attempts) => calls * attempts).Sum();
        var columns = Enumerable.Range(0, most + 1).Select(attempts => new Column(Times(attempts), $"Dialed {Times(attempts)}: {tally.Attempts[attempts]} calls", tally.Attempts[attempts], 0));
        Figure(page, "Calls by how often they were dialed", [.. columns], string.Create(CultureInfo.InvariantCulture, $"Calls by how often they were dialed; {total:N0} attempts in all."), legend: false);
        Close(page);
    }

    public static void Rejected(HtmlText page, Tally tally)
    {
        if (tally.Rejected.Count == 0)
        {
            return;
        }

        Open(page, "Rows that were not taken");
        page.Add($"""<table><thead><tr><th scope="col">Reason</th><th scope="col">Rows</th></tr></thead><tbody>""");
        foreach (var (reason, rows) in tally.Rejected.OrderByDescending(count => count.Value))
        {
            page.Add($"""<tr><th scope="row">{Words.Reason(reason)}</th><td>{rows}</td></tr>""");
        }

        Close(page.Add($"""</tbody><tfoot><tr><th scope="row">All rows that were not taken</th><td>{tally.Rejected.Values.Sum()}</td></tr></tfoot></table>"""));
    }

    public static void Settings(HtmlText page, ReportSubject subject)
    {
        var (campaign, settings) = (subject.Campaign, subject.Campaign.Settings);
        Open(page, "How it was run");
        page.Add($"""<dl class="facts wide">""");
        Fact(page, "Consent basis", settings.ConsentBasis ?? "Not stated");
        Fact(page, "Caller’s name", settings.CallerName ?? "Not stated");
        Fact(page, "First words", settings.Announces ? "Name the caller and how to opt out" : "The agent’s own");
        Fact(page, "Agent", subject.AgentName is { } name ? $"{name} ({campaign.AgentId})" : campaign.AgentId);
        Fact(page, "Trigger", campaign.Trigger ?? "The agent’s default");
        Fact(page, "Account", campaign.AccountId);
        Fact(page, "Hours", $"{Words.Hours(settings.Hours.Window)}, in the callee’s time zone; where that is not known, in {settings.Hours.TimeZone}");
        Fact(page, "Pace", string.Create(CultureInfo.InvariantCulture, $"A call every {settings.Spacing.TotalSeconds:0.###} s at most, {settings.MaxConcurrent:N0} at once"));
        Fact(page, "Attempts", settings.Retries.MaxAttempts == 1 ? "One a number" : $"Up to {settings.Retries.MaxAttempts} a number, {Words.Duration(settings.Retries.Delay.TotalSeconds)} apart, after: {string.Join(", ", settings.Retries.On.Select(Outcome))}");
        Fact(page, "Campaign", campaign.Id);
        Close(page.Add($"</dl>"));
    }

    public static void Data(HtmlText page) =>
        page.Add($"""<footer><p>The figures come from the rows of <a href="report.csv">report.csv</a> (one for every call) and <a href="rejected.csv">rejected.csv</a> (one for every row that was not taken).</p></footer>""");

    private static void Fact(HtmlText page, string name, string value) => page.Add($"<div><dt>{name}</dt><dd><bdi>{value}</bdi></dd></div>");

    private static string Outcome(string outcome) => Words.Outcomes.FirstOrDefault(entry => entry.Outcome == outcome).Name?.ToLowerInvariant() ?? outcome;

    private static string Times(int attempts) => attempts switch { 0 => "never", 1 => "once", 2 => "twice", _ => $"{attempts} times" };

    private static void Open(HtmlText page, string title) => page.Add($"<section><h2>{title}</h2>");

    private static void Close(HtmlText page) => page.Add($"</section>\n");

    private static void Figure(HtmlText page, string words, IReadOnlyList<Column> columns, string caption, bool legend)
    {
        page.Add($"<figure>");
        Chart.Columns(page, words, columns, ("good", "other"));
        page.Add($"<figcaption>");
        if (legend)
        {
            page.Add($"""<span class="key"><i class="good"></i>answered</span> <span class="key"><i class="other"></i>not answered</span> """);
        }

        page.Add($"{caption}</figcaption></figure>");
    }
}
