using System.Text.Json;
using Postrider.Campaigns;
using Xunit;

namespace Postrider.Tests.Campaigns;

public sealed class CampaignCallListTests
{
    [Theory]
    [InlineData("""{"to":"+49 30 1234567","metadata":{"name":"Zoe","n":1,"vip":true,"x":null}}""", """1 +49301234567 {"name":"Zoe","n":1,"vip":true,"x":null}""")]
    [InlineData("""{"to":"+49301234567","metadata":null,"time_zone":null}""", "1 +49301234567 -")]
    [InlineData("""{"to":49301234567}""", "1 not_international")]
    [InlineData("""{"phone":"+49301234567"}""", "1 missing_number")]
    [InlineData("""{"to":null}""", "1 missing_number")]
    [InlineData("""{"to":["+49301234567"]}""", "1 invalid_phone_number")]
    [InlineData("""{"to":"+49301234567","time_zone":"Mars"}""", "1 invalid_time_zone")]
    [InlineData("""{"to":"+49301234567","time_zone":5}""", "1 invalid_time_zone")]
    [InlineData("""{"to":"+49301234567","metadata":[]}""", "1 invalid_metadata")]
    [InlineData("""{"to":"+49301234567","metadata":{"a":{}}}""", "1 invalid_metadata")]
    [InlineData("\"+49301234567\"", "1 malformed_row")]
    [InlineData("null", "1 malformed_row")]
    public async Task Call_is_a_number_or_rejected(string call, string line) => Assert.Equal([line], Files.Lines(await ReadAsync($"[{call}]")));

    [Fact]
    public async Task Calls_are_numbered_from_one_in_their_order()
    {
        var rows = await ReadAsync("""[{"to":"+49301234567"},{"to":"x"},{"to":"+49301234567","time_zone":"America/New_York"}]""");
        Assert.Equal(["1 +49301234567 -", "2 invalid_phone_number", "3 +49301234567 -"], Files.Lines(rows));
        Assert.Equal(("Europe/Berlin", "America/New_York"), (rows[0].Number!.Zones, rows[2].Number!.Zones));
    }

    [Fact]
    public async Task Metadata_beyond_its_limit_is_rejected()
    {
        var rows = await ReadAsync("""[{"to":"+49301234567","metadata":{"a":"…"}}]""".Replace("…", new string('x', 16 * 1024), StringComparison.Ordinal));
        Assert.Equal(RowReason.InvalidMetadata, rows[0].Rejected?.Reason);
    }

    private static async Task<List<CampaignRow>> ReadAsync(string list) =>
        await CampaignCallList.ReadAsync(JsonElement.Parse(list), Files.Numbers()).ToListAsync();
}
