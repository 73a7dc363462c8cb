using Postrider.Accounts;
using Postrider.Attempts;
using Postrider.Channels;
using Postrider.Dispatching;
using Postrider.Jobs;
using Xunit;

namespace Postrider.Tests.Dispatching;

/// <summary>A call is tried once: what sends others back into their line ends it.</summary>
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
}
