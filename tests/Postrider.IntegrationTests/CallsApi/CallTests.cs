using System.Text;
using System.Text.Json.Nodes;
using Postrider.Calls;
using Postrider.IntegrationTests.Actions;
using Postrider.Postgres.Storage;
using Postrider.Testing.Engine;
using Postrider.Testing.Postgres;
using Postrider.Testing.Server;
using Xunit;
using static Postrider.IntegrationTests.CallsApi.CallsServer;

namespace Postrider.IntegrationTests.CallsApi;

/// <summary>Calls are read, listed and ended.</summary>
public sealed class CallTests(CallsServer server) : IClassFixture<CallsServer>
{
    [Theory]
    [InlineData("00", "completed", "human", 200)]
    [InlineData("01", "busy", null, 486)]
    [InlineData("02", "no_answer", null, 487)]
    [InlineData("03", "voicemail", "machine", 200)]
    [InlineData("04", "rejected", null, 603)]
    [InlineData("05", "invalid_number", null, 404)]
    [InlineData("06", "silence", "unknown", 200)]
    [InlineData("07", "failed", null, 503)]
    public async Task The_sandbox_s_numbers_end_as_their_last_digits_say(string digits, string outcome, string? answeredBy, int code)
    {
        var call = await WhenEndedAsync(server.Client, await CallAsync(server.Client, await MakeAgentAsync(server.Client), $"+141555501{digits}"));
        Assert.Equal((outcome, answeredBy, code), ((string)call["outcome"]!, (string?)call["answered_by"], (int)call["sip_code"]!));
        var states = call["timeline"]!.AsArray().Select(moment => (string)moment!["state"]!).ToArray();
        Assert.Equal(("queued", "dialing", "ended"), (states[0], states[1], states[^1]));
        Assert.Equal(answeredBy is not null, states.Contains("in_progress"));
        Assert.Equal(answeredBy is not null, call["talk_seconds"] is not null);
        var times = call["timeline"]!.AsArray().Select(moment => (string)moment!["at"]!).ToArray();
        Assert.Equal(times.Order(StringComparer.Ordinal), times);
    }

    [Fact]
    public async Task A_list_is_filtered_and_paged_newest_first()
    {
        var (client, account) = await server.MakeCallerAsync("lists");
        var agent = await MakeAgentAsync(client, Agent(account));
        var before = (string)(await client.GetJsonAsync($"{Agents}/{agent}")).Item["created_at"]!;
        var calls = new List<string>();
        foreach (var digits in new[] { "01", "00", "01", "05", "00" })
        {
            calls.Add(await CallAsync(client, agent, $"+493012345{digits}"));
        }

        foreach (var call in calls)
        {
            await WhenEndedAsync(client, call);
        }

        async Task<string> ListAsync(string query) => string.Join(' ', (await client.GetJsonAsync($"{AllCalls}?{query}")).Items.Select(call => calls.IndexOf((string)call!["external_id"]!)));
        Assert.Equal("4 3 2 1 0", await ListAsync(""));
        Assert.Equal("2 0", await ListAsync("outcome=busy"));
        Assert.Equal("4 1", await ListAsync("outcome=completed&state=ended"));
        Assert.Equal("", await ListAsync("state=queued"));
        Assert.Equal("3", await ListAsync("to=%2B49301234505"));
        Assert.Equal("3", await ListAsync("to=+49301234505"));
        Assert.Equal("4 3 2 1 0", await ListAsync($"from={before}"));
        Assert.Equal("", await ListAsync($"until={before}"));
        Assert.Equal("", await ListAsync("campaign_id=1"));

        var first = await client.GetJsonAsync($"{AllCalls}?limit=2");
        var second = await client.GetJsonAsync($"{AllCalls}?limit=2&cursor={first.Json["next_cursor"]}");
        var third = await client.GetJsonAsync($"{AllCalls}?limit=2&cursor={second.Json["next_cursor"]}");
        Assert.Equal(Enumerable.Reverse(calls), new[] { first, second, third }.SelectMany(page => page.Items).Select(call => (string)call!["external_id"]!));
        Assert.Null((string?)third.Json["next_cursor"]);
    }

    [Fact]
    public async Task A_call_that_goes_on_is_hung_up_and_one_that_waits_is_cancelled()
    {
        var client = server.Client;
        var agent = Agent(await MakeAccountAsync(client, new JsonObject { ["max_connections"] = 1 }));
        agent["ring_timeout_seconds"] = 120;
        var id = await MakeAgentAsync(client, agent);
        var running = await CallAsync(client, id, "+14155550102");
        await Eventually.SeesAsync(() => client.GetJsonAsync($"{AllCalls}/{running}"), call => (string?)call.Item["state"] == "ringing", "it rings");
        var waiting = await CallAsync(client, id, "+14155550100");

        var cancelled = await client.PostJsonAsync($"{AllCalls}/{waiting}/hangup", null);
        cancelled.Came(200);
        Assert.Equal(("ended", "canceled", null), ((string)cancelled.Item["state"]!, (string)cancelled.Item["outcome"]!, (string?)cancelled.Item["started_at"]));
        var asked = await client.PostJsonAsync($"{AllCalls}/{running}/hangup", null);
        asked.Came(202);
        Assert.NotNull((string?)asked.Item["hangup_asked_at"]);
        var ended = await WhenEndedAsync(client, running);
        Assert.Equal(("canceled", "operator"), ((string)ended["outcome"]!, (string)ended["ended_by"]!));
        Assert.Equal("call_already_ended", (await client.PostJsonAsync($"{AllCalls}/{running}/hangup", null)).Code);
    }

    [Fact]
    public async Task A_recording_is_handed_on_byte_for_byte()
    {
        var client = server.Client;
        var call = await CallAsync(client, await MakeAgentAsync(client), "+14155550100");
        await WhenEndedAsync(client, call);
        Assert.True(CallId.TryRead(call, out var job));
        var file = new byte[700_000];
        new Random(5).NextBytes(file);
        var hash = await new ContentStore(server.Database.Database).PutAsync(new WorkspaceId(1), file, TestContext.Current.CancellationToken);
        await server.Database.RunAsync($"update call_record set recording_sha256 = '\\x{Convert.ToHexStringLower(hash)}' where workspace_id = 1 and job_id = '{job}'");

        var path = (string)(await client.GetJsonAsync($"{AllCalls}/{call}")).Item["recording"]!;
        using var answer = await client.GetAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(("audio/wav", $"{call}.wav"), (answer.Content.Headers.ContentType?.MediaType, answer.Content.Headers.ContentDisposition?.FileName?.Trim('"')));
        Assert.Equal(file, await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_call_s_changes_are_events()
    {
        var client = server.Client;
        var call = await CallAsync(client, await MakeAgentAsync(client), "+14155550100");
        await WhenEndedAsync(client, call);
        var told = new StringBuilder();
        foreach (var kind in new[] { "call.dialing", "call.ringing", "call.answered", "call.ended" })
        {
            var events = await client.GetJsonAsync($"/api/v1/events?limit=1000&kind={kind}");
            told.Append((string?)events.Items.Select(entry => entry!["data"]!).Single(data => (string?)data["external_id"] == call)["state"]).Append(' ');
        }

        Assert.Equal("dialing ringing in_progress ended ", told.ToString());
    }
}
