using Postrider.Accounts;
using Postrider.Attempts;
using Postrider.Calls;
using Postrider.Testing.Engine;
using Postrider.Testing.Mail;
using Postrider.Testing.Sip;
using Postrider.Testing.Sound;
using Postrider.Testing.Voice;
using Xunit;

namespace Postrider.IntegrationTests.SipPeers;

/// <summary>Agents with a script call real phones.</summary>
public sealed class AgentCallsTests
{
    private static readonly BaresipOptions _phone = new() { User = DrivenCall.Callee };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_phone_that_answers_hears_the_greeting_and_both_sides_are_recorded()
    {
        await using var phone = await BaresipPeer.StartAsync(_phone with { Says = Clip.Tone(440, 10) });
        await using var call = new DrivenCall(phone.Port, DrivenCall.Plan with { Record = true }, metadata: """{"name":"Alex"}""");
        Assert.Equal(CallOutcome.Completed, Assert.IsType<Outcome.Accepted>(await call.EndAsync()).Delivery.Status);
        Assert.Equal(["dialing", "answered", "answered by unknown", "said agent: Hello Alex", "hung up", "recorded", "ended completed"], call.Entry.Notes.Where(note => note != "ringing"));
        Assert.Equal((CallEnder.Agent, 200), (call.Entry.EndedBy, call.Entry.Code));

        var greeting = SpokenClips.Of("Hello Alex");
        var heard = await phone.HearsAsync(greeting);
        TestContext.Current.SendDiagnosticMessage($"the phone heard the greeting with a likeness of {heard:0.000}");

        var recording = (await call.Clips.ReadAsync(new WorkspaceId(1), call.Entry.Recording!, Stop))!;
        Assert.Equal([7, 0, 2, 0], recording[20..24]);
        var frames = recording[58..].Chunk(2).Where(pair => pair.Length == 2).ToArray();
        Assert.True(Likeness.Find(greeting, Clip.FromMuLaw([.. frames.Select(frame => frame[1])])).Correlation >= 0.95, "The greeting is on the right.");
        Assert.True(Clip.Share(Clip.Trim(Clip.FromMuLaw([.. frames.Select(frame => frame[0])])).AsSpan(800, 2400), 440) > 0.9, "The phone is on the left.");
    }

    [Theory]
    [InlineData(486, CallOutcome.Busy, CallEnder.Callee)]
    [InlineData(600, CallOutcome.Busy, CallEnder.Callee)]
    [InlineData(603, CallOutcome.Rejected, CallEnder.Callee)]
    [InlineData(404, CallOutcome.InvalidNumber, null)]
    [InlineData(480, CallOutcome.NoAnswer, null)]
    [InlineData(503, CallOutcome.Failed, null)]
    [InlineData(302, CallOutcome.Failed, null)]
    public async Task A_callee_who_does_not_answer_is_told_apart(int code, string outcome, string? endedBy)
    {
        await using var callee = await SippPeer.StartAsync(new SippScenario().ReceiveCall().Respond(code, "No").Receive("ACK"));
        await using var call = new DrivenCall(callee.Port);
        Assert.Equal(outcome, Assert.IsType<Outcome.Refused>(await call.EndAsync()).Code);
        Assert.Equal((endedBy, code), (call.Entry.EndedBy, call.Entry.Code));
        await callee.SucceedAsync();
    }

    [Fact]
    public async Task Nobody_answers_in_time_and_the_call_is_cancelled()
    {
        await using var callee = await SippPeer.StartAsync(new SippScenario().ReceiveCall().Respond(180, "Ringing").ConfirmCancel());
        await using var call = new DrivenCall(callee.Port, DrivenCall.Plan with { RingTimeoutSeconds = 1 });
        Assert.Equal(CallOutcome.NoAnswer, Assert.IsType<Outcome.Refused>(await call.EndAsync()).Code);
        Assert.Equal((CallEnder.Limit, 487), (call.Entry.EndedBy, call.Entry.Code));
        Assert.Equal(["dialing", "ringing", "ended no_answer"], call.Entry.Notes.Where(note => !note.StartsWith("warning", StringComparison.Ordinal)));
        await callee.SucceedAsync();
    }

    [Fact]
    public async Task An_operator_ends_a_call_that_rings()
    {
        await using var callee = await SippPeer.StartAsync(new SippScenario().ReceiveCall().Respond(180, "Ringing").ConfirmCancel());
        await using var call = new DrivenCall(callee.Port);
        await Eventually.SeesAsync(() => Task.FromResult(call.Entry.Notes), notes => notes.Contains("ringing"), "it rang");
        call.Entry.AskForHangUp();
        Assert.Equal(CallOutcome.Canceled, Assert.IsType<Outcome.Refused>(await call.EndAsync()).Code);
        Assert.Equal(CallEnder.Operator, call.Entry.EndedBy);
        await callee.SucceedAsync();
    }

