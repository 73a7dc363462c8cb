using Postrider.Accounts;
using Postrider.Campaigns;
using Xunit;

namespace Postrider.Tests.Campaigns;

public sealed class CampaignNumberReaderTests
{
    [Theory]
    [InlineData("+493012345678", "+493012345678")]
    [InlineData("  +49 30 1234-5678 ", "+493012345678")]
    [InlineData("+49.30.1234.5678", "+493012345678")]
    [InlineData("+49 (30) 1234/5678", "+493012345678")]
    [InlineData("+49 (0)30 12345678", "+493012345678")]
    [InlineData("0049 30 12345678", "+493012345678")]
    [InlineData("+1 (415) 555-0123", "+14155550123")]
    [InlineData("'+493012345678", "+493012345678")]
    [InlineData("=\"+493012345678\"", "+493012345678")]
    [InlineData("=\"0049 30 12345678\"", "+493012345678")]
    [InlineData("+49\u00a030\u00a012345678", "+493012345678")]
    [InlineData("+49\u201130\u201312345678", "+493012345678")]
    [InlineData("\u202a+493012345678\u202c", "+493012345678")]
    public void Numbers_are_read_as_people_write_them(string text, string number)
    {
        var reading = Files.Numbers().Read(text, "");
        Assert.Equal((number, ""), (reading.To, reading.Reason));
    }

    [Theory]
    [InlineData("", RowReason.MissingNumber)]
    [InlineData("  ", RowReason.MissingNumber)]
    [InlineData("'", RowReason.MissingNumber)]
    [InlineData("=\"\"", RowReason.MissingNumber)]
    [InlineData("4.91E+11", RowReason.SpreadsheetNotation)]
    [InlineData("4,91E+11", RowReason.SpreadsheetNotation)]
    [InlineData("4.91e11", RowReason.SpreadsheetNotation)]
    [InlineData("5E+11", RowReason.SpreadsheetNotation)]
    [InlineData("+4.91512345678E+12", RowReason.SpreadsheetNotation)]
    [InlineData("4915112345678.0", RowReason.SpreadsheetNotation)]
    [InlineData("+4915112345678.0", RowReason.SpreadsheetNotation)]
    [InlineData("030 12345678", RowReason.NotInternational)]
    [InlineData("(415) 555-0123", RowReason.NotInternational)]
    [InlineData("4930 12345678", RowReason.NotInternational)]
    [InlineData("4155550123", RowReason.NotInternational)]
    [InlineData("110", RowReason.NotInternational)]
    [InlineData("011 49 30 12345678", RowReason.NotInternational)]
    [InlineData("+49", RowReason.InvalidNumber)]
    [InlineData("+0301234567", RowReason.InvalidNumber)]
    [InlineData("00", RowReason.InvalidNumber)]
    [InlineData("000049301234", RowReason.InvalidNumber)]
    [InlineData("+21012345678", RowReason.InvalidNumber)]
    [InlineData("+4930123456789012", RowReason.InvalidNumber)]
    [InlineData("+49 30 12345678 ext. 5", RowReason.InvalidNumber)]
    [InlineData("+493012345678, +493012345679", RowReason.InvalidNumber)]
    [InlineData("+493012345678;+493012345679", RowReason.InvalidNumber)]
    [InlineData("+1-800-FLOWERS", RowReason.InvalidNumber)]
    [InlineData("++493012345678", RowReason.InvalidNumber)]
    [InlineData("sip:alice@example.com", RowReason.InvalidNumber)]
    [InlineData("=HYPERLINK(\"http://x\")", RowReason.InvalidNumber)]
    [InlineData("########", RowReason.InvalidNumber)]
    [InlineData("٠٠٤٩٣٠١٢٣٤٥٦٧٨", RowReason.InvalidNumber)]
    [InlineData("n/a", RowReason.InvalidNumber)]
    public void What_is_no_number_to_call_is_told_with_its_reason(string text, string reason)
    {
        var reading = Files.Numbers().Read(text, "");
        Assert.Equal((null, reason), (reading.To, reading.Reason));
        Assert.EndsWith(".", reading.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Sentences_say_what_to_do()
    {
        Assert.Contains("Format the column as text", Files.Numbers().Read("4.91E+11", "").Detail, StringComparison.Ordinal);
        Assert.Contains("with + or 00 and the country code", Files.Numbers().Read("030 12345678", "").Detail, StringComparison.Ordinal);
        Assert.Contains("+210", Files.Numbers().Read("+21012345678", "").Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Endless_text_is_no_number() => Assert.Equal(RowReason.InvalidNumber, Files.Numbers().Read(new string('1', 16_000), "").Reason);

    [Theory]
    [InlineData("+4930123456", "", "Europe/Berlin")]
    [InlineData("+4930123456", " America/New_York ", "America/New_York")]
    [InlineData("+4930123456", "UTC", "UTC")]
    [InlineData("+18505550123", "", "America/Chicago,America/New_York")]
    [InlineData("+33123456789", "", "")]
    public void Zone_is_the_rows_own_or_else_the_numbers(string number, string zone, string zones) => Assert.Equal(zones, Files.Numbers().Read(number, zone).Zones);

    [Theory]
    [InlineData("Berlin")]
    [InlineData("europe/berlin")]
    [InlineData("CEST")]
    [InlineData("+02:00")]
    [InlineData("Europe/Berlin,Europe/Paris")]
    [InlineData("../etc/passwd")]
    [InlineData("/usr/share/zoneinfo/Europe/Berlin")]
    [InlineData("localtime")]
    [InlineData("right/Europe/Berlin")]
    [InlineData("W. Europe Standard Time")]
    [InlineData("Europe")]
    public void Zone_that_does_not_exist_is_told(string zone)
    {
        var numbers = Files.Numbers();
        Assert.Equal(RowReason.InvalidTimeZone, numbers.Read("+4930123456", zone).Reason);
        Assert.Equal(RowReason.InvalidTimeZone, numbers.Read("+4930123456", zone).Reason);
    }

    [Fact]
    public void Zones_that_are_never_open_at_once_are_told()
    {
        var hours = new CallHours(new SendWindow(new HashSet<DayOfWeek> { DayOfWeek.Monday }, new TimeOnly(9, 0), new TimeOnly(9, 30)), "UTC");
        var numbers = Files.Numbers(hours);
        Assert.Equal(RowReason.NoCommonHours, numbers.Read("+18505550123", "").Reason);
        Assert.Contains("America/Chicago,America/New_York", numbers.Read("+18505550124", "").Detail, StringComparison.Ordinal);
        Assert.Equal("America/Chicago", numbers.Read("+18505550123", "America/Chicago").Zones);
        Assert.Equal("+4930123456", numbers.Read("+4930123456", "").To);
    }
}
