using System.Text.Json.Nodes;
using Postrider.Calls;
using Postrider.Jobs;
using Postrider.Storage;
using Postrider.Testing.Engine;
using Postrider.Testing.Postgres;
using Xunit;

namespace Postrider.IntegrationTests.Calls;

/// <summary>Calls that the sandbox carries, seen in what is written down of them.</summary>
public sealed class SandboxCallTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly string[] _answered = ["call.dialing", "call.ringing", "call.answered", "call.ended"];

    [Fact]
    public async Task Last_two_digits_choose_how_a_call_goes()
    {
        await using var node = await CallHouse.StartAsync(database.Database);
        var account = await node.MakeVoiceAsync("digits");
        var expected = new (string Digits, string Outcome, int Code, string? AnsweredBy, string? EndedBy, string[] Events)[]
        {
            ("00", "completed", 200, "human", "agent", _answered),
            ("01", "busy", 486, null, "callee", ["call.dialing", "call.ended"]),
            ("02", "no_answer", 487, null, "limit", ["call.dialing", "call.ringing", "call.ended"]),
            ("03", "voicemail", 200, "machine", "agent", _answered),
            ("04", "rejected", 603, null, "callee", ["call.dialing", "call.ringing", "call.ended"]),
            ("05", "invalid_number", 404, null, null, ["call.dialing", "call.ended"]),
            ("06", "silence", 200, "unknown", "limit", _answered),
            ("07", "failed", 503, null, null, ["call.dialing", "call.ended"]),
            ("42", "completed", 200, "human", "agent", _answered),
        };
        var accepted = await node.AcceptAllAsync([.. expected.Select(course => CallHouse.Call(account, $"+49301234{course.Digits}"))]);
        foreach (var (course, reception) in expected.Zip(accepted))
        {
            var jobId = ((Acceptance.Reception.Accepted)reception).JobId;
            var call = await node.WhenEndedAsync(account.Workspace, jobId);
            var events = await node.EventsOfAsync(account.Workspace, jobId);

            Assert.Equal((course.Outcome, course.Code, course.AnsweredBy, course.EndedBy), (call.Record.Outcome!, call.Record.SipCode!.Value, call.Record.AnsweredBy, call.Record.EndedBy));
            Assert.Equal(course.Events, events.Select(entry => entry.Kind));
            Assert.Equal(CallOutcome.IsSuccess(course.Outcome) ? JobState.Succeeded : JobState.Failed, call.Job.State);
            Assert.Equal(CallOutcome.IsSuccess(course.Outcome) ? null : course.Outcome, call.Job.Fault?.Code);
            Assert.Equal(1, call.Job.Attempt);
            Assert.Single(await node.Get<ISandboxFarSide>().ListAsync(account.Workspace, jobId, 0, 10, CancellationToken.None), item => item.Action == "call");
        }
    }

    [Fact]
    public async Task What_is_said_is_written_down_with_the_placeholders_filled_in()
    {
        await using var node = await CallHouse.StartAsync(database.Database);
        var account = await node.MakeVoiceAsync("script");
        var plan = CallHouse.Plan with
        {
            Steps =
            [
                new CallStep.Say("Your order {{order}} of {{missing}} is ready."),
                new CallStep.Choose("Press 1.", 2, new Dictionary<string, IReadOnlyList<CallStep>> { ["1"] = [new CallStep.Say("Never said.")] }, [new CallStep.Say("You pressed nothing.")]),
                new CallStep.HangUp(),
                new CallStep.Say("Never said either."),
            ],
        };
        var accepted = await node.AcceptedAsync(CallHouse.Call(account, "+4930123400", plan, new { name = "Alex", order = 17 }));
        var call = await node.WhenEndedAsync(account.Workspace, accepted.JobId);

        Assert.Equal(["Hello Alex.", "Your order 17 of  is ready.", "Press 1.", "You pressed nothing."], call.Record.Transcript.Select(line => line.Text));
        Assert.All(call.Record.Transcript, line => Assert.Equal("agent", line.Who));
        Assert.Equal(call.Record.Transcript.OrderBy(line => line.At), call.Record.Transcript);
        Assert.Contains("{{missing}}", Assert.Single(call.Record.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task End_tells_the_log_and_the_job_what_the_call_came_to()
    {
        await using var node = await CallHouse.StartAsync(database.Database, 0.02);
        var account = await node.MakeVoiceAsync("told");
        var accepted = await node.AcceptedAsync(CallHouse.Call(account, "+4930123400"));
        var call = await node.WhenEndedAsync(account.Workspace, accepted.JobId);
        var events = await node.EventsOfAsync(account.Workspace, accepted.JobId);
        var (answered, ended) = (JsonNode.Parse(events[2].DataJson!)!, JsonNode.Parse(events[3].DataJson!)!);
        var result = JsonNode.Parse(call.Job.ResultJson!)!;

        Assert.Equal(CallId.Of(accepted.JobId), (string?)answered["external_id"]);
        Assert.Equal((CallHouse.AgentId, "+4930123400", "in_progress"), ((string?)answered["agent_id"], (string?)answered["to"], (string?)answered["state"]));
        Assert.Null(answered["outcome"]);
        Assert.Equal(("ended", "completed", "human", "agent", 200), ((string?)ended["state"], (string?)ended["outcome"], (string?)ended["answered_by"], (string?)ended["ended_by"], (int?)ended["sip_code"]));
        Assert.False((bool?)ended["opt_out"]);
        Assert.Equal(call.Record.TalkSeconds!.Value, (double)ended["talk_seconds"]!, 0.002);
        Assert.Equal(call.Record.RingSeconds!.Value, (double)ended["ring_seconds"]!, 0.002);
        Assert.InRange(call.Record.TalkSeconds!.Value, 0.09, 5);
        Assert.InRange(call.Record.RingSeconds!.Value, 0.01, 5);
        Assert.Equal(("call", "completed", "human"), ((string?)result["resolved_action"], (string?)result["status"], (string?)result["answered_by"]));
        Assert.Equal([CallState.Queued, CallState.Dialing, CallState.Ringing, CallState.InProgress, CallState.Ended], call.Timeline.Select(moment => moment.State));
        Assert.Equal(call.Timeline.OrderBy(moment => moment.At), call.Timeline);
    }

    [Fact]
    public async Task Opt_out_in_a_call_suppresses_the_callee_before_the_call_ends()
    {
        await using var node = await CallHouse.StartAsync(database.Database);
        var account = await node.MakeVoiceAsync("optout");
        var plan = CallHouse.Plan with { Steps = [new CallStep.OptOut("We will not call again.")] };
        var accepted = await node.AcceptedAsync(CallHouse.Call(account, "+4930123400", plan));
        var call = await node.WhenEndedAsync(account.Workspace, accepted.JobId);
        var suppression = await node.Get<ISuppressionStore>().FindAsync(account.Workspace, "phone:+4930123400", CancellationToken.None);

        Assert.True(call.Record.OptOut);
        Assert.Equal("do_not_call", suppression?.Reason);
        Assert.True(suppression!.CreatedAt < call.Job.FinishedAt);
        Assert.Equal(new Acceptance.Reception.Suppressed("do_not_call"), await node.AcceptAsync(CallHouse.Call(account, "+4930123400")));
    }
}
