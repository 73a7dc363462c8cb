using System.Text;
using Postrider.Server.Api.Calls.Campaigns;
using Postrider.Testing.Postgres;
using Postrider.Testing.Server;
using Xunit;
using static Postrider.IntegrationTests.CallsApi.CallsServer;
using static Postrider.IntegrationTests.Campaigns.CampaignServer;

namespace Postrider.IntegrationTests.Campaigns;

/// <summary>Whatever the endpoints of campaigns can refuse, they refuse with its code and status.</summary>
[Collection<CampaignInput>]
public sealed class CampaignCodesTests(CampaignServer server)
{
    [Fact]
    public async Task Every_code_is_provoked_with_its_status()
    {
        var client = server.Client;
        var campaign = (string)(await MakeAsync(client, "+14155550100"))["id"]!;
        var cases = Cases(client, campaign, await MakeAgentAsync(client));
        Assert.Equal(CampaignErrors.All.Select(error => error.Code).Order(StringComparer.Ordinal), cases.Keys.Order(StringComparer.Ordinal));
        var others = new List<string>();
        foreach (var (code, provoke) in cases)
        {
            var answer = await provoke();
            var known = CampaignErrors.All.Single(error => error.Code == code);
            if (answer.Code != code || (int)answer.Status != known.Status || (string?)answer.Json["result"] != "Error" || string.IsNullOrWhiteSpace((string?)answer.Json["message"]))
            {
                others.Add($"{code}: {answer}");
            }
        }

        Assert.True(others.Count == 0, string.Join('\n', others));
    }

    [Fact]
    public void Every_code_is_in_the_document_with_its_status_and_at_an_endpoint()
    {
        var document = DocumentedAnswers.CallsDocument;
        var told = document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()).SelectMany(operation => operation.Value!["x-error-codes"]?.AsObject() ?? [])
            .SelectMany(status => status.Value!.AsArray().Select(code => (Status: status.Key, Code: (string)code!))).ToHashSet();
        Assert.All(CampaignErrors.All, error =>
        {
            Assert.Equal(error.Status, (int?)document["x-error-codes"]![error.Code]?["status"]);
            Assert.Contains((error.Status.ToString(System.Globalization.CultureInfo.InvariantCulture), error.Code), told);
        });
    }

    private Dictionary<string, Func<Task<Answer>>> Cases(HttpClient client, string campaign, string agent) => new()
    {
        ["outbound_campaigns_not_enabled"] = async () => await (await server.MakeCallerAsync("forbidden")).Client.PostJsonAsync(All, Draft(agent).ToJsonString()),
        ["invalid_campaign"] = () => client.PostJsonAsync(All, new { }),
        ["campaign_not_found"] = () => client.GetJsonAsync($"{All}/campaign_0"),
        ["campaign_empty"] = async () => await MoveAsync(client, await MakeAsync(client), "start"),
        ["campaign_state"] = () => client.PostJsonAsync($"{All}/{campaign}/resume", null),
        ["invalid_campaign_state"] = () => client.GetJsonAsync($"{All}?state=gathering"),
        ["idempotency_in_progress"] = () => StillComingAsync(client, Draft(agent, "+14155550100").ToJsonString()),
        ["calls_required"] = () => client.PostJsonAsync($"{All}/{campaign}/calls", new { }),
        ["file_too_large"] = () => TooLargeAsync(client, campaign),
        ["invalid_upload"] = () => CutOffAsync(client),
        ["file_missing"] = () => SendFormAsync(client, $"{All}/{campaign}/calls", null, new Dictionary<string, string> { ["numberColumn"] = "to" }),
        ["not_utf8"] = () => BytesAsync(client, campaign, Encoding.Unicode.GetBytes("\ufeffto\n+14155550100\n")),
        ["not_csv"] = () => BytesAsync(client, campaign, [0x50, 0x4b, 3, 4, 0, 0]),
        ["no_header"] = () => FileAsync(client, campaign, "+14155550100\n"),
        ["no_number_column"] = () => FileAsync(client, campaign, "name\nDana\n"),
        ["several_number_columns"] = () => FileAsync(client, campaign, "to,phone\n+14155550100,+14155550101\n"),
        ["repeated_column"] = () => FileAsync(client, campaign, "to,name,name\n+14155550100,a,b\n"),
        ["file_cut_off"] = () => FileAsync(client, campaign, "to\n\"+14155550100\n"),
        ["too_many_rows"] = () => FileAsync(client, campaign, "to\n" + string.Concat(Enumerable.Repeat("1\n", 100_001))),
    };

    [Fact]
    public async Task A_list_that_is_too_long_is_refused_as_a_file_is()
    {
        var list = $$"""{"name":"Long","agentId":"{{await MakeAgentAsync(server.Client)}}","calls":[{{string.Join(',', Enumerable.Repeat("1", 100_001))}}]}""";
        Assert.Equal("too_many_rows", (await server.Client.PostJsonAsync(All, list)).Code);
    }

    private async Task<Answer> StillComingAsync(HttpClient client, string draft)
    {
        var made = await client.PostJsonAsync(All, draft, ("Idempotency-Key", "coming"));
        await server.Database.RunAsync($"update campaign set state = 'gathering' where campaign_id = '{((string)made.Item["id"]!)["campaign_".Length..]}'");
        return await client.PostJsonAsync(All, draft, ("Idempotency-Key", "coming"));
    }

    private static Task<Answer> FileAsync(HttpClient client, string campaign, string file) => SendFileAsync(client, $"{All}/{campaign}/calls", file);

    private static async Task<Answer> BytesAsync(HttpClient client, string campaign, byte[] file)
    {
        using var content = new ByteArrayContent(file);
        content.Headers.ContentType = new("text/csv");
        return await SendAsync(client, $"{All}/{campaign}/calls", content, null);
    }

    private static async Task<Answer> CutOffAsync(HttpClient client)
    {
        using var content = new StringContent("--edge\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nSpr");
        content.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse("multipart/form-data; boundary=edge");
        return await SendAsync(client, All, content, null);
    }

    /// <summary>Only announced: the server refuses before it is sent.</summary>
    private static async Task<Answer> TooLargeAsync(HttpClient client, string campaign)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{All}/{campaign}/calls") { Content = new ByteArrayContent(new byte[(100 * 1024 * 1024) + 1]) };
        request.Content.Headers.ContentType = new("text/csv");
        request.Headers.ExpectContinue = true;
        using var response = await client.SendAsync(request);
        return new Answer(response.StatusCode, new Dictionary<string, string>(), await response.Content.ReadAsStringAsync());
    }
}
