using System.Threading.Channels;
using Postrider.Calls;
using Postrider.Channels.Voice;
using Postrider.Testing.Engine;
using Xunit;
using static Postrider.Tests.Channels.Voice.TalkedCall;

namespace Postrider.Tests.Channels.Voice;

public sealed class CallRunTests
{
    private static readonly IReadOnlyList<SpokenStep> _long = [new SpokenStep.Pause(TimeSpan.FromMinutes(10))];
    private static readonly CallPlan _detecting = Plan with { Voicemail = VoicemailAction.LeaveMessage };

    [Fact]
    public async Task Callee_who_hangs_up_ends_the_call()
    {
        using var call = new TalkedCall(Plan, _long);
        call.Quiet(1);
        call.Line.End(new LineEnd(false, "Bye"));
        Assert.Equal(new RunEnd(CallOutcome.Completed, CallEnder.Callee, "Bye"), await call.EndAsync());
        Assert.Equal(0, call.Line.HangUps);
        Assert.Equal(0, call.Clock.ArmedTimers);
    }

    [Fact]
    public async Task Operator_ends_the_call()
    {
        using var call = new TalkedCall(Plan, _long);
        call.Quiet(1);
        call.Entry.AskForHangUp();
        Assert.Equal(new RunEnd(CallOutcome.Completed, CallEnder.Operator), await call.EndAsync());
        Assert.Equal(1, call.Line.HangUps);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Talk_that_is_cut_off_takes_its_leave_before_the_call_is_over_and_after_the_hang_up(bool detecting)
    {
        var talk = new PartingTalk();
        using var call = new TalkedCall(detecting ? _detecting : Plan, [], talk: talk);
        call.Quiet(4);
        Assert.True(talk.Began.IsCompleted);
        call.Entry.AskForHangUp();
        await talk.Leaving.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        await Eventually.SeesAsync(() => Task.FromResult(call.Line.HangUps), hangUps => hangUps == 1, "it was hung up");
        Assert.False(call.Run.IsCompleted);
        talk.Leave();
        Assert.Equal(new RunEnd(CallOutcome.Completed, CallEnder.Operator), await call.EndAsync());
    }

    [Fact]
    public async Task Digit_that_opts_out_counts_though_the_callee_hangs_up_while_it_is_read()
    {
        using var call = new TalkedCall(Plan with { OptOutDigit = "9" }, _long);
        IReadOnlyList<string> atTheEnd = [];
        var over = call.Run.ContinueWith(_ => atTheEnd = call.Entry.Notes, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        call.Entry.Noting = note => HangUpAndWait(call, note);
        call.Quiet(1);
        call.Line.Digit('9');
        await over.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        Assert.Equal(["pressed 9", "hung up", "opted out"], atTheEnd.TakeLast(3));
    }

    [Fact]
    public async Task Limit_ends_the_call()
    {
        using var call = new TalkedCall(Plan with { MaxDurationSeconds = 5 }, _long);
        call.Quiet(4.9);
        Assert.False(call.Run.IsCompleted);
        call.Quiet(0.2);
        Assert.Equal(new RunEnd(CallOutcome.Completed, CallEnder.Limit), await call.EndAsync());
    }

    [Fact]
    public async Task Stopping_node_hangs_up_and_says_so()
    {
        using var call = new TalkedCall(Plan, _long);
        call.Quiet(1);
        call.Stop();
        Assert.Equal(CallEnder.Operator, (await call.EndAsync()).EndedBy);
        Assert.Contains(call.Entry.Notes, note => note.StartsWith("warning: The call was hung up because the server was stopped", StringComparison.Ordinal));
        Assert.Equal(1, call.Line.HangUps);
    }

    [Fact]
    public async Task Initial_silence_ends_the_call_as_silence()
    {
        using var call = new TalkedCall(Plan with { InitialSilenceMilliseconds = 3000 }, _long);
        call.Quiet(2.9);
        Assert.False(call.Run.IsCompleted);
        call.Quiet(0.2);
        Assert.Equal(new RunEnd(CallOutcome.Silence, CallEnder.Limit), await call.EndAsync());
    }

    [Fact]
    public async Task Speech_in_time_lets_the_call_go_on()
    {
        using var call = new TalkedCall(Plan with { InitialSilenceMilliseconds = 3000 }, _long);
        call.Quiet(1);
        call.Speech(0.6);
        call.Quiet(5);
        Assert.False(call.Run.IsCompleted);
        call.Line.End(new LineEnd(false));
        Assert.Equal(CallOutcome.Completed, (await call.EndAsync()).Outcome);
    }

    [Fact]
    public async Task Without_any_sound_the_call_fails_after_ten_seconds()
    {
        using var call = new TalkedCall(Plan, _long);
        call.Nothing(9.8);
        Assert.False(call.Run.IsCompleted);
        call.Nothing(1);
        var end = await call.EndAsync();
        Assert.Equal((CallOutcome.Failed, null), (end.Outcome, end.EndedBy));
        Assert.Contains("No sound came", end.Reason, StringComparison.Ordinal);
        Assert.Equal(1, call.Line.HangUps);
    }

    [Fact]
    public async Task Sound_that_ceases_ends_the_call_after_twenty_seconds_with_a_warning()
    {
        using var call = new TalkedCall(Plan, _long);
        call.Quiet(3);
        call.Nothing(19);
        Assert.False(call.Run.IsCompleted);
        call.Nothing(2);
        var end = await call.EndAsync();
        Assert.Equal((CallOutcome.Completed, null), (end.Outcome, end.EndedBy));
        Assert.Contains(call.Entry.Notes, note => note.StartsWith("warning: No sound came for 20 seconds", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true, CallOutcome.Completed)]
    [InlineData(false, CallOutcome.Failed)]
    public async Task Far_side_that_vanishes_is_told_by_whether_it_was_ever_heard(bool heard, string outcome)
    {
        using var call = new TalkedCall(Plan, _long);
        if (heard)
        {
            call.Quiet(1);
        }

        call.Line.End(new LineEnd(true, "the session timer ran out"));
        Assert.Equal(new RunEnd(outcome, null, "the session timer ran out"), await call.EndAsync());
        Assert.Contains("warning: The call was lost: the session timer ran out.", call.Entry.Notes);
    }

    [Fact]
    public async Task Human_hears_the_script_once_it_is_known_that_one_answered()
    {
        using var call = new TalkedCall(_detecting, [Say("Hello")], voicemail: Words("Message"));
        call.Quiet(0.5);
        call.Speech(0.5);
        Assert.Empty(call.Entry.Notes);
        call.Quiet(2.5);
        Assert.Equal(new RunEnd(CallOutcome.Completed, CallEnder.Agent), await call.EndAsync());
        Assert.Equal(["answered by human", "said agent: Hello", "hung up"], call.Entry.Notes);
    }

    [Fact]
    public async Task Who_says_nothing_hears_the_script_all_the_same()
    {
        using var call = new TalkedCall(_detecting, [Say("Hello")]);
        call.Quiet(4);
        await call.EndAsync();
        Assert.Equal(["answered by unknown", "said agent: Hello", "hung up"], call.Entry.Notes);
    }

    [Fact]
    public async Task Machine_is_left_a_message_after_its_beep()
    {
        using var call = new TalkedCall(_detecting, [Say("Hello")], voicemail: Words("Message"));
        call.Quiet(0.3);
        call.Speech(3);
        Assert.Equal("answered by machine", call.Entry.Notes[^1]);
        call.Quiet(0.3);
        call.Beep(0.4);
        Assert.DoesNotContain("said agent: Message", call.Entry.Notes);
        call.Quiet(2);
        Assert.Equal(new RunEnd(CallOutcome.VoicemailLeft, CallEnder.Agent), await call.EndAsync());
        Assert.Equal(["answered by machine", "said agent: Message", "hung up"], call.Entry.Notes);
    }

    [Fact]
    public async Task Machine_is_hung_up_on_where_no_message_is_to_be_left()
    {
        using var call = new TalkedCall(Plan with { Voicemail = VoicemailAction.HangUp }, [Say("Hello")]);
        call.Speech(3);
        call.Quiet(0.5);
        Assert.Equal(new RunEnd(CallOutcome.Voicemail, CallEnder.Agent), await call.EndAsync());
        Assert.DoesNotContain("said agent: Hello", call.Entry.Notes);
    }

    [Fact]
    public async Task Machine_found_out_late_stops_the_script()
    {
        using var call = new TalkedCall(_detecting, [new SpokenStep.Pause(TimeSpan.FromSeconds(20)), Say("Never")], voicemail: Words("Message"));
        call.Quiet(3);
        Assert.Equal(["answered by unknown"], call.Entry.Notes);
        call.Beep(0.5);
        call.Quiet(0.1);

        // Who calls off a delay goes on elsewhere: the clock waits until the pause after the beep has begun, beside the two timers of the call itself.
        await Eventually.SeesAsync(() => Task.FromResult(call.Entry.Notes), notes => notes.Contains("answered by machine"), "the machine was found out");
        await call.Clock.ArmedAsync(3, TestContext.Current.CancellationToken);
        call.Quiet(2);
        Assert.Equal(CallOutcome.VoicemailLeft, (await call.EndAsync()).Outcome);
        Assert.DoesNotContain("said agent: Never", call.Entry.Notes);
    }

    [Fact]
    public async Task Machine_that_hangs_up_before_the_message_was_voicemail()
    {
        using var call = new TalkedCall(_detecting, [Say("Hello")], voicemail: Words("Message"));
        call.Speech(3);
        call.Line.End(new LineEnd(false));
        Assert.Equal(new RunEnd(CallOutcome.Voicemail, CallEnder.Callee), await call.EndAsync());
    }

    /// <summary>A call that did not wait for whoever reads the digit would be over by then.</summary>
    private static void HangUpAndWait(TalkedCall call, string note)
    {
        if (note == "pressed 9")
        {
            call.Line.End(new LineEnd(false));
            Task.WaitAny([call.Run], TimeSpan.FromMilliseconds(200));
        }
    }

    /// <summary>Needs a moment to part, as a stream does that says <c>stop</c>.</summary>
    private sealed class PartingTalk : ITalk
    {
        private readonly TaskCompletionSource _began = new();
        private readonly TaskCompletionSource _leaving = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _left = new();

        public Task Began => _began.Task;

        public Task Leaving => _leaving.Task;

        public void Leave() => _left.SetResult();

        public async Task<RunEnd> TalkAsync(ChannelReader<char> digits, CancellationToken cancellationToken)
        {
            _began.SetResult();
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
                return new RunEnd(CallOutcome.Completed, CallEnder.Agent);
            }
            finally
            {
                _leaving.SetResult();
                await _left.Task;
            }
        }
    }
}
