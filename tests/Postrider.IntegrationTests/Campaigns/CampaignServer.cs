using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Postrider.IntegrationTests.Actions;
using Postrider.IntegrationTests.CallsApi;
using Postrider.Testing.Engine;
using Postrider.Testing.Server;
using Xunit;

namespace Postrider.IntegrationTests.Campaigns;

/// <summary>A server whose calls take 300 ms, and what tests of campaigns ask of it.</summary>
public sealed class CampaignServer : CallsServer
{
    public const string All = "/v1/outbound-jobs";

    /// <summary>A campaign that may call at any hour, as fast as it is allowed to, as the wire has it; change members before it is sent.</summary>
    public static JsonObject Draft(string agent, params string[] numbers) => new()
    {
        ["name"] = "Spring",
        ["agentId"] = agent,
        ["calls"] = new JsonArray([.. numbers.Select(number => new JsonObject { ["to"] = number })]),
        ["window"] = "00:00-24:00",
        ["spacing_seconds"] = 0.1,
    };

    public static async Task<JsonNode> MakeAsync(HttpClient client, JsonObject draft)
    {
        var made = await client.PostJsonAsync(All, draft.ToJsonString());
        made.Came(201);
        return made.Item;
    }

    public static async Task<JsonNode> MakeAsync(HttpClient client, params string[] numbers) => await MakeAsync(client, Draft(await MakeAgentAsync(client), numbers));

    public static Task<Answer> MoveAsync(HttpClient client, JsonNode campaign, string move, object? body = null) => client.PostJsonAsync($"{All}/{campaign["id"]}/{move}", body);

    public static async Task<JsonNode> WhenAsync(HttpClient client, JsonNode campaign, string state) =>
        (await Eventually.SeesAsync(() => client.GetJsonAsync($"{All}/{campaign["id"]}"), answer => (string?)answer.Item["state"] == state, $"the campaign is {state}")).Item;

    /// <summary>Sends a form with a file, be it none.</summary>
    public static async Task<Answer> SendFormAsync(HttpClient client, string path, string? file, IReadOnlyDictionary<string, string> fields, string? key = null)
    {
        using var form = new MultipartFormDataContent();
        foreach (var (name, value) in fields)
        {
            form.Add(new StringContent(value), name);
        }

        if (file is not null)
        {
            var part = new ByteArrayContent(Encoding.UTF8.GetBytes(file));
            part.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
            form.Add(part, "file", "numbers.csv");
        }

        return await SendAsync(client, path, form, key);
    }

    public static async Task<Answer> SendFileAsync(HttpClient client, string path, string file)
    {
        using var content = new StringContent(file, Encoding.UTF8, "text/csv");
        return await SendAsync(client, path, content, null);
    }

    public static async Task<Answer> SendAsync(HttpClient client, string path, HttpContent content, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        using var response = await client.SendAsync(request);
        return new Answer(response.StatusCode, response.Headers.ToDictionary(header => header.Key, header => string.Join(", ", header.Value)), await response.Content.ReadAsStringAsync());
    }
}

/// <summary>Tests that share a server, one after the other: those that let campaigns run.</summary>
[CollectionDefinition]
public sealed class CampaignMoves : ICollectionFixture<CampaignServer>;

/// <summary>Those that hardly let any run.</summary>
[CollectionDefinition]
public sealed class CampaignInput : ICollectionFixture<CampaignServer>;
