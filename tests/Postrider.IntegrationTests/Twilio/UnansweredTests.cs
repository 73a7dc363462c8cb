using System.Net;
using Postrider.Accounts;
using Postrider.Attempts;
using Postrider.Calls;
using Postrider.Testing.Engine;
using Postrider.Testing.Mail;
using Postrider.Testing.Twilio;
using Xunit;

namespace Postrider.IntegrationTests.Twilio;

/// <summary>Calls that a carrier does not take, that nobody answers, or of which it tells too little.</summary>
public sealed class UnansweredTests
{
    private static readonly Task _forEver = new TaskCompletionSource().Task;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("busy", null, CallOutcome.Busy, CallEnder.Callee, 486)]
    [InlineData("no-answer", null, CallOutcome.NoAnswer, CallEnder.Limit, 487)]
    [InlineData("no-answer", 480, CallOutcome.NoAnswer, null, 480)]
    [InlineData("failed", null, CallOutcome.Failed, null, 503)]
    [InlineData("failed", 404, CallOutcome.InvalidNumber, null, 404)]
    [InlineData("failed", 603, CallOutcome.Rejected, CallEnder.Callee, 603)]
    [InlineData("canceled", null, CallOutcome.Canceled, CallEnder.Operator, 487)]
    public async Task An_end_without_an_answer_is_told_apart(string end, int? told, string outcome, string? endedBy, int code)
    {
        await using var call = await CarriedCall.BeginAsync(new CarrierFate { End = end, SipCode = told });
        Assert.Equal(outcome, Assert.IsType<Outcome.Refused>(await call.EndAsync()).Code);
        Assert.Equal((endedBy, code), (call.Entry.EndedBy, call.Entry.Code));
        Assert.Equal(["dialing", "ringing", $"ended {outcome}"], call.Entry.Notes);
    }

    [Theory]
    [InlineData(400, 21211, CallOutcome.InvalidNumber)]
    [InlineData(400, 21214, CallOutcome.InvalidNumber)]
    [InlineData(400, 21217, CallOutcome.InvalidNumber)]
    [InlineData(400, 13223, CallOutcome.InvalidNumber)]
    [InlineData(400, 21210, CallOutcome.Failed)]
    [InlineData(403, 21215, CallOutcome.Failed)]
    [InlineData(429, 20429, CallOutcome.Failed)]
    [InlineData(302, 0, CallOutcome.Failed)]
    public async Task A_call_that_is_not_taken_says_why(int status, int error, string outcome)
    {
        await using var call = await CarriedCall.BeginAsync(new CarrierFate { Refusal = status, Code = error, Words = "As the test wants it" });
        var refused = Assert.IsType<Outcome.Refused>(await call.EndAsync());
        Assert.Equal((outcome, null), (refused.Code, refused.Trouble));
        Assert.Equal($"127.0.0.1 answered {status}: As the test wants it ({error})", call.Entry.Reason);
        Assert.Equal(1, call.Carrier.Asked);
    }

    [Fact]
    public async Task A_wrong_secret_is_the_account_s_trouble()
    {
        await using var call = await CarriedCall.BeginAsync(change: settings => settings["auth"] = "another");
        var refused = Assert.IsType<Outcome.Refused>(await call.EndAsync());
        Assert.Equal((CallOutcome.Failed, AccountStatus.Credentials), (refused.Code, refused.Trouble?.Status));
        Assert.Equal(AccountStatus.Credentials, (await call.ProbeAsync(settings => settings["auth"] = "another")).Status);
    }

    [Fact]
    public async Task A_probe_finds_out_whether_the_account_can_be_used()
    {
        await using var call = await CarriedCall.PrepareAsync();
        Assert.Equal((AccountStatus.Ok, "Acme"), await SeenAsync());
        call.Carrier.State = "suspended";
        Assert.Equal(AccountStatus.Error, (await SeenAsync()).Status);
        var nowhere = await call.ProbeAsync(settings => settings["base_url"] = $"http://127.0.0.1:{FreePort.Take()}");
        Assert.Equal(AccountStatus.Error, nowhere.Status);
        Assert.Equal("base_url must be an address such as https://api.twilio.com.", (await call.ProbeAsync(settings => settings["base_url"] = "ftp://127.0.0.1")).Reason);

        async Task<(AccountStatus Status, string? Identifier)> SeenAsync()
        {
            var seen = await call.ProbeAsync();
            return (seen.Status, seen.Identifier);
        }
    }

    [Fact]
    public async Task A_carrier_that_is_not_there_is_told_in_words()
    {
        await using var call = await CarriedCall.BeginAsync(change: settings => settings["base_url"] = $"http://127.0.0.1:{FreePort.Take()}");
        Assert.Equal(CallOutcome.Failed, Assert.IsType<Outcome.Refused>(await call.EndAsync()).Code);
        Assert.StartsWith("127.0.0.1 was not reached", call.Entry.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_ownership_nothing_is_asked_for()
    {
        await using var call = await CarriedCall.BeginAsync(mayCommit: false);
        Assert.IsType<Outcome.Unreachable>(await call.EndAsync());
        Assert.Equal((0, false), (call.Carrier.Asked, call.Entry.Notes.Contains("dialing")));
    }

    [Fact]
    public async Task A_server_that_stops_asks_for_no_more_calls()
    {
        await using var call = await CarriedCall.PrepareAsync();
        call.Calls.Stop();
        call.Begin();
        call.Stop();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(call.EndAsync);
        Assert.Equal((0, false), (call.Carrier.Asked, call.Entry.Notes.Contains("dialing")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_call_whose_placing_is_not_answered_and_that_says_nothing_is_unknown_and_asked_for_once(bool isMute)
    {
        var fate = isMute ? new CarrierFate { IsMute = true, Tells = false, Streams = false } : new CarrierFate { Breakdown = 500, Tells = false, Streams = false };
        await using var call = await CarriedCall.BeginAsync(fate);
        await call.Carrier.First.WaitAsync(Stop);
        call.Clock.Turn(TimeSpan.FromSeconds(isMute ? 10 : 0));
        await Eventually.SeesAsync(() => { call.Clock.Turn(TimeSpan.FromSeconds(1)); return Task.FromResult(call.Entry.Outcome); }, outcome => outcome is not null, "it has ended");
        Assert.IsType<Outcome.Unknown>(await call.EndAsync());
        Assert.Equal(1, call.Carrier.Asked);
        Assert.Null(call.Entry.FarSideId);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_call_whose_placing_is_not_answered_is_talked_on_once_it_speaks_up(bool isMute)
    {
        var answer = new TaskCompletionSource();
        var fate = new CarrierFate { IsMute = isMute, Breakdown = isMute ? null : 502, Ringing = answer.Task };
        await using var call = await CarriedCall.BeginAsync(fate, CarriedCall.Plan with { Greeting = "Hi" });
        var carried = await call.Carrier.First.WaitAsync(Stop);
        await Eventually.SeesAsync(() => Task.FromResult(carried.State), state => state == "ringing", "it rings");
        call.Clock.Turn(TimeSpan.FromSeconds(isMute ? 10 : 0));
        await call.NotedAsync("ringing");
        answer.SetResult();
        Assert.IsType<Outcome.Accepted>(await call.EndAsync());
        Assert.Equal((CallEnder.Agent, 1), (call.Entry.EndedBy, call.Carrier.Asked));
    }

    [Fact]
    public async Task An_operator_ends_a_call_that_rings()
    {
        await using var call = await CarriedCall.BeginAsync(new CarrierFate { Ringing = _forEver });
        await call.NotedAsync("ringing");
        call.Entry.AskForHangUp();
        Assert.Equal(CallOutcome.Canceled, Assert.IsType<Outcome.Refused>(await call.EndAsync()).Code);
        Assert.Equal((CallEnder.Operator, "canceled"), (call.Entry.EndedBy, (await call.Carrier.First).State));
    }

    [Fact]
    public async Task A_carrier_that_rings_on_is_stopped()
    {
        await using var call = await CarriedCall.BeginAsync(new CarrierFate { Ringing = _forEver });
        await call.NotedAsync("ringing");
        call.Clock.Turn(TimeSpan.FromSeconds(46));
        Assert.Equal(CallOutcome.NoAnswer, Assert.IsType<Outcome.Refused>(await call.EndAsync()).Code);
        Assert.Equal((CallEnder.Limit, "canceled"), (call.Entry.EndedBy, (await call.Carrier.First).State));
    }

    [Fact]
    public async Task A_node_that_cannot_be_reached_asks_the_carrier_itself()
    {
        await using var call = await CarriedCall.BeginAsync(new CarrierFate { End = "busy" }, node: $"http://127.0.0.1:{FreePort.Take()}");
        await Eventually.SeesAsync(() => Task.FromResult(call.Carrier.Calls.SingleOrDefault()?.IsOver), isOver => isOver == true, "the carrier is done");
        await Eventually.SeesAsync(() => Task.FromResult(call.Entry.FarSideId), sid => sid is not null, "the call has a name");

        // It has its name a moment before its ringing is timed: a turn may come too early, and then another is needed.
        var ending = call.EndAsync();
        do
        {
            call.Clock.Turn(TimeSpan.FromSeconds(46));
        }
        while (await Task.WhenAny(ending, Task.Delay(TimeSpan.FromSeconds(20), TimeProvider.System, Stop)) != ending);
        Assert.Equal(CallOutcome.Busy, Assert.IsType<Outcome.Refused>(await ending).Code);
    }

    [Fact]
    public async Task Somebody_who_answers_without_a_stream_is_not_kept_on_the_line()
    {
        await using var call = await CarriedCall.BeginAsync(new CarrierFate { Streams = false });
        await call.NotedAsync("answered");
        call.Clock.Turn(TimeSpan.FromSeconds(11));
        Assert.Equal(CallOutcome.Failed, Assert.IsType<Outcome.Refused>(await call.EndAsync()).Code);
        Assert.Contains("POSTRIDER_NODE_URL", call.Entry.Reason, StringComparison.Ordinal);
        Assert.Equal("completed", (await call.Carrier.First).State);
    }

    [Fact]
    public async Task What_is_forged_or_meant_for_another_call_changes_nothing_and_is_logged_once()
    {
        await using var call = await CarriedCall.BeginAsync(new CarrierFate { Ringing = _forEver });
        await call.NotedAsync("ringing");
        var carried = await call.Carrier.First;
        var busy = carried.Fields("busy", 9);
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(carried.StatusUrl, busy, null));
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(carried.StatusUrl, busy, ""));
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(carried.StatusUrl, busy, CarrierServer.Sign(carried.StatusUrl, busy, "another")));
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(carried.StatusUrl, busy, CarrierServer.Sign(carried.StatusUrl + "?", busy)));
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(carried.StatusUrl, busy, CarrierServer.Sign(carried.StatusUrl, carried.Fields("ringing", 9))));
        KeyValuePair<string, string>[] other = [.. busy.Where(field => field.Key != "CallSid"), new("CallSid", "CA1")];
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(carried.StatusUrl, other, CarrierServer.Sign(carried.StatusUrl, other)));
        Assert.Equal(HttpStatusCode.NotFound, await PostAsync(carried.StatusUrl[..^2] + "xx", busy, CarrierServer.Sign(carried.StatusUrl, busy)));

        var first = carried.Fields("busy", 0);
        Assert.Equal(HttpStatusCode.NoContent, await PostAsync(carried.StatusUrl, first, CarrierServer.Sign(carried.StatusUrl, first)));
        Assert.Equal(["dialing", "ringing"], call.Entry.Notes);
        Assert.Single(call.Log, line => line.Contains("was not signed", StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.NoContent, await PostAsync(carried.StatusUrl, busy, CarrierServer.Sign(carried.StatusUrl, busy)));
        Assert.Equal(CallOutcome.Busy, Assert.IsType<Outcome.Refused>(await call.EndAsync()).Code);
        Assert.Equal(HttpStatusCode.NotFound, await PostAsync(carried.StatusUrl, busy, CarrierServer.Sign(carried.StatusUrl, busy)));

        Task<HttpStatusCode> PostAsync(string address, IEnumerable<KeyValuePair<string, string>> fields, string? signature) => call.Carrier.PostAsync(address, fields, signature);
    }

    [Fact]
    public async Task Callbacks_that_are_repeated_and_late_change_nothing()
    {
        await using var call = await CarriedCall.BeginAsync(new CarrierFate { IsJumbled = true }, CarriedCall.Plan with { Greeting = "Hi" });
        Assert.IsType<Outcome.Accepted>(await call.EndAsync());
        Assert.Equal(["dialing", "ringing", "answered", "answered by unknown", "said agent: Hi", "hung up", "ended completed"], call.Entry.Notes);
    }

    [Fact]
    public async Task A_body_that_is_no_form_or_too_large_is_refused()
    {
        await using var call = await CarriedCall.BeginAsync(new CarrierFate { Ringing = _forEver });
        await call.NotedAsync("ringing");
        var url = (await call.Carrier.First).StatusUrl;
        using var http = new HttpClient();
        Assert.Equal(HttpStatusCode.BadRequest, (await http.PostAsync(url, new StringContent("{}", System.Text.Encoding.UTF8, "application/json"), Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await http.PostAsync(url, new FormUrlEncodedContent([new("a", new string('x', 20_000))]), Stop)).StatusCode);
        Assert.NotEqual(HttpStatusCode.NoContent, (await http.PostAsync(url, new ByteArrayContent(new byte[100_000]) { Headers = { ContentType = new("application/x-www-form-urlencoded") } }, Stop)).StatusCode);
        call.Entry.AskForHangUp();
        await call.EndAsync();
    }

    [Fact]
    public async Task A_carrier_on_plain_http_or_a_node_without_tls_is_not_used_where_private_networks_are_not()
    {
        var network = new Postrider.Channels.NetworkPolicy(allowPrivate: false);
        var address = new NodeAddress();
        address.Set("http://node.example.com");
        using var calls = new Postrider.Channels.Voice.Twilio.TwilioCalls(address, network, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger<Postrider.Channels.Voice.Twilio.TwilioCalls>.Instance);
        Assert.Contains("POSTRIDER_NODE_URL", calls.Objection(), StringComparison.Ordinal);
        address.Set("https://node.example.com/");
        Assert.Null(calls.Objection());
        var account = new Postrider.Channels.Voice.Twilio.TwilioAccount("http://carrier.example.com", "AC1", "secret", "+4930111111");
        Assert.Equal("base_url must begin with https://.", account.Objection(network));
        await using var call = calls.Open(account);
        Assert.StartsWith("wss://node.example.com/v1/twilio/media/", call.MediaUrl, StringComparison.Ordinal);
    }
}
