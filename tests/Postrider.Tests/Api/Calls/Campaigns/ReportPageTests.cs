using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Postrider.Calls;
using Postrider.Campaigns;
using Postrider.Server.Api.Calls.Campaigns.Reports;
using Xunit;

namespace Postrider.Tests.Api.Calls.Campaigns;

/// <summary>The page adds up, and nothing that others wrote becomes a part of it.</summary>
public sealed partial class ReportPageTests
{
    private const string Hostile = "</title><script>alert(1)</script><img src=x onerror=alert(1)>\"'&";

    [Fact]
    public void Every_call_is_in_one_row_and_one_bar()
    {
        var page = Page(Sample.Campaign(), Mixed());

        var outcomes = Table(page, "Outcomes");
        Assert.Equal(
            ["Completed 400", "Voicemail 100", "No answer 300", "Busy 100", "Canceled 50", "Waiting 50"],
            outcomes.Rows.Select(row => $"{row.Name} {row.Cells[1]}"));
        Assert.Equal("1,000", outcomes.Foot[0]);
        Assert.Equal(1000, outcomes.Rows.Sum(row => int.Parse(row.Cells[1], CultureInfo.InvariantCulture)));
        Assert.Equal(outcomes.Rows.Select(row => row.Cells[1]), Svgs(page)[0].Descendants().Where(node => node.Name.LocalName == "text" && node.Attribute("class") is null).Select(node => node.Value.Split(' ')[0]));
        Assert.Equal(100, outcomes.Rows.Sum(row => double.Parse(row.Cells[2].TrimEnd('%', ' '), CultureInfo.InvariantCulture)), 3);
    }

    [Fact]
    public void Tiles_and_drawings_tell_the_same_as_the_calls()
    {
        var page = Page(Sample.Campaign(), Mixed());

        Assert.Equal(["1,000 calls 95.0 % done", "900 dialed 90.0 % of calls", "500 answered 55.6 % of dialed", "400 completed 44.4 % of dialed", "0 opted out 0 % of answered"], Tiles(page));

        // Calls over time, the share by hour, talk time, attempts: what a column says is what was counted.
        var titles = Svgs(page).Select(svg => svg.Descendants().Where(node => node.Name.LocalName == "title").Select(node => node.Value).ToArray()).ToArray();
        Assert.Equal((900, 500), Sum(titles[1], Dialed()));
        Assert.Equal((900, 500), Sum(titles[2], Answered()));
        Assert.Equal(500, titles[3].Sum(title => int.Parse(Calls().Match(title).Groups[1].Value, CultureInfo.InvariantCulture)));
        Assert.Equal(["Dialed never: 100 calls", "Dialed once: 800 calls", "Dialed twice: 100 calls"], titles[4]);
        Assert.Contains("1,000 attempts in all", page, StringComparison.Ordinal);
        Assert.Matches(@"<dt>Median</dt><dd>45 s</dd>", page);
        Assert.Contains("<dt>A person answered</dt><dd>500</dd>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void What_others_wrote_is_shown_and_not_obeyed()
    {
        var campaign = Sample.Campaign(Hostile, CampaignState.Paused) with { PauseReason = Hostile, AgentId = Hostile, AccountId = Hostile, Trigger = Hostile };
        campaign = campaign with { Settings = campaign.Settings with { ConsentBasis = Hostile, CallerName = Hostile } };
        var tally = Tally(campaign);
        tally.Add(Sample.Call(1, Hostile, 5, $"{{\"name\":{System.Text.Json.JsonSerializer.Serialize(Hostile)}}}"));
        tally.Add(new RejectedRow(1, Hostile, Hostile, Hostile));
        var page = Encoding.UTF8.GetString(ReportPage.Write(new ReportSubject(campaign, Hostile, TimeZoneInfo.Utc), tally));

        Assert.Equal(13, Regex.Count(page, "&lt;script&gt;"));
        Assert.DoesNotMatch(@"<script|<img|<iframe|<object| on\w+\s*=\s*[^&]*>|javascript:", page.Replace(System.Net.WebUtility.HtmlEncode(Hostile), "", StringComparison.Ordinal));
    }

    [Fact]
    public void The_page_needs_nothing_else_and_may_run_nothing()
    {
        var page = Page(Sample.Campaign("Spring"), Mixed());

        var style = Style().Match(page).Groups[1].Value;
        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(style)));
        Assert.Equal($"default-src 'none'; style-src 'sha256-{hash}'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'", ReportPage.Policy);
        Assert.DoesNotMatch("src=|style=|url\\(|@import|https?:", page);
        Assert.Equal(["data:,", "report.csv", "rejected.csv"], Links().Matches(page).Select(match => match.Groups[1].Value));
    }

