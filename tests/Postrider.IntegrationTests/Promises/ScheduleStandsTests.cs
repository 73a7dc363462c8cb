using Postrider.Dispatching;
using Postrider.Jobs;
using Postrider.Storage;
using Postrider.Testing.Engine;
using Postrider.Testing.Postgres;
using Xunit;

namespace Postrider.IntegrationTests.Promises;

/// <summary>Promise 6: what acceptance promised stands, and what moves it has a name.</summary>
public sealed class ScheduleStandsTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly TimeSpan _gap = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_schedule_that_stands_when_others_are_cancelled_held_and_rescheduled()
    {
        await using var node = await TestNode.StartAsync(database.Database, new ScriptedDriver());
        var account = await node.MakeAccountAsync(await node.MakeWorkspaceAsync("stands"), "mail");
        var accepted = new List<Acceptance.Reception.Accepted>();
        for (var i = 0; i < 5; i++)
        {
            accepted.Add(await node.AcceptedAsync(TestNode.Mail(account, $"to{i}@example.com", _gap)));
        }

        await node.Get<IJobStore>().CancelAsync(account.Workspace, accepted[2].JobId, CancellationToken.None);
        await node.Get<IJobStore>().RescheduleAsync(account.Workspace, accepted[3].JobId, accepted[0].AcceptedAt.AddHours(2), CancellationToken.None);
        await node.Get<IAccountStore>().ReplaceAsync(account with { Paused = true }, CancellationToken.None);
        await node.Get<IAccountStore>().ReplaceAsync(account, CancellationToken.None);

        foreach (var job in new[] { accepted[0], accepted[1], accepted[4] })
        {
            Assert.Equal(job.ScheduledAt, (await node.FindAsync(account.Workspace, job.JobId)).ScheduledAt);
        }

        Assert.All(accepted.Zip(accepted.Skip(1)), pair => Assert.Equal(_gap, pair.Second.ScheduledAt - pair.First.ScheduledAt));
        var moved = await node.Get<IJobStore>().ExplainAsync(account.Workspace, accepted[3].JobId, CancellationToken.None);
        Assert.Contains("Rescheduled", moved!.Job.Note, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Slot_of_a_cancelled_last_job_is_given_again()
    {
        await using var node = await TestNode.StartAsync(database.Database, new ScriptedDriver());
        var account = await node.MakeAccountAsync(await node.MakeWorkspaceAsync("again"), "mail");
        await node.AcceptedAsync(TestNode.Mail(account, "first@example.com", _gap));
        var last = await node.AcceptedAsync(TestNode.Mail(account, "last@example.com", _gap));

        await node.Get<IJobStore>().CancelAsync(account.Workspace, last.JobId, CancellationToken.None);
        var next = await node.AcceptedAsync(TestNode.Mail(account, "next@example.com", _gap));

        Assert.Equal(last.ScheduledAt, next.ScheduledAt);
    }

    [Fact]
    public async Task Held_accounts_jobs_give_their_slots_to_others()
    {
        await using var node = await TestNode.StartAsync(database.Database, new ScriptedDriver());
        var workspace = await node.MakeWorkspaceAsync("gives");
        var (held, other) = (await node.MakeAccountAsync(workspace, "held"), await node.MakeAccountAsync(workspace, "other"));
        var first = await node.AcceptedAsync(TestNode.Mail(other, "first@example.com", _gap));
        var waiting = await node.AcceptedAsync(TestNode.Mail(held, "held@example.com", _gap));
        await node.Get<IAccountStore>().ReplaceAsync(held with { Paused = true }, CancellationToken.None);
        await Eventually.SeesAsync(
            () => node.Get<IJobStore>().ExplainAsync(workspace, waiting.JobId, CancellationToken.None),
            explained => explained!.Holds.Any(hold => hold.Reason == Accounts.Hold.Paused), "the account is held");

        var next = await node.AcceptedAsync(TestNode.Mail(other, "next@example.com", _gap));
        var alsoHeld = await node.AcceptedAsync(TestNode.Mail(held, "too@example.com", _gap));
        var afterIt = await node.AcceptedAsync(TestNode.Mail(other, "after@example.com", _gap));

        Assert.Equal(first.ScheduledAt + _gap, next.ScheduledAt);
        Assert.Equal(next.ScheduledAt + _gap, afterIt.ScheduledAt);
        Assert.Equal(waiting.ScheduledAt, (await node.FindAsync(workspace, waiting.JobId)).ScheduledAt);
        Assert.Equal(next.ScheduledAt + _gap, alsoHeld.ScheduledAt);
    }

    [Fact]
    public async Task Job_for_later_leaves_the_lane_alone()
    {
        await using var node = await TestNode.StartAsync(database.Database, new ScriptedDriver(), options: new EngineOptions());
        var account = await node.MakeAccountAsync(await node.MakeWorkspaceAsync("later"), "mail");
        var first = await node.AcceptedAsync(TestNode.Mail(account, "first@example.com", _gap));
        var later = await node.AcceptedAsync(TestNode.Mail(account, "later@example.com", _gap) with { SendAt = first.AcceptedAt.AddHours(3) });
        var second = await node.AcceptedAsync(TestNode.Mail(account, "second@example.com", _gap));

        Assert.Equal(first.AcceptedAt.AddHours(3), later.ScheduledAt);
        Assert.Equal(first.ScheduledAt + _gap, second.ScheduledAt);
        Assert.Equal(JobState.Waiting, (await node.FindAsync(account.Workspace, later.JobId)).State);
    }
}
