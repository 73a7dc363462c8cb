using Postrider.Accounts;
using Postrider.Attempts;
using Postrider.Jobs;
using Postrider.Storage;
using Postrider.Testing;
using Postrider.Testing.Engine;
using Postrider.Testing.Postgres;
using Xunit;

namespace Postrider.IntegrationTests.Promises;

/// <summary>Promise 7: a broken account, a closed window or a reached cap holds jobs; curing it releases them.</summary>
public sealed class HeldIsNotFailedTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Held_is_not_failed_when_an_account_breaks_and_curing_it_releases()
    {
        var broken = true;
        var driver = new ScriptedDriver
        {
            Perform = (_, _) => Task.FromResult<Outcome>(broken
                ? new Outcome.Unreachable("535 wrong password") { Trouble = new AccountTrouble(AccountStatus.Credentials, "The password was refused.") }
                : new Outcome.Accepted(new Delivery("message"))),
        };
        await using var node = await TestNode.StartAsync(database.Database, driver);
        var account = await node.MakeAccountAsync(await node.MakeWorkspaceAsync("broken"), "mail", made => made with { MaxConnections = 1 });
        var jobs = new List<Guid>();
        for (var i = 0; i < 3; i++)
        {
            jobs.Add((await node.AcceptedAsync(TestNode.Mail(account, $"to{i}@example.com"))).JobId);
        }

        var explained = await SeeHoldAsync(node, account, jobs[0], Hold.ReconnectRequired);
        Assert.Contains(explained.Holds, hold => hold.Reason == Hold.ReconnectRequired && hold.Cure.Contains("reconnect", StringComparison.OrdinalIgnoreCase));
        Assert.Single(driver.HandedOver);

        broken = false;
        await node.Get<IAccountStore>().ReplaceAsync(account, CancellationToken.None);
        await SeeAllAsync(node, account, jobs, JobState.Succeeded);
    }

    /// <summary>An attempt with the old password may end after the new one was given, and says nothing about it.</summary>
    [Fact]
    public async Task A_cure_that_comes_while_an_attempt_is_under_way_stands()
    {
        var (begun, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        var tries = 0;
        var driver = new ScriptedDriver
        {
            Perform = async (_, _) =>
            {
                if (Interlocked.Increment(ref tries) > 1)
                {
                    return new Outcome.Accepted(new Delivery("message"));
                }

                begun.SetResult();
                await go.Task;
                return new Outcome.Unreachable("535 wrong password") { Trouble = new AccountTrouble(AccountStatus.Credentials, "The password was refused.") };
            },
        };
        await using var node = await TestNode.StartAsync(database.Database, driver);
        var account = await node.MakeAccountAsync(await node.MakeWorkspaceAsync("cured meanwhile"), "mail");
        var job = (await node.AcceptedAsync(TestNode.Mail(account))).JobId;
        await begun.Task;
        await node.Get<IAccountStore>().ReplaceAsync(account, CancellationToken.None);
        go.SetResult();
        await SeeAllAsync(node, account, [job], JobState.Succeeded);
        Assert.Equal(AccountStatus.Ok, (await node.Get<IAccountStore>().FindAsync(account.Workspace, account.AccountId, CancellationToken.None))!.Status);
    }

    [Fact]
    public async Task Daily_limit_holds_the_rest_until_the_accounts_next_day()
    {
        var clock = new RunningClock();
        var driver = new ScriptedDriver();
        await using var own = await TestDatabase.CreateAsync();
        await using var node = await TestNode.StartAsync(own.Database, driver, clock, TestNode.Turned);
        var account = await node.MakeAccountAsync(await node.MakeWorkspaceAsync("limit"), "mail", made => made with { DailyLimit = 2, TimeZone = "Pacific/Auckland" });
        var jobs = new List<Guid>();
        for (var i = 0; i < 3; i++)
        {
            jobs.Add((await node.AcceptedAsync(TestNode.Mail(account, $"to{i}@example.com"))).JobId);
        }

        var explained = await SeeHoldAsync(node, account, jobs[2], Hold.DailyLimit);
        var midnight = explained.Holds.Single(hold => hold.Reason == Hold.DailyLimit).Until!.Value;
        Assert.Equal(TimeSpan.Zero, TimeZoneInfo.ConvertTime(midnight, TimeZoneInfo.FindSystemTimeZoneById("Pacific/Auckland")).TimeOfDay);

        // The claim that brings the second comes before its hand-over.
        await Eventually.SeesAsync(() => Task.FromResult(driver.HandedOver.Count), count => count >= 2, "both have been handed over");
        Assert.Equal(2, driver.HandedOver.Count);

        await TurnAsync(own, clock, midnight - clock.GetUtcNow() + TimeSpan.FromSeconds(1));
        await SeeAllAsync(node, account, jobs, JobState.Succeeded);
    }

    [Fact]
    public async Task Closed_window_holds_until_it_opens()
    {
        var clock = new RunningClock();
        await using var own = await TestDatabase.CreateAsync();
        await using var node = await TestNode.StartAsync(own.Database, new ScriptedDriver(), clock, TestNode.Turned);
        var now = clock.GetUtcNow();
        var opens = now.AddHours(2);
        var account = await node.MakeAccountAsync(await node.MakeWorkspaceAsync("window"), "mail", made => made with
        {
            Window = new SendWindow(Enum.GetValues<DayOfWeek>().ToHashSet(), new TimeOnly(opens.Hour, opens.Minute), new TimeOnly(opens.AddHours(1).Hour, opens.Minute)),
        });
        var job = (await node.AcceptedAsync(TestNode.Mail(account))).JobId;

        await SeeHoldAsync(node, account, job, Hold.WindowClosed);
        await TurnAsync(own, clock, TimeSpan.FromHours(2));
        await SeeAllAsync(node, account, [job], JobState.Succeeded);
    }

    [Fact]
    public async Task Pausing_and_resuming_while_jobs_race_loses_none_and_repeats_none()
    {
        var driver = new ScriptedDriver();
        await using var first = await TestNode.StartAsync(database.Database, driver);
        await using var second = await TestNode.StartAsync(database.Database, driver);
        var account = await first.MakeAccountAsync(await first.MakeWorkspaceAsync("race"), "mail");
        var pausing = PauseAndResumeAsync();
        var jobs = await Task.WhenAll(Enumerable.Range(0, 200).Select(async i => (await (i % 2 == 0 ? first : second).AcceptedAsync(TestNode.Mail(account, $"to{i}@example.com"))).JobId));
        await pausing;

        await SeeAllAsync(first, account, jobs, JobState.Succeeded);
        Assert.Equal(200, driver.HandedOver.Select(job => job.Job.JobId).Distinct().Count());
        Assert.Equal(200, driver.HandedOver.Count);

        async Task PauseAndResumeAsync()
        {
            for (var i = 0; i < 40; i++)
            {
                await (i % 2 == 0 ? first : second).Get<IAccountStore>().ReplaceAsync(account with { Paused = i % 2 == 0 }, CancellationToken.None);
            }
        }
    }

    [Fact]
    public async Task Account_that_stays_disconnected_for_three_days_fails_its_jobs()
    {
        var clock = new RunningClock();
        await using var own = await TestDatabase.CreateAsync();
        await using var node = await TestNode.StartAsync(own.Database, new ScriptedDriver(), clock, TestNode.Turned);
        var account = await node.MakeAccountAsync(await node.MakeWorkspaceAsync("days"), "mail");
        await node.Get<IAccountStore>().ReplaceAsync(account with { Status = AccountStatus.Credentials }, CancellationToken.None);
        var job = (await node.AcceptedAsync(TestNode.Mail(account))).JobId;
        await SeeHoldAsync(node, account, job, Hold.ReconnectRequired);

        await TurnAsync(own, clock, TimeSpan.FromHours(73));
        await node.Get<INodeStore>().FailLongHeldAsync(TimeSpan.FromHours(72), 100, CancellationToken.None);

        var view = await node.FindAsync(account.Workspace, job);
        Assert.Equal(JobFault.ReconnectRequired, view.Fault?.Code);
    }

    private static Task<JobExplanation> SeeHoldAsync(TestNode node, Account account, Guid jobId, string reason) => Eventually.SeesAsync(
        async () => (await node.Get<IJobStore>().ExplainAsync(account.Workspace, jobId, CancellationToken.None))!,
        explained => explained.Holds.Any(hold => hold.Reason == reason),
        $"the job is held by {reason}");

    private static Task<int> SeeAllAsync(TestNode node, Account account, IReadOnlyList<Guid> jobs, JobState state) => Eventually.SeesAsync(
        async () => (await Task.WhenAll(jobs.Select(job => node.FindAsync(account.Workspace, job)))).Count(job => job.State == state),
        count => count == jobs.Count,
        $"all {jobs.Count} are {state}");

    private static async Task TurnAsync(TestDatabase own, RunningClock clock, TimeSpan by)
    {
        await own.TurnAsync(by);
        clock.Turn(by);
    }
}
