using Postrider.Attempts;
using Postrider.Calls;
using Postrider.Jobs;
using Xunit;

namespace Postrider.Tests.Calls;

public sealed class CallRulesTests
{
    private static readonly DateTimeOffset _now = new(2026, 1, 31, 23, 30, 0, TimeSpan.Zero);

    [Fact]
    public void Allowance_counts_down_within_a_month_and_ends()
    {
        var allowance = new CallAllowance(2, "UTC", null, 0);
        var once = allowance.Spend(_now)!;
        var twice = once.Spend(_now)!;
        Assert.Equal((2L, 1L, 0L), (allowance.Remaining(_now), once.Remaining(_now), twice.Remaining(_now)));
        Assert.Null(twice.Spend(_now));
        Assert.Equal(1, twice.Spend(_now.AddHours(1))!.Remaining(_now.AddHours(1)));
    }

    [Fact]
    public void Months_begin_in_the_zone()
    {
        var spent = new CallAllowance(1, "Europe/Berlin", new DateOnly(2026, 1, 1), 1);
        Assert.Equal(1, spent.Remaining(_now));
        Assert.Equal(new DateOnly(2026, 2, 1), spent.Spend(_now)!.Month);
        Assert.Equal(0, (spent with { TimeZone = "UTC" }).Remaining(_now));
    }

    [Fact]
    public void Allowance_that_was_lowered_below_what_was_placed_has_nothing_left() =>
        Assert.Equal((0L, null), (new CallAllowance(5, "UTC", new DateOnly(2026, 1, 1), 9).Remaining(_now), new CallAllowance(5, "UTC", new DateOnly(2026, 1, 1), 9).Spend(_now)));

    [Theory]
    [InlineData("completed", typeof(Outcome.Accepted))]
    [InlineData("voicemail", typeof(Outcome.Accepted))]
    [InlineData("voicemail_left", typeof(Outcome.Accepted))]
    [InlineData("silence", typeof(Outcome.Accepted))]
    [InlineData("no_answer", typeof(Outcome.Refused))]
    [InlineData("busy", typeof(Outcome.Refused))]
    [InlineData("rejected", typeof(Outcome.Refused))]
    [InlineData("invalid_number", typeof(Outcome.Refused))]
    [InlineData("failed", typeof(Outcome.Refused))]
    [InlineData("canceled", typeof(Outcome.Refused))]
    [InlineData("unknown", typeof(Outcome.Unknown))]
    public void End_of_a_call_is_never_an_outcome_that_is_tried_again(string word, Type expected)
    {
        var record = new CallRecord { Job = default, Attempt = 1, State = CallState.Ended, Outcome = word, SipCode = 486, SipReason = "Busy Here" };
        var outcome = CallEnding.ToOutcome(record, word);
        Assert.IsType(expected, outcome);
        if (outcome is Outcome.Refused refused)
        {
            Assert.Equal(word, refused.Code);
            Assert.EndsWith("(486 Busy Here)", refused.Detail, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(JobFault.RecipientSuppressed, "suppressed")]
    [InlineData(JobFault.Expired, "expired")]
    [InlineData(JobFault.OutcomeUnknown, "unknown")]
    [InlineData(JobFault.AccountGone, "failed")]
    [InlineData(JobFault.ActionFailed, "failed")]
    [InlineData("busy", "busy")]
    [InlineData("completed", "failed")]
    public void Fault_of_a_job_is_an_outcome_of_its_call(string code, string outcome) => Assert.Equal(outcome, CallEnding.OfFault(new JobFault(code, "")));

    [Fact]
    public void How_long_a_call_of_unknown_end_was_talked_nobody_knows()
    {
        var record = new CallRecord { Job = default, Attempt = 1, RingingAt = _now, AnsweredAt = _now.AddSeconds(2), EndedAt = _now.AddSeconds(5.5), Outcome = "completed" };
        Assert.Equal((2, 3.5), (record.RingSeconds, record.TalkSeconds));
        Assert.Equal((null, null), ((record with { Outcome = "unknown" }).RingSeconds, (record with { Outcome = "unknown" }).TalkSeconds));
        Assert.Equal((5.5, null), ((record with { AnsweredAt = null }).RingSeconds, (record with { AnsweredAt = null }).TalkSeconds));
    }

    [Fact]
    public void Id_of_a_call_is_read_back_and_nothing_else_is_one()
    {
        var job = Guid.CreateVersion7(_now);
        Assert.True(CallId.TryRead(CallId.Of(job), out var read));
        Assert.Equal(job, read);
        Assert.All(new[] { null, "", "call_", $"{job:N}", $"call_{job}", $"CALL_{job:N}", $"call_{job:N}0", $"call_{job.ToString("N").ToUpperInvariant()}" }, text => Assert.False(CallId.TryRead(text, out _)));
    }

    [Fact]
    public void Plan_of_a_call_is_the_same_when_the_job_is_read_again()
    {
        var plan = new CallPlan
        {
            AgentId = "a",
            Greeting = "Hi",
            Voicemail = VoicemailAction.LeaveMessage,
            Steps =
            [
                new CallStep.Say("One"),
                new CallStep.Choose("Press", 2.5, new Dictionary<string, IReadOnlyList<CallStep>> { ["1"] = [new CallStep.OptOut("Bye")] }, [new CallStep.Pause(0.5), new CallStep.Play("00", "a.wav"), new CallStep.HangUp()]),
            ],
        };
        var body = new JobBody { Recipient = new JobRecipient { Phone = "+49" }, Content = new JobContent { Call = plan } }.ToBytes();
        var read = JobBody.Read(body);
        Assert.Equal(body, read.ToBytes());
        Assert.Equal(((CallStep.Choose)plan.Steps[1]).Digits["1"], ((CallStep.Choose)read.Content.Call!.Steps[1]).Digits["1"]);
        Assert.Equal(TimeSpan.FromSeconds(690), read.Content.Call.Longest);
    }
}
