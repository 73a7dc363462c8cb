using Microsoft.Extensions.DependencyInjection;
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
public sealed class StopTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task A_claim_that_ends_when_its_node_has_called_all_attempts_off_goes_back_unburnt()
    {
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
        var claims = new SlowClaims(new DispatchStore(database.Database));
        await using var node = await TestNode.StartAsync(
            database.Database,
            services => services.AddSingleton<IDriver>(driver).AddSingleton<IDispatchStore>(claims),
            options: new EngineOptions { Drain = TimeSpan.FromMilliseconds(1) });
        var account = await node.MakeAccountAsync(await node.MakeWorkspaceAsync("stopped"), "mail", made => made with { MaxConnections = 2 });
        var first = (await node.AcceptedAsync(TestNode.Mail(account))).JobId;
        await begun.Task;
        claims.Hold();
        var second = (await node.AcceptedAsync(TestNode.Mail(account, "sam@example.com"))).JobId;
        await Eventually.SeesAsync(() => node.FindAsync(account.Workspace, second), view => view.State == JobState.Running, "the second was claimed");

        var stopping = node.StopAsync();
        await calledOff.Task;
        claims.LetGo();
        await stopping;

        Assert.Equal(JobState.Succeeded, (await node.FindAsync(account.Workspace, first)).State);
        var view = await node.FindAsync(account.Workspace, second);
        Assert.Equal((JobState.Waiting, 0), (view.State, view.Attempt));
        Assert.Single(driver.HandedOver);
    }
}
