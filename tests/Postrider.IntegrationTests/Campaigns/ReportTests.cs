using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Postrider.Campaigns;
using Postrider.IntegrationTests.Actions;
using Postrider.Storage;
using Postrider.Testing.Engine;
using Postrider.Testing.Postgres;
using Postrider.Testing.Server;
using Xunit;

namespace Postrider.IntegrationTests.Campaigns;

/// <summary>What is told of a campaign afterwards is what its calls were.</summary>
[Collection(ReportShare.Name)]
public sealed partial class ReportTests(ReportServer server, ITestOutputHelper output)
{
    private const int Many = 50_000;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Page_and_table_tell_the_same_of_every_call()
    {
        // Answered, busy, nobody, a machine, declined, no such number, silent, a fault at the trunk.
        var numbers = Enumerable.Range(0, 16).Select(i => CampaignHouse.Number(i, i % 8)).ToArray();
        var campaign = await server.MakeCampaignAsync(numbers, CampaignHouse.Settings with { Name = "Spring <b>offer</b>", Retries = new CallRetries(2, TimeSpan.Zero, ["busy"]) });
        var node = await server.NodeAsync();
        var store = node.Get<ICampaignStore>();
        await store.RejectAsync(campaign.Workspace, campaign.CampaignId, [new RejectedRow(2, "=1+1", RowReason.InvalidNumber, "Not a number."), new RejectedRow(5, numbers[0], RowReason.Duplicate, "There already.")], Cancellation);
        await node.StartAsync(campaign);
        var over = await node.WhenOverAsync(campaign);

        using var answer = await server.Client.GetAsync(ReportServer.PathOf(campaign, "report.csv"), Cancellation);
        var bytes = await answer.Content.ReadAsByteArrayAsync(Cancellation);
        Assert.Equal(("text/csv", "spring-b-offer-b-report.csv"), (answer.Content.Headers.ContentType?.MediaType, answer.Content.Headers.ContentDisposition?.FileName?.Trim('"')));
        Assert.True(bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble));
        Assert.Equal(bytes[3..], await server.Client.GetByteArrayAsync(ReportServer.PathOf(campaign, "report.csv?bom=false"), Cancellation));
        var rows = Encoding.UTF8.GetString(bytes[3..]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(',')).ToArray();
        Assert.Equal("number,state,outcome,attempts,created_at,dialed_at,answered_at,ended_at,ring_seconds,talk_seconds,answered_by,ended_by,sip_code,sip_reason,opt_out,digits,external_id,name", string.Join(',', rows[0]));
        Assert.Equal(numbers, rows[1..].Select(row => row[0]));
        var outcomes = rows[1..].GroupBy(row => row[2]).ToDictionary(group => group.Key, group => (long)group.Count());
        Assert.Equal(over.Counts.Outcomes.OrderBy(count => count.Key), outcomes.OrderBy(count => count.Key));
        Assert.All(rows[1..], row => Assert.Equal((row[2] == "busy" ? "2" : "1", "Alex"), (row[3], row[^1])));
        var detail = await server.Client.GetJsonAsync($"/v1/calls/{rows[1][16]}");
        Assert.Equal(((string)detail.Item["answered_at"]!, ((double)detail.Item["talk_seconds"]!).ToString(CultureInfo.InvariantCulture), "human"), (rows[1][6], rows[1][9], rows[1][10]));

