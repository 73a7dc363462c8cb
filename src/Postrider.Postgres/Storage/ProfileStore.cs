using Postrider.Contacts;
using Postrider.Postgres.Schema;
using Postrider.Storage;

namespace Postrider.Postgres.Storage;

/// <summary>Keeps the last look at each person.</summary>
public sealed class ProfileStore(Database database) : IProfileStore
{
    private static readonly Statements _sql = Statements.Load("far_profile.sql");

    public async Task<FarProfile?> FindAsync(WorkspaceId workspace, string accountId, string address, TimeSpan freshest, CancellationToken cancellationToken)
    {
        await using var command = database.Engine.CreateCommand(_sql["find"]).With(workspace.Value, accountId, address, freshest);
        return await command.FirstAsync(
            reader => new FarProfile(reader.GetString(0), reader.GetString(1), reader.TextOrNull(2), reader.IsDBNull(3) ? null : reader.GetBoolean(3)), cancellationToken);
    }

    public async Task KeepAsync(WorkspaceId workspace, string accountId, string address, FarProfile profile, CancellationToken cancellationToken)
    {
        await using var connection = await database.Engine.OpenConnectionAsync(cancellationToken);
        await using var batch = new Batch(connection);
        batch.Add(_sql["keep"]).With(workspace.Value).With(accountId).With(address)
            .With(StoredText.Clean(profile.FarId)!).With(profile.Relation).WithNull(StoredText.Clean(profile.ChatId)).With(profile.CanInMail);
        await batch.RunAsync(cancellationToken);
    }
}
