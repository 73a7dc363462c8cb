using System.Text.Json.Nodes;
using Postrider.IntegrationTests.Actions;
using Postrider.IntegrationTests.CallsApi;
using Postrider.IntegrationTests.SipPeers;
using Postrider.Testing;
using Postrider.Testing.Engine;
using Postrider.Testing.Server;
using Postrider.Testing.Sip;
using Xunit;

[assembly: AssemblyFixture(typeof(PlacedCalls))]

namespace Postrider.IntegrationTests.SipPeers;

/// <summary>One server for all tests that place calls through HTTP to real peers; it starts with the first of them.</summary>
public sealed class PlacedCalls : IAsyncDisposable
{
    // The longest a call of these tests goes on is the time after which a far side without sound is taken for lost; the machine may be busy besides.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(120);

    private readonly Lock _gate = new();
    private Task<CallsServer>? _server;
    private int _numbers;

    /// <summary>With every scope.</summary>
    public async Task<HttpClient> ClientAsync()
    {
        Programs.Require("espeak-ng");
        lock (_gate)
        {
            _server ??= StartAsync();
        }

        return (await _server).Client;
    }

    /// <summary>A number that no other call goes to.</summary>
    public string NextNumber() => $"+49301{Interlocked.Increment(ref _numbers):000000}";

    /// <summary>Places a call through a trunk of its own.</summary>
    /// <param name="port">Where the peer is.</param>
    /// <param name="agent">The agent's members beside its name, account and tasks.</param>
    /// <param name="task">The members of its only task; null: it greets and says goodbye.</param>
    /// <param name="trunk">The trunk's settings beside host and port.</param>
    /// <returns>The call's id.</returns>
    public async Task<string> PlaceAsync(int port, JsonObject? agent = null, JsonObject? task = null, JsonObject? trunk = null, string? to = null) =>
        await CallsServer.CallAsync(await ClientAsync(), await MakeAgentAsync(port, agent, task, trunk), to ?? NextNumber());

    /// <summary>An agent with a trunk of its own.</summary>
    public async Task<string> MakeAgentAsync(int port, JsonObject? agent = null, JsonObject? task = null, JsonObject? trunk = null)
    {
        var client = await ClientAsync();
        trunk ??= [];
        (trunk["host"], trunk["port"]) = ("127.0.0.1", port);
        var account = await client.PostJsonAsync("/api/v1/connect/accounts", new JsonObject { ["kind"] = "sip", ["name"] = "Trunk", ["settings"] = trunk }.ToJsonString());
        account.Came(201);
        task ??= new JsonObject { ["greeting"] = "Hello." };
        task["default"] = true;
        agent ??= [];
        (agent["name"], agent["account_id"], agent["tasks"]) = ("Peers", (string)account.Item["account_id"]!, new JsonArray(task));
        return await CallsServer.MakeAgentAsync(client, agent);
    }

    /// <summary>A recording that agents can play; its number.</summary>
    public async Task<long> UploadAsync(short[] samples)
    {
        var uploaded = await (await ClientAsync()).UploadAsync(Uploads.Voice, Clip.ToWav(samples), "clip.wav");
        uploaded.Came(200);
        return (long)uploaded.Json["id"]!;
    }

    /// <summary>What our side has said in the call, line by line.</summary>
    public static IEnumerable<string> Said(JsonNode call) => call["transcript"]!.AsArray().Where(line => (string)line!["who"]! == "agent").Select(line => (string)line!["text"]!);

    /// <summary>Ends once our side has begun to say this, and so hears the far side.</summary>
    public async Task WhenSaidAsync(string call, string text)
    {
        var client = await ClientAsync();
        await Eventually.SeesAsync(() => client.GetJsonAsync($"{CallsServer.AllCalls}/{call}"), answer => Said(answer.Item).Contains(text), $"'{text}' was said", _patience);
    }

    public Task<JsonNode> WhenEndedAsync(string call) => WhenAsync(call, "ended");

    /// <summary>The call once it is in the state.</summary>
    public async Task<JsonNode> WhenAsync(string call, string state)
    {
        var client = await ClientAsync();
        return (await Eventually.SeesAsync(() => client.GetJsonAsync($"{CallsServer.AllCalls}/{call}"), answer => (string?)answer.Item["state"] == state, $"the call is {state}", _patience)).Item;
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is { IsCompletedSuccessfully: true })
        {
            await (await _server).DisposeAsync();
        }
    }

    private static async Task<CallsServer> StartAsync()
    {
        var server = new LoopbackServer();
        await server.InitializeAsync();
        return server;
    }

    private sealed class LoopbackServer : CallsServer
    {
        protected override IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string> { ["POSTRIDER_ALLOW_PRIVATE_NETWORKS"] = "true" };
    }
}
