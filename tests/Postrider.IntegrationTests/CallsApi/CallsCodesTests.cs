using System.Text.Json.Nodes;
using Postrider.IntegrationTests.Actions;
using Postrider.Server.Api.Calls;
using Postrider.Testing.Engine;
using Postrider.Testing.Postgres;
using Postrider.Testing.Server;
using Xunit;
using static Postrider.IntegrationTests.CallsApi.CallsServer;

namespace Postrider.IntegrationTests.CallsApi;

/// <summary>Whatever the Calls API can refuse, it refuses with its code and status, in its own form.</summary>
public sealed class CallsCodesTests(CallsServer server) : IClassFixture<CallsServer>
{
    private const string Number = "+14155550100";

    [Fact]
    public async Task Every_code_is_provoked_with_its_status()
    {
        var agent = await MakeAgentAsync(server.Client);
        var cases = Cases(agent);
        Assert.Equal(CallsErrors.All.Select(error => error.Code).Order(StringComparer.Ordinal), cases.Keys.Order(StringComparer.Ordinal));
        var others = new List<string>();
        foreach (var (code, provoke) in cases)
        {
            var answer = await provoke();
            var known = CallsErrors.All.Single(error => error.Code == code);
            if (answer.Code != code || (int)answer.Status != known.Status || (string?)answer.Json["result"] != "Error" || string.IsNullOrWhiteSpace((string?)answer.Json["message"]))
            {
                others.Add($"{code}: {answer}");
            }
        }

        Assert.True(others.Count == 0, string.Join('\n', others));
    }

    [Fact]
    public async Task What_any_dialect_refuses_has_this_one_s_form()
    {
        var client = server.Client;
        await RefusedAsync("api_key_missing", 401, server.Connect(null).GetJsonAsync(Agents));
        await RefusedAsync("api_key_invalid", 401, server.Connect("sk-nobody").PostJsonAsync(MakeCall, new { }));
        await RefusedAsync("endpoint_not_found", 404, client.GetJsonAsync("/v1/nothing"));
        await RefusedAsync("method_not_allowed", 405, client.GetJsonAsync(MakeCall));
        await RefusedAsync("invalid_json", 400, client.PostJsonAsync(MakeCall, "{"));
        await RefusedAsync("invalid_json", 400, client.PostJsonAsync(Agents, "[]"));
        await RefusedAsync("payload_too_large", 413, TooLargeAsync(client));
    }

    [Fact]
    public async Task A_spent_limit_a_fault_and_a_store_that_is_down_have_it_too()
    {
        await using var own = new Limited();
        await own.InitializeAsync();
        var agent = await MakeAgentAsync(own.Client);
        var second = await own.ConnectAsync("calls:read");
        await own.Database.RunAsync("alter table job add constraint no_poison check (address <> 'phone:+14155550199')");
        await RefusedAsync("action_failed", 502, own.Client.PostJsonAsync(MakeCall, new { agentId = agent, to = "+14155550199" }));
        var down = await own.Database.WhileDownAsync(() => own.Client.PostJsonAsync(MakeCall, new { agentId = agent, to = Number }), answer => (int)answer.Status == 503);
        await RefusedAsync("task_unavailable", 503, Task.FromResult(down));
        Assert.Equal("1", down.Headers["Retry-After"]);

        var made = 0;
        var spent = await Eventually.SeesAsync(() => (made++ % 2 == 0 ? own.Client : second).GetJsonAsync(Agents), answer => (int)answer.Status == 429, "the limit is spent");
        await RefusedAsync("api_rate_limit_exceeded", 429, Task.FromResult(spent));
        Assert.InRange(made, 2, 60);
        Assert.InRange(int.Parse(spent.Headers["Retry-After"], System.Globalization.CultureInfo.InvariantCulture), 1, 60);

        // Other dialects and other workspaces count apart.
        (await own.Client.GetJsonAsync("/api/v1/outreach/jobs")).Came(200);
        (await (await own.ConnectStrangerAsync("other")).GetJsonAsync(Agents)).Came(200);
    }