    [Theory]
    [InlineData(CampaignState.Draft, "Not started")]
    [InlineData(CampaignState.Canceled, "Canceled")]
    public void A_campaign_without_a_call_has_a_page_too(CampaignState state, string word)
    {
        var campaign = Sample.Campaign(state: state) with { StartedAt = null };
        var page = Page(campaign, []);

        Assert.Contains(word, page, StringComparison.Ordinal);
        Assert.Contains("There are no calls in this campaign.", page, StringComparison.Ordinal);
        Assert.Empty(Svgs(page));
    }

    [Fact]
    public void An_hour_is_the_callee_s_own_and_left_out_where_that_is_not_certain()
    {
        var tally = new Tally(TimeZoneInfo.Utc);
        tally.Add(Sample.Call(1, CallOutcome.Busy) with { Zones = "America/New_York" });
        tally.Add(Sample.Call(2, CallOutcome.Completed, 5) with { Zones = "Europe/Berlin,Europe/Paris" });
        tally.Add(Sample.Call(3, CallOutcome.Completed, 5) with { Zones = "Europe/Berlin,Europe/London" });
        tally.Add(Sample.Call(4, CallOutcome.Busy));

        Assert.Equal((1, 0), tally.Hours[4]);
        Assert.Equal((1, 1), tally.Hours[10]);
        Assert.Equal((1, 0), tally.Hours[8]);
        Assert.Equal((3, 1), (tally.Hours.Sum(hour => hour.Dialed), tally.WithoutHour));
    }

    /// <summary>A thousand calls over five hours.</summary>
    private static IEnumerable<CallView> Mixed() => Enumerable.Range(0, 1000).Select(i => (i % 20) switch
    {
        < 8 => Sample.Call(i, CallOutcome.Completed, 45, at: i * 18),
        < 10 => Sample.Call(i, CallOutcome.Voicemail, 12, at: i * 18),
        < 16 => Sample.Call(i, CallOutcome.NoAnswer, at: i * 18),
        < 18 => Sample.Call(i, CallOutcome.Busy, at: i * 18, attempts: 2),
        18 => Sample.Call(i, CallOutcome.Canceled, at: null),
        _ => Sample.Call(i, null, at: null),
    });

    private static Tally Tally(Campaign campaign) => new(TimeZoneInfo.FindSystemTimeZoneById(campaign.Settings.Hours.TimeZone));

    private static string Page(Campaign campaign, IEnumerable<CallView> calls)
    {
        var tally = Tally(campaign);
        foreach (var call in calls)
        {
            tally.Add(call);
        }

        return Encoding.UTF8.GetString(ReportPage.Write(new ReportSubject(campaign, "Sales", TimeZoneInfo.FindSystemTimeZoneById(campaign.Settings.Hours.TimeZone)), tally));
    }

    private static XElement[] Svgs(string page) => [.. Svg().Matches(page).Select(match => XElement.Parse(match.Value))];

    private static string[] Tiles(string page) => [.. Tile().Matches(page).Select(match => Tag().Replace(match.Groups[1].Value, ""))];

    private static (int Whole, int Part) Sum(string[] titles, Regex numbers) => (
        titles.Sum(title => int.Parse(numbers.Match(title).Groups["whole"].Value, CultureInfo.InvariantCulture)),
        titles.Sum(title => int.Parse(numbers.Match(title).Groups["part"].Value, CultureInfo.InvariantCulture)));

    private static ((string Name, string[] Cells)[] Rows, string[] Foot) Table(string page, string title)
    {
        var section = page[page.IndexOf($"<h2>{title}</h2>", StringComparison.Ordinal)..];
        var table = XElement.Parse(section[section.IndexOf("<table>", StringComparison.Ordinal)..(section.IndexOf("</table>", StringComparison.Ordinal) + 8)]);
        var rows = table.Element("tbody")!.Elements("tr").Select(row => (row.Element("th")!.Value, row.Elements("td").Select(cell => cell.Value).ToArray())).ToArray();
        return (rows, [.. table.Element("tfoot")!.Descendants("td").Select(cell => cell.Value)]);
    }

    [GeneratedRegex("<svg.*?</svg>", RegexOptions.Singleline)]
    private static partial Regex Svg();

    [GeneratedRegex("<li>(.*?)</li>")]
    private static partial Regex Tile();

    [GeneratedRegex("<.*?>")]
    private static partial Regex Tag();

    [GeneratedRegex("<style>(.*?)</style>", RegexOptions.Singleline)]
    private static partial Regex Style();

    [GeneratedRegex("href=\"(.*?)\"")]
    private static partial Regex Links();

    [GeneratedRegex(@"(?<whole>\d+) dialed, (?<part>\d+) answered")]
    private static partial Regex Dialed();

    [GeneratedRegex(@"(?<part>\d+) of (?<whole>\d+) answered")]
    private static partial Regex Answered();

    [GeneratedRegex(@": (\d+) calls")]
    private static partial Regex Calls();
}
