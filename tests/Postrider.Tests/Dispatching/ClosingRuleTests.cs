using Postrider.Accounts;
using Postrider.Attempts;
using Postrider.Channels;
using Postrider.Dispatching;
using Postrider.Jobs;
using Xunit;

namespace Postrider.Tests.Dispatching;

public sealed class ClosingRuleTests
{
    private static readonly DateTimeOffset _now = Claimed.Now;
    private static readonly Guid _node = Guid.NewGuid();
    private static readonly Delivery _delivery = new("message", "id-1");

    [Fact]
    public void Accepted_succeeds_with_its_delivery()
    {
        var closing = Close(new Outcome.Accepted(_delivery));
        Assert.Equal(("accepted", null, _node), (closing.Outcome, closing.Detail, closing.NodeId));
        Assert.Equal(new ClosingStep.Succeed(_delivery), closing.Step);
    }

    [Fact]
    public void Refused_fails_with_the_far_side_s_words()
    {
        Assert.Equal(new ClosingStep.Fail(new JobFault("action_failed", "550 no")), Close(new Outcome.Refused("550 no")).Step);
        Assert.Equal(new ClosingStep.Fail(new JobFault("too_long", "no")), Close(new Outcome.Refused("no", "too_long")).Step);
    }

    [Fact]
    public void Deferred_goes_back_into_line_after_its_step_or_its_wish()
    {
        Assert.Equal(new ClosingStep.Retry(_now.AddSeconds(30), "later"), Close(new Outcome.Deferred("later")).Step);
        Assert.Equal(new ClosingStep.Retry(_now.AddSeconds(5), "later"), Close(new Outcome.Deferred("later", TimeSpan.FromSeconds(5))).Step);
    }

    [Fact]
    public void Held_by_a_limit_waits_unburnt_for_as_long_as_that_takes()
    {
        var claimed = Claimed.Job(30) with { FirstTriedAt = _now.AddHours(-24) };
        Assert.Equal(new ClosingStep.Retry(_now.AddDays(6), "full") { Unburnt = true }, Close(new Outcome.Deferred("full", TimeSpan.FromDays(6)) { IsHeld = true }, claimed).Step);
        Assert.Equal(new ClosingStep.Retry(_now.AddSeconds(1), "full") { Unburnt = true }, Close(new Outcome.Deferred("full", TimeSpan.FromSeconds(-9)) { IsHeld = true }, claimed).Step);
    }

    [Fact]
    public void Unreachable_goes_back_into_line_like_deferred() =>
        Assert.Equal(("unreachable", new ClosingStep.Retry(_now.AddMinutes(2), "nobody")), (Close(new Outcome.Unreachable("nobody"), attempt: 2).Outcome, Close(new Outcome.Unreachable("nobody"), attempt: 2).Step));

    [Fact]
    public void Tried_for_too_long_fails_with_the_far_side_s_last_words()
    {
        var claimed = Claimed.Job(30) with { FirstTriedAt = _now.AddHours(-24) };
        Assert.Equal(new ClosingStep.Fail(new JobFault("action_failed", "later")), Close(new Outcome.Deferred("later"), claimed).Step);
        Assert.Equal(new ClosingStep.Fail(new JobFault("action_failed", "nobody")), Close(new Outcome.Unreachable("nobody"), claimed).Step);
    }

    [Fact]
    public void Unknown_is_looked_up_when_absence_is_certain_and_never_sent_again_by_itself() =>
        Assert.Equal(new ClosingStep.Settle(_now.AddMinutes(2), "lost"), Close(new Outcome.Unknown("lost")).Step);

    [Fact]
    public void Trouble_of_the_account_puts_the_job_back_in_line_however_long_it_was_tried()
    {
        var claimed = Claimed.Job(99) with { FirstTriedAt = _now.AddDays(-9) };
        var closing = Close(new Outcome.Unreachable("535") { Trouble = new AccountTrouble(AccountStatus.Credentials, "password\nchanged") }, claimed);
        Assert.Equal(new ClosingStep.Retry(_now, "535"), closing.Step);
        Assert.Equal(new AccountTrouble(AccountStatus.Credentials, "password changed"), closing.Trouble);
    }

    [Fact]
    public void The_far_side_s_words_are_bounded_and_cleaned()
    {
        var closing = Close(new Outcome.Refused("a\0b\u001b[31m\ud83dc" + new string('x', 5000)));
        Assert.StartsWith("a b [31m c", closing.Detail, StringComparison.Ordinal);
        Assert.Equal(2000, closing.Detail!.Length);
    }