    private Dictionary<string, Func<Task<Answer>>> Cases(string agent) => new()
    {
        ["outbound_calling_not_enabled"] = async () => await (await server.ConnectStrangerAsync("forbidden")).PostJsonAsync(MakeCall, new { agentId = agent, to = Number }),
        ["agent_id_required"] = () => CallAsync(new { to = Number }),
        ["invalid_phone_number"] = () => CallAsync(new { agentId = agent, to = "+9991234567" }),
        ["invalid_trigger"] = () => CallAsync(new { agentId = agent, to = Number, trigger = 5 }),
        ["invalid_metadata"] = () => CallAsync(new { agentId = agent, to = Number, metadata = new { a = new { } } }),
        ["invalid_initial_silence_timeout"] = () => CallAsync(new { agentId = agent, to = Number, initial_silence_timeout = "60001" }),
        ["invalid_idempotency_key"] = () => server.Client.PostJsonAsync(MakeCall, new { agentId = agent, to = Number }, ("Idempotency-Key", new string('a', 256))),
        ["agent_not_found"] = () => CallAsync(new { agentId = agent.ToUpperInvariant(), to = Number }),
        ["unknown_trigger"] = UnknownTriggerAsync,
        ["account_not_ready"] = () => HeldAsync(new JsonObject { ["paused"] = true }),
        ["account_daily_limit_reached"] = () => HeldAsync(new JsonObject { ["daily_limit"] = 0 }),
        ["outside_calling_window"] = () => HeldAsync(new JsonObject { ["window"] = new JsonObject { ["days"] = new JsonArray(Day(3)), ["from"] = "08:00", ["to"] = "09:00" } }),
        ["number_suppressed"] = SuppressedAsync,
        ["no_calls_remaining"] = NoneRemainingAsync,
        ["idempotency_conflict"] = () => ConflictAsync(agent),
        ["invalid_agent"] = () => server.Client.PostJsonAsync(Agents, new { }),
        ["call_not_found"] = () => server.Client.GetJsonAsync($"{AllCalls}/call_0"),
        ["call_already_ended"] = () => OfEndedAsync(agent, call => server.Client.PostJsonAsync($"{AllCalls}/{call}/hangup", null)),
        ["recording_not_found"] = () => OfEndedAsync(agent, call => server.Client.GetJsonAsync($"{AllCalls}/{call}/recording")),
        ["invalid_state"] = () => server.Client.GetJsonAsync($"{AllCalls}?state=InProgress"),
        ["invalid_outcome"] = () => server.Client.GetJsonAsync($"{AllCalls}?outcome=good"),
        ["invalid_time"] = () => server.Client.GetJsonAsync($"{AllCalls}?from=yesterday"),
    };

    private Task<Answer> CallAsync(object body) => server.Client.PostJsonAsync(MakeCall, body);

    private async Task<Answer> UnknownTriggerAsync()
    {
        var agent = Agent();
        agent["tasks"]![0]!["default"] = false;
        return await CallAsync(new { agentId = await MakeAgentAsync(server.Client, agent), to = Number, trigger = "other" });
    }

    private async Task<Answer> HeldAsync(JsonObject settings) => await CallAsync(new { agentId = await MakeAgentAsync(server.Client, Agent(await MakeAccountAsync(server.Client, settings))), to = Number });

    private async Task<Answer> SuppressedAsync()
    {
        (await server.Client.PostJsonAsync("/api/v1/suppressions", new { address = "+14155550177", reason = "do_not_call" })).Came(201);
        return await CallAsync(new { agentId = await MakeAgentAsync(server.Client), to = "+14155550177" });
    }

    private async Task<Answer> NoneRemainingAsync()
    {
        var (client, account) = await server.MakeCallerAsync("spent", new { outbound_calling = true, calls_per_month = 1, time_zone = "Pacific/Auckland" });
        var agent = await MakeAgentAsync(client, Agent(account));
        var first = await client.PostJsonAsync(MakeCall, new { agentId = agent, to = Number });
        Assert.Equal(0, (int)first.Json["calls_remaining"]!);
        return await client.PostJsonAsync(MakeCall, new { agentId = agent, to = Number });
    }

    private async Task<Answer> ConflictAsync(string agent)
    {
        (await server.Client.PostJsonAsync(MakeCall, new { agentId = agent, to = Number }, ("Idempotency-Key", "taken"))).Came(200);
        return await server.Client.PostJsonAsync(MakeCall, new { agentId = agent, to = "+14155550101" }, ("Idempotency-Key", "taken"));
    }

    private async Task<Answer> OfEndedAsync(string agent, Func<string, Task<Answer>> ask)
    {
        var call = await CallsServer.CallAsync(server.Client, agent, "+14155550101");
        await WhenEndedAsync(server.Client, call);
        return await ask(call);
    }

    private static string Day(int ahead) => TimeProvider.System.GetUtcNow().AddDays(ahead).DayOfWeek.ToString()[..3].ToLowerInvariant();

    private static async Task RefusedAsync(string code, int status, Task<Answer> asked)
    {
        var answer = await asked;
        Assert.True(answer.Code == code && (int)answer.Status == status && (string?)answer.Json["result"] == "Error" && answer.Json["message"] is not null, $"{code}: {answer}");
    }

    /// <summary>Only announced: the server refuses before it is sent.</summary>
    private static async Task<Answer> TooLargeAsync(HttpClient client)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, MakeCall) { Content = new ByteArrayContent(new byte[(40 * 1024 * 1024) + 1]) };
        request.Headers.ExpectContinue = true;
        using var response = await client.SendAsync(request);
        return new Answer(response.StatusCode, new Dictionary<string, string>(), await response.Content.ReadAsStringAsync());
    }

    private sealed class Limited : CallsServer
    {
        protected override IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string> { ["POSTRIDER_RATE_LIMITS"] = "calls=60" };
    }
}
