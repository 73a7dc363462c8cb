using Microsoft.Extensions.DependencyInjection;
using Postrider.Accounts;
using Postrider.Attempts;
using Postrider.Channels;
using Postrider.Dispatching;
using Postrider.Jobs;
using Postrider.Postgres.Storage;
using Postrider.Storage;
using Postrider.Testing.Engine;
using Postrider.Testing.Postgres;
using Xunit;

namespace Postrider.IntegrationTests.Dispatching;

/// <summary>A node that stops leaves nothing running that it could have ended or given back.</summary>
public sealed class StopTests
{
    [Fact]
    public async Task A_claim_that_ends_while_its_node_gives_running_jobs_their_time_is_run()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (begun, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        var driver = new ScriptedDriver
        {
            Perform = async (_, _) =>
            {
                begun.TrySetResult();
                await go.Task;
                return new Outcome.Accepted(new Delivery("message"));
            },
        };
        var (node, claims, account) = await StartAsync(database, driver, new EngineOptions { LatestBeginning = TimeSpan.FromMinutes(1) });
        await using var started = node;
        var first = (await node.AcceptedAsync(TestNode.Mail(account))).JobId;
        await begun.Task;
        claims.Hold();
        var second = (await node.AcceptedAsync(TestNode.Mail(account, "sam@example.com"))).JobId;
        await SeesAsync(node, account, second, JobState.Running);

        // Nothing is left to run but what the claim will bring.
        var stopping = node.StopAsync();
        go.SetResult();
        await SeesAsync(node, account, first, JobState.Succeeded);
        await SeesAsync(node, account, second, JobState.Running);
        claims.LetGo();
        await stopping;

        Assert.Equal(JobState.Succeeded, (await node.FindAsync(account.Workspace, second)).State);
        Assert.Equal(2, driver.HandedOver.Count);
    }

    [Fact]
    public async Task A_claim_that_ends_when_its_node_has_called_all_attempts_off_goes_back_unburnt()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (begun, calledOff) = (new TaskCompletionSource(), new TaskCompletionSource());
        var driver = new ScriptedDriver
        {
            Perform = async (_, stopping) =>
            {
                begun.SetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stopping).ContinueWith(_ => { }, TaskScheduler.Default);
                calledOff.SetResult();
                return new Outcome.Accepted(new Delivery("message"));
            },
        };
        var (node, claims, account) = await StartAsync(database, driver, new EngineOptions { Drain = TimeSpan.FromMilliseconds(1) });
        await using var started = node;
        var first = (await node.AcceptedAsync(TestNode.Mail(account))).JobId;
        await begun.Task;
        claims.Hold();
        var second = (await node.AcceptedAsync(TestNode.Mail(account, "sam@example.com"))).JobId;
        await SeesAsync(node, account, second, JobState.Running);

        var stopping = node.StopAsync();
        await calledOff.Task;
        claims.LetGo();
        await stopping;

        Assert.Equal(JobState.Succeeded, (await node.FindAsync(account.Workspace, first)).State);
        var view = await node.FindAsync(account.Workspace, second);
        Assert.Equal((JobState.Waiting, 0), (view.State, view.Attempt));
        Assert.Single(driver.HandedOver);
    }

    private async Task<(TestNode Node, SlowClaims Claims, Account Account)> StartAsync(TestDatabase database, ScriptedDriver driver, EngineOptions options)
    {
        var claims = new SlowClaims(new DispatchStore(database.Database));
        var node = await TestNode.StartAsync(database.Database, services => services.AddSingleton<IDriver>(driver).AddSingleton<IDispatchStore>(claims), options: options);
        return (node, claims, await node.MakeAccountAsync(await node.MakeWorkspaceAsync("stopped"), "mail", made => made with { MaxConnections = 2 }));
    }

    private static Task<JobView> SeesAsync(TestNode node, Account account, Guid job, JobState state) =>
        Eventually.SeesAsync(() => node.FindAsync(account.Workspace, job), view => view.State == state, $"it is {state}");
}
