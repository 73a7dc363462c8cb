using Postrider.Accounts;
using Postrider.Jobs;
using Postrider.Postgres.Schema;
using Postrider.Postgres.Storage;
using Postrider.Testing.Engine;
using Postrider.Testing.Postgres;
using Xunit;

namespace Postrider.IntegrationTests.FarSides;

public sealed class ActionBudgetTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Not_one_more_is_taken_than_there_is_however_many_nodes_race()
    {
        await using var house = await HouseAsync("race");
        await using var second = new Database(database.ConnectionString);
        ActionBudget[] nodes = [house.Budget, new ActionBudget(second)];
        var taken = await Task.WhenAll(Enumerable.Range(0, 32).Select(i => TakeAsync(nodes[i % 2], house.Workspace, "team", "invitation", i % 4 == 0 ? 12 : 10, 11)));
        Assert.InRange(taken.Count(later => later is null), 10, 11);
        Assert.NotNull(await TakeAsync(house.Budget, house.Workspace, "team", "invitation", 10, null));

        // One comes back, and one may have it.
        var left = 11 - taken.Count(later => later is null);
        await house.Budget.ReturnAsync(house.Workspace, "team", "invitation", Cancellation);
        taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => TakeAsync(nodes[i % 2], house.Workspace, "team", "invitation", null, 11)));
        Assert.Equal(left + 1, taken.Count(later => later is null));
    }

    [Fact]
    public async Task More_is_given_back_than_was_taken_and_none_is_won()
    {
        await using var house = await HouseAsync("give back");
        await house.Budget.ReturnAsync(house.Workspace, "team", "inmail", Cancellation);
        Assert.Null(await TakeAsync(house.Budget, house.Workspace, "team", "inmail", 1, null));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => house.Budget.ReturnAsync(house.Workspace, "team", "inmail", Cancellation)));
        Assert.Null(await TakeAsync(house.Budget, house.Workspace, "team", "inmail", 1, null));
        Assert.NotNull(await TakeAsync(house.Budget, house.Workspace, "team", "inmail", 1, null));
    }

    [Fact]
    public async Task Actions_accounts_and_workspaces_have_budgets_of_their_own()
    {
        await using var house = await HouseAsync("own");
        var stranger = await house.Node.MakeWorkspaceAsync("own stranger");
        await house.Node.MakeAccountAsync(stranger, "team");
        await house.Node.MakeAccountAsync(house.Workspace, "other");
        foreach (var (workspace, account, action) in new[] { (house.Workspace, "team", "invitation"), (house.Workspace, "team", "inmail"), (house.Workspace, "other", "invitation"), (stranger, "team", "invitation") })
        {
            Assert.Null(await TakeAsync(house.Budget, workspace, account, action, 1, 1));
        }

        Assert.Equal(DateTimeOffset.MaxValue, await TakeAsync(house.Budget, house.Workspace, "nobody", "invitation", 1, 1));
    }

    [Fact]
    public async Task The_day_is_that_of_the_account_s_zone_and_a_week_has_seven_of_them()
    {
        await using var turned = await TestDatabase.CreateAsync();
        await using var house = await HouseAsync("days", turned, account => account with { TimeZone = "Pacific/Auckland" });
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Pacific/Auckland");
        Task<DateTimeOffset?> NextAsync() => TakeAsync(house.Budget, house.Workspace, "team", "invitation", 2, 3);
        Assert.Null(await NextAsync());
        Assert.Null(await NextAsync());
        var first = await NextAsync();
        Assert.Equal(TimeSpan.Zero, TimeZoneInfo.ConvertTime(first!.Value, zone).TimeOfDay);

        await turned.TurnAsync(TimeSpan.FromDays(1));
        Assert.Null(await NextAsync());
        var week = TimeZoneInfo.ConvertTime((await NextAsync())!.Value, zone);
        Assert.Equal(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(first.Value, zone).DateTime).AddDays(6), DateOnly.FromDateTime(week.DateTime));

        await turned.TurnAsync(TimeSpan.FromDays(6));
        Assert.Null(await NextAsync());
        Assert.Null(await NextAsync());
        Assert.NotNull(await NextAsync());
    }

    private static Task<DateTimeOffset?> TakeAsync(ActionBudget budget, WorkspaceId workspace, string account, string action, int? perDay, int? perWeek) =>
        budget.TakeAsync(new JobRef(workspace, Guid.NewGuid()), account, action, new BudgetLimits(_ => perDay, perWeek), Cancellation);

    private Task<House> HouseAsync(string workspace) => HouseAsync(workspace, database, account => account);

    private static async Task<House> HouseAsync(string workspace, TestDatabase store, Func<Account, Account> change)
    {
        var node = await TestNode.StartAsync(store.Database, new ScriptedDriver());
        var account = await node.MakeAccountAsync(await node.MakeWorkspaceAsync(workspace), "team", change);
        return new House(node, account.Workspace, new ActionBudget(store.Database));
    }

    private sealed record House(TestNode Node, WorkspaceId Workspace, ActionBudget Budget) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Node.DisposeAsync();
    }
}
