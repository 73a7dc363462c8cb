using Postrider.Postgres.Storage;
using Postrider.Testing.Postgres;
using Xunit;

namespace Postrider.IntegrationTests.Inbox;

public sealed class CatchUpStoreTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task What_an_account_has_heard_never_becomes_less_and_is_its_own()
    {
        var (store, workspace, stop) = (new CatchUpStore(database.Database), new WorkspaceId(1), TestContext.Current.CancellationToken);
        var at = new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);
        Assert.Null(await store.FindAsync(workspace, "team", stop));
        await store.KeepAsync(workspace, "team", at, stop);
        await store.KeepAsync(workspace, "team", at.AddHours(-1), stop);
        Assert.Equal(at, await store.FindAsync(workspace, "team", stop));
        await store.KeepAsync(workspace, "team", at.AddHours(1), stop);
        Assert.Equal(at.AddHours(1), await store.FindAsync(workspace, "team", stop));
        Assert.Null(await store.FindAsync(workspace, "other", stop));
        Assert.Null(await store.FindAsync(new WorkspaceId(2), "team", stop));
    }
}
