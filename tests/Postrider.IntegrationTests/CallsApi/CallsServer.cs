using System.Text.Json.Nodes;
using Postrider.IntegrationTests.Actions;
using Postrider.Testing.Engine;
using Postrider.Testing.Server;

namespace Postrider.IntegrationTests.CallsApi;

/// <summary>One server for all tests of a class, whose sandbox rings for 50 ms and talks for 250.</summary>
public class CallsServer : ActionsServer
{
    public const string Agents = "/v1/agents";
    public const string AllCalls = "/v1/calls";
    public const string MakeCall = "/v1/makecall/";

    protected override IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string> { ["POSTRIDER_SANDBOX_TIME_SCALE"] = "0.05" };

    /// <summary>An agent as the wire has it; change members before it is sent.</summary>
    public static JsonObject Agent(string account = "sandbox_voice") => new()
    {
        ["name"] = "Sales",
        ["account_id"] = account,
        ["tasks"] = new JsonArray(new JsonObject { ["trigger"] = "sales_followup", ["default"] = true, ["greeting"] = "Hello {{customer_name}}.", ["steps"] = new JsonArray(new JsonObject { ["say"] = "Goodbye." }) }),
        ["ring_timeout_seconds"] = 1,
    };

    public static async Task<string> MakeAgentAsync(HttpClient client, JsonObject? agent = null)
    {
        var made = await client.PostJsonAsync(Agents, (agent ?? Agent()).ToJsonString());
        made.Came(201);
        return (string)made.Item["id"]!;
    }

    /// <summary>A voice account of the sandbox with further settings.</summary>
    public static async Task<string> MakeAccountAsync(HttpClient client, JsonObject? settings = null)
    {
        settings ??= [];
        settings["channel"] = "voice";
        var made = await client.PostJsonAsync("/api/v1/connect/accounts", new JsonObject { ["kind"] = "sandbox", ["name"] = "Voice", ["settings"] = settings }.ToJsonString());
        made.Came(201);
        return (string)made.Item["account_id"]!;
    }

    /// <summary>A workspace that may call, with an account of its own.</summary>
    public async Task<(HttpClient Client, string Account)> MakeCallerAsync(string name, object? change = null)
    {
        var client = await ConnectStrangerAsync(name);
        (await Client.SendJsonAsync(HttpMethod.Patch, $"/api/v1/workspaces/{name}", change ?? new { outbound_calling = true })).Came(200);
        return (client, await MakeAccountAsync(client));
    }

    public static async Task<string> CallAsync(HttpClient client, string agentId, string to, object? metadata = null)
    {
        var placed = await client.PostJsonAsync(MakeCall, new { agentId, to, metadata });
        placed.Came(200);
        return (string)placed.Json["external_id"]!;
    }

    public static async Task<JsonNode> WhenEndedAsync(HttpClient client, string call) =>
        (await Eventually.SeesAsync(() => client.GetJsonAsync($"{AllCalls}/{call}"), answer => (string?)answer.Item["state"] == "ended", "the call has ended")).Item;
}
