using System.Security.Cryptography;
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

    /// <summary>No workspace: the secrets of the installation itself.</summary>
    private static WorkspaceId House => new(0);

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
            foreach (var (_, name, bytes) in await Command("house_sealed_by_others", keys.First.Fingerprint.ToArray()).ListAsync(Sealed, cancellationToken))
            {
                await RunAsync("seal_house_again", name, box.Seal(House, name, box.Open(House, name, bytes)));
            }

            while (true)
            {
                var old = await Command("sealed_by_others", keys.First.Fingerprint.ToArray()).ListAsync(Sealed, cancellationToken);
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

        static (WorkspaceId WorkspaceId, string Name, byte[] Bytes) Sealed(NpgsqlDataReader row) => (new WorkspaceId(row.GetInt64(0)), row.GetString(1), row.GetFieldValue<byte[]>(2));

        NpgsqlCommand Command(string name, params ReadOnlySpan<object> values) => new NpgsqlCommand(_sql[name], connection, transaction).With(values);

        async Task RunAsync(string name, params object[] values)
        {
            await using var command = Command(name, values);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    public async Task<byte[]> MakeSureOfAsync(string name, SecretBox box, CancellationToken cancellationToken)
    {
        await using var connection = await database.Read.OpenConnectionAsync(cancellationToken);
        await using (var command = new NpgsqlCommand(_sql["add_house_secret"], connection).With(name, box.Seal(House, name, RandomNumberGenerator.GetBytes(32))))
        {
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        await using var find = new NpgsqlCommand(_sql["find_house_secret"], connection).With(name);
        return box.Open(House, name, (byte[])(await find.ExecuteScalarAsync(cancellationToken))!);
    }
}
