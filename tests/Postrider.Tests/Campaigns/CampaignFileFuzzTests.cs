using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Postrider.Campaigns;
using Postrider.Tests.Fuzz;
using Xunit;

namespace Postrider.Tests.Campaigns;

public sealed class CampaignFileFuzzTests
{
    private const long MostBytes = 1024 * 1024;
    private const long MostBytesOfRow = 1024;
    private static readonly JsonSerializerOptions _plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly string[] _pieces = ["a", "Zoë", " ", "\"", "\"\"", ",", ";", "\t", "\n", "\r\n", "\r", "=1+1", "中", "😀", "x y", "'", "0"];

    [Fact]
    public void Bytes_of_any_kind_are_read_within_bounds() => Fuzzing.Run(
        [
            "to,name\r\n+49 30 1234567,\"Müller, Max\"\r\n0049301234568,Zoe\r\n"u8.ToArray(),
            "\ufeffname;Phone Number;time_zone\nZoe;+14155550123;America/New_York\n\"a\"\"b\";4,91E+11;\n"u8.ToArray(),
            "to\tcity\r+49301234567\tKöln\r\r030123\t\r"u8.ToArray(),
            Encoding.Unicode.GetBytes("to,name\n+49301234567,Zoe\n"),
        ],
        ReadAsync,
        ["\"", "\"\"", ",", ";", "\t", "\r\n", "\r", "\n\n", "\ufeff", "to", "phone", "+49", "00", "E+11", "PK\u0003\u0004", "\0", "=\"+4930123456\"", "Europe/Berlin", "😀"]);

    [Fact]
    public async Task What_was_written_is_read_back()
    {
        var random = new Random(20260520);
        for (var round = 0; round < 400; round++)
        {
            var delimiter = ",;\t"[round % 3];
            var end = new[] { "\n", "\r\n", "\r" }[round / 3 % 3];
            string[] columns = ["to", .. Enumerable.Range(0, random.Next(1, 6)).Select(column => $"c{column}")];
            var rows = Enumerable.Range(0, random.Next(1, 20)).Select(row => columns.Select((_, column) => column == 0 ? $"+4930{row:0000000}" : Text(random)).ToArray()).ToList();
            var file = string.Join(end, rows.Prepend(columns).Select(row => string.Join(delimiter, row.Select(field => Write(field, delimiter, random))))) + end;
            var bytes = Encoding.UTF8.GetBytes((round % 2 == 0 ? "\ufeff" : "") + file);

            var reader = new CampaignFile(new PiecewiseStream(bytes, random.Next(1, bytes.Length + 1), random.Next(1, 50)));
            var check = await reader.CheckAsync(null, CancellationToken.None);
            Assert.True(check.Fault is null, $"{check.Fault} of {file}");
            var read = await reader.ReadAsync(check.Header!, Files.Numbers(), CancellationToken.None).ToListAsync(TestContext.Current.CancellationToken);
            Assert.Equal(rows.Select(row => $"{row[0]} {Metadata(columns, row)}"), read.Select(row => $"{row.Number?.To} {row.Number?.Metadata?.GetRawText() ?? "{}"}"));
        }
    }

    private static async Task ReadAsync(byte[] input)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var file = new CampaignFile(new MemoryStream(input));
        var check = await file.CheckAsync(null, CancellationToken.None);
        Assert.Equal(check.Header is null, check.Fault is not null);
        if (check.Header is null)
        {
            Assert.True(check.Fault!.Sentence.Length is > 30 and < 3000);
            return;
        }

        var rows = 0L;
        await foreach (var row in file.ReadAsync(check.Header, Files.Numbers(), CancellationToken.None))
        {
            rows++;
            Assert.True(row.Number is null ? row.Rejected is { Number.Length: <= 65, Detail.Length: > 10 and < 600 } : row.Rejected is null);
        }

        Assert.Equal(check.Rows, rows);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated < MostBytes + (rows * MostBytesOfRow) + (4 * input.Length), $"{allocated} bytes were allocated for {rows} rows");
    }

    private static string Text(Random random) => string.Concat(Enumerable.Range(0, random.Next(6)).Select(_ => _pieces[random.Next(_pieces.Length)]));

    private static string Write(string field, char delimiter, Random random) =>
        field.AsSpan().ContainsAny('"', '\r', '\n') || field.Contains(delimiter, StringComparison.Ordinal) || random.Next(5) == 0 ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : field;

    private static string Metadata(string[] columns, string[] row)
    {
        var kept = columns.Zip(row).Skip(1).Where(cell => cell.Second.Trim(' ', '\t', '\r', '\n').Length > 0).ToDictionary(cell => cell.First, cell => cell.Second);
        return JsonSerializer.Serialize(kept, _plain);
    }
}
