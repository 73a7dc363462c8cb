using Microsoft.Extensions.Logging.Abstractions;
using Postrider.Accounts;
using Postrider.Attempts;
using Postrider.Channels;
using Postrider.Jobs;
using Postrider.Storage;
using Postrider.Testing;
using Postrider.Testing.Engine;
using Postrider.Testing.Postgres;
using Xunit;

namespace Postrider.IntegrationTests.FarSides;

public sealed class HealthWatchTests : IAsyncLifetime
{
    private static readonly ProbeResult _ended = new(AccountStatus.Credentials, "The session has ended.");

    private readonly ManualClock _clock = new();
    private TestDatabase _database = null!;

    public async ValueTask InitializeAsync() => _database = await TestDatabase.CreateAsync();

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task A_session_that_ends_unseen_holds_the_jobs_until_it_is_back()
    {
        var driver = Driven(Watching.Always);
        await using var node = await TestNode.StartAsync(_database.Database, driver);
        var account = await node.MakeAccountAsync(await node.MakeWorkspaceAsync("ended"), "mail");
        var watch = await WatchAsync(node);
        driver.Probe = _ended;
        _clock.Advance(TimeSpan.FromMinutes(14));
        await watch.RunOnceAsync(CancellationToken.None);
        Assert.Empty(driver.Probed);

        // The first look may have met a moment's trouble; the second in a row is believed.
        _clock.Advance(TimeSpan.FromMinutes(1));
        await watch.RunOnceAsync(CancellationToken.None);
        Assert.Equal(AccountStatus.Ok, (await FindAsync(node, account)).Status);
        await watch.RunOnceAsync(CancellationToken.None);
        var broken = await FindAsync(node, account);
        Assert.Equal((AccountStatus.Credentials, "The session has ended."), (broken.Status, broken.StatusReason));
        var held = (await node.AcceptedAsync(TestNode.Mail(account))).JobId;
        await Eventually.SeesAsync(async () => (await node.Get<IJobStore>().ExplainAsync(account.Workspace, held, CancellationToken.None))!.Holds.Select(hold => hold.Reason), reasons => reasons.Contains(Hold.ReconnectRequired), "the job is held");

        driver.Probe = new ProbeResult(AccountStatus.Ok);
        _clock.Advance(TimeSpan.FromMinutes(5));
        await watch.RunOnceAsync(CancellationToken.None);
        Assert.Equal((AccountStatus.Ok, null), ((await FindAsync(node, account)).Status, (await FindAsync(node, account)).StatusReason));
        await Eventually.SeesAsync(() => node.FindAsync(account.Workspace, held), job => job.State == JobState.Succeeded, "the job goes on");
        Assert.Equal(3, driver.Probed.Count);
    }

    [Fact]
    public async Task One_bad_look_between_good_ones_changes_nothing()
    {
        var driver = Driven(Watching.Always);
        await using var node = await TestNode.StartAsync(_database.Database, driver);
        var account = await node.MakeAccountAsync(await node.MakeWorkspaceAsync("moment"), "mail");
        var before = await FindAsync(node, account);
        var watch = await WatchAsync(node);
        foreach (var probe in new[] { _ended, new ProbeResult(AccountStatus.Ok), _ended, new ProbeResult(AccountStatus.Ok) })
        {
            driver.Probe = probe;
            _clock.Advance(TimeSpan.FromMinutes(15));
            await watch.RunOnceAsync(CancellationToken.None);
        }

        Assert.Equal(4, driver.Probed.Count);
        Assert.Equal(before.UpdatedAt, (await FindAsync(node, account)).UpdatedAt);
    }

    [Fact]
    public async Task What_was_changed_while_it_was_probed_stands()
    {
        var driver = Driven(Watching.WhileBroken);
        await using var node = await TestNode.StartAsync(_database.Database, driver);
        var account = await node.MakeAccountAsync(await node.MakeWorkspaceAsync("changed"), "mail", made => made with { Status = AccountStatus.Error });
        var watch = await WatchAsync(node);
        driver.Probing = async _ => Assert.True(await node.Get<IAccountStore>().ReplaceAsync((await FindAsync(node, account)) with { Name = "Renamed", Status = AccountStatus.Credentials }, CancellationToken.None));
        _clock.Advance(TimeSpan.FromMinutes(5));
        await watch.RunOnceAsync(CancellationToken.None);
        var changed = await FindAsync(node, account);
        Assert.Equal(("Renamed", AccountStatus.Credentials), (changed.Name, changed.Status));
    }

