using Postrider.Sip.Calling;
using Postrider.Sip.Messages;
using Xunit;

namespace Postrider.Tests.Sip.Calling;

/// <summary>Hanging up before the answer, and ending what is open.</summary>
public sealed class CancellingTests
{
    [Fact]
    public async Task A_ringing_call_is_cancelled()
    {
        await using var stage = new CallStage();
        var invite = stage.Dial();
        stage.Respond(invite, 180, "Ringing");
        var ending = stage.Call.HangUpAsync("no answer", CancellationToken.None);
        var cancel = stage.Wire.TakeRequest("CANCEL");
        Assert.Equal((invite.Uri, invite.Headers["Via"], "1 CANCEL", null), (cancel.Uri, cancel.Headers["Via"], cancel.Headers["CSeq"], cancel.ToTag));
        stage.Respond(cancel, 200, "OK");
        stage.Respond(invite, 487, "Request Terminated");
        stage.Wire.TakeRequest("ACK");
        Assert.Equal(new CallEnd(CallEndKind.Cancelled, 487, "Request Terminated"), await ending);
        stage.AssertNothingIsLeft();
    }

    [Fact]
    public async Task Before_any_response_the_CANCEL_waits_for_the_first_one()
    {
        await using var stage = new CallStage();
        var invite = stage.Dial();
        _ = stage.Call.HangUpAsync(null, CancellationToken.None);
        Assert.Empty(stage.Wire.Take());
        stage.Respond(invite, 100, "Trying");
        stage.Wire.TakeRequest("CANCEL");
        stage.Respond(invite, 180, "Ringing");
        Assert.Empty(stage.Wire.Take());
        Assert.Empty(stage.Signals());
    }

    [Fact]
    public async Task An_answer_that_crosses_the_CANCEL_is_acknowledged_and_hung_up()
    {
        await using var stage = new CallStage();
        var invite = stage.Dial();
        stage.Respond(invite, 180, "Ringing");
        var ending = stage.Call.HangUpAsync(null, CancellationToken.None);
        stage.Wire.TakeRequest("CANCEL");
        stage.Respond(invite, 200, "OK", "Contact: <sip:far@192.0.2.1>\r\n", CallStage.Answer);
        var sent = stage.Wire.Take().Cast<SipRequest>().ToList();
        Assert.Equal(["ACK", "BYE"], sent.Select(request => request.Method));
        stage.Respond(sent[1], 200, "OK");
        Assert.Equal(CallEndKind.LocalHungUp, (await ending).Kind);
        Assert.Empty(stage.Media.Plans);
        stage.AssertNothingIsLeft();
    }

    [Fact]
    public async Task A_refusal_that_crosses_the_CANCEL_is_what_ended_the_call()
    {
        await using var stage = new CallStage();
        var invite = stage.Dial();
        stage.Respond(invite, 180, "Ringing");
        _ = stage.Call.HangUpAsync(null, CancellationToken.None);
        stage.Respond(invite, 486, "Busy Here");
        Assert.Equal(new CallEnd(CallEndKind.Refused, 486, "Busy Here"), stage.End);
    }

    [Fact]
    public async Task A_CANCEL_that_nobody_answers_ends_the_call_after_32_seconds()
    {
        await using var stage = new CallStage();
        stage.Respond(stage.Dial(), 180, "Ringing");
        stage.Wait(100);
        _ = stage.Call.HangUpAsync(null, CancellationToken.None);
        stage.Wait(31.9);
        Assert.Null(stage.End);
        stage.Wait(0.1);
        Assert.Equal(CallEndKind.Unanswered, stage.End?.Kind);
        stage.AssertNothingIsLeft();
    }

    [Fact]
    public async Task An_INVITE_that_nobody_answers_ends_the_hanging_up_with_timer_B()
    {
        await using var stage = new CallStage();
        stage.Dial();
        _ = stage.Call.HangUpAsync(null, CancellationToken.None);
        stage.Wait(32);
        Assert.Equal(CallEndKind.Unanswered, stage.End?.Kind);
    }

    [Fact]
    public async Task A_BYE_that_nobody_answers_ends_the_call_after_32_seconds()
    {
        await using var stage = new CallStage();
        stage.DialAnswered();
        await stage.Call.DisposeAsync();
        await stage.Call.DisposeAsync();
        stage.Wire.TakeRequest("BYE");
        Assert.Null(stage.End);
        stage.Wait(32);
        Assert.Equal(CallEndKind.LocalHungUp, stage.End?.Kind);
        stage.AssertNothingIsLeft();
    }

    [Fact]
    public async Task Both_may_hang_up_at_once()
    {
        await using var stage = new CallStage();
        stage.DialAnswered();
        _ = stage.Call.HangUpAsync(null, CancellationToken.None);
        var bye = stage.Wire.TakeRequest("BYE");
        stage.Ask("BYE");
        stage.Wire.TakeResponse(200);
        Assert.Equal(CallEndKind.LocalHungUp, stage.End?.Kind);
        stage.Respond(bye, 481, "Gone");
        stage.AssertNothingIsLeft();
    }

    [Fact]
    public async Task Closing_the_agent_says_what_can_be_said_and_leaves_nothing()
    {
        var stage = new CallStage();
        stage.DialAnswered();
        var answered = stage.Call;
        stage.Respond(stage.Dial(), 180, "Ringing");
        var ringing = stage.Call;
        stage.Dial();
        await stage.DisposeAsync();
        Assert.Equal(["BYE", "CANCEL"], stage.Wire.Take().Cast<SipRequest>().Select(request => request.Method));
        Assert.Equal((CallEndKind.LocalHungUp, CallEndKind.Unanswered, CallEndKind.Unanswered), ((await answered.Ended).Kind, (await ringing.Ended).Kind, (await stage.Call.Ended).Kind));
        Assert.False(stage.Agent.IsUsable);
        Assert.Throws<ObjectDisposedException>(() => stage.Agent.Call(new SipCallRequest { To = "1" }, stage.Media));
        await answered.DisposeAsync();
    }

    [Fact]
    public async Task When_the_stream_breaks_answered_calls_are_lost_and_others_unanswered()
    {
        await using var stage = new CallStage(SipTransport.Tcp);
        stage.DialAnswered();
        var answered = stage.Call;
        stage.Dial();
        stage.Wire.Ear!.HearEnd("It closed the stream.");
        Assert.Equal((CallEndKind.Lost, CallEndKind.Unanswered), ((await answered.Ended).Kind, stage.End!.Kind));
        Assert.Contains("It closed the stream.", stage.End.Reason, StringComparison.Ordinal);
        stage.AssertNothingIsLeft();
    }
}
