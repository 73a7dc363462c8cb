using System.Text;
using Postrider.Campaigns;
using Xunit;

namespace Postrider.Tests.Campaigns;

/// <summary>What becomes of files, whole and row by row.</summary>
public sealed class CampaignFileTests
{
    /// <summary>A file that is refused whole: its bytes, the code, and what the sentence must say.</summary>
    public static TheoryData<string, byte[], string, string> Refused => new()
    {
        { "UTF-16, little endian, marked", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("to,name\n+49301234567,Zoe\n")], "not_utf8", "CSV UTF-8" },
        { "UTF-16, big endian, marked", [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes("to,name\n+49301234567,Zoe\n")], "not_utf8", "CSV UTF-8" },
        { "UTF-16 without a mark", Encoding.Unicode.GetBytes("to,name\n+49301234567,Zoe\n"), "not_utf8", "CSV UTF-8" },
        { "UTF-16 of another script", Encoding.BigEndianUnicode.GetBytes("to,имя\n+74951234567,Зоя\n"), "not_utf8", "CSV UTF-8" },
        { "UTF-32", Encoding.UTF32.GetBytes("to,name\n+49301234567,Zoe\n"), "not_csv", "not text" },
        { "Windows-1252", [.. "to,name\n+49301234567,Zo"u8, 0xEB, (byte)'\n'], "not_utf8", "row 2" },
        { "Windows-1252 in the header", [.. "to,stra"u8, 0xDF, .. "e\n+49301234567,x\n"u8], "not_utf8", "first row" },
        { "a workbook under another name", [.. "PK\u0003\u0004"u8, 0x14, 0, 6, 0, .. new byte[100]], "not_csv", "workbook" },
        { "an old workbook", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], "not_csv", "workbook" },
        { "compressed", [0x1F, 0x8B, 8, 0, 0, 0], "not_csv", "gzip" },
        { "a PDF", "%PDF-1.7\n"u8.ToArray(), "not_csv", "PDF" },
        { "bytes", [1, 0, 0, 0, 2, 0, 0, 9, 9, 0], "not_csv", "not text" },
        { "control characters", "to,\u0001\u0002\n"u8.ToArray(), "not_csv", "control" },
        { "a zero far behind", [.. "to\n"u8, .. Enumerable.Repeat("+49301234567\n"u8.ToArray(), 10_000).SelectMany(row => row), 0, (byte)'\n'], "not_csv", "bytes" },
        { "empty", [], "no_header", "empty" },
        { "blank", "\ufeff\r\n  \r\n"u8.ToArray(), "no_header", "empty" },
        { "no header", "+49301234567,Zoe\n+49301234568,Max\n"u8.ToArray(), "no_header", "+49301234567" },
        { "no header, national numbers", "Zoe;030 1234567\n"u8.ToArray(), "no_header", "030 1234567" },
        { "no number column", "name,mobile\nZoe,+49301234567\n"u8.ToArray(), "no_number_column", "'name', 'mobile'" },
        { "another delimiter", "to|name\n+49301234567|Zoe\n"u8.ToArray(), "no_number_column", "separated by commas, semicolons or tabs" },
        { "two number columns", "to,phone\n+49301234567,+49301234568\n"u8.ToArray(), "several_number_columns", "'to', 'phone'" },
        { "two zones", "to,time_zone,timezone\n"u8.ToArray(), "repeated_column", "'timezone'" },
        { "two columns of a name", "to,name,name\n"u8.ToArray(), "repeated_column", "'name'" },
        { "cut off within quotes", "to,name\n+49301234567,Zoe\n+49301234568,\"Max\n+49301234569,Mia\n"u8.ToArray(), "file_cut_off", "row 3" },
        { "cut off in the header", "to,\"name\n+49301234567,Zoe\n"u8.ToArray(), "file_cut_off", "row 1" },
        { "too many columns", Encoding.UTF8.GetBytes($"to{new string(',', 300)}x\n"), "not_csv", "200 columns" },
        { "a name without end", Encoding.UTF8.GetBytes($"to,{new string('x', 70_000)}\n"), "not_csv", "too long" },
        { "too many rows", Encoding.UTF8.GetBytes("to\n" + string.Concat(Enumerable.Repeat("+49301234567\n", CampaignFile.MostRows + 1))), "too_many_rows", "100000" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task File_that_is_wrong_as_a_whole_is_refused_with_a_sentence(string what, byte[] bytes, string code, string said)
    {
        var check = await Files.CheckAsync(bytes);
        Assert.True(check.Fault?.Code == code, $"{what}: {check.Fault}");
        Assert.Contains(said, check.Fault.Sentence, StringComparison.Ordinal);
        Assert.Contains(code, CampaignFileFault.Codes);
        Assert.Null(check.Header);
    }

    [Theory]
    [InlineData("to,name", null, "to")]
    [InlineData("name;Phone", null, "Phone")]
    [InlineData("name\t\"Phone Number\"", null, "Phone Number")]
    [InlineData("name,PHONE-NUMBER", null, "PHONE-NUMBER")]
    [InlineData("\ufeffnumber,name", null, "number")]
    [InlineData("to,Handy ", " handy", "Handy ")]
    [InlineData("to,phone", "phone", "phone")]
    [InlineData("PK,to", null, "to")]
    [InlineData("to", "", "to")]
    public async Task Number_column_is_found_by_its_name(string header, string? named, string column)
    {
        var check = await Files.CheckAsync(header + "\n", named);
        Assert.Equal((null, column.Trim(), 0L), (check.Fault, check.Header?.NumberColumn, check.Rows));
    }

    [Theory]
    [InlineData("to,name", "tel", "no_number_column", "'tel', as numberColumn says")]
    [InlineData("tel,TEL", "tel", "several_number_columns", "'tel', 'TEL'")]
    public async Task Number_column_that_is_named_must_be_there_once(string header, string named, string code, string said)
    {
        var fault = (await Files.CheckAsync(header + "\n", named)).Fault!;
        Assert.Equal(code, fault.Code);
        Assert.Contains(said, fault.Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("to,name\n+49 30 1234567,Zoe\n0049301234568,\"Müller, Max\"\n", """2 +49301234567 {"name":"Zoe"}|3 +49301234568 {"name":"Müller, Max"}""")]
    [InlineData("name;to;city\nZoe;+49301234567\nMax;+49301234568;;;\n;+49301234569;Köln\n", """2 +49301234567 {"name":"Zoe"}|3 +49301234568 {"name":"Max"}|4 +49301234569 {"city":"Köln"}""")]
    [InlineData("to\n+49301234567\n\n+49301234568", "2 +49301234567 -|4 +49301234568 -")]
    [InlineData("to,name\n+49301234567,=cmd|' /C calc'!A0\n", """2 +49301234567 {"name":"=cmd|' /C calc'!A0"}""")]
    [InlineData("to,,name,\n+49301234567,1,Zoe,2\n", """2 +49301234567 {"name":"Zoe"}""")]
    [InlineData("to, First Name ,say \"\"\n+49301234567,\"He said \"\"hi\"\"\",\\\n", """2 +49301234567 {"First Name":"He said \"hi\"","say \"\"":"\\"}""")]
    [InlineData("to,name\n+49301234567,a,b\nZoe\n,Max\n+49301234568,\"x\"y\n4.91E+11,Zoe\n030123456,Zoe\nx,Zoe\n", "2 malformed_row|3 invalid_phone_number|4 missing_number|5 malformed_row|6 spreadsheet_notation|7 not_international|8 invalid_phone_number")]
    [InlineData("name,to\nZoe\n", "2 malformed_row")]
    [InlineData("to,name\n+49301234567,Zoe\n+4930123456", "2 +49301234567 {\"name\":\"Zoe\"}|3 malformed_row")]
    [InlineData("to,time_zone\n+49301234567,\n+49301234568,Mars\n", "2 +49301234567 -|3 invalid_time_zone")]
    public async Task Rows_are_numbers_with_their_metadata_or_rejected(string text, string lines) => Assert.Equal(lines, string.Join('|', Files.Lines(await Files.ReadAsync(text))));

    [Fact]
    public async Task Numbers_that_come_again_are_read_again() =>
        Assert.Equal(["2 +49301234567 -", "3 +49301234567 -"], Files.Lines(await Files.ReadAsync("to\n+49301234567\n0049 30 1234567\n")));

    [Fact]
    public async Task Rejected_row_shows_the_number_as_it_was_written_and_never_too_much_of_it()
    {
        var rows = await Files.ReadAsync($"to,name\n 030-12 34\t5,Zoe\n\"a\nb\",x\n{new string('9', 5000)},x\n");
        Assert.Equal(["030-12 34 5", "a b", new string('9', 64) + "…"], rows.Select(row => row.Rejected!.Number));
    }

    [Fact]
    public async Task Zone_of_a_row_goes_before_that_of_its_number()
    {
        var rows = await Files.ReadAsync("to,Time Zone,timezone note\n+49301234567,America/New_York,x\n+49301234568,,\n");
        Assert.Equal(["America/New_York", "Europe/Berlin"], rows.Select(row => row.Number!.Zones));
        Assert.Equal("""{"timezone note":"x"}""", rows[0].Number!.Metadata?.GetRawText());
    }

    [Fact]
    public async Task Metadata_beyond_its_limit_is_rejected()
    {
        var most = new string('x', 8150);
        var rows = await Files.ReadAsync($"to,a,b\n+49301234567,{most},{most}\n+49301234568,{most},{most}{new string('y', 100)}\n");
        Assert.Equal("+49301234567", rows[0].Number?.To);
        Assert.Equal(RowReason.InvalidMetadata, rows[1].Rejected?.Reason);
    }

    [Fact]
    public async Task Row_that_is_too_long_is_rejected_and_the_next_is_read() =>
        Assert.Equal(
            ["2 malformed_row", "3 +49301234567 {\"a\":\"x\"}"],
            Files.Lines(await Files.ReadAsync($"to,a\n+49301234568,{new string('x', 70_000)}\n+49301234567,x\n")));

    [Fact]
    public async Task File_with_as_many_rows_as_may_be_is_taken()
    {
        var check = await Files.CheckAsync("to\n" + string.Concat(Enumerable.Repeat("+49301234567\n\n", CampaignFile.MostRows)));
        Assert.Equal((null, (long)CampaignFile.MostRows), (check.Fault, check.Rows));
    }
}
