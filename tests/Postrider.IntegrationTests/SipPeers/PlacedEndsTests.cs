using System.Text.Json.Nodes;
using Postrider.IntegrationTests.Actions;
using Postrider.Testing.Engine;
using Postrider.Testing.Mail;
using Postrider.Testing.Server;
using Postrider.Testing.Sip;
using Xunit;
using static Postrider.IntegrationTests.CallsApi.CallsServer;

namespace Postrider.IntegrationTests.SipPeers;

/// <summary>Calls placed through HTTP that nobody answers, and what is written down of them.</summary>
public sealed class PlacedEndsTests(PlacedCalls calls)
{
    [Theory]
    [InlineData(486, "Busy Here", "busy", "callee")]
    [InlineData(404, "Not Found", "invalid_number", null)]
    [InlineData(603, "Decline", "rejected", "callee")]
    [InlineData(480, "Temporarily Unavailable", "no_answer", null)]
    [InlineData(503, "Service Unavailable", "failed", null)]
    public async Task A_refusal_is_told_with_its_code(int code, string words, string outcome, string? endedBy)
    {
        await using var callee = await SippPeer.StartAsync(new SippScenario().ReceiveCall().Respond(code, words).Receive("ACK"));
        var call = await calls.WhenEndedAsync(await calls.PlaceAsync(callee.Port));
        await callee.SucceedAsync();
        Assert.Equal((outcome, endedBy, code), ((string)call["outcome"]!, (string?)call["ended_by"], (int)call["sip_code"]!));
        Assert.Contains(words, (string)call["sip_reason"]!, StringComparison.Ordinal);
        Assert.Null((string?)call["answered_at"]);
        Assert.Null(call["talk_seconds"]);
        Assert.Equal(["queued", "dialing", "ended"], call["timeline"]!.AsArray().Select(moment => (string)moment!["state"]!));
    }

    [Fact]
    public async Task Who_does_not_answer_in_time_is_rung_no_longer()
    {
        await using var callee = await SippPeer.StartAsync(new SippScenario().ReceiveCall().Respond(180, "Ringing").ConfirmCancel());
        var call = await calls.WhenEndedAsync(await calls.PlaceAsync(callee.Port, new JsonObject { ["ring_timeout_seconds"] = 3 }));
        await callee.SucceedAsync();
        Assert.Equal(("no_answer", "limit", 487), ((string)call["outcome"]!, (string)call["ended_by"]!, (int)call["sip_code"]!));

        // The time runs from the INVITE on, and the far side says a moment later that it rings.
        Assert.InRange((double)call["ring_seconds"]!, 2, 5);
    }

    [Fact]
    public async Task An_operator_s_word_stops_the_ringing()
    {
        await using var callee = await SippPeer.StartAsync(new SippScenario().ReceiveCall().Respond(180, "Ringing").ConfirmCancel());
        var id = await calls.PlaceAsync(callee.Port);
        await calls.WhenAsync(id, "ringing");
        (await (await calls.ClientAsync()).PostJsonAsync($"{AllCalls}/{id}/hangup", null)).Came(202);
        var call = await calls.WhenEndedAsync(id);
        await callee.SucceedAsync();
        Assert.Equal(("canceled", "operator"), ((string)call["outcome"]!, (string)call["ended_by"]!));
    }

    [Fact]
    public async Task With_the_right_password_the_call_goes_through()
    {
        await using var callee = await SippPeer.StartAsync(new SippScenario().ReceiveCall().AskForSignIn("trunk", "correct horse").Accept().ReceiveBye().End());
        var call = await calls.WhenEndedAsync(await calls.PlaceAsync(callee.Port, trunk: SignIn("correct horse")));
        await callee.SucceedAsync();
        Assert.Equal(("completed", "agent", 200), ((string)call["outcome"]!, (string)call["ended_by"]!, (int)call["sip_code"]!));
    }

    [Fact]
    public async Task With_a_wrong_one_it_fails_and_the_account_wants_another()
    {
        await using var callee = await SippPeer.StartAsync(new SippScenario().ReceiveCall().AskForSignIn("trunk", "correct horse").End());
        var client = await calls.ClientAsync();
        var agent = await calls.MakeAgentAsync(callee.Port, trunk: SignIn("wrong"));
        var call = await calls.WhenEndedAsync(await CallAsync(client, agent, calls.NextNumber()));
        await callee.SucceedAsync();
        Assert.Equal(("failed", 401), ((string)call["outcome"]!, (int)call["sip_code"]!));

        // The call has ended a moment before its attempt is closed, and with that the account is known to be in trouble.
        var account = (string)(await client.GetJsonAsync($"/v1/agents/{agent}")).Item["account_id"]!;
        await Eventually.SeesAsync(
            () => client.GetJsonAsync("/api/v1/connect/accounts?channel=voice"), answer => answer.Items.Any(one => (string?)one!["account_id"] == account && (string?)one["status"] == "credentials"), "the account wants other credentials");
        var next = await client.PostJsonAsync(MakeCall, new { agentId = agent, to = calls.NextNumber() });
        Assert.Equal((409, "account_not_ready"), ((int)next.Status, next.Code));
    }

    [Fact]
    public async Task A_trunk_that_is_not_there_is_told()
    {
        var call = await calls.WhenEndedAsync(await calls.PlaceAsync(FreePort.Take()));
        Assert.Equal("failed", (string)call["outcome"]!);
        Assert.NotEmpty((string)call["sip_reason"]!);
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_keeps_the_call_from_leaving()
    {
        await using var proxy = await KamailioPeer.StartAsync();
        var call = await calls.WhenEndedAsync(await calls.PlaceAsync(proxy.TlsPort, trunk: new JsonObject { ["transport"] = "tls" }));
        Assert.Equal("failed", (string)call["outcome"]!);
        Assert.Contains("certificate", (string)call["sip_reason"]!, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("saw ", proxy.Log, StringComparison.Ordinal);
    }

    private static JsonObject SignIn(string password) => new() { ["username"] = "trunk", ["password"] = password };
}
