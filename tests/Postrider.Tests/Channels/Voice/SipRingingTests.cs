using System.Threading.Channels;
using Postrider.Calls;
using Postrider.Channels.Voice;
using Postrider.Sip.Calling;
using Postrider.Testing;
using Postrider.Testing.Voice;
using Xunit;

namespace Postrider.Tests.Channels.Voice;

public sealed class SipRingingTests : IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly NotedCall _entry = new();
    private readonly Channel<CallSignal> _signals = Channel.CreateUnbounded<CallSignal>();
    private readonly TaskCompletionSource<CallEnd> _end = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task<SipEnding?> _ringing;
    private int _hangUps;

    public SipRingingTests()
    {
        var ringing = new SipRinging(
            _signals.Reader,
            () =>
            {
                _hangUps++;
                return _end.Task;
            },
            _entry,
            _clock);
        _ringing = ringing.WaitAsync(TimeSpan.FromSeconds(30), _stopping.Token);
    }

    public void Dispose() => _stopping.Dispose();

    [Fact]
    public async Task Answer_ends_the_ringing_which_was_told_once()
    {
        Tell(new CallSignal.Ringing(100, false), new CallSignal.Ringing(180, false), new CallSignal.Ringing(183, true), new CallSignal.Answered());
        Assert.Null(await _ringing);
        Assert.Equal(["ringing"], _entry.Notes);
        Assert.Equal(0, _hangUps);
        Assert.Equal(0, _clock.ArmedTimers);
    }

    [Theory]
    [InlineData(CallEndKind.Cancelled, 487, CallOutcome.NoAnswer, CallEnder.Limit)]
    [InlineData(CallEndKind.LocalHungUp, null, CallOutcome.NoAnswer, CallEnder.Limit)]
    [InlineData(CallEndKind.Refused, 487, CallOutcome.NoAnswer, CallEnder.Limit)]
    [InlineData(CallEndKind.Refused, 486, CallOutcome.Busy, CallEnder.Callee)]
    [InlineData(CallEndKind.Unanswered, null, CallOutcome.Unknown, null)]
    public async Task Ring_timeout_cancels_and_what_crossed_it_counts(CallEndKind kind, int? code, string outcome, string? endedBy)
    {
        _clock.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal(0, _hangUps);
        _clock.Advance(TimeSpan.FromSeconds(1));
        _end.SetResult(new CallEnd(kind, code));
        var ending = await _ringing;
        Assert.Equal((outcome, endedBy, 1), (ending?.Outcome, ending?.EndedBy, _hangUps));
    }

    [Fact]
    public async Task Operator_cancels()
    {
        _entry.AskForHangUp();
        _end.SetResult(new CallEnd(CallEndKind.Cancelled, 487));
        var ending = await _ringing;
        Assert.Equal((CallOutcome.Canceled, CallEnder.Operator), (ending?.Outcome, ending?.EndedBy));
    }

    [Fact]
    public async Task Stopping_node_cancels_and_does_not_wait_for_long()
    {
        await _stopping.CancelAsync();
        await _clock.ArmedAsync(cancellationToken: TestContext.Current.CancellationToken);
        while (!_ringing.IsCompleted)
        {
            _clock.Advance(TimeSpan.FromSeconds(4));
            await Task.Yield();
        }

        Assert.Equal((CallOutcome.Unknown, 1), ((await _ringing)?.Outcome, _hangUps));
    }

    [Theory]
    [InlineData(486, CallOutcome.Busy, CallEnder.Callee)]
    [InlineData(600, CallOutcome.Busy, CallEnder.Callee)]
    [InlineData(480, CallOutcome.NoAnswer, null)]
    [InlineData(408, CallOutcome.NoAnswer, null)]
    [InlineData(487, CallOutcome.NoAnswer, null)]
    [InlineData(403, CallOutcome.Rejected, CallEnder.Callee)]
    [InlineData(603, CallOutcome.Rejected, CallEnder.Callee)]
    [InlineData(607, CallOutcome.Rejected, CallEnder.Callee)]
    [InlineData(404, CallOutcome.InvalidNumber, null)]
    [InlineData(410, CallOutcome.InvalidNumber, null)]
    [InlineData(484, CallOutcome.InvalidNumber, null)]
    [InlineData(604, CallOutcome.InvalidNumber, null)]
    [InlineData(302, CallOutcome.Failed, null)]
    [InlineData(400, CallOutcome.Failed, null)]
    [InlineData(503, CallOutcome.Failed, null)]
    public async Task Refusals_are_told_apart_by_their_code(int code, string outcome, string? endedBy)
    {
        Tell(new CallSignal.Ended(new CallEnd(CallEndKind.Refused, code, "Words")));
        Assert.Equal(new SipEnding(outcome, endedBy, code, "Words"), await _ringing);
    }

    [Theory]
    [InlineData(CallEndKind.Unreachable, CallOutcome.Failed)]
    [InlineData(CallEndKind.Lost, CallOutcome.Failed)]
    [InlineData(CallEndKind.Unanswered, CallOutcome.Unknown)]
    public async Task Calls_that_did_not_come_about_are_told_apart(CallEndKind kind, string outcome)
    {
        Tell(new CallSignal.Ended(new CallEnd(kind)));
        Assert.Equal((outcome, false), ((await _ringing)!.Outcome, (await _ringing)!.IsSignIn));
    }

    [Fact]
    public async Task Refused_sign_in_is_known_as_such()
    {
        Tell(new CallSignal.Ended(new CallEnd(CallEndKind.SignInRefused, 401)));
        Assert.Equal((CallOutcome.Failed, true), ((await _ringing)!.Outcome, (await _ringing)!.IsSignIn));
    }

    private void Tell(params IEnumerable<CallSignal> signals)
    {
        foreach (var signal in signals)
        {
            _signals.Writer.TryWrite(signal);
        }
    }
}
