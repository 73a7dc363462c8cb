using System.Text.Json.Nodes;
using Postrider.IntegrationTests.Actions;
using Postrider.Testing;
using Postrider.Testing.Mail;
using Postrider.Testing.Server;
using Xunit;
using static Postrider.IntegrationTests.CallsApi.CallsServer;

namespace Postrider.IntegrationTests.CallsApi;

public sealed class MakeCallTests(CallsServer server) : IClassFixture<CallsServer>
{
    // The seed's own request; only host, key and agent are this server's. Where the machine lacks requests, urllib stands in for it.
    private const string Seed = """
        import requests
        HEADERS = {
        "Authorization": "Bearer YOUR_API_KEY"
        }
        DATA = {
        "agentId": "YOUR_AGENT_ID",
        "to": "+1234567890",
        "trigger": "sales_followup",
        "metadata": {
        "customer_name": "John Doe",
        "account_type": "premium"
        }
        }
        response = requests.post(
        "https://HOST/v1/makecall/",
        json=DATA,
        headers=HEADERS
        )
        """;

    private const string Runner = """
        import json, runpy, sys, types, urllib.request
        try:
            import requests
        except ImportError:
            def post(url, json=None, headers=None):
                body = __import__("json").dumps(json).encode()
                request = urllib.request.Request(url, body, {"Content-Type": "application/json", **headers})
                with urllib.request.urlopen(request) as answer:
                    return types.SimpleNamespace(status_code=answer.status, text=answer.read().decode())
            requests = types.ModuleType("requests")
            requests.post = post
            sys.modules["requests"] = requests
        response = runpy.run_path(sys.argv[1])["response"]
        print(json.dumps({"status": response.status_code, "history": [step.status_code for step in getattr(response, "history", [])], "body": json.loads(response.text)}))
        """;

