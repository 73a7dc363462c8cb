using System.Globalization;
using System.Text.Json.Nodes;
using Postrider.IntegrationTests.Actions;
using Postrider.IntegrationTests.CallsApi;
using Postrider.IntegrationTests.SipPeers;
using Postrider.Testing.Mail;
using Postrider.Testing.Postgres;
using Postrider.Testing.Server;
using Postrider.Testing.Twilio;
using Xunit;

namespace Postrider.IntegrationTests.Twilio;

/// <summary>The whole server: an account is connected and a call is placed over HTTP, and the carrier reaches the node by an address of its own.</summary>
public sealed class TwilioServerTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task A_call_is_carried_by_the_node_that_placed_it_and_hung_up_when_that_is_stopped()
    {
        await using var carrier = await CarrierServer.StartAsync();
        await using var agent = await StreamAgent.StartAsync();
        var node = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Take()}");
        await using var server = await ServerProcess.StartAsync(database.ConnectionString, new Dictionary<string, string>
        {
            ["ASPNETCORE_URLS"] = node,
            ["POSTRIDER_PUBLIC_URL"] = "https://postrider.example.com",
            ["POSTRIDER_NODE_URL"] = $"{node}/",
            ["POSTRIDER_ALLOW_PRIVATE_NETWORKS"] = "true",
        });
        var settings = new JsonObject { ["base_url"] = carrier.Address, ["account_sid"] = CarrierServer.AccountSid, ["auth_token"] = CarrierServer.AuthKey, ["from"] = "+4930111111" };
        var made = await server.Client.PostJsonAsync("/api/v1/connect/accounts", new JsonObject { ["kind"] = "twilio", ["name"] = "Carrier", ["settings"] = settings }.ToJsonString());
        made.Came(201);
        Assert.Equal(("ok", "Acme"), ((string?)made.Item["status"], (string?)made.Item["account_identifier"]));
        Assert.DoesNotContain(CarrierServer.AuthKey, made.Json.ToJsonString(), StringComparison.Ordinal);

        var wire = CallsServer.Agent((string)made.Item["account_id"]!);
        wire["stream_url"] = agent.Url;
        wire["record"] = true;
        var agentId = await CallsServer.MakeAgentAsync(server.Client, wire);
        var id = await CallsServer.CallAsync(server.Client, agentId, CarriedCall.Callee, new { customer_name = "Alex" });
        var first = await carrier.First.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        var stream = await first.Stream.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        Assert.StartsWith($"{node}/v1/twilio/status/", first.StatusUrl, StringComparison.Ordinal);
        Assert.Equal("Hello Alex.", (string?)(await agent.HearAsync("start"))["start"]!["customParameters"]!["greeting"]);
        await stream.PlaysAsync(8000);
        await agent.SayAsync(new byte[1600]);
        await agent.CloseAsync();
        var ended = await CallsServer.WhenEndedAsync(server.Client, id);
        Assert.Equal(("completed", "agent", 200), ((string?)ended["outcome"], (string?)ended["ended_by"], (int?)ended["sip_code"]));
        Assert.NotNull(ended["recording"]);
        Assert.True(((ReadOnlySpan<byte>)stream.Played).IndexOf(new byte[1600]) >= 0, "The callee heard the agent.");

        await using var second = await StreamAgent.StartAsync();
        wire["stream_url"] = second.Url;
        var other = await CallsServer.CallAsync(server.Client, await CallsServer.MakeAgentAsync(server.Client, wire), CarriedCall.Callee);
        await second.HearAsync("media");
        var began = TimeProvider.System.GetTimestamp();
        Assert.Equal(0, await server.StopAsync());
        Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(15), "The server stopped without waiting for the call.");
        Assert.All(carrier.Calls, call => Assert.Equal("completed", call.State));
        Assert.Empty(carrier.Faults);

        await using var next = await ServerProcess.StartAsync(database.ConnectionString, new Dictionary<string, string> { ["POSTRIDER_ROLES"] = "api" });
        var stopped = (await next.Client.GetJsonAsync($"{CallsServer.AllCalls}/{other}")).Item;
        Assert.Equal(("completed", "operator"), ((string?)stopped["outcome"], (string?)stopped["ended_by"]));
    }
}
