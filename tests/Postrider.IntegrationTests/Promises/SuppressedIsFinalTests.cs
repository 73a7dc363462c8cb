using Postrider.Acceptance;
using Postrider.Dispatching;
using Postrider.Jobs;
using Postrider.Storage;
using Postrider.Testing.Engine;
using Postrider.Testing.Postgres;
using Xunit;

namespace Postrider.IntegrationTests.Promises;

/// <summary>Promise 8: suppression is checked at acceptance and again in the claiming transaction.</summary>
public sealed class SuppressedIsFinalTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Suppressed_is_final_at_acceptance_and_at_the_claim()
    {
        var driver = new ScriptedDriver();
        await using var api = await TestNode.StartAsync(database.Database, driver, options: new EngineOptions { Roles = "api" });
        var account = await api.MakeAccountAsync(await api.MakeWorkspaceAsync("suppressed"), "mail");
        var early = await api.AcceptedAsync(TestNode.Mail(account, "gone@example.com"));
        var other = await api.AcceptedAsync(TestNode.Mail(account, "stays@example.com"));

        await api.Get<ISuppressionStore>().AddAsync(account.Workspace, "mail:gone@example.com", "unsubscribe", null, CancellationToken.None);
        var late = await api.AcceptAsync(TestNode.Mail(account, "gone@example.com"));
        await using var worker = await TestNode.StartAsync(database.Database, driver);
        await Eventually.SeesAsync(() => api.FindAsync(account.Workspace, other.JobId), job => job.State == JobState.Succeeded, "the other has been sent");
        var view = await Eventually.SeesAsync(() => api.FindAsync(account.Workspace, early.JobId), job => job.State == JobState.Failed, "the early one has failed");

        Assert.IsType<Reception.Suppressed>(late);
        Assert.Equal(JobFault.RecipientSuppressed, view.Fault?.Code);
        Assert.Equal(0, view.Attempt);
        Assert.DoesNotContain(driver.HandedOver, job => job.Address == "mail:gone@example.com");
    }

    [Fact]
    public async Task Suppression_while_jobs_race_lets_none_start_after_it()
    {
        var driver = new ScriptedDriver();
        await using var node = await TestNode.StartAsync(database.Database, driver);
        var account = await node.MakeAccountAsync(await node.MakeWorkspaceAsync("races"), "mail");
        for (var i = 0; i < 20; i++)
        {
            var address = $"race{i}@example.com";
            var accepting = node.AcceptAsync(TestNode.Mail(account, address, TimeSpan.FromMilliseconds(5)));
            await node.Get<ISuppressionStore>().AddAsync(account.Workspace, $"mail:{address}", "manual", null, CancellationToken.None);

            // It holds from its commit on, and a claim from before that may start as late as its horizon allows.
            var suppressedAt = await NowAsync();
            if (await accepting is Reception.Accepted accepted)
            {
                var job = await Eventually.SeesAsync(() => node.FindAsync(account.Workspace, accepted.JobId), view => view.State.IsFinal(), "it has ended");
                Assert.True(job.Fault?.Code == JobFault.RecipientSuppressed || job.StartedAt < suppressedAt + new EngineOptions().Horizon, $"It started {job.StartedAt - suppressedAt} after the suppression.");
            }
        }
    }

    private async Task<DateTimeOffset> NowAsync()
    {
        await using var command = database.Database.Read.CreateCommand("select postrider_now()");
        return new DateTimeOffset((DateTime)(await command.ExecuteScalarAsync())!);
    }
}