    [Fact]
    public async Task The_seed_s_own_program_places_a_call()
    {
        Peers.Require(Programs.Find("python3") is null ? "python3 was not found" : null);
        var agent = await MakeAgentAsync(server.Client);
        var folder = Directory.CreateTempSubdirectory("postrider-seed-").FullName;
        try
        {
            var (seed, runner) = (Path.Combine(folder, "seed.py"), Path.Combine(folder, "runner.py"));
            await File.WriteAllTextAsync(runner, Runner, TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(
                seed,
                Seed.Replace("https://HOST/", server.Client.BaseAddress!.AbsoluteUri, StringComparison.Ordinal).Replace("YOUR_API_KEY", ServerProcess.Key, StringComparison.Ordinal).Replace("YOUR_AGENT_ID", agent, StringComparison.Ordinal),
                TestContext.Current.CancellationToken);
            var answer = JsonNode.Parse(await Programs.RunAsync("python3", [], runner, seed))!;
            Assert.Equal((200, 0, "Ok"), ((int)answer["status"]!, answer["history"]!.AsArray().Count, (string)answer["body"]!["result"]!));
            Assert.Equal(["result", "external_id", "calls_remaining"], answer["body"]!.AsObject().Select(member => member.Key));

            var call = await WhenEndedAsync(server.Client, (string)answer["body"]!["external_id"]!);
            Assert.Equal(("completed", "+1234567890", "sales_followup", agent), ((string)call["outcome"]!, (string)call["to"]!, (string)call["trigger"]!, (string)call["agentId"]!));
            Assert.Equal("Hello John Doe.", (string)call["transcript"]![0]!["text"]!);
            Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"customer_name":"John Doe","account_type":"premium"}"""), call["metadata"]));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Both_paths_answer_at_once_and_every_call_takes_one_of_those_that_remain()
    {
        var (client, account) = await server.MakeCallerAsync("paths");
        var agent = await MakeAgentAsync(client, Agent(account));
        var (with, without) = (await client.PostJsonAsync("/v1/makecall/", new { agentId = agent, to = "+14155550101" }), await client.PostJsonAsync("/v1/makecall", new { agentId = agent, to = "+14155550101" }));
        with.Came(200);
        without.Came(200);
        Assert.Equal((99_999, 99_998), ((int)with.Json["calls_remaining"]!, (int)without.Json["calls_remaining"]!));
        Assert.Matches("^call_[0-9a-f]{32}$", (string)with.Json["external_id"]!);
        Assert.Equal("true", with.Headers["Postrider-Sandbox"]);
        var operators = (await server.Client.GetJsonAsync("/api/v1/workspaces/paths")).Item;
        Assert.Equal((100_000, 99_998, "UTC", true), ((int)operators["calls_per_month"]!, (int)operators["calls_remaining"]!, (string)operators["time_zone"]!, (bool)operators["outbound_calling"]!));
    }

    [Fact]
    public async Task A_repeat_with_the_same_key_gets_the_first_answer_and_places_no_call()
    {
        var (client, account) = await server.MakeCallerAsync("repeats");
        var agent = await MakeAgentAsync(client, Agent(account));
        var body = new { agentId = agent, to = "+14155550100", metadata = new { a = 1 } };
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => client.PostJsonAsync(i % 2 == 0 ? "/v1/makecall" : "/v1/makecall/", body, ("Idempotency-Key", "one"))));
        Assert.All(answers, answer => answer.Came(200));
        var first = Assert.Single(answers.Select(answer => answer.Text).Distinct());
        Assert.Single((await client.GetJsonAsync(AllCalls)).Items);

        // Also when the call could not be accepted any more.
        (await client.SendJsonAsync(HttpMethod.Delete, $"{Agents}/{agent}", null)).Came(200);
        Assert.Equal(first, (await client.PostJsonAsync(MakeCall, body, ("Idempotency-Key", "one"))).Text);
        Assert.Equal("agent_not_found", (await client.PostJsonAsync(MakeCall, body, ("Idempotency-Key", "two"))).Code);
    }

    [Fact]
    public async Task A_call_does_what_its_agent_was_when_it_was_accepted()
    {
        var client = server.Client;
        var agent = await MakeAgentAsync(client);
        var call = await CallAsync(client, agent, "+14155550100");
        var changed = Agent();
        changed["tasks"]![0]!["greeting"] = "Changed.";
        (await client.SendJsonAsync(HttpMethod.Put, $"{Agents}/{agent}", changed.ToJsonString())).Came(200);
        (await client.SendJsonAsync(HttpMethod.Delete, $"{Agents}/{agent}", null)).Came(200);
        var ended = await WhenEndedAsync(client, call);
        Assert.Equal(("completed", agent), ((string)ended["outcome"]!, (string)ended["agentId"]!));
        Assert.Equal(["Hello .", "Goodbye."], ended["transcript"]!.AsArray().Select(line => (string)line!["text"]!));
        Assert.Contains("customer_name", (string)Assert.Single(ended["warnings"]!.AsArray())!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Calling_is_of_the_default_workspace_and_of_those_that_are_told()
    {
        var client = await server.ConnectStrangerAsync("untold");
        var agent = await MakeAgentAsync(client, Agent(await MakeAccountAsync(client)));
        Assert.Equal("outbound_calling_not_enabled", (await client.PostJsonAsync(MakeCall, new { agentId = agent, to = "+14155550100" })).Code);

        // The permission goes before what else is wrong.
        Assert.Equal("outbound_calling_not_enabled", (await client.PostJsonAsync(MakeCall, new { })).Code);
        (await server.Client.SendJsonAsync(HttpMethod.Patch, "/api/v2/workspaces/untold", new { outbound_calling = true })).Came(200);
        await CallAsync(client, agent, "+14155550100");
        (await server.Client.SendJsonAsync(HttpMethod.Patch, "/api/v1/workspaces/untold", new { outbound_calling = false })).Came(200);
        Assert.Equal(403, (int)(await client.PostJsonAsync(MakeCall, new { agentId = agent, to = "+14155550100" })).Status);
    }

    [Fact]
    public async Task What_remains_is_told_as_text_where_the_server_is_told_so()
    {
        await using var own = new AsText();
        await own.InitializeAsync();
        var placed = await own.Client.PostJsonAsync(MakeCall, new { agentId = await MakeAgentAsync(own.Client), to = "+14155550100" });
        placed.Came(200);
        Assert.Equal("\"99999\"", placed.Json["calls_remaining"]!.ToJsonString());
    }

    private sealed class AsText : CallsServer
    {
        protected override IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string> { ["POSTRIDER_SANDBOX_TIME_SCALE"] = "0.05", ["POSTRIDER_CALLS_REMAINING_AS"] = "string" };
    }
}
