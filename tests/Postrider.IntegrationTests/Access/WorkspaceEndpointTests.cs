using Postrider.Access;
using Postrider.Postgres.Storage;
using Postrider.Testing.Postgres;
using Xunit;

namespace Postrider.IntegrationTests.Access;

public sealed class WorkspaceEndpointTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task A_workspace_comes_with_a_key_that_sees_nothing_of_others()
    {
        await using var node = await AccessNode.StartAsync(database);
        var (status, body, _) = await node.SendAsync(HttpMethod.Post, "/api/v1/workspaces", body: new { name = "acme" });
        Assert.Equal(201, status);
        var item = body.GetProperty("item");
        var key = item.GetProperty("key").GetString()!;
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", item.GetProperty("created_at").GetString());

        var (_, keys, _) = await node.SendAsync(HttpMethod.Get, "/api/v1/keys", key);
        Assert.Equal(item.GetProperty("key_id").GetString(), Assert.Single(keys.GetProperty("items").EnumerateArray()).GetProperty("key_id").GetString());
        Assert.Equal(403, (await node.SendAsync(HttpMethod.Get, "/api/v1/workspaces", key)).Status);

        // Another workspace's key answers exactly like one that does not exist.
        var (_, foreign) = await node.MakeKeyAsync(["keys:read"]);
        var (otherStatus, other, _) = await node.SendAsync(HttpMethod.Delete, $"/api/v1/keys/{foreign}", key);
        var (noneStatus, none, _) = await node.SendAsync(HttpMethod.Delete, $"/api/v1/keys/{Guid.Empty}", key);
        Assert.Equal((404, 404), (otherStatus, noneStatus));
        Assert.Equal(none.GetProperty("error").GetProperty("message").GetString(), other.GetProperty("error").GetProperty("message").GetString());
    }

    [Fact]
    public async Task Names_are_checked_and_unique()
    {
        await using var node = await AccessNode.StartAsync(database);
        foreach (object name in new object[] { "", "Upper", "a b", new string('a', 65), 5, "é" })
        {
            var (status, body, _) = await node.SendAsync(HttpMethod.Post, "/api/v2/workspaces", body: new { name });
            Assert.Equal((400, "invalid_name"), (status, body.GetProperty("error").GetProperty("code").GetString()));
        }

        var (taken, fault, _) = await node.SendAsync(HttpMethod.Post, "/api/v2/workspaces", body: new { name = "default" });
        Assert.Equal((409, "workspace_exists"), (taken, fault.GetProperty("error").GetProperty("code").GetString()));
        var (_, list, _) = await node.SendAsync(HttpMethod.Get, "/api/v2/workspaces");
        Assert.Equal("default", list.GetProperty("items")[0].GetProperty("name").GetString());
    }

    [Fact]
    public async Task Nodes_that_start_together_agree_on_one_bootstrap()
    {
        await using var fresh = await TestDatabase.CreateAsync();
        var store = new AccessStore(fresh.Database, TimeProvider.System);
        var found = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => store.BootstrapAsync("given", CancellationToken.None)));
        Assert.Single(found.Select(bootstrap => bootstrap.WorkspaceId).Distinct());
        Assert.Equal(["workspace.created", "key.created"], await EventsAsync(fresh));

        var added = await store.BootstrapAsync("another", CancellationToken.None);
        Assert.Equal(2, (await store.ListKeysAsync(added.WorkspaceId, Guid.Empty, 10, CancellationToken.None)).Count);
        var given = (await store.FindKeyAsync(KeyHash.Of("given"), CancellationToken.None))!;
        Assert.True(given.Scopes.Allows(Scopes.Operator));
        await store.RevokeKeyAsync(added.WorkspaceId, given.KeyId, CancellationToken.None);
        await store.RevokeKeyAsync(added.WorkspaceId, given.KeyId, CancellationToken.None);
        Assert.Equal(["workspace.created", "key.created", "key.created", "key.revoked"], await EventsAsync(fresh));
        Assert.Equal(4, await store.VersionAsync(CancellationToken.None));
    }

    [Fact]
    public async Task The_very_first_start_makes_a_key_and_later_ones_do_not()
    {
        await using var fresh = await TestDatabase.CreateAsync();
        await using (var first = await AccessNode.StartAsync(fresh, bootstrapKey: null))
        {
            Assert.Equal(200, (await first.SendAsync(HttpMethod.Get, "/api/v1/workspaces", first.Bootstrap.NewKeyText)).Status);
        }

        await using var second = await AccessNode.StartAsync(fresh, bootstrapKey: null);
        Assert.Null(second.Bootstrap.NewKeyText);
    }

    private static async Task<List<string>> EventsAsync(TestDatabase database)
    {
        var kinds = new List<string>();
        await using var command = database.Database.Read.CreateCommand("select kind from event order by position");
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            kinds.Add(reader.GetString(0));
        }

        return kinds;
    }
}
