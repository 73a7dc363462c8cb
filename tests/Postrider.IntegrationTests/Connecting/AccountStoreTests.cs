using System.Text.Json.Nodes;
using Postrider.Accounts;
using Postrider.Attempts;
using Postrider.Channels;
using Postrider.Jobs;
using Postrider.Storage;
using Postrider.Testing.Engine;
using Postrider.Testing.Postgres;
using Xunit;

namespace Postrider.IntegrationTests.Connecting;

public sealed class AccountStoreTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_default_is_the_oldest_real_account_until_another_is_set_or_it_is_deleted()
    {
        await using var node = await TestNode.StartAsync(database.Database, new ScriptedDriver());
        var store = node.Get<IAccountStore>();
        var workspace = await node.MakeWorkspaceAsync("defaults");
        async Task<string?> DefaultAsync() => (await store.FindDefaultAsync(workspace, Channel.Email, Cancellation))?.AccountId;
        Assert.Null(await DefaultAsync());
        await node.MakeAccountAsync(workspace, "sandbox", account => account with { Kind = "sandbox" });
        Assert.Equal("sandbox", await DefaultAsync());
        await node.MakeAccountAsync(workspace, "z-first");
        await node.MakeAccountAsync(workspace, "a-second");
        await node.MakeAccountAsync(workspace, "profile", account => account with { Channel = Channel.LinkedIn });
        Assert.Equal("z-first", await DefaultAsync());

        Assert.True(await store.SetDefaultAsync(workspace, Channel.Email, "a-second", Cancellation));
        Assert.Equal("a-second", await DefaultAsync());
        Assert.False(await store.SetDefaultAsync(workspace, Channel.Email, "profile", Cancellation));
        Assert.False(await store.SetDefaultAsync(workspace, Channel.Email, "nobody", Cancellation));
        Assert.Equal("a-second", await DefaultAsync());
        Assert.Equal("profile", (await store.FindDefaultAsync(workspace, Channel.LinkedIn, Cancellation))!.AccountId);

        var second = (await store.FindAsync(workspace, "a-second", Cancellation))!;
        Assert.Equal("a-second", (await store.FindByNumberAsync(workspace, second.Number, Cancellation))!.AccountId);
        Assert.Null(await store.FindByNumberAsync(await node.MakeWorkspaceAsync("no defaults"), second.Number, Cancellation));
        await store.DeleteAsync(workspace, "a-second", Cancellation);
        Assert.Equal("z-first", await DefaultAsync());
        Assert.Null(await store.FindByNumberAsync(workspace, second.Number, Cancellation));
    }

    [Fact]
    public async Task One_default_is_left_however_many_set_it_at_once()
    {
        await using var node = await TestNode.StartAsync(database.Database, new ScriptedDriver());
        var store = node.Get<IAccountStore>();
        var workspace = await node.MakeWorkspaceAsync("racing defaults");
        string[] ids = [.. Enumerable.Range(0, 6).Select(i => $"box-{i}")];
        foreach (var id in ids)
        {
            await node.MakeAccountAsync(workspace, id);
        }

        var set = await Task.WhenAll(Enumerable.Range(0, 48).Select(i => store.SetDefaultAsync(workspace, Channel.Email, ids[i % ids.Length], Cancellation)));
        Assert.All(set, Assert.True);
        Assert.Single(await store.ListAsync(workspace, new AccountFilter(Channel.Email), 0, 100, Cancellation), account => account.IsDefault);
    }

    [Fact]
    public async Task What_an_account_adds_and_may_do_is_kept()
    {
        await using var node = await TestNode.StartAsync(database.Database, new ScriptedDriver());
        var store = node.Get<IAccountStore>();
        var limits = new ActionLimits(true, new Dictionary<string, int> { ["message"] = 2 }, new Dictionary<string, int> { ["message"] = 5, ["invitation"] = 0 });
        var made = await node.MakeAccountAsync(await node.MakeWorkspaceAsync("kept"), "full", account => account with
        {
            Signature = "<p>Ours</p>",
            OptOutLink = true,
            OptOutText = "No more",
            ActionLimits = limits,
            Status = AccountStatus.Error,
            StatusReason = "Both",
            ReceivingReason = "Both",
        });
        var found = (await store.FindAsync(made.Workspace, "full", Cancellation))!;
        Assert.Equal(("<p>Ours</p>", true, "No more", "Both", null), (found.Signature, found.OptOutLink, found.OptOutText, found.ReceivingReason, found.SendingReason));
        Assert.Equal((true, 2, 5, 0), (found.ActionLimits!.IsRange, found.ActionLimits.Least["message"], found.ActionLimits.Most["message"], found.ActionLimits.Most["invitation"]));
        Assert.True(await store.ReplaceAsync(found with { Signature = null, OptOutLink = false, OptOutText = null, ActionLimits = null, Status = AccountStatus.Ok, StatusReason = null, ReceivingReason = null }, Cancellation));
        found = (await store.FindAsync(made.Workspace, "full", Cancellation))!;
        Assert.Equal((null, false, null, null, null), (found.Signature, found.OptOutLink, found.OptOutText, found.ReceivingReason, found.ActionLimits));

        await store.BreakAsync(made.Workspace, "full", new AccountTrouble(AccountStatus.Credentials, "No entry") { IsReceiving = true }, Cancellation);
        found = (await store.FindAsync(made.Workspace, "full", Cancellation))!;
        Assert.Equal(("No entry", null), (found.ReceivingReason, found.SendingReason));
    }

    [Fact]
    public async Task A_filter_lets_through_what_fits_all_of_it()
    {
        await using var node = await TestNode.StartAsync(database.Database, new ScriptedDriver());
        var (store, tags) = (node.Get<IAccountStore>(), node.Get<IAccountTagStore>());
        var workspace = await node.MakeWorkspaceAsync("filters");
        await node.MakeAccountAsync(workspace, "one", account => account with { Settings = new JsonObject { ["from_address"] = "One@Mail.Example.com" } });
        await node.MakeAccountAsync(workspace, "two", account => account with { Identifier = "two@example.com", Status = AccountStatus.Error });
        await node.MakeAccountAsync(workspace, "three", account => account with { Kind = "sandbox", Identifier = "three@notexample.com" });
        await tags.PutAsync(workspace, "one", ["Warm", "eu"], alone: false, Cancellation);
        await tags.PutAsync(workspace, "three", ["warm"], alone: false, Cancellation);
        async Task<string> ListAsync(AccountFilter filter, int skip = 0, int limit = 10) => string.Join(' ', (await store.ListAsync(workspace, filter, skip, limit, Cancellation)).Select(account => account.AccountId));
        var all = new AccountFilter(Channel.Email);
        Assert.Equal("one two three", await ListAsync(all));
        Assert.Equal("two", await ListAsync(all, 1, 1));
        Assert.Equal("one", await ListAsync(all with { Address = "ONE@mail.example.com" }));
        Assert.Equal("one two", await ListAsync(all with { Domains = ["EXAMPLE.com"] }));
        Assert.Equal("one three", await ListAsync(all with { Domains = ["mail.example.com", "notexample.com"] }));
        Assert.Equal("", await ListAsync(all with { Domains = ["%"] }));
        Assert.Equal("two", await ListAsync(all with { IsUsable = false }));
        Assert.Equal("three", await ListAsync(all with { Kinds = ["sandbox"] }));
        Assert.Equal("one three", await ListAsync(all with { Tags = ["WARM", "nothing"] }));
        Assert.Equal("one", await ListAsync(all with { Tags = ["warm"], Domains = ["example.com"] }));
        Assert.Equal("", await ListAsync(new AccountFilter(Channel.LinkedIn)));
    }

    [Theory]
    [InlineData("Pacific/Kiritimati", 14)]
    [InlineData("Pacific/Niue", -11)]
    public async Task What_a_profile_did_is_counted_by_action_on_its_own_day(string zone, int hours)
    {
        var driver = new ScriptedDriver
        {
            Perform = (job, _) => Task.FromResult<Outcome>(job.Address switch
            {
                "mail:no@x.test" => new Outcome.Refused("No."),
                "mail:skip@x.test" => new Outcome.Accepted(new Delivery("post_like", Status: "skipped")),
                "mail:join@x.test" => new Outcome.Accepted(new Delivery("invitation")),
                _ => new Outcome.Accepted(new Delivery("direct_message")),
            }),
        };
        await using var node = await TestNode.StartAsync(database.Database, driver);
        var store = node.Get<IAccountStore>();
        var profile = await node.MakeAccountAsync(await node.MakeWorkspaceAsync($"use {zone}"), "profile", account => account with { Channel = Channel.LinkedIn, TimeZone = zone });
        var mail = await node.MakeAccountAsync(profile.Workspace, "mail");
        var before = TimeProvider.System.GetUtcNow();
        foreach (var job in new[] { "a@x.test", "b@x.test", "join@x.test", "no@x.test", "skip@x.test" }.Select(to => TestNode.Mail(profile, to)).Append(TestNode.Mail(mail)))
        {
            var accepted = await node.AcceptedAsync(job);
            await Eventually.SeesAsync(() => node.FindAsync(job.Workspace, accepted.JobId), view => view.State is JobState.Succeeded or JobState.Failed, "the job ended");
        }

        DateOnly[] days = [.. new[] { before, TimeProvider.System.GetUtcNow() }.Select(at => DateOnly.FromDateTime(at.AddHours(hours).UtcDateTime)).Distinct()];
        var use = new Dictionary<string, int>();
        foreach (var day in days)
        {
            foreach (var (action, used) in await store.ReadUseAsync(profile.Workspace, "profile", day, Cancellation))
            {
                use[action] = use.GetValueOrDefault(action) + used;
            }
        }

        Assert.Equal(new Dictionary<string, int> { ["direct_message"] = 2, ["invitation"] = 1 }, use);
        Assert.Empty(await store.ReadUseAsync(profile.Workspace, "profile", days[0].AddDays(hours > 0 ? -1 : 1), Cancellation));
        Assert.Empty(await store.ReadUseAsync(mail.Workspace, "mail", days[0], Cancellation));
        Assert.Empty(await store.ReadUseAsync(await node.MakeWorkspaceAsync($"strangers of {zone}"), "profile", days[0], Cancellation));
        var uses = await store.ReadUsesAsync(profile.Workspace, [("profile", days[^1]), ("mail", days[^1]), ("nobody", days[^1])], Cancellation);
        Assert.Equal(["mail", "profile"], uses.Keys.Order());
        Assert.Equal((0, 5), (uses["profile"].Load.InFlight, uses["profile"].Load.Used));
    }

    [Fact]
    public async Task A_tag_is_one_word_however_it_is_cased_and_no_stranger_s()
    {
        await using var node = await TestNode.StartAsync(database.Database, new ScriptedDriver());
        var tags = node.Get<IAccountTagStore>();
        var (workspace, stranger) = (await node.MakeWorkspaceAsync("tags"), await node.MakeWorkspaceAsync("tags of others"));
        await node.MakeAccountAsync(workspace, "box");
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => tags.PutAsync(workspace, "box", i % 2 == 0 ? ["Warm", "EU"] : ["eu", "warm"], alone: false, Cancellation)));
        Assert.Equal(2, (await tags.ReadAsync(workspace, ["box"], Cancellation))["box"].Count());
        var eu = (await tags.ListAsync(workspace, Cancellation))[0];
        Assert.True(await tags.ChangeAsync(workspace, eu with { Name = "Europe", ColorId = 3 }, Cancellation));
        Assert.Null(await tags.ChangeAsync(workspace, eu with { Name = "WARM" }, Cancellation));
        Assert.False(await tags.ChangeAsync(stranger, eu, Cancellation));
        Assert.Empty(await tags.ListAsync(stranger, Cancellation));
        Assert.Empty(await tags.ReadAsync(stranger, ["box"], Cancellation));
        await tags.PutAsync(stranger, "box", ["theirs"], alone: true, Cancellation);
        await tags.TakeAsync(stranger, "box", ["Europe"], Cancellation);
        Assert.Equal(2, (await tags.ReadAsync(workspace, ["box"], Cancellation))["box"].Count());
        await tags.TakeAsync(workspace, "box", ["EUROPE"], Cancellation);
        await tags.PutAsync(workspace, "box", ["new"], alone: true, Cancellation);
        Assert.Equal(["new"], (await tags.ReadAsync(workspace, ["box"], Cancellation))["box"]);
        await tags.PutAsync(workspace, "box", [], alone: true, Cancellation);
        Assert.Empty(await tags.ReadAsync(workspace, ["box"], Cancellation));
    }

    [Fact]
    public async Task An_account_is_in_use_while_a_job_of_its_own_waits()
    {
        await using var node = await TestNode.StartAsync(database.Database, new ScriptedDriver());
        var store = node.Get<IAccountStore>();
        var busy = await node.MakeAccountAsync(await node.MakeWorkspaceAsync("in use"), "busy", account => account with { Paused = true });
        await node.MakeAccountAsync(busy.Workspace, "idle");
        Assert.False(await store.IsInUseAsync(busy.Workspace, "busy", Cancellation));
        await node.AcceptedAsync(TestNode.Mail(busy));
        Assert.True(await store.IsInUseAsync(busy.Workspace, "busy", Cancellation));
        Assert.False(await store.IsInUseAsync(busy.Workspace, "idle", Cancellation));
    }
}