    [Fact]
    public void A_claim_that_never_began_leaves_no_trace()
    {
        var closing = ClosingRule.GiveBack(Claimed.Job(), _node);
        Assert.Equal((null, new ClosingStep.GiveBack()), (closing.Outcome, closing.Step));
    }

    [Fact]
    public void An_orphan_settles_after_lease_end_and_the_hand_over_limit()
    {
        var closing = ClosingRule.Orphan(Claimed.Job(), _node, _now, Claimed.Kind);
        Assert.Equal("unknown", closing.Outcome);
        Assert.Equal(_now.AddSeconds(30).AddMinutes(2), Assert.IsType<ClosingStep.Settle>(closing.Step).LookAt);
    }

    [Fact]
    public void Where_the_far_side_drops_repeats_an_unknown_outcome_is_tried_again_and_so_is_an_orphan()
    {
        var kind = Claimed.Kind with { DropsRepeats = true, Retry = Postrider.Attempts.RetryPlan.Webhook };
        var closing = ClosingRule.Of(Claimed.Job(), _node, new Outcome.Unknown("cut off"), kind, _now, 0.5);
        Assert.Equal(("unknown", new ClosingStep.Retry(_now.AddSeconds(5), "cut off")), (closing.Outcome, closing.Step));
        Assert.IsType<ClosingStep.Fail>(ClosingRule.Of(Claimed.Job() with { FirstTriedAt = _now.AddDays(-2) }, _node, new Outcome.Unknown("cut off"), kind, _now, 0.5).Step);
        Assert.Equal(_now.AddSeconds(30), Assert.IsType<ClosingStep.Retry>(ClosingRule.Orphan(Claimed.Job(), _node, _now, kind).Step).DueAt);
    }

    [Fact]
    public void The_far_side_s_answer_is_kept_and_cleaned()
    {
        var closing = Close(new Outcome.Accepted(_delivery) { Answer = new FarAnswer(204, "o\0k\n") });
        Assert.Equal(new FarAnswer(204, "o k "), closing.Answer);
    }

    [Fact]
    public void What_is_found_succeeds()
    {
        var closing = Look(new Finding.Present(_delivery));
        Assert.Equal(("present", null, null), (closing.Found, closing.Outcome, closing.NodeId));
        Assert.Equal(new ClosingStep.Succeed(_delivery), closing.Step);
    }

    [Fact]
    public void What_is_certainly_absent_starts_again_at_once_the_first_time_and_later_with_a_back_off()
    {
        Assert.Equal(_now, Assert.IsType<ClosingStep.Retry>(Look(new Finding.Absent()).Step).DueAt);
        Assert.Equal(_now.AddSeconds(30), Assert.IsType<ClosingStep.Retry>(Look(new Finding.Absent(), Claimed.Job(2)).Step).DueAt);
        var closing = Look(new Finding.Absent(), Claimed.Job(9) with { FirstTriedAt = _now.AddHours(-24) });
        Assert.Equal("absent", closing.Found);
        Assert.IsType<ClosingStep.Fail>(closing.Step);
    }

    [Fact]
    public void What_cannot_be_told_fails_as_unknown()
    {
        var closing = Look(new Finding.CannotTell("no way to ask"));
        Assert.Equal(("cannot_tell", new ClosingStep.Fail(JobFault.CannotTell)), (closing.Found, closing.Step));
    }

    [Fact]
    public void A_far_side_that_cannot_be_asked_is_asked_again_for_a_day_and_then_it_cannot_be_told()
    {
        var closing = Look(new Finding.NotNow("down\r\n"));
        Assert.Equal((null, new ClosingStep.Settle(_now.AddMinutes(2), "down  ")), (closing.Found, closing.Step));
        Assert.Equal(new ClosingStep.Fail(JobFault.CannotTell), Look(new Finding.NotNow("down"), Claimed.Job() with { StartedAt = _now.AddHours(-24) }).Step);
    }

    private static Closing Close(Outcome outcome, int attempt = 1) => Close(outcome, Claimed.Job(attempt));

    private static Closing Close(Outcome outcome, ClaimedJob claimed) => ClosingRule.Of(claimed, _node, outcome, Claimed.Kind, _now, 0.5);

    private static Closing Look(Finding finding, ClaimedJob? claimed = null) => ClosingRule.Of(claimed ?? Claimed.Job(), finding, _now, 0.5);
}
