using Postrider.Accounts;
using Postrider.Attempts;
using Postrider.Channels;
using Postrider.Jobs;
using Xunit;

namespace Postrider.Testing.Conformance;

/// <summary>What every driver must do, whatever far side it speaks to. A driver's own class of tests inherits it and hands in the parts.</summary>
public abstract class DriverConformance
{
    /// <summary>The driver, before a far side that behaves.</summary>
    protected abstract Task<IDriver> MakeDriverAsync();

    /// <summary>A job that this driver delivers.</summary>
    protected abstract DriverJob MakeJob(Func<bool> mayCommit);

    /// <summary>How many hand-overs of this job the far side has seen.</summary>
    protected abstract Task<int> CountHandOversAsync(JobRef job);

    /// <summary>A job that the far side refuses for good, or null where there is none.</summary>
    protected virtual DriverJob? MakeRefused() => null;

    /// <summary>An account that the far side does not let in, or null where there is none.</summary>
    protected virtual DriverAccount? MakeLockedOut() => null;

    [Fact]
    public async Task Delivery_is_accepted_once_and_told()
    {
        var driver = await MakeDriverAsync();
        var job = MakeJob(static () => true);
        var accepted = Assert.IsType<Outcome.Accepted>(await driver.PerformAsync(job, CancellationToken.None));
        Assert.NotEmpty(accepted.Delivery.ResolvedAction);
        Assert.Equal(1, await CountHandOversAsync(job.Job));
    }

    [Fact]
    public async Task Lost_ownership_hands_nothing_over()
    {
        var driver = await MakeDriverAsync();
        var job = MakeJob(static () => false);
        Assert.IsType<Outcome.Unreachable>(await driver.PerformAsync(job, CancellationToken.None));
        Assert.Equal(0, await CountHandOversAsync(job.Job));
    }

    [Fact]
    public async Task Ownership_is_asked_once_at_the_point_of_no_return()
    {
        var asked = 0;
        var driver = await MakeDriverAsync();
        await driver.PerformAsync(MakeJob(() => ++asked > 0), CancellationToken.None);
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task Looking_never_sends_and_finds_what_was_sent()
    {
        var driver = await MakeDriverAsync();
        var sent = MakeJob(static () => true);
        await driver.PerformAsync(sent, CancellationToken.None);
        var present = await driver.SettleAsync(sent, CancellationToken.None);
        Assert.True(present is Finding.Present or Finding.CannotTell, $"It was sent, and the look says {present}.");
        Assert.Equal(1, await CountHandOversAsync(sent.Job));

        var never = MakeJob(static () => true);
        var absent = await driver.SettleAsync(never, CancellationToken.None);
        Assert.True(absent is Finding.Absent or Finding.CannotTell, $"It was never sent, and the look says {absent}.");
        Assert.Equal(0, await CountHandOversAsync(never.Job));
    }

    /// <summary>What was found absent must not land later, or the job would be sent twice.</summary>
    [Fact]
    public async Task What_was_found_absent_cannot_land_later()
    {
        var driver = await MakeDriverAsync();
        var job = MakeJob(static () => true);
        if (await driver.SettleAsync(job, CancellationToken.None) is Finding.Absent && driver.Kind.AbsenceCertainAfter == TimeSpan.Zero)
        {
            Assert.IsNotType<Outcome.Accepted>(await driver.PerformAsync(job, CancellationToken.None));
            Assert.Equal(0, await CountHandOversAsync(job.Job));
        }
    }

    [Fact]
    public async Task A_no_for_good_is_an_outcome_with_the_far_sides_words()
    {
        if (MakeRefused() is { } job)
        {
            var refused = Assert.IsType<Outcome.Refused>(await (await MakeDriverAsync()).PerformAsync(job, CancellationToken.None));
            Assert.NotEmpty(refused.Detail);
        }
    }

    [Fact]
    public async Task Account_that_is_locked_out_is_the_accounts_trouble_not_the_jobs()
    {
        if (MakeLockedOut() is { } account)
        {
            var driver = await MakeDriverAsync();
            Assert.NotEqual(AccountStatus.Ok, (await driver.ProbeAsync(account, CancellationToken.None)).Status);
            var outcome = await driver.PerformAsync(MakeJob(static () => true) with { Account = account }, CancellationToken.None);
            Assert.NotNull(outcome.Trouble);
            Assert.IsNotType<Outcome.Accepted>(outcome);
        }
    }

    [Fact]
    public async Task Kind_describes_itself()
    {
        var kind = (await MakeDriverAsync()).Kind;
        Assert.NotEmpty(kind.Channels);
        Assert.All(kind.Channels, channel => Assert.True(Channel.IsKnown(channel)));
        Assert.All(kind.Settings, setting => Assert.NotEmpty(setting.Help));
        Assert.True(kind.HandOverLimit > TimeSpan.Zero && kind.Deadline > TimeSpan.Zero);
    }
}
