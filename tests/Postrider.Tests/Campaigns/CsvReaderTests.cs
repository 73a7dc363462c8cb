using System.Text;
using Postrider.Campaigns;
using Xunit;

namespace Postrider.Tests.Campaigns;

public sealed class CsvReaderTests
{
    [Theory]
    [InlineData("a,b\n1,2\n", "1:a|b 2:1|2")]
    [InlineData("a,b\r\n1,2\r\n3,4", "1:a|b 2:1|2 3:3|4(open)")]
    [InlineData("a,b\r1,2\r\r3,4\r", "1:a|b 2:1|2 4:3|4")]
    [InlineData("a;b\n1;2,5\n", "1:a|b 2:1|2,5")]
    [InlineData("a\tb\n1\t2\n", "1:a|b 2:1|2")]
    [InlineData("\ufeffa,b\n1,2\n", "1:a|b 2:1|2")]
    [InlineData("\n\na,b\n\n1,2\n,\n\"\",\" \"\n3,4\n\n", "3:a|b 5:1|2 8:3|4")]
    [InlineData("a,b\n\"1,2\",\"say \"\"hi\"\"\"\n", "1:a|b 2:1,2|say \"hi\"")]
    [InlineData("a,b\n\"two\r\nlines\",x\n", "1:a|b 2:two\r\nlines|x")]
    [InlineData("a,b\n1, \"x, y\"\n", "1:a|b 2:1|x, y")]
    [InlineData("a,b\n\"1\" ,\"2\"\n", "1:a|b 2:1|2")]
    [InlineData("a,b\n5\" pipe, kept \n", "1:a|b 2:5\" pipe| kept ")]
    [InlineData("a,b\n1\n1,2,3\n1,\n", "1:a|b 2:1 3:1|2|3 4:1|")]
    [InlineData("\"x;y;z\",b\n1,2\n", "1:x;y;z|b 2:1|2")]
    [InlineData("only\n1\n", "1:only 2:1")]
    [InlineData("a,b\n1,", "1:a|b 2:1|(open)")]
    [InlineData("a,b\n1,\"2\"", "1:a|b 2:1|2(open)")]
    [InlineData("a,b\n1,\"2", "1:a|b 2:1|2(open)(cut)")]
    [InlineData("a,b\n\"", "1:a|b 2:(open)(cut)")]
    [InlineData("a,b\n\"1\"x,2\n3,4\n", "1:a|b 2:TextAfterQuote 3:3|4")]
    [InlineData("", "")]
    [InlineData("\ufeff", "")]
    [InlineData("\r\n \r\n", "")]
    public async Task Rows_are_read_as_they_were_meant(string text, string rows) => Assert.Equal(rows, await DescribeAsync(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData(CsvReader.LongestField, 1, CsvRowFault.None)]
    [InlineData(CsvReader.LongestField + 1, 1, CsvRowFault.TooLong)]
    [InlineData(CsvReader.LongestField, 4, CsvRowFault.None)]
    [InlineData(CsvReader.LongestField, 5, CsvRowFault.TooLong)]
    [InlineData(3_000_000, 1, CsvRowFault.TooLong)]
    [InlineData(1, CsvReader.MostColumns, CsvRowFault.None)]
    [InlineData(1, CsvReader.MostColumns + 1, CsvRowFault.TooManyColumns)]
    [InlineData(0, 500_000, CsvRowFault.TooManyColumns)]
    public async Task What_is_too_long_is_passed_over_and_the_next_row_is_read(int length, int fields, object fault)
    {
        var field = new string('x', length);
        var text = $"a,b\n{string.Join(',', Enumerable.Repeat(field, fields))}{(length == 0 ? "x" : "")}\n3,4\n";
        var (reader, _) = await CsvReader.OpenAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)), CancellationToken.None);
        Assert.True(await reader.ReadAsync(CancellationToken.None));
        Assert.True(await reader.ReadAsync(CancellationToken.None));
        Assert.Equal(fault, reader.Fault);
        Assert.InRange(reader.Count, 1, CsvReader.MostColumns);
        Assert.True(await reader.ReadAsync(CancellationToken.None));
        Assert.Equal((CsvRowFault.None, "3", "4", 3L), (reader.Fault, reader.Text(0), reader.Text(1), reader.Row));
    }

    [Fact]
    public async Task Letters_are_not_taken_apart_where_a_piece_ends()
    {
        var bytes = Encoding.UTF8.GetBytes("to;näme;中\r\n\"+49 \"\"30\";\"Zoë\r\nß\";😀\r\r\n+1;;\"\"\n");
        var whole = await DescribeAsync(bytes);
        Assert.Contains("Zoë\r\nß|😀", whole, StringComparison.Ordinal);
        for (var first = 1; first < bytes.Length; first++)
        {
            Assert.Equal(whole, await DescribeAsync(bytes, first));
            Assert.Equal(whole, await DescribeAsync(bytes, first, then: 1));
        }
    }

    internal static async Task<string> DescribeAsync(byte[] bytes, int first = 0, int then = int.MaxValue)
    {
        var (reader, fault) = await CsvReader.OpenAsync(new PiecewiseStream(bytes, first, then), CancellationToken.None);
        Assert.Null(fault);
        var rows = new List<string>();
        while (await reader.ReadAsync(CancellationToken.None))
        {
            var fields = reader.Fault == CsvRowFault.None ? string.Join('|', Enumerable.Range(0, reader.Count).Select(reader.Text)) : reader.Fault.ToString();
            rows.Add($"{reader.Row}:{fields}{(reader.HasLineEnd ? "" : "(open)")}{(reader.IsCutOff ? "(cut)" : "")}");
        }

        return string.Join(' ', rows);
    }
}
