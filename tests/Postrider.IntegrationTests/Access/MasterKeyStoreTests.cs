using System.Security.Cryptography;
using Postrider.Access;
using Postrider.Postgres.Storage;
using Postrider.Testing.Postgres;
using Xunit;

namespace Postrider.IntegrationTests.Access;

public sealed class MasterKeyStoreTests
{
    private static readonly string _old = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
    private static readonly string _new = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    [Fact]
    public async Task A_node_with_another_key_refuses_to_start_and_names_the_variable()
    {
        await using var database = await TestDatabase.CreateAsync();
        await (await AccessNode.StartAsync(database, masterKey: _old)).DisposeAsync();
        var fault = await Assert.ThrowsAsync<UnknownMasterKeyException>(() => AccessNode.StartAsync(database, masterKey: _new));
        Assert.Contains("POSTRIDER_MASTER_KEY", fault.Message, StringComparison.Ordinal);
        await (await AccessNode.StartAsync(database, masterKey: _old)).DisposeAsync();
    }

    [Fact]
    public async Task Of_nodes_that_start_together_with_keys_of_their_own_one_stays()
    {
        await using var database = await TestDatabase.CreateAsync();
        var store = new MasterKeyStore(database.Database);
        var starts = Enumerable.Range(0, 4).Select(_ => store.AdmitAsync(MasterKeys.Parse(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))), CancellationToken.None)).ToList();
        await Task.WhenAll(starts.Select(start => start.ContinueWith(_ => { }, TaskScheduler.Default)));
        Assert.Equal(1, starts.Count(start => start.IsCompletedSuccessfully));
    }

    [Fact]
    public async Task Rotation_seals_everything_again_and_forgets_the_old_key()
    {
        await using var database = await TestDatabase.CreateAsync();
        var store = new MasterKeyStore(database.Database);
        await store.AdmitAsync(MasterKeys.Parse(_old), CancellationToken.None);
        var workspace = (await new AccessStore(database.Database, TimeProvider.System).BootstrapAsync(null, CancellationToken.None)).WorkspaceId;
        await using (var insert = database.Database.Read.CreateCommand(
            "insert into account (workspace_id, account_id, kind, channel, name, status, settings, secrets, created_at, updated_at) values ($1, 'a', 'smtp', 'email', 'a', 'ok', '{}', $2, now(), now())"))
        {
            insert.Parameters.AddWithValue(workspace.Value);
            insert.Parameters.AddWithValue(new SecretBox(MasterKeys.Parse(_old)).Seal(workspace, "a", "secret"u8));
            await insert.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        await store.AdmitAsync(MasterKeys.Parse($"{_old},{_new}"), CancellationToken.None);
        await Assert.ThrowsAsync<UnknownMasterKeyException>(() => store.AdmitAsync(MasterKeys.Parse(_new), CancellationToken.None));
        await store.AdmitAsync(MasterKeys.Parse($"{_new},{_old}"), CancellationToken.None);
        await store.AdmitAsync(MasterKeys.Parse(_new), CancellationToken.None);
        await using var read = database.Database.Read.CreateCommand("select secrets from account");
        var bytes = (byte[])(await read.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
        Assert.Equal("secret"u8, new SecretBox(MasterKeys.Parse(_new)).Open(workspace, "a", bytes));
    }
}
