using Postrider.Postgres.Schema;
using Postrider.Storage;

namespace Postrider.Postgres.Storage;

/// <summary>Texts that were said. The sweeper forgets them, and spares their content until then.</summary>
public sealed class SpeechStore(Database database) : ISpeechStore
{
    private static readonly Statements _sql = Statements.Load("speech.sql");

    public async Task<byte[]?> FindAsync(WorkspaceId workspace, byte[] textHash, CancellationToken cancellationToken)
    {
        await using var connection = await database.Read.OpenConnectionAsync(cancellationToken);
        await using var batch = new Batch(connection);
        batch.Add(_sql["find"]).With(workspace.Value).With(textHash);
        await using var reader = await batch.ReadAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? reader.GetFieldValue<byte[]>(0) : null;
    }

    public async Task KeepAsync(WorkspaceId workspace, byte[] textHash, byte[] sha256, CancellationToken cancellationToken)
    {
        await using var connection = await database.Engine.OpenConnectionAsync(cancellationToken);
        await using var batch = new Batch(connection);
        batch.Add(_sql["keep"]).With(workspace.Value).With(textHash).With(sha256);
        await batch.RunAsync(cancellationToken);
    }
}
