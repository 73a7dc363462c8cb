using Postrider.Postgres.Schema;
using Postrider.Storage;

namespace Postrider.Postgres.Storage;

/// <summary>Up to when accounts have heard what came in.</summary>
public sealed class CatchUpStore(Database database) : ICatchUpStore
{
    private static readonly Statements _sql = Statements.Load("catch_up.sql");

    public async Task<DateTimeOffset?> FindAsync(WorkspaceId workspace, string accountId, CancellationToken cancellationToken)
    {
        await using var command = database.Engine.CreateCommand(_sql["find"]).With(workspace.Value, accountId);
        return await command.FirstAsync(reader => reader.AtOrNull(0), cancellationToken);
    }

    public async Task KeepAsync(WorkspaceId workspace, string accountId, DateTimeOffset heardUntil, CancellationToken cancellationToken)
    {
        await using var connection = await database.Engine.OpenConnectionAsync(cancellationToken);
        await using var batch = new Batch(connection);
        batch.Add(_sql["keep"]).With(workspace.Value).With(accountId).With(Instant.ToStore(heardUntil));
        await batch.RunAsync(cancellationToken);
    }
}
