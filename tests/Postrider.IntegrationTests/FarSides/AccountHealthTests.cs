using System.Text.Json.Nodes;
using Postrider.Accounts;
using Postrider.Channels;
using Postrider.Events;
using Postrider.Jobs;
using Postrider.Storage;
using Postrider.Testing.Engine;
using Postrider.Testing.Postgres;
using Xunit;

namespace Postrider.IntegrationTests.FarSides;

public sealed class AccountHealthTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_account_that_its_far_side_calls_broken_holds_its_jobs_and_goes_on_when_it_is_called_well()
    {
        var driver = new ScriptedDriver();
        await using var node = await TestNode.StartAsync(database.Database, driver);
        var account = await node.MakeAccountAsync(await node.MakeWorkspaceAsync("health"), "number", made => made with { StatusReason = null });
        var health = node.Get<AccountHealth>();
        Assert.False(await health.ReportAsync(account, new ProbeResult(AccountStatus.Ok), Cancellation));

        var broken = new ProbeResult(AccountStatus.Credentials, "Signed out \0 at the far side.");
        Assert.True(await health.ReportAsync(account, broken, Cancellation));
        Assert.False(await health.ReportAsync(account, broken, Cancellation));
        Assert.Equal(AccountStatus.Credentials, (await node.Get<AccountDirectory>().FindAsync(account.Workspace, "number", Cancellation))!.Account.Status);
        var job = await node.AcceptedAsync(TestNode.Mail(account));
        await Eventually.SeesAsync(() => node.Get<IEventStore>().ReadAsync(account.Workspace, 0, EventKind.AccountHeld, 10, Cancellation), held => held.Count > 0, "the account's jobs are held");
        Assert.Empty(driver.HandedOver);

        Assert.True(await health.ReportAsync(account, new ProbeResult(AccountStatus.Ok, "not kept", "+12025550100"), Cancellation));
        await Eventually.SeesAsync(() => node.FindAsync(account.Workspace, job.JobId), view => view.State == JobState.Succeeded, "the job went on");
        var well = (await node.Get<IAccountStore>().FindAsync(account.Workspace, "number", Cancellation))!;
        Assert.Equal((AccountStatus.Ok, null, "+12025550100"), (well.Status, well.StatusReason, well.Identifier));

        var told = await node.Get<IEventStore>().ReadAsync(account.Workspace, 0, EventKind.AccountUpdated, 10, Cancellation);
        Assert.Equal(["credentials", "ok"], told.Select(one => (string?)JsonNode.Parse(one.DataJson!)!["status"]));
    }

    [Fact]
    public async Task Of_an_account_that_is_gone_or_another_workspace_s_nothing_is_written()
    {
        await using var node = await TestNode.StartAsync(database.Database, new ScriptedDriver());
        var account = await node.MakeAccountAsync(await node.MakeWorkspaceAsync("gone health"), "number");
        var health = node.Get<AccountHealth>();
        var broken = new ProbeResult(AccountStatus.Error, new string('x', 10_000));
        Assert.False(await health.ReportAsync(account with { Workspace = await node.MakeWorkspaceAsync("health strangers") }, broken, Cancellation));
        Assert.True(await health.ReportAsync(account, broken, Cancellation));
        Assert.InRange((await node.Get<IAccountStore>().FindAsync(account.Workspace, "number", Cancellation))!.StatusReason!.Length, 100, 600);
        await node.Get<IAccountStore>().DeleteAsync(account.Workspace, "number", Cancellation);
        Assert.False(await health.ReportAsync(account, new ProbeResult(AccountStatus.Ok), Cancellation));
    }
}