    [Fact]
    public async Task A_callee_who_hangs_up_first_is_named()
    {
        await using var callee = await SippPeer.StartAsync(new SippScenario().ReceiveCall().Accept().Pause(300).HangUp(), new SippOptions { Echo = true });
        await using var call = new DrivenCall(callee.Port, DrivenCall.Plan with { Steps = [new CallStep.Pause(30)] });
        Assert.IsType<Outcome.Accepted>(await call.EndAsync());
        Assert.Equal((CallOutcome.Completed, CallEnder.Callee), (call.Entry.Outcome, call.Entry.EndedBy));
        await callee.SucceedAsync();
    }

    [Fact]
    public async Task A_stopping_node_says_bye()
    {
        await using var callee = await SippPeer.StartAsync(new SippScenario().ReceiveCall().Accept().ReceiveBye(), new SippOptions { Echo = true });
        await using var call = new DrivenCall(callee.Port, DrivenCall.Plan with { Steps = [new CallStep.Pause(30)] });
        await Eventually.SeesAsync(() => Task.FromResult(call.Entry.Notes), notes => notes.Contains("answered"), "it was answered");
        call.Stop();
        await call.EndAsync();
        Assert.Equal((CallOutcome.Completed, CallEnder.Operator), (call.Entry.Outcome, call.Entry.EndedBy));
        await callee.SucceedAsync();
    }

    [Fact]
    public async Task A_digit_chooses_the_branch_and_the_phone_hears_it()
    {
        await using var phone = await BaresipPeer.StartAsync(_phone);
        var menu = new CallStep.Choose("Press two", 10, new Dictionary<string, IReadOnlyList<CallStep>> { ["2"] = [new CallStep.Say("You pressed two")] }, [new CallStep.Say("Nothing")]);
        await using var call = new DrivenCall(phone.Port, DrivenCall.Plan with { Greeting = "Hi", Steps = [menu] });
        await Eventually.SeesAsync(() => Task.FromResult(call.Entry.Notes), notes => notes.Contains("said agent: Press two"), "the menu was said");
        await phone.Control.DoAsync("sndcode", "2");
        Assert.IsType<Outcome.Accepted>(await call.EndAsync());
        Assert.Equal(["said agent: Hi", "said agent: Press two", "pressed 2", "said agent: You pressed two"], call.Entry.Notes.Where(note => note.StartsWith("said", StringComparison.Ordinal) || note.StartsWith("pressed", StringComparison.Ordinal)));
        await phone.HearsAsync(SpokenClips.Of("You pressed two"));
    }

    [Fact]
    public async Task The_opt_out_digit_suppresses_and_ends_the_call()
    {
        await using var phone = await BaresipPeer.StartAsync(_phone);
        await using var call = new DrivenCall(phone.Port, DrivenCall.Plan with { OptOutDigit = "9", Steps = [new CallStep.Pause(30)] });
        await Eventually.SeesAsync(() => Task.FromResult(call.Entry.Notes), notes => notes.Any(note => note.StartsWith("said", StringComparison.Ordinal)), "the greeting began");
        await phone.Control.DoAsync("sndcode", "9");
        Assert.IsType<Outcome.Accepted>(await call.EndAsync());
        Assert.Contains("opted out", call.Entry.Notes);
        Assert.Contains("said agent: You will not be called again. Goodbye.", call.Entry.Notes);
        Assert.Equal(CallEnder.Agent, call.Entry.EndedBy);
    }

    [Fact]
    public async Task A_wrong_password_is_the_account_s_trouble()
    {
        await using var callee = await SippPeer.StartAsync(new SippScenario().ReceiveCall().AskForSignIn("trunk", "another").End());
        await using var call = new DrivenCall(callee.Port, change: settings => settings["username"] = "trunk");
        var outcome = Assert.IsType<Outcome.Refused>(await call.EndAsync());
        Assert.Equal((CallOutcome.Failed, AccountStatus.Credentials), (outcome.Code, outcome.Trouble?.Status));
        Assert.DoesNotContain("correct horse", callee.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_ownership_nothing_is_dialed()
    {
        await using var callee = await SippPeer.StartAsync(new SippScenario().ReceiveCall());
        await using var call = new DrivenCall(callee.Port, mayCommit: false);
        Assert.IsType<Outcome.Unreachable>(await call.EndAsync());
        Assert.DoesNotContain("dialing", call.Entry.Notes);
        Assert.Equal("", callee.Messages);
    }

    [Fact]
    public async Task A_trunk_that_is_not_there_is_told_in_words()
    {
        await using var call = new DrivenCall(FreePort.Take(), change: settings => settings["transport"] = "tcp");
        Assert.Equal(CallOutcome.Failed, Assert.IsType<Outcome.Refused>(await call.EndAsync()).Code);
        Assert.Contains("The trunk was not reached", call.Entry.Reason, StringComparison.Ordinal);
    }
}
