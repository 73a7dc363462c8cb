using Microsoft.Extensions.Logging.Abstractions;
using Postrider.Accounts;
using Postrider.Attempts;
using Postrider.Calls;
using Postrider.Channels;
using Postrider.Jobs;
using Postrider.Testing;
using Xunit;

namespace Postrider.Tests.Calls;

public sealed class CallLogTests : IAsyncDisposable
{
    private static readonly DateTimeOffset _startedAt = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);
    private readonly ScriptedCallStore _store = new();

    // Another time than the database's, by which the call's moments are counted.
    private readonly ManualClock _clock = new(_startedAt.AddHours(3));
    private readonly HangUpWatch _hangUps;
    private readonly CallLog _log;
    private readonly DriverJob _job;

    public CallLogTests()
    {
        _hangUps = new HangUpWatch(_store, _clock, NullLogger<HangUpWatch>.Instance);
        _log = new CallLog(_store, _store, _hangUps, _clock, NullLogger<CallLog>.Instance);
        _job = new DriverJob
        {
            Job = new JobRef(new WorkspaceId(1), Guid.NewGuid()),
            Attempt = 1,
            ClaimNumber = 3,
            StartedAt = _startedAt,
            Channel = Channel.Voice,
            Action = JobAction.Call,
            Address = "phone:+4930123400",
            Body = new JobBody { Recipient = new JobRecipient(), Content = new JobContent() },
            Account = new DriverAccount(new Account { Workspace = new WorkspaceId(1), AccountId = "a", Kind = "sandbox", Channel = Channel.Voice, Name = "A", Settings = [] }, new Dictionary<string, string>()),
            MayCommit = static () => true,
        };
    }

    public ValueTask DisposeAsync() => _log.DisposeAsync();

    [Fact]
    public async Task What_a_call_does_is_written_in_order_by_the_clock_of_its_start()
    {
        await using var entry = _log.Open(_job);
        entry.Dialing();
        _clock.JumpWallClock(TimeSpan.FromDays(1));
        _clock.Advance(TimeSpan.FromSeconds(1));
        entry.Ringing();
        _clock.Advance(TimeSpan.FromSeconds(2));
        entry.Answered();
        entry.AnsweredBy(Answerer.Human);
        _clock.Advance(TimeSpan.FromSeconds(1.5));
        entry.Said("agent", "Hello");
        entry.Pressed('7');
        entry.Ringing();
        _clock.Advance(TimeSpan.FromSeconds(2));
        var accepted = Assert.IsType<Outcome.Accepted>(await entry.EndAsync(CallOutcome.Completed, CallEnder.Callee, 200, "OK"));
        entry.Said("agent", "After the end");

        var last = _store.Written.Last();
        Assert.Equal((_startedAt, _startedAt.AddSeconds(1), _startedAt.AddSeconds(3), _startedAt.AddSeconds(6.5)), (last.DialedAt, last.RingingAt, last.AnsweredAt, last.EndedAt));
        Assert.Equal((CallState.Ended, "completed", "7", "human"), (last.State, last.Outcome, last.Digits, last.AnsweredBy));
        Assert.Equal([new TranscriptLine("agent", 1.5, "Hello")], last.Transcript);
        Assert.Equal(_store.Written.OrderBy(record => record.State), _store.Written);
        Assert.Equal(("call", "completed", "3.5"), (accepted.Delivery.ResolvedAction, accepted.Delivery.Status, accepted.Delivery.Facts!["talk_seconds"]));
    }

    [Fact]
    public async Task Store_that_is_down_for_a_while_gets_all_of_it_and_the_end_waits()
    {
        _store.IsDown = true;
        await using var entry = _log.Open(_job);
        entry.Dialing();
        entry.Ringing();
        await _clock.ArmedAsync(1, CancellationToken.None);
        var ending = entry.EndAsync(CallOutcome.Busy, CallEnder.Callee, 486, "Busy Here");
        await _clock.ArmedAsync(2, CancellationToken.None);
        Assert.False(ending.IsCompleted);
        _store.IsDown = false;
        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("busy", Assert.IsType<Outcome.Refused>(await ending).Code);
        Assert.Equal(CallState.Ended, _store.Written.Last().State);
    }

    [Fact]
    public async Task Store_that_stays_down_keeps_no_outcome_back_and_is_tried_on()
    {
        _store.IsDown = true;
        var entry = _log.Open(_job);
        entry.Dialing();
        entry.OptedOut();
        await _clock.ArmedAsync(2, CancellationToken.None);
        var ending = entry.EndAsync(CallOutcome.Completed, CallEnder.Agent, 200, null);
        await _clock.ArmedAsync(3, CancellationToken.None);
        _clock.Advance(TimeSpan.FromSeconds(4));
        Assert.IsType<Outcome.Accepted>(await ending);
        await entry.DisposeAsync();
        Assert.Empty(_store.Written);

        await _clock.ArmedAsync(2, CancellationToken.None);
        _store.IsDown = false;
        _clock.Advance(TimeSpan.FromSeconds(5));
        await Task.WhenAll(_store.FirstWritten.Task, _store.FirstSuppressed.Task);
        Assert.Equal((CallState.Ended, true), (_store.Written.Single().State, _store.Written.Single().OptOut));
        Assert.Equal("phone:+4930123400 do_not_call", Assert.Single(_store.Suppressed));
    }

    [Fact]
    public async Task Entry_that_lost_its_job_writes_nothing_more_and_still_says_how_the_call_ended()
    {
        _store.IsLost = true;
        await using var entry = _log.Open(_job);
        entry.Dialing();
        var outcome = await entry.EndAsync(CallOutcome.NoAnswer, CallEnder.Limit, 487, null);
        Assert.Equal("no_answer", Assert.IsType<Outcome.Refused>(outcome).Code);
        Assert.InRange(_store.Tries, 1, 2);
        Assert.Empty(_store.Written);
    }

    [Fact]
    public async Task Opt_out_is_written_once_and_before_the_end_is_told()
    {
        await using var entry = _log.Open(_job);
        entry.OptedOut();
        entry.OptedOut();
        await entry.EndAsync(CallOutcome.Completed, CallEnder.Agent, 200, null);
        Assert.Single(_store.Suppressed);
        Assert.True(_store.Written.Last().OptOut);
    }

    [Fact]
    public async Task Wish_to_hang_up_reaches_the_entry_of_that_call_alone()
    {
        await using var entry = _log.Open(_job);
        await using var other = _log.Open(_job with { Job = new JobRef(new WorkspaceId(1), Guid.NewGuid()) });
        await _hangUps.RunOnceAsync(CancellationToken.None);
        Assert.False(entry.HangUpAsked.IsCompleted);

        _store.HangUps[_job.Job] = 0;
        await _hangUps.RunOnceAsync(CancellationToken.None);
        await entry.HangUpAsked;
        Assert.False(other.HangUpAsked.IsCompleted);
    }

    [Fact]
    public async Task What_strangers_say_is_bounded_and_clean()
    {
        await using var entry = _log.Open(_job);
        entry.Answered();
        entry.Said("callee", "a\0b\ud800c\U0001F600");
        for (var i = 0; i < 3000; i++)
        {
            entry.Said("callee", new string('x', 1000));
            entry.Pressed('1');
            entry.Pressed('\0');
            entry.Warn($"warning {i} {new string('y', 1000)}");
        }

        await entry.EndAsync(CallOutcome.Completed, CallEnder.Callee, 200, new string('z', 5000));
        var record = _store.Written.Last();
        Assert.Equal("a b c\U0001F600", record.Transcript[0].Text);
        Assert.InRange(record.Transcript.Sum(line => line.Text.Length), 200_000, 270_000);
        Assert.Equal((new string('1', 1000), 50, 500), (record.Digits, record.Warnings.Count, record.SipReason!.Length));
        Assert.All(record.Warnings, warning => Assert.InRange(warning.Length, 1, 500));
    }
}
