using Npgsql;
using Postrider.Access;
using Postrider.Postgres.Schema;
using Postrider.Storage;

namespace Postrider.Postgres.Storage;

/// <summary>
/// The table <c>master_key</c>. Its rows and the sealed secrets themselves both say which keys are needed here, so a key
/// cannot be forgotten while something is sealed with it.
/// </summary>
public sealed class MasterKeyStore(Database database) : IMasterKeyStore
{
    private static readonly Statements _sql = Statements.Load("master_keys.sql");

    public async Task AdmitAsync(MasterKeys keys, CancellationToken cancellationToken)
    {
        await using var connection = await database.Read.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await RunAsync("lock");
        var known = await Command("known").ListAsync(row => row.GetString(0), cancellationToken);
        var missing = known.Except(keys.All.Select(key => key.FingerprintText)).ToList();
        if (missing.Count > 0)
        {
            throw new UnknownMasterKeyException(missing);
        }

        await RunAsync("record", keys.First.FingerprintText);
        await SealAgainAsync();
        await RunAsync("forget_others", keys.First.FingerprintText);
        await transaction.CommitAsync(cancellationToken);

        async Task SealAgainAsync()
        {
            var box = new SecretBox(keys);
            while (true)
            {
                var old = await Command("sealed_by_others", keys.First.Fingerprint.ToArray()).ListAsync(
                    row => (WorkspaceId: new WorkspaceId(row.GetInt64(0)), AccountId: row.GetString(1), Bytes: row.GetFieldValue<byte[]>(2)),
                    cancellationToken);
                if (old.Count == 0)
                {
                    return;
                }

                foreach (var (workspaceId, accountId, bytes) in old)
                {
                    var secret = box.Open(workspaceId, accountId, bytes);
                    await RunAsync("seal_again", workspaceId.Value, accountId, box.Seal(workspaceId, accountId, secret));
                }
            }
        }

        NpgsqlCommand Command(string name, params ReadOnlySpan<object> values) => new NpgsqlCommand(_sql[name], connection, transaction).With(values);

        async Task RunAsync(string name, params object[] values)
        {
            await using var command = Command(name, values);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
