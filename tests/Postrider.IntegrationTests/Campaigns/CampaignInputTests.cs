using System.Text.Json.Nodes;
using Postrider.IntegrationTests.Actions;
using Postrider.Testing.Server;
using Xunit;
using static Postrider.IntegrationTests.CallsApi.CallsServer;
using static Postrider.IntegrationTests.Campaigns.CampaignServer;

namespace Postrider.IntegrationTests.Campaigns;

/// <summary>What makes no sense is refused with every fault named, and makes nothing.</summary>
[Collection<CampaignInput>]
public sealed class CampaignInputTests(CampaignServer server)
{
    [Theory]
    [InlineData("""{"name":null}""", "/name")]
    [InlineData("""{"name":"  "}""", "/name")]
    [InlineData("""{"name":"a\nb"}""", "/name")]
    [InlineData("""{"agentId":null}""", "/agentId")]
    [InlineData("""{"agentId":5}""", "/agentId")]
    [InlineData("""{"spacing_seconds":0.05}""", "/spacing_seconds")]
    [InlineData("""{"spacing_seconds":"NaN"}""", "/spacing_seconds")]
    [InlineData("""{"spacing_seconds":3601}""", "/spacing_seconds")]
    [InlineData("""{"max_concurrent":0}""", "/max_concurrent")]
    [InlineData("""{"max_concurrent":"1001"}""", "/max_concurrent")]
    [InlineData("""{"max_attempts":11}""", "/max_attempts")]
    [InlineData("""{"retry_delay_seconds":-1}""", "/retry_delay_seconds")]
    [InlineData("""{"retry_on":["completed"]}""", "/retry_on")]
    [InlineData("""{"retry_on":[5]}""", "/retry_on")]
    [InlineData("""{"retry_on":"busy,good"}""", "/retry_on")]
    [InlineData("""{"window":"8-21"}""", "/window")]
    [InlineData("""{"window":"{"}""", "/window")]
    [InlineData("""{"window":{"from":"08:00"}}""", "/window")]
    [InlineData("""{"window":{"days":[],"from":"08:00","to":"09:00"}}""", "/window")]
    [InlineData("""{"window":{"days":["monday"],"from":"08:00","to":"09:00"}}""", "/window")]
    [InlineData("""{"window":{"from":"24:00","to":"09:00"}}""", "/window")]
    [InlineData("""{"window":[]}""", "/window")]
    [InlineData("""{"time_zone":"Berlin"}""", "/time_zone")]
    [InlineData("""{"time_zone":"Europe/Berlin,Europe/Paris"}""", "/time_zone")]
    [InlineData("""{"time_zone":""}""", "/time_zone")]
    [InlineData("""{"announce":"maybe"}""", "/announce")]
    [InlineData("""{"caller_name":7}""", "/caller_name")]
    [InlineData("""{"consent_basis":"a\u0007b"}""", "/consent_basis")]
    [InlineData("""{"start":"now"}""", "/start")]
    [InlineData("""{"start_at":"tomorrow"}""", "/start_at")]
    [InlineData("""{"start_at":"2099-01-01T00:00:00Z"}""", "/start_at")]
    [InlineData("""{"calls":{"to":"+14155550100"}}""", "/calls")]
    [InlineData("""{"name":"","spacing_seconds":0,"window":"x","calls":5}""", "/name /spacing_seconds /window /calls")]
    public async Task A_member_that_makes_no_sense_is_named(string change, string pointers)
    {
        var draft = Draft("agent_0", "+14155550100");
        foreach (var (name, value) in JsonNode.Parse(change)!.AsObject())
        {
            draft[name] = value?.DeepClone();
        }

        var refused = await server.Client.PostJsonAsync(All, draft.ToJsonString());
        Assert.Equal((400, "invalid_campaign"), ((int)refused.Status, refused.Code));
        Assert.All(pointers.Split(' '), pointer => Assert.Contains($"{pointer}: ", (string)refused.Json["message"]!, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"name":null}""")]
    [InlineData("""{"window":"x"}""")]
    [InlineData("""{"spacing_seconds":"fast"}""")]
    public async Task A_change_that_makes_no_sense_changes_nothing(string change)
    {
        var client = server.Client;
        var campaign = await MakeAsync(client, "+14155550100");
        Assert.Equal("invalid_campaign", (await client.SendJsonAsync(HttpMethod.Patch, $"{All}/{campaign["id"]}", change)).Code);
        Assert.Equal("invalid_json", (await client.SendJsonAsync(HttpMethod.Patch, $"{All}/{campaign["id"]}", "[]")).Code);
        Assert.Equal("invalid_campaign", (await MoveAsync(client, campaign, "start", new { start_at = 5 })).Code);
        Assert.Equal("invalid_campaign", (await MoveAsync(client, campaign, "cancel", new { hangup = "perhaps" })).Code);
        Assert.Equal("invalid_json", (await MoveAsync(client, campaign, "cancel", "{")).Code);
        Assert.Equal(campaign.ToJsonString(), (await client.GetJsonAsync($"{All}/{campaign["id"]}")).Item.ToJsonString());
    }

    [Theory]
    [InlineData("name;phone\nDana;+14155550100\n", "numberColumn=tel", "no_number_column")]
    [InlineData("+14155550100\n+14155550101\n", "", "no_header")]
    [InlineData("to\n\"+14155550100\n", "", "file_cut_off")]
    [InlineData("PK\u0003\u0004", "", "not_csv")]
    [InlineData("", "", "no_header")]
    public async Task A_file_that_cannot_be_read_makes_no_campaign_and_adds_nothing(string file, string query, string code)
    {
        var client = server.Client;
        var fields = new Dictionary<string, string> { ["name"] = "File", ["agentId"] = await MakeAgentAsync(client) };
        if (query.Length > 0)
        {
            fields["numberColumn"] = query.Split('=')[1];
        }

        var before = (await client.GetJsonAsync($"{All}?limit=1000")).Items.Count;
        Assert.Equal(code, (await SendFormAsync(client, All, file, fields)).Code);
        Assert.Equal(before, (await client.GetJsonAsync($"{All}?limit=1000")).Items.Count);
        var campaign = await MakeAsync(client, "+14155550100");
        Assert.Equal(code, (await SendFileAsync(client, $"{All}/{campaign["id"]}/calls?{query}", file)).Code);
        Assert.Equal(1, (int)(await client.GetJsonAsync($"{All}/{campaign["id"]}")).Item["total"]!);
    }

    [Theory]
    [InlineData("campaign_0")]
    [InlineData("campaign_00000000000000000000000000000000")]
    [InlineData("CAMPAIGN_00000000000000000000000000000000")]
    [InlineData("campaign%20")]
    public async Task An_id_of_nothing_is_not_found(string id)
    {
        var client = server.Client;
        foreach (var (method, path) in new[] { ("GET", ""), ("PATCH", ""), ("POST", "/start"), ("POST", "/pause"), ("POST", "/resume"), ("POST", "/cancel"), ("POST", "/calls"), ("GET", "/preflight") })
        {
            var answer = await client.SendJsonAsync(new HttpMethod(method), $"{All}/{id}{path}", method == "GET" ? null : "{}");
            Assert.Equal((404, "campaign_not_found"), ((int)answer.Status, answer.Code));
        }
    }

    [Fact]
    public async Task Reading_needs_one_scope_and_changing_another()
    {
        var campaign = await MakeAsync(server.Client, "+14155550100");
        var reader = await server.ConnectAsync("calls:read");
        (await reader.GetJsonAsync($"{All}/{campaign["id"]}")).Came(200);
        (await reader.GetJsonAsync($"{All}/{campaign["id"]}/preflight")).Came(200);
        Assert.Equal("permission_denied", (await reader.PostJsonAsync($"{All}/{campaign["id"]}/cancel", null)).Code);
        Assert.Equal("permission_denied", (await reader.PostJsonAsync(All, new { })).Code);
        var caller = await server.ConnectAsync("calls:write");
        Assert.Equal("permission_denied", (await caller.GetJsonAsync(All)).Code);
        Assert.Equal("permission_denied", (await caller.SendJsonAsync(HttpMethod.Patch, $"{All}/{campaign["id"]}", new { })).Code);
    }
}
