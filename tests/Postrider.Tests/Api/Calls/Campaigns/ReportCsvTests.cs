using System.IO.Pipelines;
using System.Text;
using Postrider.Calls;
using Postrider.Campaigns;
using Postrider.Server.Api.Calls.Campaigns.Reports;
using Xunit;

namespace Postrider.Tests.Api.Calls.Campaigns;

/// <summary>Tables that every program reads and no spreadsheet calculates.</summary>
public sealed class ReportCsvTests
{
    private static readonly CancellationToken _stop = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+49 30", "'+49 30")]
    [InlineData("-2", "'-2")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\tx", "\"'\tx\"")]
    [InlineData("\rx", "\"'\rx\"")]
    [InlineData("\nx", "\"'\nx\"")]
    [InlineData("=\"a\",1", "\"'=\"\"a\"\",1\"")]
    [InlineData("a=1", "a=1")]
    [InlineData("", "")]
    [InlineData("Müller; Söhne", "\"Müller; Söhne\"")]
    [InlineData("two\r\nlines", "\"two\r\nlines\"")]
    public async Task A_text_of_others_is_quoted_and_what_begins_like_a_formula_gets_an_apostrophe(string text, string cell) => Assert.Equal($"{cell}\r\n", await WrittenAsync(async csv =>
    {
        csv.Text(text);
        await csv.EndRowAsync(_stop);
    }));

    [Fact]
    public async Task A_call_is_a_row_with_its_metadata_and_a_bare_number()
    {
        var rows = await ReportAsync(
            Sample.Call(1, CallOutcome.Completed, 12.5, """{"name":"=cmd()","credit":-5,"vip":true,"gone":null}"""),
            Sample.Call(2, CallOutcome.NoAnswer, null, """{"city":"Köln"}""", attempts: 3),
            Sample.Call(3, null, at: null));

        Assert.Equal([.. ReportCsv.Columns, "name", "credit", "vip", "gone", "city"], rows[0]);
        Assert.Equal(
            ["+49300000001", "ended", "completed", "1", "2026-05-20T08:00:00.000Z", "2026-05-20T08:00:00.000Z", "2026-05-20T08:00:04.000Z", "2026-05-20T08:00:16.500Z", "3", "12.5", "human", "", "200", "", "false", "",
                "call_00000001000000000000000000000000", "'=cmd()", "-5", "true", "", ""],
            rows[1]);
        Assert.Equal(("+49300000002", "no_answer", "3", "", "Köln"), (rows[2][0], rows[2][2], rows[2][3], rows[2][9], rows[2][^1]));
        Assert.Equal(("queued", "", "0", ""), (rows[3][1], rows[3][2], rows[3][3], rows[3][5]));
        Assert.All(rows, row => Assert.Equal(rows[0].Length, row.Length));
    }

    [Fact]
    public async Task Names_of_metadata_are_guarded_and_never_hide_a_column()
    {
        var rows = await ReportAsync(Sample.Call(1, CallOutcome.Busy, null, """{"state":"Texas","=x":"1","a\"b":"2"}"""));

        Assert.Equal(["metadata.state", "'=x", "a\"b"], rows[0][ReportCsv.Columns.Count..]);
        Assert.Equal(("ended", "Texas"), (rows[1][1], rows[1][ReportCsv.Columns.Count]));
    }

    [Fact]
    public async Task Names_beyond_the_most_stand_in_one_last_column()
    {
        var many = string.Join(',', Enumerable.Range(0, MetadataColumns.Most + 2).Select(i => $"\"n{i}\":{i}"));
        var rows = await ReportAsync(Sample.Call(1, CallOutcome.Busy, null, $"{{{many}}}"), Sample.Call(2, CallOutcome.Busy));

        Assert.Equal(ReportCsv.Columns.Count + MetadataColumns.Most + 1, rows[0].Length);
        Assert.Equal((MetadataColumns.Rest, $$"""{"n{{MetadataColumns.Most}}":{{MetadataColumns.Most}},"n{{MetadataColumns.Most + 1}}":{{MetadataColumns.Most + 1}}}""", ""), (rows[0][^1], rows[1][^1], rows[2][^1]));
    }

    [Fact]
    public async Task Rows_that_were_not_taken_are_guarded_whole()
    {
        var text = await WrittenAsync(csv => ReportCsv.WriteAsync(csv, Sample.StreamAsync(new RejectedRow(7, "=HYPERLINK(\"x\")", RowReason.InvalidNumber, "Not a number.")), _stop));

        Assert.Equal("row,number,reason,detail\r\n7,\"'=HYPERLINK(\"\"x\"\")\",invalid_phone_number,Not a number.\r\n", text);
    }

    [Fact]
    public async Task A_reader_who_stops_reading_holds_up_the_writer()
    {
        // The pipe holds a little; who asks for more calls than fit into it did not wait.
        var asked = 0;
        async IAsyncEnumerable<CallView> ManyAsync()
        {
            for (var i = 0; i < 100_000; i++)
            {
                await Task.Yield();
                asked++;
                yield return Sample.Call(i, CallOutcome.Busy);
            }
        }

        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 64 * 1024, resumeWriterThreshold: 1024));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_stop);
        var writing = ReportCsv.WriteAsync(new CsvWriter(pipe.Writer), await MetadataColumns.OfAsync(Sample.StreamAsync<CallView>([]), [], _stop), ManyAsync(), stop.Token);
        while (pipe.Reader.TryRead(out var read) is var isThere && (!isThere || read.Buffer.Length < 64 * 1024))
        {
            if (isThere)
            {
                pipe.Reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            }

            await Task.Yield();
        }

        Assert.False(writing.IsCompleted);
        Assert.InRange(asked, 100, 2_000);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writing);
    }

    [Fact]
    public void A_file_s_name_has_nothing_that_means_something_elsewhere()
    {
        static string Name(string campaign) => ReportEndpoints.FileName(Sample.Campaign(campaign), "report");
        Assert.Equal("spring-offer-2026-report", Name("Spring \"Offer\"\r\n../2026;"));
        Assert.Equal("frühling-春-report", Name("Frühling & \u202e春😀"));
        Assert.Equal("campaign_0193a7c2f0e17c4e9d3b5a6f7e8d9c0b-report", Name("…/\\:"));
        Assert.True(Name(new string('a', 500)).Length < 80);
    }

    private static async Task<List<string[]>> ReportAsync(params CallView[] calls)
    {
        var columns = await MetadataColumns.OfAsync(Sample.StreamAsync(calls), ReportCsv.Columns, _stop);
        return Parse(await WrittenAsync(csv => ReportCsv.WriteAsync(csv, columns, Sample.StreamAsync(calls), _stop)));
    }

    private static async Task<string> WrittenAsync(Func<CsvWriter, Task> write)
    {
        using var bytes = new MemoryStream();
        var pipe = PipeWriter.Create(bytes, new StreamPipeWriterOptions(leaveOpen: true));
        await write(new CsvWriter(pipe));
        await pipe.CompleteAsync();
        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    /// <summary>As RFC 4180 says it is read.</summary>
    private static List<string[]> Parse(string text)
    {
        var (rows, row, cell, isQuoted) = (new List<string[]>(), new List<string>(), new StringBuilder(), false);
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '"' when isQuoted && i + 1 < text.Length && text[i + 1] == '"':
                    cell.Append(text[i++]);
                    break;
                case '"':
                    isQuoted = !isQuoted;
                    break;
                case ',' or '\n' when !isQuoted:
                    row.Add(cell.ToString().TrimEnd('\r'));
                    cell.Clear();
                    if (text[i] == '\n')
                    {
                        rows.Add([.. row]);
                        row.Clear();
                    }

                    break;
                default:
                    cell.Append(text[i]);
                    break;
            }
        }

        return rows;
    }
}