    [Fact]
    public async Task Wrong_credentials_are_tried_again_by_nobody_where_servers_lock_out_and_paused_accounts_are_left_alone()
    {
        var driver = Driven(Watching.WhileBroken);
        await using var node = await TestNode.StartAsync(_database.Database, driver);
        var workspace = await node.MakeWorkspaceAsync("kinds");
        await node.MakeAccountAsync(workspace, "well");
        await node.MakeAccountAsync(workspace, "wrong", account => account with { Status = AccountStatus.Credentials });
        await node.MakeAccountAsync(workspace, "broken", account => account with { Status = AccountStatus.Error, StatusReason = "No answer." });
        await node.MakeAccountAsync(workspace, "paused", account => account with { Status = AccountStatus.Error, Paused = true });
        var watch = await WatchAsync(node);
        _clock.Advance(TimeSpan.FromHours(1));
        await watch.RunOnceAsync(CancellationToken.None);
        Assert.Equal(["broken"], driver.Probed);
        Assert.Equal(AccountStatus.Ok, (await node.Get<IAccountStore>().FindAsync(workspace, "broken", CancellationToken.None))!.Status);
    }

    [Fact]
    public async Task An_account_whose_secrets_cannot_be_opened_keeps_nobody_else_from_being_looked_at()
    {
        var driver = Driven(Watching.Always);
        await using var node = await TestNode.StartAsync(_database.Database, driver);
        var workspace = await node.MakeWorkspaceAsync("poison");
        await node.MakeAccountAsync(workspace, "a", account => account with { Status = AccountStatus.Error, SealedSecrets = [1, 2, 3] });
        await node.MakeAccountAsync(workspace, "b", account => account with { Status = AccountStatus.Error });
        var watch = await WatchAsync(node);
        _clock.Advance(TimeSpan.FromMinutes(5));
        await watch.RunOnceAsync(CancellationToken.None);
        Assert.Equal(["b"], driver.Probed);
        Assert.Equal(AccountStatus.Error, (await node.Get<IAccountStore>().FindAsync(workspace, "a", CancellationToken.None))!.Status);
        Assert.Equal(AccountStatus.Ok, (await node.Get<IAccountStore>().FindAsync(workspace, "b", CancellationToken.None))!.Status);
    }

    [Fact]
    public async Task What_failed_in_use_is_left_to_a_person_until_a_look_or_a_person_has_changed_it()
    {
        var driver = Driven(Watching.Always);
        await using var node = await TestNode.StartAsync(_database.Database, driver);
        var account = await node.MakeAccountAsync(await node.MakeWorkspaceAsync("restricted"), "mail");
        driver.Perform = (_, _) => Task.FromResult<Outcome>(new Outcome.Deferred("Restricted.") { Trouble = new AccountTrouble(AccountStatus.Error, "Restricted.") });
        await node.AcceptedAsync(TestNode.Mail(account));
        await Eventually.SeesAsync(() => FindAsync(node, account), found => found.Status == AccountStatus.Error, "the account is broken");
        var watch = await WatchAsync(node);
        _clock.Advance(TimeSpan.FromHours(1));
        await watch.RunOnceAsync(CancellationToken.None);
        Assert.Empty(driver.Probed);

        // A change of its name mends nothing.
        await node.Get<IAccountStore>().ReplaceAsync((await FindAsync(node, account)) with { Name = "Renamed" }, CancellationToken.None);
        await watch.RunOnceAsync(CancellationToken.None);
        Assert.Empty(driver.Probed);

        await node.Get<IAccountStore>().ReportAsync(account.Workspace, account.AccountId, new ProbeResult(AccountStatus.Error, "Still starting."), CancellationToken.None);
        await watch.RunOnceAsync(CancellationToken.None);
        _clock.Advance(TimeSpan.FromMinutes(5));
        await watch.RunOnceAsync(CancellationToken.None);
        Assert.Single(driver.Probed);
        Assert.Equal(AccountStatus.Ok, (await FindAsync(node, account)).Status);
    }

    private async Task<HealthWatch> WatchAsync(TestNode node)
    {
        var watch = new HealthWatch(node.Get<IAccountStore>(), node.Get<AccountDirectory>(), node.Get<Drivers>(), _clock, NullLogger<HealthWatch>.Instance);
        await watch.RunOnceAsync(CancellationToken.None);
        return watch;
    }

    private static async Task<Account> FindAsync(TestNode node, Account account) => (await node.Get<IAccountStore>().FindAsync(account.Workspace, account.AccountId, CancellationToken.None))!;

    private static ScriptedDriver Driven(Watching watching)
    {
        var driver = new ScriptedDriver();
        return new ScriptedDriver { Kind = driver.Kind with { Watching = watching } };
    }
}
