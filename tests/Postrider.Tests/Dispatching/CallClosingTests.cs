using Postrider.Accounts;
using Postrider.Attempts;
using Postrider.Campaigns;
using Postrider.Channels;
using Postrider.Dispatching;
using Postrider.Jobs;
using Xunit;

namespace Postrider.Tests.Dispatching;

/// <summary>A call is tried once: what sends others back into their line ends it. Only its campaign lets it be dialed again.</summary>
public sealed class CallClosingTests
{
    private static readonly ClaimedJob _call = Claimed.Job() with { Channel = Channel.Voice, Action = JobAction.Call };

    [Fact]
    public void Deferred_and_unreachable_fail() => Assert.All(
        new Outcome[] { new Outcome.Deferred("503 later", TimeSpan.FromSeconds(5)), new Outcome.Unreachable("503 later") },
        outcome => Assert.Equal(new ClosingStep.Fail(new JobFault("failed", "503 later")), ClosingRule.Of(_call, Guid.NewGuid(), outcome, Claimed.Kind, Claimed.Now, 0.5).Step));

    [Fact]
    public void Account_found_broken_before_anything_was_dialed_holds_the_call()
    {
        var outcome = new Outcome.Unreachable("401") { Trouble = new AccountTrouble(AccountStatus.Credentials, "401") };
        Assert.Equal(new ClosingStep.Retry(Claimed.Now, "401"), ClosingRule.Of(_call, Guid.NewGuid(), outcome, Claimed.Kind, Claimed.Now, 0.5).Step);
    }

    [Fact]
    public void Look_never_sends_it_back()
    {
        Assert.Equal(new ClosingStep.Fail(JobFault.CannotTell), Look(new Finding.Absent()));
        Assert.Equal(new ClosingStep.Fail(JobFault.CannotTell), Look(new Finding.CannotTell("?")));
        Assert.Equal(new ClosingStep.Fail(new JobFault("busy", "The callee was busy.")), Look(new Finding.Refused("The callee was busy.", "busy")));
        Assert.IsType<ClosingStep.Succeed>(Look(new Finding.Present(new Delivery("call"))));
        Assert.IsType<ClosingStep.Settle>(Look(new Finding.NotNow("down")));
    }

    private static ClosingStep Look(Finding finding) => ClosingRule.Of(_call, finding, Claimed.Now, 0.5).Step;

    [Theory]
    [InlineData("busy", 1, true)]
    [InlineData("busy", 2, true)]
    [InlineData("busy", 3, false)]
    [InlineData("no_answer", 1, false)]
    [InlineData("failed", 1, true)]
    public void Campaign_dials_again_what_it_names_as_often_as_it_says(string outcome, int attempt, bool again)
    {
        var closing = Again(new Outcome.Refused("486 busy", outcome), attempt);
        Assert.Equal(again ? new ClosingStep.Retry(Claimed.Now.AddMinutes(5), "486 busy") : new ClosingStep.Fail(new JobFault(outcome, "486 busy")), closing.Step);
        Assert.Equal((outcome, "refused"), (closing.CallOutcome, closing.Outcome));
    }

    [Fact]
    public void Campaign_dials_a_machine_again_and_leaves_a_person_alone()
    {
        Assert.Equal(new ClosingStep.Retry(Claimed.Now.AddMinutes(5), "voicemail"), Again(new Outcome.Accepted(new Delivery("call", Status: "voicemail"))).Step);
        Assert.IsType<ClosingStep.Succeed>(Again(new Outcome.Accepted(new Delivery("call", Status: "completed"))).Step);
        Assert.Equal(new ClosingStep.Retry(Claimed.Now.AddMinutes(5), "trunk away"), Again(new Outcome.Unreachable("trunk away")).Step);
    }

    [Fact]
    public void Unknown_end_is_looked_at_first_and_dialed_again_only_where_the_campaign_names_it()
    {
        var wanted = _retries with { On = ["unknown"] };
        Assert.IsType<ClosingStep.Settle>(ClosingRule.Of(_call, Guid.NewGuid(), new Outcome.Unknown("?"), Claimed.Kind, Claimed.Now, 0.5, wanted).Step);
        Assert.Equal(new ClosingStep.Fail(JobFault.CannotTell), ClosingRule.Of(_call, new Finding.CannotTell("?"), Claimed.Now, 0.5, _retries).Step);
        Assert.Equal(new ClosingStep.Retry(Claimed.Now.AddMinutes(5), JobFault.CannotTell.Message), ClosingRule.Of(_call, new Finding.CannotTell("?"), Claimed.Now, 0.5, wanted).Step);
        Assert.Equal(new ClosingStep.Retry(Claimed.Now.AddMinutes(5), "busy"), ClosingRule.Of(_call, new Finding.Refused("busy", "busy"), Claimed.Now, 0.5, _retries).Step);
    }

    private static readonly CallRetries _retries = new(3, TimeSpan.FromMinutes(5), ["busy", "voicemail", "failed"]);

    private static Closing Again(Outcome outcome, int attempt = 1) => ClosingRule.Of(_call with { Attempt = attempt }, Guid.NewGuid(), outcome, Claimed.Kind, Claimed.Now, 0.5, _retries);
}