        var page = await PageAsync(campaign);
        Assert.Equal(outcomes.Values.Order(), Row().Matches(Section(page, "Outcomes")).Select(match => long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)).Order());
        var answered = rows[1..].Count(row => row[6].Length > 0);
        Assert.Contains($"<b>16</b> <span>calls</span>", page, StringComparison.Ordinal);
        Assert.Contains($"<b>16</b> <span>dialed</span>", page, StringComparison.Ordinal);
        Assert.Contains($"<b>{answered}</b> <span>answered</span>", page, StringComparison.Ordinal);
        Assert.Contains($"{rows[1..].Sum(row => int.Parse(row[3], CultureInfo.InvariantCulture))} attempts in all", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>offer", page, StringComparison.Ordinal);

        var rejected = await server.Client.GetStringAsync(ReportServer.PathOf(campaign, "rejected.csv?bom=false"), Cancellation);
        Assert.Equal($"row,number,reason,detail\r\n2,'=1+1,invalid_phone_number,Not a number.\r\n5,'{numbers[0]},duplicate,There already.\r\n", rejected);
        Assert.Contains("All rows that were not taken</th><td>2</td>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Others_see_nothing_of_it()
    {
        var campaign = await server.MakeCampaignAsync([CampaignHouse.Number(1)]);
        var stranger = await server.ConnectStrangerAsync("reports");
        foreach (var what in new[] { "report.csv", "report.html", "rejected.csv", "events" })
        {
            var (theirs, nothing) = (await stranger.GetJsonAsync(ReportServer.PathOf(campaign, what)), await stranger.GetJsonAsync($"/v1/outbound-jobs/{CampaignId.Of(Guid.Empty)}/{what}"));
            Assert.Equal(("campaign_not_found", theirs.Text), (nothing.Code, nothing.Text));
            Assert.Equal(HttpStatusCode.Unauthorized, (await server.Connect(null).GetJsonAsync(ReportServer.PathOf(campaign, what))).Status);
            Assert.Equal("permission_denied", (await (await server.ConnectAsync("webhooks:read")).GetJsonAsync(ReportServer.PathOf(campaign, what))).Code);
        }
    }

    [Fact]
    public async Task Fifty_thousand_calls_are_told_in_seconds_and_little_memory()
    {
        var campaign = await server.MakeCampaignAsync([CampaignHouse.Number(1)]);
        var node = await server.NodeAsync();
        await node.StartAsync(campaign);
        await node.WhenOverAsync(campaign);
        await MultiplyAsync(campaign);

        // Not checked against the document, which would keep what is to be streamed.
        await PageAsync(await server.MakeCampaignAsync([]));
        var before = await ResidentMemory.BeginAsync(server.ProcessId, Cancellation);
        var started = TimeProvider.System.GetTimestamp();
        var page = await server.Plain.GetStringAsync(ReportServer.PathOf(campaign, "report.html"), Cancellation);
        var pageTook = TimeProvider.System.GetElapsedTime(started);
        started = TimeProvider.System.GetTimestamp();
        var (lines, first) = await ReadLinesAsync(ReportServer.PathOf(campaign, "report.csv"));
        var csvTook = TimeProvider.System.GetElapsedTime(started);
        var growth = await ResidentMemory.MostAsync(server.ProcessId, Cancellation) - before;
        output.WriteLine($"{Many} calls: the page in {pageTook.TotalSeconds:0.0} s ({page.Length / 1024} KiB), the table in {csvTook.TotalSeconds:0.0} s; memory grew by {growth / 1024 / 1024} MiB at most");

        Assert.Contains("<b>50,000</b> <span>calls</span>", page, StringComparison.Ordinal);
        Assert.Equal(Many + 1, lines);
        Assert.EndsWith(",name,city", first, StringComparison.Ordinal);
        Assert.InRange(pageTook.TotalSeconds + csvTook.TotalSeconds, 0, 20);
        Assert.InRange(growth, long.MinValue, 100L * 1024 * 1024);
    }

    private async Task<string> PageAsync(Campaign campaign)
    {
        using var answer = await server.Client.GetAsync(ReportServer.PathOf(campaign, "report.html"), Cancellation);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.StartsWith("default-src 'none'; style-src 'sha256-", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        return await answer.Content.ReadAsStringAsync(Cancellation);
    }

    /// <summary>As many calls as that one, with the metadata of each its own.</summary>
    private async Task MultiplyAsync(Campaign campaign)
    {
        var first = (await (await server.NodeAsync()).CallsAsync(campaign)).Single().Job.JobId;
        foreach (var (table, members) in new[]
        {
            ("finished_job", "jsonb_build_object('job_id', n.id)"),
            ("call_record", "jsonb_build_object('job_id', n.id, 'address', n.callee)"),
            ("job", """jsonb_build_object('job_id', n.id, 'address', n.callee, 'body', convert_to('{"recipient":{},"content":{},"metadata":{"name":"N' || i || '","city":"Köln"}}', 'UTF8'))"""),
        })
        {
            await server.Database.RunAsync($"""
                insert into {table} select r.* from {table} t, generate_series(2, {Many}) i,
                lateral (select ('01900000-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid as id, 'phone:+49301' || lpad(i::text, 7, '0') as callee) n, lateral jsonb_populate_record(t, {members}) r
                where t.workspace_id = 1 and t.job_id = '{first}'
                """);
        }

        await server.Database.RunAsync("analyze");
    }

    private async Task<(int Count, string First)> ReadLinesAsync(string path)
    {
        using var response = await server.Plain.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Cancellation));
        var (count, first) = (0, "");
        while (await reader.ReadLineAsync(Cancellation) is { } line)
        {
            first = count++ == 0 ? line : first;
        }

        return (count, first);
    }

    private static string Section(string page, string title)
    {
        var from = page[page.IndexOf($"<h2>{title}</h2>", StringComparison.Ordinal)..];
        return from[..from.IndexOf("</section>", StringComparison.Ordinal)];
    }

    [GeneratedRegex("<td>([0-9,]+)</td><td>[^<]*</td></tr>(?!</tfoot>)")]
    private static partial Regex Row();
}
